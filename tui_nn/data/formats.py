"""What files of a format are called, and how they begin."""

from __future__ import annotations

from tui_nn.data.opening import COMPRESSION_ENDINGS

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".data")
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
BINARY_ENDINGS = (".npy", ".npz", ".parquet", ".arrow", ".arrows", ".feather", ".xlsx", ".xlsm")

NPY = b"\x93NUMPY"
PARQUET = b"PAR1"
ARROW_FILE = b"ARROW1"
ARROW_STREAM = b"\xff\xff\xff\xff"
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
_NAMES = {
    NPY: "NumPy array",
    PARQUET: "Parquet file",
    ARROW_FILE: "Arrow or Feather file",
    ARROW_STREAM: "Arrow stream",
    **dict.fromkeys(ZIP_SIGNATURES, "zip archive, as workbooks and several NumPy arrays are"),
}


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
    return next((name for signature, name in _NAMES.items() if beginning.startswith(signature)), "")
