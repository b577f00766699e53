"""The same table in every format that is read."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.opening import _ZSTANDARD

Records = Sequence[dict[str, Any]]
"""Rows that all have the same names, of values of the same types."""

LONGEST_TEXT = 40


def csv(records: Records) -> bytes:
    lines = [",".join(records[0]), *(",".join(map(str, record.values())) for record in records)]
    return "".join(f"{line}\n" for line in lines).encode()


def tsv(records: Records) -> bytes:
    return csv(records).replace(b",", b"\t")


def json_records(records: Records) -> bytes:
    return json.dumps(records).encode()


def json_indented(records: Records) -> bytes:
    return json.dumps(records, indent=2).encode()


def json_columns(records: Records) -> bytes:
    return json.dumps({name: [record[name] for record in records] for name in records[0]}).encode()


def json_lines(records: Records) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def structured(records: Records) -> NDArray[Any]:
    kinds = {float: "f8", int: "i8", bool: "?", str: f"U{LONGEST_TEXT}"}
    fields = [(name, kinds[type(value)]) for name, value in records[0].items()]
    return np.array([tuple(record.values()) for record in records], fields)


def npy(records: Records) -> bytes:
    file = io.BytesIO()
    np.save(file, structured(records))
    return file.getvalue()


def npz(records: Records) -> bytes:
    file, table = io.BytesIO(), structured(records)
    columns: dict[str, Any] = {name: table[name] for name in records[0]}
    np.savez(file, **columns)
    return file.getvalue()


def npz_compressed(records: Records) -> bytes:
    file, table = io.BytesIO(), structured(records)
    columns: dict[str, Any] = {name: table[name] for name in records[0]}
    np.savez_compressed(file, **columns)
    return file.getvalue()


def arrow_table(records: Records) -> Any:
    return import_module("pyarrow").Table.from_pylist(list(records))


def parquet(records: Records) -> bytes:
    file = io.BytesIO()
    import_module("pyarrow.parquet").write_table(arrow_table(records), file)
    return file.getvalue()


def feather(records: Records) -> bytes:
    file = io.BytesIO()
    import_module("pyarrow.feather").write_feather(arrow_table(records), file)
    return file.getvalue()


def arrow_stream(records: Records) -> bytes:
    file, table = io.BytesIO(), arrow_table(records)
    with import_module("pyarrow.ipc").new_stream(file, table.schema) as writer:
        writer.write_table(table)
    return file.getvalue()


def xlsx(records: Records) -> bytes:
    workbook = import_module("openpyxl").Workbook()
    for row in [[*records[0]], *([*record.values()] for record in records)]:
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def zstandard(content: bytes) -> bytes:
    packed: bytes = import_module(_ZSTANDARD).compress(content)
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard,
}
"""By the ending of a compressed file's name."""

FORMATS: dict[str, Callable[[Records], bytes]] = {
    "csv": csv,
    "tsv": tsv,
    "json": json_records,
    "indented.json": json_indented,
    "columns.json": json_columns,
    "jsonl": json_lines,
    "npy": npy,
    "npz": npz,
    "compressed.npz": npz_compressed,
    "parquet": parquet,
    "feather": feather,
    "arrow": arrow_stream,
    "xlsx": xlsx,
}
"""By the ending of a file's name."""

COMPRESSED = ("csv.gz", "csv.bz2", "csv.xz", "csv.zst", "json.gz", "npy.gz", "parquet.gz", "xlsx.gz")
ENDINGS = (*FORMATS, *COMPRESSED)


def write(ending: str, records: Records) -> bytes:
    """Give the bytes of a file of one of `ENDINGS`."""
    if ending in FORMATS:
        return FORMATS[ending](records)
    inner, _, packer = ending.rpartition(".")
    return PACKERS[packer](FORMATS[inner](records))
