"""Plain blocks of delimited text are read all at once: to the same bits, or the same complaint, as line by line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_nn.data import building, delimited, lines
from tui_nn.data.decimals import find_cells, read_numbers
from tui_nn.data.reading import read_table
from tui_nn.data.table import LabelColumn, NumberColumn, Table, TextColumn, UnusableColumn
from tui_nn.errors import DataError

SMALL_BLOCK = 64

plain_numbers = st.one_of(
    st.integers(-(10**21), 10**21).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-100, 100, places=6).map(str),
    st.from_regex(r"[+-]?[0-9]{0,20}\.[0-9]{1,20}", fullmatch=True),
)
quirks = st.sampled_from(
    [
        "",
        " ",
        "+5",
        "-.5",
        "5.",
        ".",
        "-",
        "1e5",
        "-2E-7",
        "inf",
        "-nan",
        "1_0",
        "٣",
        "1.2.3",
        "0x10",
        "1 ",
        " 2",
        "1\t",
    ]
    + [
        "--1",
        "1e999",
        "é",
        "cat",
        '"3"',
        '"',
        '"a,b"',
        "#",
        "1\r",
        "\x0b",
        "\x1f",
        "\u3000",
        "1,5",
        "00012",
        "-0",
        "1e",
    ]
)
line_ends = st.sampled_from(["\n", "\n", "\n", "\r\n", "\n\n", "\n# between\n", "\r", ""])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Draw files of which most blocks are plain, and some cells, line ends and lines are not."""
    delimiter = draw(st.sampled_from([",", ",", ";", "\t", " ", ", "]))
    width = draw(st.integers(2, 4))
    kinds = [draw(st.sampled_from(["number", "number", "number", "label"])) for _ in range(width)]
    numbers = [draw(plain_numbers) for _ in range(4)]
    cells = {"number": numbers, "label": ["dog", "eel", "a-b", "ï"]}
    rows = draw(st.lists(st.tuples(*(st.sampled_from(cells[kind]) for kind in kinds)), min_size=12, max_size=24))
    text = [delimiter.join(row) for row in rows]
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(rows) - 1))
        changed = list(rows[at])
        changed[draw(st.integers(0, width - 1))] = draw(quirks)
        text[at] = delimiter.join(changed + draw(st.sampled_from([[], [], ["1"], [""]])))
    ends = ["\n"] * len(text)
    if draw(st.booleans()):
        ends[draw(st.integers(0, len(text) - 1))] = draw(line_ends)
    whole = "".join(line + end for line, end in zip(text, ends, strict=True))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + whole.encode() + draw(st.sampled_from([b"", b"", b"\xff"]))


def outcome(path: Path) -> object:
    """Give all that a table tells, or what is said instead."""
    try:
        table = read_table(path, as_text=("x2",))
    except DataError as error:
        return str(error)
    return [table.names, list(table.lines), table.head, [contents(table, index) for index in range(len(table.names))]]


def contents(table: Table, index: int) -> object:
    column = table.columns[index]
    match column:
        case NumberColumn():
            return column.values.tobytes()
        case LabelColumn():
            return column.codes.tolist(), column.labels
        case TextColumn():
            return column.cells
        case UnusableColumn():
            return column.row, column.cause, column.advice


@given(content=files())
@example(content=b"1,2\n" * 40 + b"1,2 # 3\n")
@example(content=b"1\t\t2\n" * 40 + b"\t\t\n" + b"1\t\t2\n" * 40)
@example(content=b"a b 1\n" * 40 + b" a 1\n" + b"a b 1\n" * 40)
def test_all_at_once_is_the_same_as_line_by_line(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("blocks") / "data.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK_BYTES", SMALL_BLOCK)
        for module in (building, delimited):
            patch.setattr(module, "HEAD_ROWS", 1)
        at_once = outcome(path)
        patch.setattr(delimited._Reader, "_add_at_once", lambda self, data, number: False)
        assert outcome(path) == at_once


@given(st.lists(st.tuples(plain_numbers, plain_numbers), min_size=1, max_size=50))
def test_numbers_are_those_that_python_reads(rows: list[tuple[str, str]]) -> None:
    grid = find_cells("".join(f"{x};{y}\n" for x, y in rows).encode(), ord(";"), 2)
    assert grid is not None
    expected = np.array([[float(x), float(y)] for x, y in rows])
    values = read_numbers(grid)
    assert values is None or values.tobytes() == expected.tobytes()


def test_a_file_is_read_all_at_once_but_for_the_blocks_that_are_not_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b"x,y\n" + b"1.5,cat\n" * 99 + b"# between\n2,dog\n" + b"3,eel\n" * 100)
    monkeypatch.setattr(lines, "BLOCK_BYTES", 200)
    at_once: list[bool] = []
    add = delimited._Reader._add_at_once

    def spied(self: delimited._Reader, data: bytes, number: int) -> bool:
        at_once.append(add(self, data, number))
        return at_once[-1]

    monkeypatch.setattr(delimited._Reader, "_add_at_once", spied)
    assert len(read_table(path)) == 200
    assert at_once.count(False) == 1 and at_once.count(True) == 5


def test_full_digits_need_wide_floats() -> None:
    random = np.random.default_rng(5)
    numbers = np.concatenate((random.normal(size=(2000, 2)), random.integers(-(2**63), 2**63, (2000, 2)) * 1e-9))
    grid = find_cells("".join(f"{x!r} {y:.6f}\n" for x, y in numbers.tolist()).encode(), ord(" "), 2)
    assert grid is not None
    values = read_numbers(grid)
    wide = np.finfo(np.longdouble).nmant >= 63
    assert (values is not None) == wide
    if values is not None:
        assert values[:, 0].tolist() == numbers[:, 0].tolist()


@pytest.mark.parametrize(
    "half_way", ["9007199254740993", "4503599627370496.5", "0.9007199254740993", "-72057594037927938"]
)
def test_a_decimal_half_way_between_two_floats_is_rounded_as_python_does(half_way: str) -> None:
    grid = find_cells(f"1,2\n{half_way},3\n".encode() + b"1,2\n" * 20, ord(","), 2)
    assert grid is not None
    values = read_numbers(grid)
    assert values is not None and values[1, 0] == float(half_way)


def test_lines_of_other_widths_have_no_grid() -> None:
    assert find_cells(b"1,2,3\n4\n", ord(","), 2) is None
    assert find_cells(b"1,2\n3\n4,5,6\n", ord(","), 2) is None
