"""A data file as typed columns that know where each of their cells stands."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.dataset import Floats, Integers
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


@dataclass(frozen=True, eq=False)
class Table:
    """What a data file holds.

    Attributes:
        path: The file.
        names: One name a column, all different.
        columns: The columns, in the order of the file.
        lines: Shape (rows,): the line of the file, from 1, on which each row stands.
        head: The first rows as they are written.
    """

    path: Path
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: Integers
    head: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, name: str, row: int | None = None) -> str:
        """Say where a column is, or one of its cells: `file:line, column 'name'`."""
        line = "" if row is None else f":{self.lines[row]}"
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
