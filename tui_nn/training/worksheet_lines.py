"""A line of the worksheet as people read it: formula, the same with numbers, value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from tui_nn.core.expressions import Expression, compute, numbers, symbols, written
from tui_nn.core.generated import FUNCTIONS
from tui_nn.core.program import Line
from tui_nn.data.dataset import Dataset
from tui_nn.training.sheet import Sheet
from tui_nn.training.worksheet_symbols import Symbols


@dataclass(frozen=True)
class WorksheetLine:
    """One number and how it is made, in words for people; or a note, which has no name.

    Attributes:
        about: The canonical name of the number, such as `z1[1]`; for a line of the update, that of the parameter.
        name: The number's symbol, such as `z1`.
        formula: How it is made, in symbols; the text of a note.
        substituted: The formula with numbers in the place of symbols; empty while the number is not known.
        value: The number, None while it is not known.
        shown: The value as written.
        arrow: Whether the number takes the place of an older one of that name: `←` instead of `=`.
        engine: What the engine made of it by adding in another order, where that can be seen; empty elsewhere.
    """

    about: str
    name: str
    formula: str
    substituted: str = ""
    value: float | None = None
    shown: str = ""
    arrow: bool = False
    engine: str = ""

    @property
    def known(self) -> bool:
        """Whether the number has been computed."""
        return self.value is not None

    @property
    def text(self) -> str:
        """The whole line, such as `z = w·x + b = (0.5)(2) + 0.2 = 1.2`."""
        if not self.name:
            return self.formula
        sign = "←" if self.arrow else "="
        numbers = dict.fromkeys((self.substituted, self.shown) if self.known else ())
        return " = ".join((f"{self.name} {sign} {self.formula}", *numbers))


class Lines(Sequence[WorksheetLine]):
    """Lines that are written when somebody looks at them.

    Args:
        count: How many there are.
        write: Writes the line of an index.
    """

    def __init__(self, count: int, write: Callable[[int], WorksheetLine]) -> None:
        self._count = count
        self._write = write
        self._written: dict[int, WorksheetLine] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> WorksheetLine: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[WorksheetLine, ...]: ...
    def __getitem__(self, index: int | slice) -> WorksheetLine | tuple[WorksheetLine, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(self._count)))
        place = range(self._count)[index]
        if place not in self._written:
            self._written[place] = self._write(place)
        return self._written[place]


@dataclass(frozen=True, eq=False)
class Writing:
    """What it takes to write the lines of a sheet.

    Attributes:
        sheet: The step.
        digits: Significant digits.
        symbols: What things are called.
        data: The training data, None if unknown: it names inputs and says how long a batch is.
    """

    sheet: Sheet
    digits: int
    symbols: Symbols
    data: Dataset | None

    def write(self, number: float) -> str:
        """Write a number."""
        return written(number, self.digits)

    def formula(self, expression: Expression, called: Callable[[str], str]) -> str:
        """Write a formula in symbols."""
        return symbols(expression, called)

    def numbers(self, expression: Expression, values: Mapping[str, float]) -> str:
        """Write a formula with numbers in the place of symbols."""
        return numbers(expression, values, self.write)

    def line(self, line: Line, *, known: bool) -> WorksheetLine:
        """Write a line of the pass."""
        sheet, called = self.sheet, self.symbols.beside(line.name)
        name, formula = called(line.name), self.formula(line.expression, called)
        if not known:
            return WorksheetLine(line.name, name, formula)
        # An engine of arrays adds in an order of its own; the line must be true of what it shows.
        number = compute(line.expression, sheet.values, FUNCTIONS)
        shown, other = self.write(number), self.write(sheet.values[line.name])
        substituted = self.numbers(line.expression, sheet.values)
        return WorksheetLine(
            line.name, name, formula, substituted, number, shown, engine="" if other == shown else other
        )
