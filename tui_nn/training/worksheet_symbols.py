"""What the worksheet calls things: the lesson's own labels, or names that say as much as they must."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tui_nn.core.generated import FUNCTIONS
from tui_nn.core.names import Names

_RESERVED = {"y", "ŷ", "loss", "lr", "i", "t", "k1", "k2", "earlier", *FUNCTIONS}
_SOFTMAX = re.compile(r"[msc]\d+")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Symbols:
    """Gives every canonical name its symbol, no two names the same one.

    Args:
        names: The names of the network's numbers.
        input_names: The data's names of the inputs; used where the lesson has no label and a formula could not
            mistake them for something else.
    """

    def __init__(self, names: Names, input_names: tuple[str, ...] = ()) -> None:
        self._names = names
        taken = _RESERVED | set(names.labels.values())
        self._inputs: Mapping[str, str] = {
            f"x[{number}]": text
            for number, text in enumerate(input_names, start=1)
            if text.isidentifier() and text not in taken and not _SOFTMAX.fullmatch(text)
        }
        self._target = "y" if names.architecture.outputs == 1 and "y" not in names.labels.values() else ""
        self._top = f"h{len(names.architecture.layers)}["

    def of(self, name: str) -> str:
        """Give the symbol of a canonical name, such as `∂w1` for `grad W1[1,1]`."""
        if name in self._names.labels:
            return self._names.labels[name]
        if name.startswith("grad "):
            return "∂" + self.of(name.removeprefix("grad "))
        if name.startswith("delta"):
            return "δ" + name.removeprefix("delta")
        if name.startswith(self._top):
            return self._names.neuron(len(self._names.architecture.layers), int(name[len(self._top) : -1]))
        if "'" in name:
            return self.of(name.replace("'", "")) + "′"
        if name.startswith("y["):
            return self._target or name
        return self._inputs.get(name, name)

    def beside(self, name: str) -> Callable[[str], str]:
        """Give `of` as it is used in the line of a number, by its canonical name."""
        return self.of

    # In the update, whose formulas are about one parameter; `symbol` is its own.

    rate, earlier = "lr", "earlier"

    def old(self, symbol: str) -> str:
        """Call the parameter before the update."""
        return symbol

    def gradient(self, symbol: str) -> str:
        """Call the gradient of the step's own example."""
        return f"∂{symbol}"

    def contribution(self, symbol: str, number: int) -> str:
        """Call the gradient of an example of the batch, from 1."""
        return f"∂{symbol}{subscript(number)}"

    def used(self, symbol: str) -> str:
        """Call the gradient that the update uses."""
        return f"g[{symbol}]"

    def state(self, kind: str, symbol: str) -> str:
        """Call a number of the optimizer's state."""
        return f"{kind}[{symbol}]"

    def one_minus_power(self, base: str, exponent: str) -> str:
        """Write 1 less a power."""
        return f"1 − {base}^{exponent}"


def subscript(number: int) -> str:
    """Write a whole number as an index.

    >>> subscript(12)
    '₁₂'
    """
    return str(number).translate(_SUBSCRIPTS)
