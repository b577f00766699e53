"""Pictures of the app while it trains without a terminal."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.cli.running import run
from tui_nn.app.layout import LAYOUTS
from tui_nn.cli.train import LAYOUT_CHOICES


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def names_in(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def test_each_pass_of_a_lesson_is_a_picture_beside_all_else_that_is_written() -> None:
    outputs = ("--narrate", "--trace", "trace.jsonl", "--save", "out.toml")
    result = run("train", "softplus-1-2-1", "--epochs", "3", "--every", "12", "--frames", "new/pictures", *outputs)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.count("\nStep ") == 3
    assert len(Path("trace.jsonl").read_text().splitlines()) == 36
    assert names_in("new/pictures") == ["frame-000012.svg", "frame-000024.svg", "frame-000036.svg"]
    pictures = [path.read_text(encoding="utf-8") for path in sorted(Path("new/pictures").iterdir())]
    for step, picture in zip((12, 24, 36), pictures, strict=True):
        # The window's title, the header and a pane tell of this very step.
        assert picture.count(f"step&#160;{step}") >= 3
        assert "worksheet" in picture and "parameters" in picture
        assert "@font-face" not in picture


def test_frames_of_another_run_stay_unless_they_may_go() -> None:
    arguments = ("train", "relu-1-1-1", "--frames", "pictures", "--frames-size", "40x12", "--layout", "monitor")
    assert run(*arguments, "--epochs", "2").exit_code == 0
    Path("pictures/note.txt").write_text("mine")
    refused = run(*arguments, "--epochs", "1")
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert "--frames pictures: there are frames already, such as frame-000003.svg" in refused.stderr
    assert "--overwrite" in refused.stderr
    assert run(*arguments, "--epochs", "1", "--overwrite").exit_code == 0
    assert names_in("pictures") == ["frame-000003.svg", "note.txt"]


def test_a_disk_that_gets_full_is_told_and_no_half_picture_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    result = run("train", "relu-1-1-1", "--epochs", "1", "--frames", "pictures")
    assert result.exit_code == 2
    assert "--frames pictures/frame-000003.svg: it cannot be written: no space left on device" in result.stderr
    assert names_in("pictures") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--frames", "file"), "--frames file: it cannot be written: file exists"),
        (("--frames", "new", "--frames-size", "140"), "'140' is not the size of a screen"),
        (("--frames", "new", "--frames-size", "39x12"), "from 40x12"),
        (("--every", "3"), "Give --narrate or --frames too"),
        (("--overwrite",), "Give --frames too"),
    ],
)
def test_what_cannot_be_done_is_refused_before_training(arguments: tuple[str, ...], words: str) -> None:
    Path("file").touch()
    result = run("train", "relu-1-1-1", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert names_in(".") == ["file"]


def test_all_layouts_can_be_pictured() -> None:
    assert set(LAYOUT_CHOICES) == {layout.name for layout in LAYOUTS}
