"""Which columns of the parameters fit, and which lines there are."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from tui_nn.app.panes.rows import fitted, fitted_right
from tui_nn.core.names import Names

GAP = " "
"""Between columns of numbers; a number in 4 digits leaves one more cell free unless it has an exponent."""

GRADIENT, CHANGE = "gradient", "change"
_SHORTEST_BAR, _GOOD_BAR, _LONGEST_BAR = 4, 10, 24


@dataclass(frozen=True)
class Columns:
    """Widths of the columns, in cells; 0 where a column is left out.

    Attributes:
        name: Of the parameter's name.
        digits: Decimals of the numbers.
        value: Of the value.
        gradient: Of the gradient.
        change: Of the last change.
        bar: Of the bar.
    """

    name: int
    digits: int
    value: int
    gradient: int
    change: int
    bar: int

    def header(self) -> str:
        """Give the header line."""
        titles = (("value", self.value), (GRADIENT, self.gradient), (CHANGE, self.change))
        numbers = [fitted_right(title, width) for title, width in titles if width]
        bar = [" size"] if self.bar else []
        return GAP.join([fitted("name" if self.name >= 4 else "", self.name), *numbers, *bar])


def fit_columns(width: int, longest_name: int) -> Columns:
    """Choose columns for a width: more digits first, then fewer columns, the bar going first, then change and gradient.

    Args:
        width: Cells for a whole row.
        longest_name: Cells of the longest name.
    """
    name = min(longest_name, max(4, width // 3))
    for digits, bar in ((6, _GOOD_BAR), (5, _GOOD_BAR), (4, _SHORTEST_BAR)):
        columns = _columns(name, digits, with_gradient=True, with_change=True)
        rest = width - _total(columns) - 2 * len(GAP)
        if rest >= bar:
            return Columns(*columns, min(rest, _LONGEST_BAR))
    for with_gradient, with_change in ((True, True), (True, False)):
        columns = _columns(name, 4, with_gradient=with_gradient, with_change=with_change)
        if _total(columns) <= width:
            return Columns(*columns, 0)
    value = max(1, min(8, width - name - len(GAP)))
    return Columns(name, 4, value, 0, 0, 0)


def _columns(name: int, digits: int, *, with_gradient: bool, with_change: bool) -> tuple[int, int, int, int, int]:
    number = digits + 4
    return name, digits, number, number if with_gradient else 0, number if with_change else 0


def _total(columns: tuple[int, int, int, int, int]) -> int:
    name, _, *numbers = columns
    return name + sum(len(GAP) + number for number in numbers if number)


class Listing:
    """The parameters in reading order, with a line above each neuron's where that costs no scrolling.

    Args:
        names: The network's names.

    Attributes:
        order: Index into the flat vector of each row.
        labels: What each row is called.
        longest: Cells of the longest label.
    """

    def __init__(self, names: Names) -> None:
        self.order = names.reading_order
        self.labels = tuple(names.parameters[index] for index in self.order)
        self.longest = max(map(cell_len, self.labels))
        self._groups = tuple(
            " · ".join(
                (
                    names.neuron(neuron.layer, neuron.number),
                    f"layer {neuron.layer}",
                    names.architecture.layers[neuron.layer - 1].activation,
                )
            )
            for neuron in names.neurons
        )
        self._ungrouped = tuple(range(len(self.order)))
        grouped: list[int] = []
        rank = 0
        for group, neuron in enumerate(names.neurons):
            size = len(neuron.weights) + (neuron.bias is not None)
            grouped += [-1 - group, *range(rank, rank + size)]
            rank += size
        self._grouped = tuple(grouped)
        self._line_of_row = tuple(line for line, entry in enumerate(grouped) if entry >= 0)

    def grouped(self, height: int) -> bool:
        """Say whether groups are shown in `height` lines: not where they alone would make the list scroll."""
        return len(self._grouped) <= height or len(self._ungrouped) > height

    def entries(self, height: int) -> tuple[int, ...]:
        """Give the lines of the list: the number of a row, or −1 − the number of a group."""
        return self._grouped if self.grouped(height) else self._ungrouped

    def group(self, entry: int) -> str:
        """Give the words of a group's line."""
        return self._groups[-1 - entry]

    def line_of(self, row: int, height: int) -> int:
        """Give the line of the list on which a row stands."""
        return self._line_of_row[row] if self.grouped(height) else row
