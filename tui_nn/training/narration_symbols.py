"""What a narration calls things: the lesson's own labels, or words that say where a number belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tui_nn.core.expressions import Expression, Quotient, Sum
from tui_nn.core.names import Names
from tui_nn.core.spoken import in_words, spoken
from tui_nn.data.dataset import Dataset
from tui_nn.training.worksheet_lines import Writing
from tui_nn.training.worksheet_symbols import Symbols

LONGEST = 12
"""A sum of more terms is not told number by number."""

_PLACE = re.compile(r"([A-Za-z]+)(\d*)(?:\[(\d+)(?:,(\d+))?\])?")
_FIXED = {"lr": "the learning rate", "i": "the row number", "loss": "the loss", "…": "so on"}
_OF_A_LAYER = {"m": "the largest z", "s": "the sum of all e", "c": "the mean slope"}
_OF_A_NEURON = {"g": "the slope of the loss"}
_OF_THE_OPTIMIZER = {"v": "its velocity", "m": "its mean gradient", "s": "its mean square"}


class SpokenSymbols(Symbols):
    """Gives every canonical name words that can be followed without seeing anything.

    Args:
        names: The names of the network's numbers.
        data: The training data, which name inputs and targets.
        full: Whether the batch is full, so that its gradient is used.
    """

    rate, earlier = "the learning rate", "the sum before"

    def __init__(self, names: Names, data: Dataset, *, full: bool = True) -> None:
        super().__init__(names, data.input_names)
        self._data = data
        self._full = full
        self._output_layer = len(names.architecture.layers)

    def of(self, name: str) -> str:
        """Give the words for a canonical name, such as `the gradient of w1`."""
        if name.startswith("grad "):
            return f"the gradient of {self.of(name.removeprefix('grad '))}"
        if "'" in name:
            return f"the new {self.of(name.replace(chr(39), '')).removeprefix('the ')}"
        if name in self._names.labels:
            return _said(self._names.labels[name])
        return self.described(name)

    def described(self, name: str) -> str:
        """Give the words that say where a number belongs, whether it has a label or not."""
        if name in _FIXED:
            return _FIXED[name]
        kind, layer, to, source = self._place(name)
        match kind:
            case "x":
                return self._data.input_names[to - 1].replace("_", " ")
            case "y":
                return self._of_output("the target", to)
            case "h" if layer == self._output_layer:
                return self._of_output("the prediction", to)
            case "W":
                return f"the weight from {self._signal(layer - 1, source)} to {self.neuron(layer, to)}"
            case "b":
                return f"the bias of {self.neuron(layer, to)}"
        if not to:
            return _OF_A_LAYER[kind]
        return f"{_OF_A_NEURON.get(kind, kind)} of {self.neuron(layer, to)}"

    def beside(self, name: str) -> Callable[[str], str]:
        """Give `of` as it is used in the line of a neuron's number, where the neuron need not be named again."""
        kind, layer, number, _ = self._place(name)
        if kind not in ("z", "h", "delta", "p", "e"):
            return self.of

        def of(other: str) -> str:
            if other in self._names.labels or not _PLACE.fullmatch(other):
                return self.of(other)
            what, where, to, source = self._place(other)
            if (where, to) == (layer, number) and not (what == "h" and layer == self._output_layer):
                return {"W": f"the weight from {self._signal(layer - 1, source)}", "b": "the bias"}.get(what, what)
            if what == "W" and (where, source) == (layer + 1, number):
                return f"the weight to {self.neuron(where, to)}"
            return self.of(other)

        return of

    def neuron(self, layer: int, number: int) -> str:
        """Call a neuron by its place, such as `hidden neuron 2`."""
        if layer == self._output_layer:
            return f"output neuron {number}" if self._data.output_count > 1 else "the output neuron"
        return f"hidden neuron {number}" if self._output_layer == 2 else f"neuron {number} of layer {layer}"

    def _signal(self, layer: int, number: int) -> str:
        return self.neuron(layer, number) if layer else self.of(f"x[{number}]")

    def _of_output(self, what: str, number: int) -> str:
        return f"{what} for {self._data.target_names[number - 1]}" if self._data.output_count > 1 else what

    def _place(self, name: str) -> tuple[str, int, int, int]:
        """Read a canonical name as kind, layer, neuron and input, 0 where it has none."""
        found = _PLACE.fullmatch(name)
        if found is None:
            return "", 0, 0, 0
        kind, *numbers = found.groups()
        layer, to, source = (int(number or 0) for number in numbers)
        return kind, layer, to, source

    # In the update.

    def old(self, symbol: str) -> str:
        """Call the parameter before the update."""
        return "its old value"

    def gradient(self, symbol: str) -> str:
        """Call the gradient of the step's own example."""
        return "its gradient"

    def contribution(self, symbol: str, number: int) -> str:
        """Call the gradient of an example of the batch, from 1."""
        return f"its gradient in example {number}"

    def used(self, symbol: str) -> str:
        """Call the gradient that the update uses, or what there is of it."""
        return "its gradient for the update" if self._full else "its sum so far"

    def state(self, kind: str, symbol: str) -> str:
        """Call a number of the optimizer's state."""
        return _OF_THE_OPTIMIZER[kind]

    def one_minus_power(self, base: str, exponent: str) -> str:
        """Say 1 less a power."""
        return f"1 minus {base} to the power of {exponent}"


@dataclass(frozen=True, eq=False)
class Speaking(Writing):
    """Writes the lines of a sheet as they are said."""

    def write(self, number: float) -> str:
        """Say a number."""
        return spoken(number, self.digits)

    def formula(self, expression: Expression, called: Callable[[str], str]) -> str:
        """Say a formula."""
        return in_words(expression, called)

    def numbers(self, expression: Expression, values: Mapping[str, float]) -> str:
        """Say a formula with its numbers; nothing where there are too many of them."""
        whole = expression.above if isinstance(expression, Quotient) else expression
        if isinstance(whole, Sum) and len(whole.terms) > LONGEST:
            return ""
        return in_words(expression, lambda name: self.write(values[name]))


def _said(label: str) -> str:
    """Say a lesson's label: Greek letters by their names."""
    return label.replace("δ", "delta ").replace("ŷ", "the prediction").replace("_", " ")
