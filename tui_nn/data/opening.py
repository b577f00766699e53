"""Data files opened for reading, unpacked while they are read if they are compressed."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Any, BinaryIO

from tui_nn.data.bundled import bundled_names
from tui_nn.data.extras import needed
from tui_nn.data.memory import check_room, in_bytes
from tui_nn.errors import DataError

BUFFER_BYTES = 1 << 16
UNPACKED_AT_ONCE = 1 << 20
MOST_TIMES = 300
"""Text of numbers never packs as tightly as this."""
ALWAYS_UNPACKED = 1 << 28
COMPRESSION_ENDINGS = (".gz", ".bz2", ".xz", ".zst")

_ZSTANDARD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


@dataclass(eq=False)
class Opened:
    """A data file open for reading.

    Attributes:
        path: The file.
        file: Its bytes, unpacked.
        size: How many there are, None for a compressed file, which can only be read from front to back.
    """

    path: Path
    file: io.BufferedReader[Any]
    size: int | None

    def beginning(self, count: int) -> bytes:
        """Give the first bytes, as long as none has been read."""
        return self.file.peek(count)[:count]

    def seekable(self) -> BinaryIO:
        """Give the whole file as one that can be read in any order; what is compressed is unpacked in memory."""
        if self.size is None:
            whole = bytearray()
            while more := self.file.read(UNPACKED_AT_ONCE):
                check_room(2 * len(whole))
                whole += more
            self.file, self.size = io.BufferedReader(io.BytesIO(whole)), len(whole)
        return self.file


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a data file.

    Raises:
        DataError: The file cannot be opened or read, or what is compressed is damaged or unpacks to far too much.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise _not_a_file(path)
        with path.open("rb") as file:
            unpacker = _unpacker(path, file.peek(6)[:6])
            if unpacker is None:
                yield Opened(path, file, status.st_size)
                return
            unpacked = io.BufferedReader(_Unpacking(path, unpacker(file), status.st_size), BUFFER_BYTES)
            if _unpacker(path, unpacked.peek(6)[:6]) is not None:
                raise DataError("the file is compressed twice", place=str(path), advice="Unpack it once.")
            yield Opened(path, unpacked, None)
    except FileNotFoundError:
        raise _missing(path) from None
    except PermissionError:
        raise DataError(
            "there is no permission to read this file",
            place=str(path),
            advice="Ask its owner to let you read it.",
        ) from None
    except OSError as error:
        raise DataError(f"the file cannot be read: {error.strerror or error}", place=str(path)) from None


def data_name(path: Path) -> str:
    """Give what to call the data of a file.

    >>> data_name(Path("sub/grades.csv")), data_name(Path("grades.csv.gz"))
    ('grades', 'grades')
    """
    return Path(path.stem).stem if path.suffix.lower() in COMPRESSION_ENDINGS else path.stem


class _Unpacking(io.RawIOBase):
    """The bytes of a compressed file, up to a limit."""

    def __init__(self, path: Path, file: IO[bytes], packed: int) -> None:
        self._path = path
        self._file = file
        self._most = max(ALWAYS_UNPACKED, MOST_TIMES * packed)
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            more = self._file.read(len(buffer))
        # zstd has an error of its own, which is made known as it is imported.
        except Exception as error:
            if isinstance(error, MemoryError):
                raise
            raise DataError(
                f"the compressed data are damaged: {str(error) or 'they end too early'}",
                place=f"{self._path}, after {in_bytes(self._unpacked)}",
                advice="Copy or download the file again.",
            ) from None
        self._unpacked += len(more)
        if self._unpacked > self._most:
            raise DataError(
                f"the file unpacks to more than {in_bytes(self._most)}, too much for its size",
                place=str(self._path),
                advice="If it is what you think it is, unpack it first.",
            )
        buffer[: len(more)] = more
        return len(more)


def _unpacker(path: Path, beginning: bytes) -> Callable[[BinaryIO], IO[bytes]] | None:
    """Give what opens a compressed file that begins so, None if it is not compressed."""
    if beginning.startswith(b"\x1f\x8b"):
        from gzip import GzipFile

        return lambda file: GzipFile(fileobj=file)  # type: ignore[return-value]
    if beginning.startswith(b"BZh"):
        from bz2 import BZ2File

        return lambda file: BZ2File(file)
    if beginning.startswith(b"\xfd7zXZ\0"):
        from lzma import LZMAFile

        return lambda file: LZMAFile(file)
    if beginning.startswith(b"\x28\xb5\x2f\xfd"):
        zstandard = needed(_ZSTANDARD, extra="zstd", path=path, what="compressed with Zstandard")
        return lambda file: zstandard.ZstdFile(file)
    return None


def _not_a_file(path: Path) -> DataError:
    if path.is_dir():
        return DataError("this is a folder, not a data file", place=str(path), advice="Name a file in it.")
    return DataError("this is not a regular file", place=str(path), advice="Write what it gives to a file first.")


def _missing(path: Path) -> DataError:
    try:
        neighbours = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    except OSError:
        neighbours = []
    near = dict.fromkeys(
        [str(path.parent / name) for name in get_close_matches(path.name, neighbours)]
        + get_close_matches(path.stem, bundled_names())
    )
    bundled = f"Bundled data sets: {', '.join(bundled_names())}."
    advice = f"Did you mean {' or '.join(near)}?" if near else bundled
    return DataError("there is no such file", place=str(path), advice=advice)
