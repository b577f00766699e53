"""Files of the formats beside delimited text that cannot be trained on, and what must be said about each."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import pickle
import zipfile
from importlib import import_module
from typing import Any

import numpy as np

from tests.data.broken_files import BrokenFile
from tests.data.formats import FORMATS, PACKERS

NAN = float("nan")


def _npy(array: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def _npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _parquet(**columns: Any) -> bytes:
    file = io.BytesIO()
    import_module("pyarrow.parquet").write_table(import_module("pyarrow").table(columns), file)
    return file.getvalue()


def _xlsx(*rows: list[Any], title: str = "Sheet") -> bytes:
    workbook = import_module("openpyxl").Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "a,b\n1,2\n")
    return file.getvalue()


def _json(*records: dict[str, Any]) -> bytes:
    return json.dumps(records).encode()


def _ones(value: object) -> list[dict[str, Any]]:
    return [{"a": 1.5, "b": 2.5}, {"a": value, "b": 3.5}]


def _each(id: str, value: object, words: tuple[str, ...], *, in_arrays: bool = True) -> list[BrokenFile]:
    """Put a value that cannot be used into the first column of every format that can hold it."""
    records = _ones(value)
    found = [
        BrokenFile(f"{id}-json", _json(*records), ("{path}, record 2, column 'a'", *words)),
        BrokenFile(f"{id}-jsonl", FORMATS["jsonl"](records), ("{path}:2, column 'a'", *words)),
        BrokenFile(f"{id}-columns", FORMATS["columns.json"](records), ("{path}, row 2, column 'a'", *words)),
    ]
    if in_arrays:
        for ending in ("npy", "npz", "parquet", "feather"):
            found.append(BrokenFile(f"{id}-{ending}", FORMATS[ending](records), ("{path}, row 2, column 'a'", *words)))
    return found


_TIMES = [datetime.datetime(2020, 1, 1), datetime.datetime(2020, 1, 2)]
_TRUNCATED = {ending: FORMATS[ending](_ones(1.0) * 50)[:-60] for ending in ("npy", "npz", "parquet", "feather", "xlsx")}
_OBJECTS = "Python objects; to read them (unpickle) could run any code"

BROKEN_FORMATS = (
    *_each("nan", NAN, ("'nan' is not a finite number",)),
    *_each("infinite", float("-inf"), ("'-inf' is not a finite number",)),
    *_each("null", None, ("the cell is empty", "Fill in the cell"), in_arrays=False),
    *_each("nested", [1, 2], ("more than one value", "a column of its own"), in_arrays=False),
    *_each("mixed", "cat", ("'cat' is not a number",), in_arrays=False),
    *_each("truth", True, ("'true' is not a number",), in_arrays=False),
    *_each("surrogate", "\ud800", ("half of a character",), in_arrays=False),
    *_each("huge", 10**500, ("is not a finite number",), in_arrays=False),
    BrokenFile("json-cut", b'[{"a": 1, "b": 2},\n {"a": 3, "b"', ("{path}:2, character 14", "not JSON")),
    BrokenFile(
        "json-comma", b'{"a": 1, "b": 2}\n{"a": 1 "b": 2}\n', ("{path}:2, character 9", "not JSON: expecting ','")
    ),
    BrokenFile("json-deep", b'[{"a": ' + b"[" * 100_000, ("{path}:1, character 2", "nested too deeply")),
    BrokenFile("json-latin-1", b'[{"a": 1, "b": "\xe9"}]', ("{path}:1", "0xe9 is not text in UTF-8")),
    BrokenFile("json-missing", _json({"a": 1, "b": 2}, {"a": 3}), ("{path}, record 2", "has no 'b'", "null")),
    BrokenFile("json-more", b'{"a": 1, "b": 2}\n{"b": 3, "c": 4, "a": 1}', ("{path}:2", "has 'c', unlike the first")),
    BrokenFile("json-twice", b'{"a": 1, "b": 2}\n{"a": 3, "b": 2, "a": 4}', ("{path}:2", "has 'a' twice")),
    BrokenFile("json-same-names", b'[{"a": 1, "a": 2}]', ("{path}, record 1, column 'a'", "2 columns of this name")),
    BrokenFile("json-value", b'[{"a": 1, "b": 2}, 5]', ("{path}, record 2", "'5' stands where a record")),
    BrokenFile("json-empty", b"[\n]", ("{path}", "there are no records", "list of records")),
    BrokenFile("json-one-column", b'[{"a": 1}]', ("{path}, record 1", "only one column")),
    BrokenFile("json-lengths", b'{"a": [1, 2], "b": [3]}', ("column 'b'", "1 values where 'a' has 2")),
    BrokenFile("json-no-rows", b'{"a": [], "b": []}', ("{path}", "the columns are empty")),
    BrokenFile("json-no-list", b'{"a": [1],\n"b": 3}', ("{path}:2", "under 'b' there is no list")),
    BrokenFile("npy-objects", _npy(np.array([[1, "a"]], object), allow_pickle=True), ("{path}", _OBJECTS)),
    BrokenFile("npz-objects", _npz(a=np.array([{}, []], object), b=[1, 2]), ("{path}, array 'a'", _OBJECTS)),
    BrokenFile("pickle", pickle.dumps([1, 2], protocol=4), ("{path}", "pickle, which could run any code")),
    BrokenFile("npy-one-column", _npy(np.arange(3)), ("{path}", "only one column")),
    BrokenFile("npy-cube", _npy(np.zeros((2, 2, 2))), ("{path}", "3 dimensions, not 2", "reshape")),
    BrokenFile("npy-empty", _npy(np.zeros((0, 2))), ("{path}", "the array is empty")),
    BrokenFile("npy-complex", _npy(np.zeros((2, 2), complex)), ("{path}", "complex numbers", "Write real")),
    BrokenFile("npy-truth", _npy(np.ones((2, 2), bool)), ("row 1, column 'x1'", "labels such as 'true'")),
    BrokenFile(
        "npy-nested", _npy(np.zeros(2, [("a", "f8", (2,)), ("b", "f8")])), ("row 1, column 'a'", "more than one value")
    ),
    BrokenFile("npy-cut", _TRUNCATED["npy"], ("{path}", "the file is cut off: 1,600 bytes", "1,540")),
    BrokenFile("npz-lengths", _npz(a=[1, 2], b=[3]), ("array 'b'", "1 rows where the first has 2")),
    BrokenFile("npz-cut", _TRUNCATED["npz"], ("{path}", "archive is damaged")),
    BrokenFile("zip", _zip("data.csv"), ("{path}", "a zip archive, and holds 'data.csv'", "Unpack it")),
    BrokenFile("parquet-null", _parquet(a=[1, None, 3], b=[1, 2, 3]), ("{path}, row 2, column 'a'", "cell is empty")),
    BrokenFile("parquet-nested", _parquet(a=[[1], [2]], b=[1, 2]), ("row 1, column 'a'", "more than one value")),
    BrokenFile(
        "parquet-times", _parquet(a=_TIMES, b=[1, 2]), ("row 1, column 'a'", "labels such as '2020-01-01T00:00")
    ),
    BrokenFile("parquet-bytes", _parquet(a=[b"x", b"y"], b=[1, 2]), ("row 1, column 'a'", "holds bytes")),
    BrokenFile("parquet-empty", _parquet(a=[], b=[]), ("{path}", "there are columns but no rows")),
    BrokenFile("parquet-cut", _TRUNCATED["parquet"], ("{path}", "the Parquet file is damaged")),
    BrokenFile("feather-cut", _TRUNCATED["feather"], ("{path}", "the Arrow file is damaged")),
    BrokenFile("xlsx-empty", _xlsx(), ("{path}, sheet 'Sheet'", "the sheet is empty")),
    BrokenFile("xlsx-only-header", _xlsx(["a", "b"]), ("sheet 'Sheet', row 1", "a header but there are no rows")),
    BrokenFile(
        "xlsx-blank",
        _xlsx(["a", "b"], [1, 2], [], [None, 3], title="My data"),
        ("sheet 'My data', row 4, column 'a'", "empty"),
    ),
    BrokenFile(
        "xlsx-word", _xlsx(["a", "b"], [1, 2], ["#DIV/0!", 3]), ("row 3, column 'a'", "'#DIV/0!' is not a number")
    ),
    BrokenFile("xlsx-beside", _xlsx(["a", "b"], [1, 2], [1, 2, "note"]), ("row 3", "cells beside the columns")),
    BrokenFile("xlsx-no-name", _xlsx(["a", None, "c"], [1, 2, 3]), ("row 1, column 2", "the column has no name")),
    BrokenFile("xlsx-cut", _TRUNCATED["xlsx"], ("{path}", "archive is damaged")),
    BrokenFile("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("{path}", "workbook of the old kind", "Save it as .xlsx")),
    BrokenFile("hdf5", b"\x89HDF\r\n\x1a\n", ("{path}", "an HDF5 file", "CSV, Parquet or NPY")),
    *(
        BrokenFile(
            f"{ending}-cut", PACKERS[ending](FORMATS["csv"](_ones(1.0) * 300))[:-20], ("after ", "damaged", "again")
        )
        for ending in PACKERS
    ),
    BrokenFile("gz-twice", gzip.compress(gzip.compress(b"a,b\n1,2\n")), ("{path}", "compressed twice")),
)
"""Each is refused under the default choice of columns, whether opened or trained on."""
