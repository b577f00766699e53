"""The meaningful lines of a text file, block by block, with their numbers."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from tui_nn.data.bundled import bundled_names
from tui_nn.errors import DataError

BLOCK_BYTES = 1 << 16
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SAVE_AS_TEXT = "Save it as delimited text (CSV) in UTF-8; a spreadsheet program exports this."


def line_blocks(path: Path) -> Iterator[tuple[list[int], list[str]]]:
    """Give the lines of a file that are neither blank nor comments, a block at a time.

    Args:
        path: A text file in UTF-8, with or without byte order mark, with any line ends.

    Yields:
        The numbers of the lines, from 1, and the lines without their ends.

    Raises:
        DataError: The file cannot be opened, or is not text in UTF-8.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise _not_a_file(path)
        with path.open("rb") as file:
            yield from _blocks(file, path)
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


def _blocks(file: BinaryIO, path: Path) -> Iterator[tuple[list[int], list[str]]]:
    offset, number = 0, 1
    while block := file.read(BLOCK_BYTES):
        if offset == 0 and block.startswith(UTF16_MARKS):
            raise DataError("this is text in UTF-16, not UTF-8", place=f"{path}:1, byte 0", advice=SAVE_AS_TEXT)
        # Looked at before the rest of the line is read: a binary file may have no line ends at all.
        _refuse_zero_bytes(block, path, offset, number)
        if not block.endswith(b"\n"):
            rest = file.readline()
            _refuse_zero_bytes(rest, path, offset + len(block), number + block.count(b"\n"))
            block += rest
        mark = len(UTF8_MARK) if offset == 0 and block.startswith(UTF8_MARK) else 0
        try:
            text = block[mark:].decode()
        except UnicodeDecodeError as error:
            raise _not_text(block, path, offset, mark + error.start, number) from None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        wanted = [index for index, line in enumerate(lines) if (bare := line.lstrip()) and bare[0] != "#"]
        if wanted:
            yield [number + index for index in wanted], [lines[index] for index in wanted]
        offset += len(block)
        number += len(lines) - 1


def _refuse_zero_bytes(block: bytes, path: Path, offset: int, number: int) -> None:
    if (at := block.find(0)) >= 0:
        raise DataError(
            "this is a binary file, not text: it has a zero byte",
            place=_place_of_byte(block, path, offset, at, number),
            advice=SAVE_AS_TEXT,
        )


def _not_text(block: bytes, path: Path, offset: int, at: int, number: int) -> DataError:
    return DataError(
        f"byte 0x{block[at]:02x} is not text in UTF-8",
        place=_place_of_byte(block, path, offset, at, number),
        advice=SAVE_AS_TEXT,
    )


def _place_of_byte(block: bytes, path: Path, offset: int, at: int, number: int) -> str:
    line = number + block.count(b"\n", 0, at)
    return f"{path}:{line}, byte {offset + at}"


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
