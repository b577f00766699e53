"""Excel's files read into a table with openpyxl, the extra `excel`.

Of the packages that read them, openpyxl is chosen because a sheet is read row by row, and whatever is wrong with one is
an exception: faster ones hold a sheet as a full rectangle, so that a single stray cell far down and far right
ends the whole program for lack of memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from tui_nn.data.building import TableBuilder, check_names, check_width
from tui_nn.data.extras import damage_told, needed
from tui_nn.data.layout import default_names, is_header
from tui_nn.data.memory import in_bytes
from tui_nn.data.opening import ALWAYS_UNPACKED, MOST_TIMES, Opened
from tui_nn.data.table import Table
from tui_nn.data.values import as_cells, plain_name
from tui_nn.errors import DataError

ROWS_AT_ONCE = 4096
MOST_ROWS = 1_048_576
"""A sheet has no more."""

Row = tuple[int, Sequence[Any]]
"""The number of a row, and its values."""


def read_workbook(source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
    """Read the first sheet of an Excel workbook, with or without a header; empty rows are skipped.

    Args:
        source: The file.
        as_text: Names of columns whose values are kept as text.
        most_rows: How many rows are wanted at most, None for all.

    Raises:
        DataError: openpyxl is not installed, the workbook is damaged, or its first sheet is no table of at least two
            columns and one row.
    """
    openpyxl = needed("openpyxl", extra="excel", path=source.path, what="an Excel workbook")
    file = source.seekable()
    with damage_told(source.path, "workbook"):
        _check_size(source, file)
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        if not workbook.worksheets:
            raise DataError("the workbook has no sheet of cells", place=str(source.path))
        sheet = workbook.worksheets[0]
        # What a sheet says about its size is often wrong.
        sheet.reset_dimensions()
        place = f"{source.path}, sheet {sheet.title!r}"
        return _Sheet(source, place, sheet.iter_rows(values_only=True), as_text, most_rows).read()


def _check_size(source: Opened, file: Any) -> None:
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        packed = sum(member.compress_size for member in archive.infolist())
    if unpacked > max(ALWAYS_UNPACKED, MOST_TIMES * packed):
        raise DataError(
            f"the workbook unpacks to {in_bytes(unpacked)}, too much for its size",
            place=str(source.path),
            advice="Save it as CSV if it is what you think it is.",
        )


class _Sheet:
    """Takes a sheet's rows, as far as they are not empty."""

    def __init__(
        self,
        source: Opened,
        place: str,
        rows: Iterator[Sequence[Any]],
        as_text: Collection[str],
        most_rows: int | None,
    ) -> None:
        self._source = source
        self._place = place
        self._filled = self._filled_rows(rows)
        self._as_text = as_text
        self._most_rows = most_rows

    def read(self) -> Table:
        number, first = next(self._filled, (0, ()))
        if not first:
            raise DataError("the sheet is empty", place=self._place, advice="Put the data on the first sheet.")
        begin = next(index for index, value in enumerate(first) if value is not None)
        cells = ["" if value is None else str(value) for value in first[begin:]]
        place = f"{self._place}, row {number}"
        check_width(cells, place)
        header = is_header(cells)
        names = [plain_name(cell) for cell in cells] if header else list(default_names(len(cells)))
        check_names(names, place)
        table = TableBuilder(
            self._source.path,
            names,
            as_text=self._as_text,
            most_rows=self._most_rows,
            before_number=self._place.removeprefix(str(self._source.path)) + ", row ",
        )
        rows = [] if header else [(number, first[begin:])]
        for row in self._filled:
            rows.append((row[0], self._cut(row, begin, len(names), number)))
            if len(rows) == ROWS_AT_ONCE:
                _add(table, rows)
                rows = []
                if table.is_full:
                    break
        _add(table, rows)
        if not len(table):
            raise DataError(
                "there is a header but there are no rows",
                place=place,
                advice="Write one example a row below the header.",
            )
        return table.finish()

    def _filled_rows(self, rows: Iterator[Sequence[Any]]) -> Iterator[Row]:
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise DataError(f"there is a row beyond {MOST_ROWS:,}", place=self._place)
            end = next((index for index in range(len(row), 0, -1) if row[index - 1] not in (None, "")), 0)
            if end:
                yield number, row[:end]

    def _cut(self, row: Row, begin: int, width: int, first: int) -> Sequence[Any]:
        number, values = row
        if len(values) > begin + width or any(value is not None for value in values[:begin]):
            raise DataError(
                f"there are cells beside the columns that row {first} has",
                place=f"{self._place}, row {number}",
                advice="Leave only the table on the first sheet, with a name over each column.",
            )
        return (*values[begin:], *[None] * (begin + width - len(values)))


def _add(table: TableBuilder, rows: Sequence[Row]) -> None:
    if rows:
        for index, values in enumerate(zip(*(values for _, values in rows), strict=True)):
            table.extend(index, *as_cells(values))
        table.number([number for number, _ in rows])
