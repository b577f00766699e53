from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.data.layout import find_delimiter, split_line
from tui_nn.data.preview import ColumnPreview, preview
from tui_nn.data.reading import read_table
from tui_nn.data.table import LabelColumn, NumberColumn, Table, TextColumn
from tui_nn.errors import DataError


def read(folder: Path, content: str | bytes) -> Table:
    path = folder / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


def numbers(table: Table, name: str) -> list[float]:
    column = table.column(name)
    assert isinstance(column, NumberColumn)
    return [float(value) for value in column.values]


def labels(table: Table, name: str) -> list[str]:
    column = table.column(name)
    assert isinstance(column, LabelColumn)
    return [column.labels[code] for code in column.codes]


@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n1,-2.5,3\n4,5,6\n",
        "a;b;c\n1;-2.5;3\n4;5;6\n",
        "a\tb\tc\n1\t-2.5\t3\n4\t5\t6\n",
        "a b c\n1 -2.5 3\n4 5 6\n",
        "  a    b c\n 1 -2.5   3  \n4  5     6\n",
        "a, b, c\n1, -2.5, 3\n4 ,5 ,6\n",
        '"a","b","c"\n"1","-2.5","3"\n4,5,6\n',
        '"a" "b" "c"\n1 "-2.5" 3\n4 5 6\n',
        "a,b,c\r\n1,-2.5,3\r\n4,5,6\r\n",
        "a,b,c\r1,-2.5,3\r4,5,6\r",
        "\ufeffa,b,c\n1,-2.5,3\n4,5,6",
        "# about\n\na,b,c\n1,-2.5,3\n  # more\n\n4,5,6\n\n",
        "a,b,c\n+1.,-25e-1,3.0\n0.4e1,5,6E0\n",
    ],
)
def test_the_same_table_in_many_layouts(content: str, tmp_path: Path) -> None:
    table = read(tmp_path, content)
    assert table.names == ("a", "b", "c")
    assert [numbers(table, name) for name in table.names] == [[1, 4], [-2.5, 5], [3, 6]]


def test_without_a_header_columns_are_named_and_no_row_is_lost(tmp_path: Path) -> None:
    table = read(tmp_path, "1,2,cat\n3,4,dog\n")
    assert table.names == ("x1", "x2", "y")
    assert numbers(table, "x1") == [1, 3]
    assert labels(table, "y") == ["cat", "dog"]


def test_quoted_labels_may_hold_delimiters_quotes_and_hashes(tmp_path: Path) -> None:
    table = read(tmp_path, 'x,y\n1,"a, ""b"""\n2, "#c" \n3,C#\n')
    assert labels(table, "y") == ['a, "b"', "#c", "C#"]


def test_columns_are_read_only(tmp_path: Path) -> None:
    table = read(tmp_path, "x,y\n1,a\n2,b\n")
    x, y = table.column("x"), table.column("y")
    assert isinstance(x, NumberColumn) and not x.values.flags.writeable
    assert isinstance(y, LabelColumn) and not y.codes.flags.writeable


def test_columns_kept_as_text_lose_no_digit(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("t,x,y\n00.10,1,2\n00.20,3,4\n")
    column = read_table(path, as_text=("t",)).column("t")
    assert isinstance(column, TextColumn)
    assert column.cells == ("00.10", "00.20")


def test_an_unknown_column_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    table = read(tmp_path, "length,width\n1,2\n")
    with pytest.raises(DataError, match="no column 'lenght'") as refused:
        table.column("lenght")
    assert refused.value.advice == "Did you mean 'length'? The columns are length, width."


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(rows=st.lists(st.tuples(finite, finite), min_size=1, max_size=20))
def test_every_written_number_is_read_to_the_last_bit(
    rows: list[tuple[float, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("digits") / "data.csv"
    path.write_text("".join(f"{x!r},{y!r}\n" for x, y in rows))
    table = read_table(path)
    assert list(zip(numbers(table, "x1"), numbers(table, "y"), strict=True)) == rows


cells = st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), max_size=8)


@given(st.lists(cells, min_size=1, max_size=5), st.sampled_from("\t;,"))
def test_quoting_any_text_gives_it_back(row: list[str], delimiter: str) -> None:
    line = delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
    assert split_line(line, delimiter) == row


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1,5;2", "2,5;3"], ";"),
        (["1,5\t2,5", "3,5\t4,5"], "\t"),
        (["2020-01-01 00:00,1", "2020-01-02 00:00,2", "2020-01-03 00:00"], ","),
        (["1 2", "3 4"], None),
        (['"a b" "c d"', "1 2"], None),
        (["one word", "1,2", "3,4"], ","),
    ],
)
def test_the_delimiter_is_found(lines: list[str], expected: str | None) -> None:
    assert find_delimiter(lines) == expected


def test_a_preview_tells_kinds_counts_and_problems(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("a,b,c,d\n1,0.5,cat,\n2,0.5,dog,1\n2,1.5,cat,2\n")
    seen = preview(path, rows=2)
    assert seen.names == ("a", "b", "c", "d")
    assert seen.rows == (("1", "0.5", "cat", ""), ("2", "0.5", "dog", "1"))
    assert seen.row_count == 3
    assert seen.columns == (
        ColumnPreview("a", "numbers", 2, integers=True),
        ColumnPreview("b", "numbers", 2),
        ColumnPreview("c", "labels", 2),
        ColumnPreview("d", "unusable", 0, problem=f"{path}:2, column 'd': the cell is empty"),
    )


def test_the_lines_of_rows_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "# about\nx,y\n1,2\n\n3,4\n")
    np.testing.assert_array_equal(table.lines, [3, 5])
