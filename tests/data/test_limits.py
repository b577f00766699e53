"""What does not fit in memory is refused before it is read, what unpacks to far too much while it is."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from tests.data.formats import ENDINGS, FORMATS, write
from tui_nn.data import extras, memory, opening, workbook
from tui_nn.data.delimited import _Reader
from tui_nn.data.pouring import poured
from tui_nn.data.reading import read_table
from tui_nn.errors import DataError

RECORDS: list[dict[str, Any]] = [{"a": 1.5, "b": row} for row in range(2000)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_does_not_fit_in_memory_is_refused(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"data.{ending}"
    path.write_bytes(write(ending, RECORDS * 10))
    monkeypatch.setattr(memory, "free_memory", lambda: 10_000)
    with pytest.raises(DataError, match="do not fit in memory") as refused:
        read_table(path)
    assert refused.value.place == str(path) and "fewer rows" in refused.value.advice


@pytest.mark.parametrize("ending", ["csv", "npy", "npz", "parquet", "feather", "jsonl", "json"])
def test_how_large_it_is_is_told_before_it_is_read(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"data.{ending}"
    path.write_bytes(FORMATS[ending](RECORDS))
    monkeypatch.setattr(memory, "free_memory", lambda: 50_000)
    with pytest.raises(DataError, match=r"about [12],\d{3} rows of 2 columns take \d\d\.\d kB, and 50\.0 kB are free"):
        read_table(path)


def test_memory_that_runs_out_while_reading_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(FORMATS["csv"](RECORDS))

    def fail(self: _Reader) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr(_Reader, "finish", fail)
    with pytest.raises(DataError, match="do not fit in memory"):
        read_table(path)


def test_the_memory_that_is_free_is_that_of_the_machine_or_of_its_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 90 kB\nMemAvailable: 50 kB\n")
    monkeypatch.setattr(memory, "_PROC", meminfo)
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    assert memory.free_memory() == 50 * 1024
    for name, content in (
        ("memory.max", "40000\n"),
        ("memory.current", "35000\n"),
        ("memory.stat", "anon 5000\nactive_file 10000\ninactive_file 20000\n"),
    ):
        (tmp_path / name).write_text(content)
    assert memory.free_memory() == 35_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.free_memory() == 50 * 1024
    meminfo.unlink()
    free = memory.free_memory()
    assert free is None or free > 1_000_000


@pytest.mark.parametrize("line", [b"1,2\n", b"\n", b"1"])
def test_a_small_file_that_unpacks_to_far_too_much_is_refused(
    line: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ALWAYS_UNPACKED", 1_000_000)
    path = tmp_path / "data.csv.gz"
    path.write_bytes(gzip.compress(line * 2_000_000))
    with pytest.raises(DataError, match=r"unpacks to more than .*MB, too much for its size"):
        read_table(path)


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ALWAYS_UNPACKED", 1_000_000)
    path = tmp_path / "data.xlsx"
    path.write_bytes(FORMATS["xlsx"](RECORDS))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/large", bytes(20_000_000))
    with pytest.raises(DataError, match=r"the workbook unpacks to 20.*MB"):
        read_table(path)


@pytest.mark.parametrize(
    ("ending", "extra"),
    [("parquet", "arrow"), ("feather", "arrow"), ("arrow", "arrow"), ("xlsx", "excel"), ("csv.zst", "zstd")],
)
def test_without_its_extra_a_format_is_refused_by_the_extras_name(
    ending: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data"
    path.write_bytes(write(ending, RECORDS[:5]))

    def missing(name: str) -> NoReturn:
        raise ImportError(name)

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(DataError, match="what reads it is not installed") as refused:
        read_table(path)
    assert f'pip install "tui-nn[{extra}]"' in refused.value.advice


def test_columns_are_emptied_while_rows_are_made_of_them() -> None:
    numbers = np.random.default_rng(1).normal(size=(150_000, 3))
    columns = [numbers[:, index].copy() for index in range(3)]
    for column in columns:
        column.setflags(write=False)
    is_test = np.arange(len(numbers)) % 4 == 0
    train, test = poured(columns, [np.flatnonzero(~is_test), np.flatnonzero(is_test)])
    assert [len(column) for column in columns] == [0, 0, 0]
    np.testing.assert_array_equal(train, numbers[~is_test])
    np.testing.assert_array_equal(test, numbers[is_test])
    assert train.flags.c_contiguous and test.flags.c_contiguous
