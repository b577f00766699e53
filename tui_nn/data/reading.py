"""A data file of any format read into a table; what it holds, not what it is called, decides the format."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from tui_nn.data.arrays import NPY, read_npy, read_npz
from tui_nn.data.arrow import ARROW_FILE, ARROW_STREAM, PARQUET, read_arrow, read_parquet
from tui_nn.data.delimited import read_delimited
from tui_nn.data.extras import damage_told
from tui_nn.data.lines import UTF8_MARK
from tui_nn.data.memory import free_memory, in_bytes
from tui_nn.data.opening import COMPRESSION_ENDINGS, Opened, opened
from tui_nn.data.records import read_json
from tui_nn.data.table import Table
from tui_nn.data.workbook import read_workbook
from tui_nn.errors import DataError

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".data")
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
BINARY_ENDINGS = (".npy", ".npz", ".parquet", ".arrow", ".feather", ".xlsx", ".xlsm")


class Reader(Protocol):
    """Reads a table from an open file of one format."""

    def __call__(self, source: Opened, *, as_text: Collection[str], most_rows: int | None) -> Table:
        """Read it; see `read_table`."""


SIGNATURES: dict[bytes, tuple[str, Reader]] = {
    NPY: ("NumPy array", read_npy),
    PARQUET: ("Parquet file", read_parquet),
    ARROW_FILE: ("Arrow or Feather file", read_arrow),
    ARROW_STREAM: ("Arrow stream", read_arrow),
}
ZIP_SIGNATURES = (b"PK\3\4", b"PK\5\6")
NOT_READ = {
    b"\xd0\xcf\x11\xe0": ("an Excel workbook of the old kind, or an encrypted one", "Save it as .xlsx or CSV"),
    b"FEA1": ("a Feather file of the first version", "Write it again with pyarrow.feather.write_feather"),
    b"PARE": ("an encrypted Parquet file", "Write it without encryption"),
    b"\x80\x04\x95": ("a Python pickle, which could run any code when it is read", "Write it as CSV or NPY"),
    b"\x89HDF": ("an HDF5 file", "Write the table as CSV, Parquet or NPY"),
    b"SQLite format 3": ("an SQLite database", "Write the table as CSV"),
    b"%PDF": ("a PDF document", "Save the table as CSV"),
}
LOOKED_AT = 4096

_BEGINS_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*(?:\{|\]))')
_MAY_BEGIN_JSON = re.compile(rb"\s*[\[{]")


def is_data_name(name: str) -> bool:
    """Tell whether a file of this name usually holds data.

    >>> [is_data_name(name) for name in ("a.CSV", "b.jsonl.gz", "c.parquet", "d.gz", "e.py")]
    [True, True, True, False, False]
    """
    name = name.lower()
    for ending in COMPRESSION_ENDINGS:
        name = name.removesuffix(ending)
    return name.endswith(TEXT_ENDINGS + JSON_ENDINGS + BINARY_ENDINGS)


def binary_format(beginning: bytes) -> str:
    """Say what a file is that begins so, unpacked; nothing if it may be text."""
    if beginning.startswith(ZIP_SIGNATURES):
        return "zip archive, as workbooks and several NumPy arrays are"
    return next((name for signature, (name, _) in SIGNATURES.items() if beginning.startswith(signature)), "")


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


def _reader(source: Opened) -> Reader:
    beginning = source.beginning(LOOKED_AT)
    for signature, (_, reader) in SIGNATURES.items():
        if beginning.startswith(signature):
            return reader
    for signature, (what, advice) in NOT_READ.items():
        if beginning.startswith(signature):
            raise DataError(f"this is {what}", place=str(source.path), advice=f"{advice}.")
    if beginning.startswith(ZIP_SIGNATURES):
        return _reader_of_archive(source)
    text = beginning.removeprefix(UTF8_MARK)
    ending = source.path.name.lower().removesuffix(source.path.suffix.lower()) if source.size is None else ""
    named_json = (ending or source.path.name.lower()).endswith(JSON_ENDINGS)
    return read_json if (_MAY_BEGIN_JSON if named_json else _BEGINS_JSON).match(text) else read_delimited


def _reader_of_archive(source: Opened) -> Reader:
    file = source.seekable()
    with damage_told(source.path, "archive"), zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    file.seek(0)
    if any(name.endswith(".npy") for name in names):
        return read_npz
    if any(name.startswith("xl/") for name in names):
        return read_workbook
    held = f"{names[0]!r}{f' and {len(names) - 1} more' if len(names) > 1 else ''}" if names else "nothing"
    raise DataError(
        f"this is a zip archive, and holds {held}",
        place=str(source.path),
        advice="Unpack it and open the data file in it; of zip archives only .npz and .xlsx are read as they are.",
    )
