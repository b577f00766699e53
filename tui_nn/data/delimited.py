"""Delimited text read into a table, with the exact place of whatever is wrong."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from contextlib import suppress

from tui_nn.data.building import HEAD_ROWS, TableBuilder, check_names
from tui_nn.data.decimals import find_cells, read_numbers
from tui_nn.data.growing import Cells
from tui_nn.data.layout import QuoteError, default_names, find_delimiter, is_header, split_line
from tui_nn.data.lines import Block, text_blocks
from tui_nn.data.memory import check_fits, keep_freed_memory
from tui_nn.data.opening import Opened
from tui_nn.data.table import Table
from tui_nn.errors import DataError

SPARE_ROWS = 1.02
"""The rows that are expected are so many times those that would be if all lines were as long as the first."""
OTHER_BLANKS = b"\t\v\f\x1c\x1d\x1e\x1f"
"""What also parts cells where blanks do."""


def read_delimited(source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
    """Read delimited text: tab, semicolon, comma or spaces between cells, with or without a header.

    Args:
        source: The file.
        as_text: Names of columns whose cells are kept as they are written.
        most_rows: How many rows are wanted at most, None for all.

    Raises:
        DataError: The file is not text, or is not a table of at least two columns and one row.
    """
    reader: _Reader | None = None
    bytes_read = 0
    for block in text_blocks(source):
        bytes_read += len(block.data)
        if reader is None:
            reader = _Reader(source, block, as_text, most_rows) if block.lines()[1] else None
        else:
            reader.add(block)
        if reader is not None and reader.table.is_full:
            break
    if reader is None:
        raise DataError(
            "there are no rows, only comments or blank lines" if bytes_read else "the file is empty",
            place=str(source.path),
            advice="Write one example a line, its cells separated by commas.",
        )
    return reader.finish()


class _Reader:
    """Takes the file's blocks of lines one after the other."""

    def __init__(self, source: Opened, first: Block, as_text: Collection[str], most_rows: int | None) -> None:
        numbers, lines = first.lines()
        self._path = source.path
        self._delimiter = find_delimiter(lines)
        self._first_line = numbers[0]
        cells = [cell.strip() for cell in self._split(numbers[0], lines[0])]
        place = f"{self._path}:{self._first_line}"
        if len(cells) < 2 and all(len(self._split(numbers[0], line)) < 2 for line in lines[1:2]):
            raise DataError(
                "there is only one column",
                place=place,
                advice="Put a comma, semicolon, tab or space between the inputs and the target.",
            )
        header = is_header(cells)
        names = tuple(cells) if header else default_names(len(cells))
        check_names(names, place)
        if source.size != len(first.data):
            keep_freed_memory()
        expected = 0
        if source.size is not None and most_rows is None:
            expected = int(len(lines) * (source.size / len(first.data)) * SPARE_ROWS)
            check_fits(self._path, expected, len(names))
        self.table = TableBuilder(
            self._path, names, as_text=as_text, expected=expected, most_rows=most_rows, before_number=":"
        )
        self._add_lines(numbers[header:], lines[header:])

    def add(self, block: Block) -> None:
        """Take the next lines."""
        if not self._add_at_once(block.data, block.number):
            self._add_lines(*block.lines())

    def finish(self) -> Table:
        """Give the table of all lines taken."""
        if not len(self.table):
            raise DataError(
                "there is a header but there are no rows",
                place=f"{self._path}:{self._first_line}",
                advice="Write one example a line below the header.",
            )
        return self.table.finish()

    def _add_at_once(self, data: bytes, number: int) -> bool:
        """Take whole lines without looking at each; refuse to if there is anything about them that is not plain."""
        if len(self.table) < HEAD_ROWS:
            return False
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        if any(mark in data for mark in (b"\r", b'"', b"#")) or not _is_text(data):
            return False
        if self._delimiter is None and (not data.isascii() or data != data.translate(None, OTHER_BLANKS)):
            return False
        mark = (self._delimiter or " ").encode()
        if b" " in data:
            data = data.replace(mark + b" ", mark)
        grid = find_cells(data, mark[0], len(self.table.names))
        if grid is None or (self._delimiter is None and (grid.starts == grid.ends).any()):
            return False
        columns = self.table.columns
        of_numbers = [index for index, column in enumerate(columns) if column.holds_numbers]
        numbers = read_numbers(grid if len(of_numbers) == len(columns) else grid.columns(of_numbers))
        if numbers is None:
            return False
        found: dict[int, Cells] = dict(zip(of_numbers, numbers.T, strict=True))
        for index, column in enumerate(columns):
            if column.is_unusable:
                column.skip(len(numbers))
            else:
                self.table.extend(index, found[index] if index in found else grid.texts(index))
        self.table.number(range(number, number + len(numbers)))
        return True

    def _add_lines(self, numbers: Sequence[int], lines: Sequence[str]) -> None:
        if lines:
            self.table.add(numbers, list(zip(*self._rows_of(numbers, lines), strict=True)))

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
        width = len(self.table.names)
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


def _is_text(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
