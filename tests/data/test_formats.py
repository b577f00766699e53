"""Every format gives the same table, and so the same training."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.running import run
from tests.data.formats import ENDINGS, write
from tests.data.fuzzing import broken_file, outcome
from tui_nn.data import preview as looking
from tui_nn.data.choice import DataChoice
from tui_nn.data.preparing import prepare
from tui_nn.data.preview import preview
from tui_nn.data.reading import read_table
from tui_nn.data.table import NumberColumn, TextColumn

ROWS = 1000
FUZZED = 8


def table_of(target: str) -> list[dict[str, Any]]:
    """Give rows whose last column is the target."""
    draw = random.Random(3)
    rows = []
    for index in range(ROWS):
        columns: dict[str, Any] = {
            "name of": f"row {index}, or so".replace(",", ""),
            # A workbook holds 15 or 16 digits of a number.
            "a": round(draw.uniform(-2, 2), 9),
            "b": draw.randrange(-5, 5),
            "small": draw.randrange(1, 10**9) / 1e15,
            "kind": draw.choice(("cat", "dog", "Ölschwein")),
        }
        columns[target] = columns.pop(target)
        rows.append(columns)
    return rows


TABLES = {target: table_of(target) for target in ("a", "kind")}


EXPECTED: dict[str, list[str]] = {}
"""The traces from CSV."""


def trace(path: Path) -> list[str]:
    result = run("train", str(path), "--inputs", "b,small", "--steps", str(ROWS), "--trace", "-")
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


@pytest.mark.parametrize("target", TABLES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_trains_to_the_same_bytes(ending: str, target: str, tmp_path: Path) -> None:
    path = tmp_path / f"data.{ending}"
    if target not in EXPECTED:
        path.write_bytes(write("csv", TABLES[target]))
        EXPECTED[target] = trace(path)
    path.write_bytes(write(ending, TABLES[target]))
    assert trace(path) == EXPECTED[target]
    assert len(EXPECTED[target]) == ROWS


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["data", "data.csv", "data.json", "data.parquet", "data.gz"])
def test_what_a_file_holds_decides_not_what_it_is_called(ending: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(write(ending, TABLES["kind"][:5]))
    table = read_table(path)
    assert table.names == ("name of", "a", "b", "small", "kind")
    column = table.column("a")
    assert isinstance(column, NumberColumn)
    assert column.values.tolist() == [record["a"] for record in TABLES["kind"][:5]]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_preview_reads_the_beginning_of_a_large_file(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"data.{ending}"
    path.write_bytes(write(ending, TABLES["kind"]))
    whole = preview(path)
    assert whole.is_whole and whole.row_count == ROWS and len(whole.rows) == 8
    assert [column.kind for column in whole.columns] == ["labels", "numbers", "numbers", "numbers", "labels"]
    assert [column.integers for column in whole.columns] == [False, False, True, False, False]
    monkeypatch.setattr(looking, "ROWS_LOOKED_AT", 100)
    part = preview(path)
    assert not part.is_whole and part.row_count >= 100
    assert part.rows == whole.rows


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_column_of_times_is_kept_as_text(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"data.{ending}"
    path.write_bytes(
        write(ending, [{"time": f"2020-01-01T00:00:0{row}.010000", "x": row, "y": 1.5} for row in range(5)])
    )
    train = prepare(DataChoice(str(path), time="time"), seed=0).train
    assert train.times[1] == "2020-01-01T00:00:01.010000" and train.input_names == ("x",)


@pytest.mark.parametrize("ending", ["npy", "parquet", "feather", "xlsx"])
def test_numbers_kept_as_text_are_written_as_short_as_can_be(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"data.{ending}"
    path.write_bytes(write(ending, [{"t": 5, "s": 0.1, "x": 1.0, "y": 2}] * 2))
    table = read_table(path, as_text=("t", "s"))
    assert [column.cells for column in table.columns[:2] if isinstance(column, TextColumn)] == [
        ("5", "5"),
        ("0.1", "0.1"),
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_nobody_meant_to_write_gives_a_session_or_a_reason(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"data.{ending}"
    for seed in range(FUZZED):
        path.write_bytes(broken_file(ending, seed))
        assert outcome(path)


def test_the_columns_of_a_plain_array_are_named_as_those_of_a_file_without_header(tmp_path: Path) -> None:
    numbers = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 10]])
    for index, array in enumerate((numbers, np.asfortranarray(numbers.astype(">f4")), numbers.astype(np.uint8))):
        np.save(tmp_path / f"{index}.npy", array)
        np.savez(tmp_path / f"{index}.npz", array)
        for path in (tmp_path / f"{index}.npy", tmp_path / f"{index}.npz"):
            train = prepare(DataChoice(str(path)), seed=0).train
            assert train.input_names == ("x1", "x2") and train.target_names == ("y",)
            assert np.column_stack((train.inputs, train.targets)).tolist() == numbers.tolist()


def test_arrays_of_an_archive_stand_side_by_side_with_the_target_last(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", y=np.array(["a", "b"]), X=np.array([[1.0, 2.0], [3.0, 4.0]]), extra=[[5], [6]])
    table = read_table(tmp_path / "data.npz")
    assert table.names == ("X1", "X2", "extra", "y")
    assert table.head == (("1.0", "2.0", "5", "a"), ("3.0", "4.0", "6", "b"))
