"""NumPy's files read into a table: NPY, one array, and NPZ, several. What would have to be unpickled is refused."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from tui_nn.data.building import TableBuilder, check_names, check_width
from tui_nn.data.extras import damage_told
from tui_nn.data.growing import Cells
from tui_nn.data.layout import default_names
from tui_nn.data.memory import check_fits
from tui_nn.data.opening import Opened
from tui_nn.data.table import Table, UnusableColumn
from tui_nn.data.values import as_cells, plain_name, times_as_cells
from tui_nn.errors import DataError

NPY_ENDING = ".npy"
TARGET_NAMES = ("y", "target", "targets", "label", "labels")
"""An array of such a name comes last in an archive, and so is the target."""
MOST_COLUMNS = 100_000


def read_npy(source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
    """Read an NPY file: the columns of a 2-D array, or the fields of a structured one.

    Args:
        source: The file.
        as_text: Names of columns whose values are kept as text.
        most_rows: How many rows are wanted at most, None for all.

    Raises:
        DataError: The array is of Python objects, has no columns, no rows or too many, or is not all there.
    """
    array = _Array.announced(source.file, str(source.path), source.size)
    table = _started(source, [(array, array.fields or default_names(array.width))], as_text, most_rows)
    array.give(source.file, table, 0)
    return _finished(table, array.rows)


def read_npz(source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
    """Read an NPZ archive: its 1-D arrays and the columns of its 2-D arrays, side by side.

    A 1-D array gives the column of its name; those of a 2-D array X are X1, X2, …. Arrays called y, target or label
    come last, all others in the order of the archive. An array that is alone is read as from NPY.

    Args:
        source: The file.
        as_text: Names of columns whose values are kept as text.
        most_rows: How many rows are wanted at most, None for all.

    Raises:
        DataError: The archive is damaged, an array cannot be read (see `read_npy`), or they differ in length.
    """
    with damage_told(source.path, "archive"), zipfile.ZipFile(source.seekable()) as archive:
        members = [member for member in archive.infolist() if member.filename.endswith(NPY_ENDING)]
        members.sort(key=lambda member: _name(member).lower() in TARGET_NAMES)
        parts: list[tuple[_Array, Sequence[str]]] = []
        for member in members:
            with archive.open(member) as file:
                array = _Array.announced(file, f"{source.path}, array {_name(member)!r}", member.file_size)
            parts.append((array, array.fields or _names(_name(member), array, alone=len(members) == 1)))
        table = _started(source, parts, as_text, most_rows)
        first = 0
        for member, (array, names) in zip(members, parts, strict=True):
            with archive.open(member) as file:
                _Array.announced(file, array.place, member.file_size).give(file, table, first)
            first += len(names)
        return _finished(table, parts[0][0].rows)


@dataclass(frozen=True)
class _Array:
    """An array that is still in its file.

    Attributes:
        place: Where it is, for messages.
        shape: One size, or two.
        by_columns: Whether its columns, not its rows, follow one another.
        dtype: The type of its elements.
        fields: The names of the parts of an element, if it has any.
    """

    place: str
    shape: tuple[int, ...]
    by_columns: bool
    dtype: np.dtype[Any]
    fields: tuple[str, ...]

    @classmethod
    def announced(cls, file: IO[bytes], place: str, size: int | None) -> _Array:
        """Read what comes before the elements; refuse an array that is no table, or is not there in whole.

        Args:
            file: An NPY file, from its beginning.
            place: Where it is, for messages.
            size: How many bytes it has, None if that is not known.
        """
        with damage_told(place, "array"):
            version = npy.read_magic(file)
            if version not in ((1, 0), (2, 0), (3, 0)):
                raise ValueError(f"there is no version {version[0]}.{version[1]} of NPY")
            read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, by_columns, dtype = read(file)
            encoded = "utf-8" if version == (3, 0) else "latin-1"
            fields = tuple(plain_name(name.encode("latin-1").decode(encoded)) for name in dtype.names or ())
        array = cls(place, shape, by_columns, dtype, fields)
        array._check()
        if size is not None:
            array._check_complete(size - file.tell())
        return array

    @property
    def rows(self) -> int:
        return self.shape[0]

    @property
    def width(self) -> int:
        return self.shape[1] if len(self.shape) == 2 else 1

    def give(self, file: IO[bytes], table: TableBuilder, first: int) -> None:
        """Read the elements that are wanted into the table's columns from `first` on."""
        if self.by_columns and self.width > 1:
            left_out = (self.rows - table.wanted(self.rows)) * self.dtype.itemsize
            for index in range(first, first + self.width):
                for column in self._blocks(file, table, 1):
                    table.extend(index, *_cells(column))
                _skip(file, left_out)
            return
        for block in self._blocks(file, table, self.width):
            columns = [block[name] for name in self.dtype.names or ()] or block.reshape(-1, self.width).T
            for index, column in enumerate(columns, first):
                table.extend(index, *_cells(column))

    def _blocks(self, file: IO[bytes], table: TableBuilder, width: int) -> Iterator[NDArray[Any]]:
        for begin, end in table.blocks(self.rows, width):
            size = (end - begin) * width * self.dtype.itemsize
            data = file.read(size)
            if len(data) < size:
                raise self._cut_off(f"it ends among the rows from {begin + 1:,} on")
            yield np.frombuffer(data, self.dtype)

    def _check(self) -> None:
        if self.dtype.hasobject:
            raise self._refused(
                "the array holds Python objects; to read them (unpickle) could run any code, so it is never done",
                "Write arrays of numbers or text: numpy.save(file, array.astype(float)).",
            )
        if self.dtype.kind == "c":
            raise self._refused(
                "the array holds complex numbers", "Write real and imaginary parts into columns of their own."
            )
        if not self.dtype.itemsize:
            raise self._refused("the array's elements are empty", "Write an array of numbers or text.")
        if len(self.shape) not in ((1,) if self.fields else (1, 2)):
            raise self._refused(
                f"the array has {len(self.shape)} dimensions, not 2",
                "Write an array with one example in each row: numpy.save(file, array.reshape(len(array), -1)).",
            )
        if self.rows < 1 or self.width < 1:
            raise self._refused("the array is empty", "Write one example in each row.")
        if self.width > MOST_COLUMNS:
            raise self._refused(f"the array has {self.width:,} columns", f"At most {MOST_COLUMNS:,} can be read.")

    def _check_complete(self, size: int) -> None:
        announced = self.rows * self.width * self.dtype.itemsize
        if size < announced:
            raise self._cut_off(f"{announced:,} bytes of elements are announced, {size:,} are there")

    def _cut_off(self, how: str) -> DataError:
        return self._refused(f"the file is cut off: {how}", "Copy or write the file again.")

    def _refused(self, cause: str, advice: str) -> DataError:
        return DataError(cause, place=self.place, advice=advice)


def _skip(file: IO[bytes], size: int) -> None:
    while size > 0 and (data := file.read(min(size, 1 << 20))):
        size -= len(data)


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.removesuffix(NPY_ENDING)


def _names(name: str, array: _Array, *, alone: bool) -> tuple[str, ...]:
    if array.width == 1:
        return (plain_name(name),)
    if alone:
        return default_names(array.width)
    return tuple(f"{plain_name(name)}{index}" for index in range(1, array.width + 1))


def _started(
    source: Opened, parts: Sequence[tuple[_Array, Sequence[str]]], as_text: Collection[str], most_rows: int | None
) -> TableBuilder:
    names = [name for _, some in parts for name in some]
    first = parts[0][0]
    for array, _ in parts:
        if array.rows != first.rows:
            raise DataError(
                f"the array has {array.rows:,} rows where the first has {first.rows:,}",
                place=array.place,
                advice="Write arrays of the same length into the file, only those of one set of examples.",
            )
    check_width(names, str(source.path))
    check_names(names, str(source.path))
    if most_rows is None:
        check_fits(source.path, first.rows, len(names))
    return TableBuilder(source.path, names, as_text=as_text, expected=first.rows, most_rows=most_rows)


def _finished(table: TableBuilder, rows: int) -> Table:
    table.number(range(1, table.wanted(rows) + 1))
    return table.finish()


def _cells(values: NDArray[Any]) -> tuple[Cells, UnusableColumn | None]:
    if values.ndim == 1 and values.dtype.kind in "iuf":
        return values, None
    if values.ndim == 1 and values.dtype.kind == "M":
        return times_as_cells(values), None
    if values.ndim == 1 and values.dtype.kind == "U":
        codes = values.astype(values.dtype.newbyteorder("=")).view(np.uint32).reshape(len(values), -1)
        if len(broken := np.flatnonzero((codes > sys.maxunicode).any(axis=1))):
            # Python must never see it: a string of such characters breaks whatever handles it.
            cells, _ = as_cells(values[: broken[0]].tolist())
            refused = UnusableColumn(int(broken[0]), "the text has characters that there are not", "Write it again.")
            return [*cells, *[""] * (len(values) - len(cells))], refused
    if values.ndim == 1 and values.dtype.kind == "S":
        return as_cells([value.decode("utf-8", "surrogateescape") for value in values.tolist()])
    return as_cells(values.tolist())
