"""Files that cannot be trained on, and what must be said about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BrokenFile:
    """A kind of broken file.

    Attributes:
        id: A short name.
        content: The file's bytes, or what makes something that is not a file at a path.
        expected: Words of the message; `{path}` stands for the path.
    """

    id: str
    content: bytes | Callable[[Path], None]
    expected: tuple[str, ...]

    def make(self, folder: Path) -> Path:
        """Write the file into a folder and give its path."""
        path = folder / "broken.csv"
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        else:
            self.content(path)
        return path

    def words(self, path: Path) -> tuple[str, ...]:
        """Give the expected words for the file at a path."""
        return tuple(word.replace("{path}", str(path)) for word in self.expected)


def _make_folder(path: Path) -> None:
    path.mkdir()


def _make_nothing(path: Path) -> None:
    (path.parent / "broke.csv").write_text("x,y\n1,2\n")


_GOOD_LINES = b"".join(b"%d,%d\n" % (row, 2 * row) for row in range(40_000))

BROKEN_FILES = (
    BrokenFile("ragged-short", b"a,b,c\n1,2,3\n4,5\n", ("{path}:3:", "2 cell(s) where line 1 has 3")),
    BrokenFile("ragged-long", b"1,2,3\n4,5,6,7\n8,9,1\n", ("{path}:2:", "4 cell(s) where line 1 has 3")),
    BrokenFile("trailing-comma", b"a,b\n1,2\n3,4,\n", ("{path}:3:", "3 cell(s) where line 1 has 2")),
    BrokenFile("empty-input", b"a,b\n1,2\n,4\n", ("{path}:3, column 'a'", "the cell is empty")),
    BrokenFile("empty-target", b"a,b\n1,2\n3, \n", ("{path}:3, column 'b'", "the cell is empty")),
    BrokenFile("empty-label", b"a,b\n1,cat\n2,dog\n3,\n", ("{path}:4, column 'b'", "the cell is empty")),
    BrokenFile("word-in-input", b"a,b\n1,2\nNA,4\n5,6\n", ("{path}:3, column 'a'", "'NA' is not a number")),
    BrokenFile("word-in-target", b"1 2\n3 4\n5 six\n", ("{path}:3, column 'y'", "'six' is not a number")),
    BrokenFile("word-far-down", _GOOD_LINES + b"1,oops\n", ("{path}:40001, column 'y'", "'oops' is not a number")),
    BrokenFile("underscore", b"a,b\n1,2\n1_000,4\n", ("{path}:3, column 'a'", "'1_000' is not a number")),
    BrokenFile("decimal-comma", b"a;b\n1,5;2\n2,5;3\n", ("{path}:2, column 'a'", "'1,5'", "not a comma")),
    BrokenFile(
        "number-among-labels",
        b"a,b\n1,cat\n2,dog\n3,7\n4,cat\n",
        ("{path}:4, column 'b'", "'7' is a number in a column of labels"),
    ),
    BrokenFile("nan", b"a,b\n1,2\nnan,4\n", ("{path}:3, column 'a'", "'nan' is not a finite number")),
    BrokenFile("infinite", b"a,b\n1,2\n2,-inf\n", ("{path}:3, column 'b'", "'-inf' is not a finite number")),
    BrokenFile("too-large", b"a,b\n1,1e999\n", ("{path}:2, column 'b'", "'1e999' is not a finite number")),
    BrokenFile(
        "label-inputs",
        b"a,b,c\nred,1,2\nblue,2,3\n",
        ("{path}:2, column 'a'", "labels such as 'red'", "--inputs; other columns of numbers: b."),
    ),
    BrokenFile("one-class", b"a,b\n1,cat\n2,cat\n", ("{path}, column 'b'", "every row has the class 'cat'")),
    BrokenFile("empty", b"", ("{path}", "the file is empty")),
    BrokenFile("only-comments", b"# nothing\n\n  # here\n", ("{path}", "no rows, only comments")),
    BrokenFile("only-header", b"# data\na,b\n", ("{path}:2:", "a header but there are no rows")),
    BrokenFile("one-column", b"1\n2\n3\n", ("{path}:1:", "only one column")),
    BrokenFile("same-names", b"a,b,a\n1,2,3\n", ("{path}:1, column 'a'", "2 columns of this name")),
    BrokenFile("no-name", b",a,b\n0,1,2\n", ("{path}:1, column 1", "the column has no name")),
    BrokenFile("unclosed-quote", b'a,b\n1,2\n"3,4\n5,"6"\n', ("{path}:3:", "a quote is not closed")),
    BrokenFile("text-after-quote", b'a,b\n1,2\n"3"0,4\n', ("{path}:3:", "text after a closing quote")),
    BrokenFile("zero-byte", b"a,b\n1,2\n3,\x004\n", ("{path}:3, byte 10", "binary file")),
    BrokenFile("picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ("{path}:3, byte 8", "binary file")),
    BrokenFile("latin-1", "a,b\n1,café\n2,thé\n".encode("latin-1"), ("{path}:2, byte 9", "0xe9 is not text")),
    BrokenFile("utf-16", "a,b\n1,2\n".encode("utf-16"), ("{path}:1, byte 0", "UTF-16, not UTF-8")),
    BrokenFile("folder", _make_folder, ("{path}", "this is a folder")),
    BrokenFile("missing", _make_nothing, ("{path}", "there is no such file", "broke.csv")),
)
"""Each is refused under the default choice of columns, whether opened or trained on."""
