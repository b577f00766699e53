"""The container of a saved session: a zip file of one JSON text, `session.json`, and arrays in numpy's format.

Nothing in it is compressed or pickled. So a file never unpacks to more than its own size, reading it runs no code, and
`numpy.load` opens it where this program is not at hand. Each part carries the checksum that zip files have.
"""

from __future__ import annotations

import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from tui_nn.errors import SavingError
from tui_nn.training.saving_entries import Entry, Json, damaged
from tui_nn.training.saving_files import refusals_told

MANIFEST = "session.json"
LARGEST_FILE = 2**30
LARGEST_MANIFEST = 2**26
"""Bytes; nothing larger was written by this program."""

FLOATS, INTEGERS = "<f8", "<i8"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, KeyError, RecursionError)

Arrays = Mapping[str, NDArray[Any]]


def write_parts(stream: BinaryIO, manifest: Json, arrays: Arrays) -> None:
    """Write a container; floats become 64-bit floats, whole numbers 64-bit integers, both with the low byte first."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=1)
        archive.writestr(_member(MANIFEST), text.encode())
        for name, array in arrays.items():
            kind = FLOATS if array.dtype.kind == "f" else INTEGERS
            with archive.open(_member(f"{name}.npy"), "w") as member:
                np.lib.format.write_array(member, np.ascontiguousarray(array, dtype=kind), allow_pickle=False)


def _member(name: str) -> zipfile.ZipInfo:
    # A date of its own would make two files of the same session differ.
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.external_attr = 0o600 << 16
    return member


class Parts:
    """An open container.

    Args:
        path: The file.
        archive: It, as a zip file.

    Attributes:
        path: The file.
        manifest: What `session.json` says.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self.manifest = Entry(self._manifest(), str(path))

    def _manifest(self) -> Any:
        if MANIFEST not in self._archive.namelist():
            raise SavingError(
                f"this is not a saved session: there is no {MANIFEST} in it",
                place=str(self.path),
                advice="Sessions are saved with the key s, and end in .tui-nn.",
            )
        return json.loads(self._read(MANIFEST, LARGEST_MANIFEST), parse_constant=_refuse_constant)

    def _read(self, name: str, largest: int = LARGEST_FILE) -> bytes:
        member = self._archive.getinfo(name)
        stored = member.compress_type == zipfile.ZIP_STORED and member.compress_size == member.file_size
        if not stored or member.file_size > largest:
            raise damaged(str(self.path), f"{name} is not stored as this program stores it")
        return self._archive.read(member)

    def array(self, name: str, kind: str, *shape: int | None) -> NDArray[Any]:
        """Give an array, not to be written to.

        Args:
            name: Its name.
            kind: `FLOATS` or `INTEGERS`.
            shape: Its shape, None for any length.

        Raises:
            SavingError: There is none, or it is of another kind or shape, or a float is not finite.
        """
        place = f"{self.path}: {name}"
        with _breaks_told(self.path, name):
            content = memoryview(self._read(f"{name}.npy"))
            found, dtype, start = _header(content)
        if dtype != np.dtype(kind) or len(found) != len(shape):
            raise damaged(place, f"it holds {dtype.str} in {len(found)} dimensions")
        if any(wanted not in (None, length) for wanted, length in zip(shape, found, strict=True)):
            wanted = " × ".join("any" if length is None else str(length) for length in shape)
            raise damaged(place, f"its shape is {' × '.join(map(str, found))}, not {wanted}")
        # Not by numpy's own reader: it makes room for what the header says, however much that is.
        if int(np.prod(found, dtype=object)) * dtype.itemsize != len(content) - start:
            raise damaged(place, "it is longer or shorter than its header says")
        array: NDArray[Any] = np.frombuffer(content[start:], dtype).reshape(found).astype(kind[1:], copy=False)
        if kind == FLOATS and not np.isfinite(array).all():
            raise damaged(place, "a number is not finite")
        return array


def _header(content: memoryview) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """Read the header of an array: its shape, its type, and where the numbers begin."""
    import io

    stream = io.BytesIO(content[: 2**14])
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError(f"version {version}")
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(stream)
    if by_columns or dtype.hasobject:
        raise ValueError("not an array of numbers by rows")
    return shape, dtype, stream.tell()


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is not a finite number")


@contextmanager
def open_parts(path: Path) -> Iterator[Parts]:
    """Open a container, and close it.

    Raises:
        SavingError: The file cannot be read, is too large, or is no container.
    """
    with refusals_told(path, "read"), path.open("rb") as stream:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_FILE:
            raise SavingError(
                f"this is no file of at most {LARGEST_FILE // 2**20:,} MiB",
                place=str(path),
                advice="No session is larger.",
            )
        beginning = stream.read(4)
        if beginning != b"PK\x03\x04":
            raise SavingError(
                "the file is empty" if not beginning else "this is not a saved session",
                place=str(path),
                advice="Sessions are saved with the key s, and end in .tui-nn.",
            )
        with _breaks_told(path, "the end of the file is missing, or"):
            archive = zipfile.ZipFile(stream)
        with archive:
            if sum(member.file_size for member in archive.infolist()) > about.st_size:
                raise damaged(str(path), "its parts are larger than it is")
            with _breaks_told(path, MANIFEST):
                parts = Parts(path, archive)
            yield parts


@contextmanager
def _breaks_told(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise damaged(str(path), f"{what} cannot be read ({error})") from error
