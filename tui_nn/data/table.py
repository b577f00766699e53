"""A data file as typed columns that know where each of their cells stands."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.dataset import Floats
from tui_nn.errors import DataError


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """Finite numbers, shape (rows,), read-only."""

    values: Floats


@dataclass(frozen=True, eq=False)
class LabelColumn:
    """Words: row i holds `labels[codes[i]]`.

    Attributes:
        codes: Shape (rows,), indices into `labels`, read-only.
        labels: The distinct words, in the order in which they first appear.
    """

    codes: NDArray[np.int32]
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class TextColumn:
    """Cells kept as they are written."""

    cells: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class UnusableColumn:
    """A column with a cell that cannot be used; asking for it raises the error.

    Attributes:
        row: The first such cell's row, from 0.
        cause: What is wrong with it.
        advice: What to do about it.
    """

    row: int
    cause: str
    advice: str


Column = NumberColumn | LabelColumn | TextColumn | UnusableColumn
Usable = NumberColumn | LabelColumn | TextColumn


class RowNumbers(Sequence[int]):
    """The line of the file on which each row stands, or its number there; consecutive numbers take no room."""

    def __init__(self) -> None:
        self._ends = [0]
        self._blocks: list[Sequence[int]] = []

    def add(self, numbers: Sequence[int]) -> None:
        """Take the numbers of the next rows."""
        if not len(numbers):
            return
        if isinstance(numbers, range) and self._blocks:
            last = self._blocks[-1]
            if isinstance(last, range) and last.stop == numbers.start:
                self._blocks[-1] = range(last.start, numbers.stop)
                self._ends[-1] += len(numbers)
                return
        self._blocks.append(numbers if isinstance(numbers, range) else array("q", numbers))
        self._ends.append(len(self) + len(numbers))

    def __len__(self) -> int:
        return self._ends[-1]

    @overload
    def __getitem__(self, row: int) -> int: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[int]: ...
    def __getitem__(self, row: int | slice) -> int | Sequence[int]:
        if isinstance(row, slice):
            return [self[index] for index in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            raise IndexError(row)
        block = bisect_right(self._ends, row) - 1
        return self._blocks[block][row - self._ends[block]]


@dataclass(frozen=True, eq=False)
class Table:
    """What a data file holds.

    Attributes:
        path: The file.
        names: One name a column, all different.
        columns: The columns, in the order of the file.
        lines: One number a row: the line of the file, from 1, on which it stands, or its number there.
        head: The first rows as they are written.
        before_number: What stands between the path and the number of a row in messages.
    """

    path: Path
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: Sequence[int]
    head: tuple[tuple[str, ...], ...]
    before_number: str = ":"

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, name: str, row: int | None = None) -> str:
        """Say where a column is, or one of its cells: `file:line, column 'name'`, or `file, row 3, column 'name'`."""
        line = "" if row is None else f"{self.before_number}{self.lines[row]}"
        return f"{self.path}{line}, column {name!r}"

    def column(self, name: str) -> Usable:
        """Give a column by its name.

        Raises:
            DataError: There is no such column, or one of its cells cannot be used.
        """
        if name not in self.names:
            near = get_close_matches(name, self.names, n=1)
            question = f"Did you mean {near[0]!r}? " if near else ""
            raise DataError(
                f"there is no column {name!r}",
                place=str(self.path),
                advice=f"{question}The columns are {', '.join(self.names)}.",
            )
        column = self.columns[self.names.index(name)]
        if isinstance(column, UnusableColumn):
            raise DataError(column.cause, place=self.place(name, column.row), advice=column.advice)
        return column
