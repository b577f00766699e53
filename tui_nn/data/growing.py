"""Columns while they are read: blocks of cells in, one typed column out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.dataset import Floats
from tui_nn.data.layout import is_meant_as_number, is_number, parse_number
from tui_nn.data.table import Column, LabelColumn, NumberColumn, TextColumn, UnusableColumn

KIND_ROWS = 1000
LONGEST_SHOWN = 40

_CHOOSE = "leave out the row, or choose other columns with --inputs and --target."


class GrowingColumn(Protocol):
    """A column that takes its cells block by block."""

    def add(self, cells: Sequence[str]) -> UnusableColumn | None:
        """Take the next cells; give back the first that cannot be used, its row counted from 0 in `cells`."""

    def finish(self) -> Column:
        """Give the column of all cells taken."""


def start_column(cells: Sequence[str], *, as_text: bool) -> GrowingColumn:
    """Choose the kind of a column by its first cells: numbers if at least half of them are, else labels."""
    if as_text:
        return _GrowingText()
    sample = [cell for cell in cells[:KIND_ROWS] if cell.strip()]
    numbers = sum(map(is_meant_as_number, sample))
    return _GrowingNumbers() if 2 * numbers >= len(sample) else _GrowingLabels()


def shown(cell: str) -> str:
    """Quote a cell for a message, shortened if it is long."""
    return repr(cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}…")


class _GrowingNumbers:
    def __init__(self) -> None:
        self._parts: list[Floats] = []

    def add(self, cells: Sequence[str]) -> UnusableColumn | None:
        try:
            values = np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            return self._first_bad(cells)
        if not np.isfinite(values).all() or "_" in "".join(cells):
            return self._first_bad(cells)
        self._parts.append(values)
        return None

    def finish(self) -> Column:
        values = np.concatenate(self._parts)
        values.setflags(write=False)
        return NumberColumn(values)

    @staticmethod
    def _first_bad(cells: Sequence[str]) -> UnusableColumn:
        row = next(row for row, cell in enumerate(cells) if not is_number(cell))
        cell = cells[row].strip()
        if not cell:
            return _empty(row)
        if parse_number(cell) is not None:
            return UnusableColumn(row, f"{shown(cell)} is not a finite number", f"Correct the cell, {_CHOOSE}")
        if is_number(cell.replace(",", ".")):
            advice = "Write decimals with a point, not a comma."
        else:
            advice = f"Numbers are written like 12, -0.5 or 1e-3. Correct the cell, {_CHOOSE}"
        return UnusableColumn(row, f"{shown(cell)} is not a number", advice)


class _GrowingLabels:
    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._parts: list[NDArray[np.int32]] = []

    def add(self, cells: Sequence[str]) -> UnusableColumn | None:
        bare = [cell.strip() for cell in cells]
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
        self._parts.append(np.fromiter(map(self._codes.__getitem__, bare), np.int32, len(bare)))
        return None

    def finish(self) -> Column:
        codes = np.concatenate(self._parts)
        codes.setflags(write=False)
        return LabelColumn(codes, tuple(self._codes))


class _GrowingText:
    def __init__(self) -> None:
        self._cells: list[str] = []

    def add(self, cells: Sequence[str]) -> UnusableColumn | None:
        bare = [cell.strip() for cell in cells]
        if "" in bare:
            return _empty(bare.index(""))
        self._cells += bare
        return None

    def finish(self) -> Column:
        return TextColumn(tuple(self._cells))


def _empty(row: int) -> UnusableColumn:
    return UnusableColumn(row, "the cell is empty", f"Fill in the cell, {_CHOOSE}")
