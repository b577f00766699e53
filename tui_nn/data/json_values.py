"""JSON read value by value, so that a large file is never in memory as a whole."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from tui_nn.data.lines import UTF8_MARK
from tui_nn.data.memory import in_bytes
from tui_nn.data.opening import Opened
from tui_nn.errors import DataError

CHUNK_BYTES = 1 << 18
LONGEST_VALUE = 1 << 22
BLANKS = re.compile("[ \t\n\r]*")


class Members(list[tuple[str, Any]]):
    """An object: its names and values as they are written, a name that is there twice included."""


class JsonValues:
    """Reads a text's JSON values one after the other, with their lines.

    Args:
        source: Text in UTF-8.
    """

    def __init__(self, source: Opened) -> None:
        self._source = source
        self._decoder = json.JSONDecoder(object_pairs_hook=Members)
        self._text_of = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._counted = 0
        self._before = self._indent = 0
        self._ended = False
        self._line = 1
        if source.beginning(len(UTF8_MARK)) == UTF8_MARK:
            source.file.read(len(UTF8_MARK))

    @property
    def taken(self) -> int:
        """About how many characters have been taken."""
        return max(1, self._before + self._at)

    @property
    def line(self) -> int:
        """The line of what comes next."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def next_mark(self) -> str:
        """Give the character that comes next after blanks, without taking it; nothing at the end."""
        while True:
            blanks = BLANKS.match(self._text, self._at)
            assert blanks is not None  # the pattern also matches nothing
            self._at = blanks.end()
            if self._at < len(self._text) or not self._read_on():
                return self._text[self._at : self._at + 1]

    def take(self, mark: str) -> bool:
        """Take a character if it comes next."""
        if self.next_mark() != mark:
            return False
        self._at += 1
        return True

    def value(self) -> Any:
        """Read the value that comes next.

        Raises:
            DataError: It is no JSON, or more than `LONGEST_VALUE` characters.
        """
        self.next_mark()
        while True:
            problem = None
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
                # A number that ends where the text read so far does may go on.
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                problem = self.wrong(error.msg, error.pos)
            except RecursionError:
                raise self.wrong("the value is nested too deeply") from None
            except ValueError:
                # Of an integer in more digits than Python converts.
                raise self.wrong("a number has thousands of digits") from None
            too_long = len(self._text) - self._at > LONGEST_VALUE
            if problem is None and too_long:
                problem = self.wrong(f"the value has more than {in_bytes(LONGEST_VALUE)}")
            if too_long or not self._read_on():
                raise problem or self.wrong("the value is not complete") from None

    def wrong(self, what: str, at: int | None = None) -> DataError:
        """Say what is wrong, here or at another place of the text."""
        place = self._at if at is None else at
        begin = self._text.rfind("\n", 0, place) + 1
        column = place - begin + 1 + (0 if begin else self._indent)
        line = self.line + self._text.count("\n", self._at, place)
        return DataError(
            f"this is not JSON: {what[:1].lower()}{what[1:]}",
            place=f"{self._source.path}:{line}, character {column}",
            advice="Correct it there, or have the program that wrote the file write it again.",
        )

    def _read_on(self) -> bool:
        if self._ended:
            return False
        more = self._source.file.read(CHUNK_BYTES)
        try:
            text = self._text_of.decode(more, not more)
        except UnicodeDecodeError as error:
            raise DataError(
                f"byte 0x{error.object[error.start]:02x} is not text in UTF-8",
                place=f"{self._source.path}:{self.line + self._text.count(chr(10), self._at)} or later",
                advice="Write the file again, as UTF-8.",
            ) from None
        self._ended = not more
        self._line = self.line
        self._before += self._at
        begin = self._text.rfind("\n", 0, self._at) + 1
        self._indent = self._at - begin + (0 if begin else self._indent)
        self._text, self._at, self._counted = self._text[self._at :] + text, 0, 0
        return True
