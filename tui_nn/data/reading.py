"""A data file of any format read into a table; what it holds, not what it is called, decides the format."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from tui_nn.data.extras import damage_told
from tui_nn.data.formats import ARROW_FILE, ARROW_STREAM, JSON_ENDINGS, NOT_READ, NPY, PARQUET, ZIP_SIGNATURES
from tui_nn.data.lines import UTF8_MARK
from tui_nn.data.memory import free_memory, in_bytes
from tui_nn.data.opening import Opened, opened
from tui_nn.data.table import Table
from tui_nn.errors import DataError

LOOKED_AT = 4096

_BEGINS_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*(?:\{|\]))')
_MAY_BEGIN_JSON = re.compile(rb"\s*[\[{]")


class Reader(Protocol):
    """Reads a table from an open file of one format."""

    def __call__(self, source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
        """Read it; see `read_table`."""


def read_table(path: Path, *, as_text: Collection[str] = (), most_rows: int | None = None) -> Table:
    """Read a data file: delimited text, JSON, NumPy's arrays, Parquet, Arrow or Excel, compressed or not.

    A column whose cells cannot be used (empty, not finite, numbers among labels) is reported when it is
    asked for, so that the other columns of the file stay usable.

    Args:
        path: The file.
        as_text: Names of columns whose cells are kept as they are written.
        most_rows: How many rows are wanted; at least so many are read if they are there, None for all.

    Raises:
        DataError: The file cannot be read, does not fit in memory, or is not a table of at least two columns and one
            row.
    """
    try:
        with opened(path) as source:
            return _reader(source)(source, as_text=as_text, most_rows=most_rows)
    except MemoryError:
        free = free_memory()
        raise DataError(
            f"the data do not fit in memory{f', of which {in_bytes(free)} are free' if free is not None else ''}",
            place=str(path),
            advice="Write a file with fewer rows, or with only the columns that are needed.",
        ) from None


# A format's reader is loaded only when a file needs it: most need none but that of delimited text.


def _reader(source: Opened) -> Reader:
    beginning = source.beginning(LOOKED_AT)
    if beginning.startswith(NPY):
        from tui_nn.data.arrays import read_npy

        return read_npy
    if beginning.startswith(PARQUET):
        from tui_nn.data.arrow import read_parquet

        return read_parquet
    if beginning.startswith((ARROW_FILE, ARROW_STREAM)):
        from tui_nn.data.arrow import read_arrow

        return read_arrow
    if beginning.startswith(ZIP_SIGNATURES):
        return _reader_of_archive(source)
    for signature, (what, advice) in NOT_READ.items():
        if beginning.startswith(signature):
            raise DataError(f"this is {what}", place=str(source.path), advice=f"{advice}.")
    return _reader_of_text(source, beginning.removeprefix(UTF8_MARK))


def _reader_of_text(source: Opened, beginning: bytes) -> Reader:
    is_compressed = source.size is None
    name = source.path.stem if is_compressed else source.path.name
    begins = _MAY_BEGIN_JSON if name.lower().endswith(JSON_ENDINGS) else _BEGINS_JSON
    if begins.match(beginning):
        from tui_nn.data.records import read_json

        return read_json
    from tui_nn.data.delimited import read_delimited

    return read_delimited


def _reader_of_archive(source: Opened) -> Reader:
    import zipfile

    file = source.seekable()
    with damage_told(source.path, "archive"), zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    file.seek(0)
    if any(name.endswith(".npy") for name in names):
        from tui_nn.data.arrays import read_npz

        return read_npz
    if any(name.startswith("xl/") for name in names):
        from tui_nn.data.workbook import read_workbook

        return read_workbook
    held = f"{names[0]!r}{f' and {len(names) - 1} more' if len(names) > 1 else ''}" if names else "nothing"
    raise DataError(
        f"this is a zip archive, and holds {held}",
        place=str(source.path),
        advice="Unpack it and open the data file in it; of zip archives only .npz and .xlsx are read as they are.",
    )
