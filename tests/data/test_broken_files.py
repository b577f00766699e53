from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

from tests.data.broken_files import BROKEN_FILES, BrokenFile
from tests.data.broken_formats import BROKEN_FORMATS
from tui_nn.data.choice import DataChoice
from tui_nn.data.preparing import prepare
from tui_nn.data.reading import read_table
from tui_nn.errors import DataError


@pytest.mark.parametrize("broken", BROKEN_FILES + BROKEN_FORMATS, ids=lambda broken: broken.id)
def test_a_broken_file_is_refused_with_cause_and_place(broken: BrokenFile, tmp_path: Path) -> None:
    path = broken.make(tmp_path)
    with pytest.raises(DataError) as refused:
        prepare(DataChoice(str(path)), seed=0)
    for word in broken.words(path):
        assert word in str(refused.value)


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("x,y\n1,2\n")

    def refuse(self: Path, mode: str) -> NoReturn:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match="no permission to read") as refused:
        read_table(path)
    assert refused.value.place == str(path)


def test_another_failure_to_read_is_told_in_the_systems_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read: File name too long"):
        read_table(tmp_path / ("x" * 5000))


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="not a regular file"):
        read_table(tmp_path / "pipe")


def test_a_missing_bundled_set_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        read_table(tmp_path / "iriss.csv")
    assert refused.value.advice == "Did you mean iris?"


def test_lines_are_counted_across_blocks_comments_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"# long\r\n\r\n" + b"1,2\r\n# between\r\n" * 10_000 + b"1,x\r\n")
    with pytest.raises(DataError) as refused:
        read_table(path).column("y")
    assert refused.value.place == f"{path}:20003, column 'y'"


def test_a_bad_column_that_is_not_used_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("x,note,y\n1,,3\n2,late,5\n")
    train = prepare(DataChoice(str(path), inputs=("x",)), seed=0).train
    assert train.inputs.tolist() == [[1.0], [2.0]]
