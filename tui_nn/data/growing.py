"""Columns while they are read: blocks of cells in, one typed column out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.layout import is_meant_as_number, is_number, parse_number
from tui_nn.data.memory import check_room
from tui_nn.data.table import Column, LabelColumn, NumberColumn, TextColumn, UnusableColumn

Cells = Sequence[str] | NDArray[Any]
"""Cells as they are written, or numbers."""

KIND_ROWS = 1000
LONGEST_SHOWN = 40
FIRST_ROOM = 1 << 13
GROWTH = 1.25

_CHOOSE = "leave out the row, or choose other columns with --inputs and --target."


class GrowingColumn:
    """A column that takes its cells block by block.

    Its kind is chosen by its first cells: numbers if at least half of them are, else labels.

    Args:
        as_text: Whether the cells are kept as they are written.
        expected: How many rows there may be; more or fewer can be taken.
    """

    def __init__(self, *, as_text: bool, expected: int = 0) -> None:
        self._as_text = as_text
        self._expected = expected
        self._kind: _Kind | None = None
        self._unusable: UnusableColumn | None = None
        self.rows = 0

    @property
    def holds_numbers(self) -> bool:
        """Whether further cells must be numbers."""
        return isinstance(self._kind, _Numbers)

    @property
    def is_unusable(self) -> bool:
        """Whether a cell was refused, so that no further one is looked at."""
        return self._unusable is not None

    def add(self, cells: Cells, refused: UnusableColumn | None = None) -> None:
        """Take the next cells.

        Args:
            cells: The cells.
            refused: A cell that is neither text nor number, its row counted from 0 in `cells`; what `cells` holds from
                there on is not looked at.
        """
        if self._unusable is None and len(cells):
            usable = cells if refused is None else cells[: refused.row]
            found = (self._take(usable) if len(usable) else None) or refused
            if found is not None:
                self._unusable = replace(found, row=found.row + self.rows)
                self._kind = None
        self.rows += len(cells)

    def skip(self, rows: int) -> None:
        """Count cells that are not looked at."""
        self.rows += rows

    def finish(self) -> Column:
        """Give the column of all cells taken, at least one."""
        if self._unusable is not None:
            return self._unusable
        assert self._kind is not None
        return self._kind.finish()

    def _take(self, cells: Cells) -> UnusableColumn | None:
        if self._kind is None:
            self._kind = self._choose(cells)
        return self._kind.add(cells)

    def _choose(self, cells: Cells) -> _Kind:
        if self._as_text:
            return _Text()
        if not isinstance(cells, np.ndarray):
            sample = [cell for cell in cells[:KIND_ROWS] if cell.strip()]
            if 2 * sum(map(is_meant_as_number, sample)) < len(sample):
                return _Labels(self._expected)
        return _Numbers(self._expected)


def shown(cell: str) -> str:
    """Quote a cell for a message, shortened if it is long."""
    return repr(cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}…")


def written(cells: Cells) -> Sequence[str]:
    """Give cells as text: numbers by the fewest digits that tell them from others of their type."""
    return [str(number) for number in cells] if isinstance(cells, np.ndarray) else cells


class _Kind(Protocol):
    def add(self, cells: Cells) -> UnusableColumn | None:
        """Take the next cells; give back the first that cannot be used, its row counted from 0 in `cells`."""

    def finish(self) -> Column:
        """Give the column of all cells taken."""


class _Filling:
    """An array that is filled from the front, and made longer where it stands."""

    def __init__(self, dtype: type, expected: int) -> None:
        self._values: NDArray[Any] = np.empty(max(expected, FIRST_ROOM), dtype)
        self._filled = 0

    def add(self, values: NDArray[Any]) -> None:
        end = self._filled + len(values)
        if end > len(self._values):
            more = max(end, int(len(self._values) * GROWTH)) - len(self._values)
            check_room(more * self._values.itemsize)
            self._values.resize(len(self._values) + more, refcheck=False)
        self._values[self._filled : end] = values
        self._filled = end

    def finish(self) -> NDArray[Any]:
        self._values.resize(self._filled, refcheck=False)
        self._values.setflags(write=False)
        return self._values


class _Numbers:
    def __init__(self, expected: int) -> None:
        self._values = _Filling(np.float64, expected)

    def add(self, cells: Cells) -> UnusableColumn | None:
        if isinstance(cells, np.ndarray):
            with np.errstate(over="ignore"):
                values = cells.astype(np.float64, copy=False)
            if not np.isfinite(values).all():
                row = int(np.flatnonzero(~np.isfinite(values))[0])
                return self._first_bad([str(cells[row])], row)
        else:
            try:
                values = np.fromiter(map(float, cells), np.float64, len(cells))
            except ValueError:
                return self._first_bad(cells)
            if not np.isfinite(values).all() or "_" in "".join(cells):
                return self._first_bad(cells)
        self._values.add(values)
        return None

    def finish(self) -> Column:
        return NumberColumn(self._values.finish())

    @staticmethod
    def _first_bad(cells: Sequence[str], first: int = 0) -> UnusableColumn:
        row, cell = next((row, cell.strip()) for row, cell in enumerate(cells, first) if not is_number(cell))
        if not cell:
            return _empty(row)
        if parse_number(cell) is not None:
            return UnusableColumn(row, f"{shown(cell)} is not a finite number", f"Correct the cell, {_CHOOSE}")
        if is_number(cell.replace(",", ".")):
            advice = "Write decimals with a point, not a comma."
        else:
            advice = f"Numbers are written like 12, -0.5 or 1e-3. Correct the cell, {_CHOOSE}"
        return UnusableColumn(row, f"{shown(cell)} is not a number", advice)


class _Labels:
    def __init__(self, expected: int) -> None:
        self._codes: dict[str, int] = {}
        self._rows = _Filling(np.int32, expected)

    def add(self, cells: Cells) -> UnusableColumn | None:
        bare = [cell.strip() for cell in written(cells)]
        for cell in dict.fromkeys(bare):
            if cell in self._codes:
                continue
            if not cell:
                return _empty(bare.index(cell))
            if parse_number(cell) is not None:
                return UnusableColumn(
                    bare.index(cell),
                    f"{shown(cell)} is a number in a column of labels",
                    f"A column holds numbers or labels, not both. Correct the cell, {_CHOOSE}",
                )
            self._codes[cell] = len(self._codes)
        self._rows.add(np.fromiter(map(self._codes.__getitem__, bare), np.int32, len(bare)))
        return None

    def finish(self) -> Column:
        return LabelColumn(self._rows.finish(), tuple(self._codes))


class _Text:
    def __init__(self) -> None:
        self._cells: list[str] = []

    def add(self, cells: Cells) -> UnusableColumn | None:
        bare = [cell.strip() for cell in written(cells)]
        if "" in bare:
            return _empty(bare.index(""))
        self._cells += bare
        return None

    def finish(self) -> Column:
        return TextColumn(tuple(self._cells))


def _empty(row: int) -> UnusableColumn:
    return UnusableColumn(row, "the cell is empty", f"Fill in the cell, {_CHOOSE}")
