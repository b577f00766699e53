"""A table while it is read, whatever the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from tui_nn.data.growing import Cells, GrowingColumn, written
from tui_nn.data.table import RowNumbers, Table, UnusableColumn
from tui_nn.errors import DataError

HEAD_ROWS = 20
BLOCK_NUMBERS = 1 << 17


class TableBuilder:
    """Takes a table's cells, a block of rows or a part of a column at a time.

    Args:
        path: The file.
        names: One name a column.
        as_text: Names of columns whose cells are kept as they are written.
        expected: How many rows there may be; 0 if that is not known.
        most_rows: How many rows are wanted at most, None for all.
        before_number: What stands between the path and the number of a row in messages.
    """

    def __init__(
        self,
        path: Path,
        names: Sequence[str],
        *,
        as_text: Collection[str] = (),
        expected: int = 0,
        most_rows: int | None = None,
        before_number: str = ", row ",
    ) -> None:
        self.path = path
        self._as_text = as_text
        self._most_rows = most_rows
        self._before_number = before_number
        self._expected = self.wanted(expected)
        self._names: list[str] = []
        self._numbers = RowNumbers()
        self._head: list[list[str]] = []
        self.columns: list[GrowingColumn] = []
        for name in names:
            self.add_column(name)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def is_full(self) -> bool:
        """Whether as many rows have been taken as are wanted."""
        return self._most_rows is not None and len(self) >= self._most_rows

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._names)

    def wanted(self, rows: int) -> int:
        """Give how many of so many rows are wanted."""
        return rows if self._most_rows is None else min(rows, self._most_rows)

    def blocks(self, rows: int, width: int = 1) -> Iterator[tuple[int, int]]:
        """Cut the wanted ones of `rows` rows, of `width` numbers each, into blocks: the first of each, and the end."""
        step = max(1, BLOCK_NUMBERS // max(1, width))
        for first in range(0, self.wanted(rows), step):
            yield first, min(first + step, self.wanted(rows))

    def add_column(self, name: str) -> int:
        """Begin a column; give its index."""
        self._names.append(name)
        self._head.append([])
        self.columns.append(GrowingColumn(as_text=name in self._as_text, expected=self._expected))
        return len(self.columns) - 1

    def add(self, numbers: Sequence[int], columns: Sequence[Cells]) -> None:
        """Take the next rows.

        Args:
            numbers: The line of the file each stands on, or its number.
            columns: The cells of each column.
        """
        for index, cells in enumerate(columns):
            self.extend(index, cells)
        self.number(numbers)

    def extend(self, index: int, cells: Cells, refused: UnusableColumn | None = None) -> None:
        """Take the next cells of one column; see `GrowingColumn.add`."""
        head = self._head[index]
        if len(head) < HEAD_ROWS:
            head += [cell.strip() for cell in written(cells[: HEAD_ROWS - len(head)])]
        self.columns[index].add(cells, refused)

    def number(self, numbers: Sequence[int]) -> None:
        """Take the numbers of the next rows."""
        self._numbers.add(numbers)

    def finish(self) -> Table:
        """Give the table of all rows taken, at least one."""
        return Table(
            self.path,
            self.names,
            tuple(column.finish() for column in self.columns),
            self._numbers,
            tuple(zip(*self._head, strict=True)),
            self._before_number,
        )


def check_width(names: Sequence[str], place: str) -> None:
    """Refuse a table of fewer than two columns.

    Raises:
        DataError: There is one, or none.
    """
    if len(names) < 2:
        raise DataError(
            "there is only one column" if len(names) else "there are no columns",
            place=place,
            advice="There must be a column for an input and one for the target.",
        )


def check_names(names: Sequence[str], place: str) -> None:
    """Refuse columns without a name, or of the same name.

    Args:
        names: The names.
        place: Where they stand.

    Raises:
        DataError: A name is empty, or is there twice.
    """
    for index, name in enumerate(names, 1):
        if not name:
            raise DataError(
                "the column has no name",
                place=f"{place}, column {index}",
                advice="Name every column in the header (pandas: to_csv with index=False).",
            )
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise DataError(
            f"there are {times} columns of this name",
            place=f"{place}, column {name!r}",
            advice="Give every column a name of its own.",
        )
