"""What a data file looks like, before it is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tui_nn.data.reading import read_table
from tui_nn.data.table import Column, LabelColumn, NumberColumn, Table, UnusableColumn

ROWS_LOOKED_AT = 100_000


@dataclass(frozen=True)
class ColumnPreview:
    """One column of a preview.

    Attributes:
        name: The column's name.
        kind: `numbers`, `labels` or `unusable`.
        distinct: How many different values it holds; 0 if unusable.
        integers: Whether it holds integers only, which may be told to be classes.
        problem: Why it is unusable, with the place; empty otherwise.
    """

    name: str
    kind: str
    distinct: int
    integers: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Preview:
    """A data file at a glance.

    Attributes:
        path: The file.
        columns: The columns, in the order of the file.
        rows: The first rows, as they are written.
        row_count: How many of the first rows were looked at.
        is_whole: Whether these are all rows of the file.
    """

    path: Path
    columns: tuple[ColumnPreview, ...]
    rows: tuple[tuple[str, ...], ...]
    row_count: int
    is_whole: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def preview(path: Path, rows: int = 8) -> Preview:
    """Read a data file, or the beginning of a large one, and describe it.

    Args:
        path: The file.
        rows: How many of the first rows to give, at most 20.

    Raises:
        DataError: The file cannot be read as a table.
    """
    table = read_table(path, most_rows=ROWS_LOOKED_AT)
    columns = tuple(_describe(table, name, column) for name, column in zip(table.names, table.columns, strict=True))
    return Preview(path, columns, table.head[:rows], len(table), is_whole=len(table) < ROWS_LOOKED_AT)


def _describe(table: Table, name: str, column: Column) -> ColumnPreview:
    if isinstance(column, NumberColumn):
        values = np.unique(column.values)
        return ColumnPreview(name, "numbers", len(values), integers=bool((values == np.floor(values)).all()))
    if isinstance(column, LabelColumn):
        return ColumnPreview(name, "labels", len(column.labels))
    assert isinstance(column, UnusableColumn)  # nothing was asked to be kept as text
    return ColumnPreview(name, "unusable", 0, problem=f"{table.place(name, column.row)}: {column.cause}")
