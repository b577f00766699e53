"""The lines of a text file, block by block, with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_nn.data.memory import in_bytes
from tui_nn.data.opening import Opened
from tui_nn.errors import DataError

BLOCK_BYTES = 1 << 18
LONGEST_LINE = 1 << 26
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SAVE_AS_TEXT = "Save it as delimited text (CSV) in UTF-8; a spreadsheet program exports this."


@dataclass(frozen=True, eq=False)
class Block:
    """Some whole lines of a file.

    Attributes:
        path: The file.
        data: The lines, with their ends.
        offset: How many bytes of the file are before them.
        number: The number of the first line, from 1.
    """

    path: Path
    data: bytes
    offset: int
    number: int

    @property
    def next_number(self) -> int:
        """The number of the line after them."""
        ends = self.data.count(b"\n")
        if b"\r" in self.data:
            ends += self.data.count(b"\r") - self.data.count(b"\r\n")
        return self.number + ends

    def lines(self) -> tuple[Sequence[int], list[str]]:
        """Give the lines that are neither blank nor comments, without their ends, after their numbers.

        Raises:
            DataError: They are not text in UTF-8.
        """
        mark = len(UTF8_MARK) if self.offset == 0 and self.data.startswith(UTF8_MARK) else 0
        try:
            text = self.data[mark:].decode()
        except UnicodeDecodeError as error:
            at = mark + error.start
            raise DataError(
                f"byte 0x{self.data[at]:02x} is not text in UTF-8", place=self.place(at), advice=SAVE_AS_TEXT
            ) from None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        wanted = [index for index, line in enumerate(lines) if (bare := line.lstrip()) and bare[0] != "#"]
        if wanted and wanted[-1] - wanted[0] == len(wanted) - 1:
            first, end = wanted[0], wanted[-1] + 1
            return range(self.number + first, self.number + end), lines[first:end]
        return [self.number + index for index in wanted], [lines[index] for index in wanted]

    def place(self, at: int) -> str:
        """Say where one of the bytes is."""
        line = self.number + self.data.count(b"\n", 0, at)
        return f"{self.path}:{line}, byte {self.offset + at}"


def text_blocks(source: Opened) -> Iterator[Block]:
    """Give the lines of a file, some at a time.

    Args:
        source: Text in UTF-8, with or without byte order mark, with any line ends.

    Raises:
        DataError: The file is not text in UTF-8, or has a line of more than `LONGEST_LINE` bytes.
    """
    offset, number = 0, 1
    while data := source.file.read(BLOCK_BYTES):
        if offset == 0 and data.startswith(UTF16_MARKS):
            raise DataError("this is text in UTF-16, not UTF-8", place=f"{source.path}:1, byte 0", advice=SAVE_AS_TEXT)
        # Looked at before the rest of the line is read: a binary file may have no line ends at all.
        block = _without_zeros(Block(source.path, data, offset, number))
        if not data.endswith(b"\n"):
            rest = source.file.readline(LONGEST_LINE)
            if len(rest) == LONGEST_LINE:
                raise DataError(
                    f"there are {in_bytes(LONGEST_LINE)} without the end of a line",
                    place=block.place(len(data)),
                    advice="Write one example a line.",
                )
            block = _without_zeros(Block(source.path, data + rest, offset, number))
        yield block
        offset += len(block.data)
        number = block.next_number


def _without_zeros(block: Block) -> Block:
    if (at := block.data.find(0)) >= 0:
        raise DataError(
            "this is a binary file, not text: it has a zero byte", place=block.place(at), advice=SAVE_AS_TEXT
        )
    return block
