"""A delimited text file read into a table, with the exact place of whatever is wrong."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from tui_nn.data.dataset import Integers
from tui_nn.data.growing import GrowingColumn, start_column
from tui_nn.data.layout import QuoteError, default_names, find_delimiter, is_header, split_line
from tui_nn.data.lines import line_blocks
from tui_nn.data.table import Column, Table, UnusableColumn
from tui_nn.errors import DataError

HEAD_ROWS = 20


def read_table(path: Path, *, as_text: Collection[str] = ()) -> Table:
    """Read a data file: tab, semicolon, comma or spaces between cells, with or without a header.

    A column whose cells cannot be used (empty, not finite, numbers among labels) is reported when it is
    asked for, so that the other columns of the file stay usable.

    Args:
        path: The file.
        as_text: Names of columns whose cells are kept as they are written.

    Raises:
        DataError: The file cannot be read, or is not a table of at least two columns and one row.
    """
    reader: _Reader | None = None
    for numbers, lines in line_blocks(path):
        if reader is None:
            reader = _Reader(path, numbers[0], lines, as_text)
            numbers, lines = numbers[reader.first_row :], lines[reader.first_row :]
        reader.add(numbers, lines)
    if reader is None:
        empty = path.stat().st_size == 0
        raise DataError(
            "the file is empty" if empty else "there are no rows, only comments or blank lines",
            place=str(path),
            advice="Write one example a line, its cells separated by commas.",
        )
    return reader.finish()


class _Reader:
    """Takes the file's blocks of lines one after the other."""

    def __init__(self, path: Path, number: int, lines: Sequence[str], as_text: Collection[str]) -> None:
        self._path = path
        self._as_text = as_text
        self._delimiter = find_delimiter(lines)
        self._first_line = number
        first = [cell.strip() for cell in self._split(number, lines[0])]
        if len(first) < 2 and all(len(self._split(number, line)) < 2 for line in lines[1:2]):
            raise DataError(
                "there is only one column",
                place=f"{path}:{number}",
                advice="Put a comma, semicolon, tab or space between the inputs and the target.",
            )
        header = is_header(first)
        self.first_row = int(header)
        self._names = self._checked_names(first, number) if header else default_names(len(first))
        self._growing: list[GrowingColumn | UnusableColumn] = []
        self._lines: list[Integers] = []
        self._rows = 0
        self._head: list[tuple[str, ...]] = []

    def add(self, numbers: Sequence[int], lines: Sequence[str]) -> None:
        """Take the next lines."""
        if not lines:
            return
        rows = self._rows_of(numbers, lines)
        columns = list(zip(*rows, strict=True))
        if not self._growing:
            self._head = [tuple(cell.strip() for cell in row) for row in rows[:HEAD_ROWS]]
            self._growing = [
                start_column(cells, as_text=name in self._as_text)
                for name, cells in zip(self._names, columns, strict=True)
            ]
        for index, cells in enumerate(columns):
            growing = self._growing[index]
            if isinstance(growing, UnusableColumn):
                continue
            if bad := growing.add(cells):
                self._growing[index] = replace(bad, row=bad.row + self._rows)
        self._lines.append(np.array(numbers, dtype=np.int64))
        self._rows += len(rows)

    def finish(self) -> Table:
        """Give the table of all lines taken."""
        if not self._rows:
            raise DataError(
                "there is a header but there are no rows",
                place=f"{self._path}:{self._first_line}",
                advice="Write one example a line below the header.",
            )
        columns: list[Column] = [
            growing if isinstance(growing, UnusableColumn) else growing.finish() for growing in self._growing
        ]
        return Table(self._path, self._names, tuple(columns), np.concatenate(self._lines), tuple(self._head))

    def _split(self, number: int, line: str) -> list[str]:
        try:
            return split_line(line, self._delimiter)
        except QuoteError as error:
            raise DataError(
                str(error),
                place=f"{self._path}:{number}",
                advice='A quoted cell begins and ends on one line; a quote inside it is written "".',
            ) from None

    def _rows_of(self, numbers: Sequence[int], lines: Sequence[str]) -> list[list[str]]:
        width = len(self._names)
        if any('"' in line for line in lines):
            rows = self._quoted_rows_of(numbers, lines)
        else:
            rows = [line.split(self._delimiter) for line in lines]
        if set(map(len, rows)) != {width}:
            index = next(index for index, row in enumerate(rows) if len(row) != width)
            cells = len(rows[index])
            raise DataError(
                f"the row has {cells} cell(s) where line {self._first_line} has {width}",
                place=f"{self._path}:{numbers[index]}",
                advice="Give every row the same number of cells.",
            )
        return rows

    def _quoted_rows_of(self, numbers: Sequence[int], lines: Sequence[str]) -> list[list[str]]:
        if self._delimiter is not None:
            # The csv module is three times as fast, but takes an unclosed quote on into the next lines.
            with suppress(csv.Error):
                rows = list(csv.reader(lines, delimiter=self._delimiter, skipinitialspace=True, strict=True))
                if len(rows) == len(lines):
                    return rows
        return [self._split(number, line) for number, line in zip(numbers, lines, strict=True)]

    def _checked_names(self, names: Sequence[str], number: int) -> tuple[str, ...]:
        for index, name in enumerate(names, 1):
            if not name:
                raise DataError(
                    "the column has no name",
                    place=f"{self._path}:{number}, column {index}",
                    advice="Name every column in the header (pandas: to_csv with index=False).",
                )
        name, times = Counter(names).most_common(1)[0]
        if times > 1:
            raise DataError(
                f"there are {times} columns of this name",
                place=f"{self._path}:{number}, column {name!r}",
                advice="Give every column a name of its own.",
            )
        return tuple(names)
