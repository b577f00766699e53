"""The worksheet of a step as people read it: the lines of an operation, or all about one neuron or parameter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from tui_nn.core.program import Operation
from tui_nn.data.dataset import Dataset
from tui_nn.training.sheet import Sheet
from tui_nn.training.worksheet_lines import Lines, WorksheetLine, Writing
from tui_nn.training.worksheet_symbols import Symbols
from tui_nn.training.worksheet_update import UpdateWorksheet

DIGITS = (4, 6, 10, 17)
"""How many significant digits may be shown; 17 stands for the fewest that give the same float back."""

_NAME = re.compile(r"(grad )?([A-Za-z]+)(\d+)'?(?:\[(\d+)(?:,(\d+))?\])?")


def lines_of(sheet: Sheet, operation: int, digits: int = 4, data: Dataset | None = None) -> Sequence[WorksheetLine]:
    """Give the lines of one operation of a step; they are written when looked at.

    Args:
        sheet: The step.
        operation: The index of the operation among `sheet.operations`.
        digits: Significant digits, one of `DIGITS`.
        data: The training data; with it, inputs are called by their columns and a batch says how long it is.
    """
    return Worksheet(sheet, digits, data).lines(operation)


class Worksheet:
    """The lines of a step.

    Args:
        sheet: The step.
        digits: Significant digits, one of `DIGITS`.
        data: The training data; with it, inputs are called by their columns and a batch says how long it is.
    """

    def __init__(self, sheet: Sheet, digits: int = 4, data: Dataset | None = None) -> None:
        names = sheet.experiment.names
        symbols = Symbols(names, data.input_names if data is not None else ())
        self._sheet = sheet
        self._writing = Writing(sheet, digits, symbols, data)

    def lines(self, operation: int) -> Lines:
        """Give the lines of an operation by its index; the last one is the update."""
        operations = self._sheet.program.operations
        if operation == len(operations):
            return self._update.lines
        lines, known = operations[operation].lines, operation < self._sheet.done
        return Lines(len(lines), lambda place: self._writing.line(lines[place], known=known))

    def about(self, name: str) -> Lines:
        """Give the step's lines about a neuron or a parameter, in the order they are computed.

        Args:
            name: The canonical name of a parameter, `W1[2,1]` or `b1[2]`, or of a number of a neuron, such as `h1[2]`.
        """
        found: list[tuple[Lines, int]] = []
        place = _place_of(name)
        if place is not None:
            for index, operation in enumerate(self._sheet.program.operations):
                lines = self.lines(index)
                found += [(lines, number) for number in self._numbers(operation, place)]
            update = self._update
            found += [(update.lines, number) for number in update.places(self._parameters(place))]
        return Lines(len(found), lambda number: found[number][0][found[number][1]])

    @cached_property
    def _update(self) -> UpdateWorksheet:
        return UpdateWorksheet(self._writing)

    def _numbers(self, operation: Operation, wanted: tuple[str, int, int, int]) -> list[int]:
        """Give the places of an operation's lines that are about a neuron or parameter."""
        kind, layer, to, source = wanted
        top = len(self._sheet.experiment.network.layers)
        if operation.kind == "loss":
            return list(range(len(operation.lines))) if layer == top else []
        if self._sheet.program.rule is None and operation.layer != layer:
            return []
        numbers = []
        for number, line in enumerate(operation.lines):
            place = _place_of(line.name)
            if place is None or place[1] != layer or place[2] not in (to, 0):
                continue
            # Of its neuron's other parameters nothing is wanted.
            if kind in "Wb" and place[0] in "Wb" and (place[0], place[3]) != (kind, source):
                continue
            numbers.append(number)
        return numbers

    def _parameters(self, wanted: tuple[str, int, int, int]) -> tuple[int, ...]:
        """Give the indices of a neuron's parameters, or of the one parameter."""
        kind, layer, to, source = wanted
        names = self._sheet.experiment.names
        for neuron in names.neurons:
            if (neuron.layer, neuron.number) == (layer, to):
                if kind == "W":
                    return tuple(neuron.weights[source - 1 : source])
                bias = () if neuron.bias is None else (neuron.bias,)
                return bias if kind == "b" else (*neuron.weights, *bias)
        return ()


def _place_of(name: str) -> tuple[str, int, int, int] | None:
    """Read a canonical name as kind, layer, neuron and input, 0 where it has none; None where it is no such name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    _, kind, layer, to, source = found.groups()
    return kind, int(layer), int(to or 0), int(source or 0)
