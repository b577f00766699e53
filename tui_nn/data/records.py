"""JSON read into a table: a list of records, records one after the other, or an object of columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import Any

from tui_nn.data.building import TableBuilder, check_names, check_width
from tui_nn.data.growing import shown
from tui_nn.data.json_values import JsonValues, Members
from tui_nn.data.memory import check_fits
from tui_nn.data.opening import Opened
from tui_nn.data.table import Table
from tui_nn.data.values import as_cells, plain_name
from tui_nn.errors import DataError

VALUES_AT_ONCE = 4096
LOOKED_AT = 4096
WAYS = (
    'Write a list of records, [{"x": 1.5, "y": 2}, …], or one record a line, or lists of the same length under the '
    'names of the columns, {"x": [1.5, …], "y": [2, …]}.'
)

_BEGINS_WITH_COLUMN = re.compile(rb'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\[')


def read_json(source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
    """Read JSON or JSON Lines.

    Args:
        source: The file.
        as_text: Names of columns whose values are kept as they are written.
        most_rows: How many rows are wanted at most, None for all.

    Raises:
        DataError: The file is not JSON, or not that of a table of at least two columns and one row.
    """
    of_columns = _BEGINS_WITH_COLUMN.match(source.beginning(LOOKED_AT).removeprefix(b"\xef\xbb\xbf"))
    reader = _Columns if of_columns else _Records
    return reader(source, as_text, most_rows).read()


class _Reader:
    def __init__(self, source: Opened, as_text: Collection[str], most_rows: int | None) -> None:
        self._source = source
        self._as_text = as_text
        self._most_rows = most_rows
        self._values = JsonValues(source)

    def _refused(self, cause: str, place: str, advice: str = WAYS) -> DataError:
        return DataError(cause, place=f"{self._source.path}{place}", advice=advice)

    def _plain(self, names: Sequence[str], place: str) -> list[str]:
        plain = [plain_name(name) for name in names]
        check_width(plain, f"{self._source.path}{place}")
        check_names(plain, f"{self._source.path}{place}")
        return plain

    def _check_end(self) -> None:
        if mark := self._values.next_mark():
            raise self._refused(f"there is more after the end: {mark!r}", f":{self._values.line}")


class _Records(_Reader):
    """Takes records, in a list or one after the other; the former are counted, the latter told by their lines."""

    def read(self) -> Table:
        listed = self._values.take("[")
        before_number = ", record " if listed else ":"
        table: TableBuilder | None = None
        names: list[str] | None = None
        rows: list[list[Any]] = []
        numbers: list[int] = []
        for number, record in self._listed() if listed else self._lined():
            place = f"{before_number}{number}"
            if not isinstance(record, Members):
                raise self._refused(f"{shown(str(record))} stands where a record must stand", place)
            if names is None:
                names = [name for name, _ in record]
                plain = self._plain(names, place)
            rows.append(self._row(record, names, place))
            numbers.append(number)
            if len(rows) == VALUES_AT_ONCE:
                table = table or self._started(plain, len(rows), before_number)
                _add(table, numbers, rows)
                rows, numbers = [], []
                if table.is_full:
                    break
        if names is None:
            raise self._refused("there are no records", "")
        table = table or self._started(plain, len(rows), before_number)
        _add(table, numbers, rows)
        return table.finish()

    def _started(self, names: list[str], rows: int, before_number: str) -> TableBuilder:
        expected = 0
        if self._source.size is not None and self._most_rows is None:
            expected = int(rows * (self._source.size / self._values.taken))
            check_fits(self._source.path, expected, len(names))
        return TableBuilder(
            self._source.path,
            names,
            as_text=self._as_text,
            expected=expected,
            most_rows=self._most_rows,
            before_number=before_number,
        )

    def _lined(self) -> Iterator[tuple[int, Any]]:
        while self._values.next_mark():
            yield self._values.line, self._values.value()

    def _listed(self) -> Iterator[tuple[int, Any]]:
        values = self._values
        for number in count(1):
            if values.take("]"):
                return self._check_end()
            yield number, values.value()
            if not values.take(",") and values.next_mark() != "]":
                raise values.wrong("a comma or ] must come next")

    def _row(self, record: Members, names: list[str], place: str) -> list[Any]:
        if [name for name, _ in record] == names:
            return [value for _, value in record]
        row = dict(record)
        if len(row) < len(record):
            seen = [name for name, _ in record]
            twice = next(name for name in seen if seen.count(name) > 1)
            raise self._refused(f"the record has {shown(twice)} twice", place, "Give each value a name of its own.")
        for what, some, others in (("has no", names, row), ("has", list(row), names)):
            if odd := next((name for name in some if name not in others), None):
                raise self._refused(
                    f"the record {what} {shown(odd)}, unlike the first",
                    place,
                    "Give every record the same names; write null for a value that is missing.",
                )
        return [row[name] for name in names]


class _Columns(_Reader):
    """Takes lists of values under the names of the columns."""

    def read(self) -> Table:
        values = self._values
        table = TableBuilder(self._source.path, (), as_text=self._as_text, most_rows=self._most_rows)
        values.take("{")
        line = values.line
        while True:
            name = values.value()
            if not isinstance(name, str) or not values.take(":"):
                raise values.wrong("a name and a colon must come next")
            self._add_column(table, name)
            if not values.take(","):
                break
        if not values.take("}"):
            raise values.wrong("a comma or } must come next")
        self._check_end()
        self._plain(table.names, f":{line}")
        rows = table.columns[0].rows
        for name, column in zip(table.names, table.columns, strict=True):
            if column.rows != rows:
                raise DataError(
                    f"there are {column.rows:,} values where {table.names[0]!r} has {rows:,}",
                    place=f"{self._source.path}, column {name!r}",
                    advice="Give every column the same number of values; write null for one that is missing.",
                )
        if not rows:
            raise DataError("the columns are empty", place=str(self._source.path), advice=WAYS)
        table.number(range(1, rows + 1))
        return table.finish()

    def _add_column(self, table: TableBuilder, name: str) -> None:
        values = self._values
        if not values.take("["):
            raise self._refused(
                f"under {shown(name)} there is no list, as there is under the first name", f":{values.line}"
            )
        index = table.add_column(plain_name(name))
        cells: list[Any] = []
        ended = values.take("]")
        while not ended:
            cells.append(values.value())
            ended = values.take("]")
            if not ended and not values.take(","):
                raise values.wrong("a comma or ] must come next")
            if ended or len(cells) == VALUES_AT_ONCE:
                wanted = cells[: table.wanted(table.columns[index].rows + len(cells)) - table.columns[index].rows]
                table.extend(index, *as_cells(wanted))
                cells = []


def _add(table: TableBuilder, numbers: list[int], rows: list[list[Any]]) -> None:
    for index, values in enumerate(zip(*rows, strict=True)):
        table.extend(index, *as_cells(values))
    consecutive = numbers and numbers[-1] - numbers[0] == len(numbers) - 1
    table.number(range(numbers[0], numbers[-1] + 1) if consecutive else numbers)
