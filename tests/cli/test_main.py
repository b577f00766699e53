from __future__ import annotations

import importlib
import io
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.running import run
from tests.data.broken_files import BROKEN_FILES, BrokenFile
from tui_nn.app.keeping import Keeping
from tui_nn.cli import listing
from tui_nn.data.bundled import bundled_names
from tui_nn.experiment.lessons import lesson_names
from tui_nn.experiment.setup import Setup
from tui_nn.experiment.toml import parse_experiment

EXIT_CODE_OF_APP = 7


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Setup]:
    """Put an app in place of the real one that notes what it is to open, on what looks like a terminal."""
    setups: list[Setup] = []

    def open_app(setup: Setup, keeping: Keeping, *, ascii: bool) -> int:
        setups.append(setup)
        return EXIT_CODE_OF_APP

    app = ModuleType("tui_nn.app.app")
    app.open_app = open_app  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tui_nn.app.app", app)
    # The name `main` in the package is the command; the module has to be asked for.
    monkeypatch.setattr(importlib.import_module("tui_nn.cli.main"), "_is_terminal", lambda stream: True)
    return setups


@pytest.mark.parametrize(
    ("arguments", "name", "rate"),
    [
        ((), "sigmoid-2-2-1", 0.1),
        (("xor", "--lr", "0.5"), "xor", 0.5),
        (("--lr", "0.5", "xor"), "xor", 0.5),
        (("--lr", "0.5"), "sigmoid-2-2-1", 0.5),
        (("open", "xor", "--lr", "0.5"), "xor", 0.5),
        (("./train", "--lr", "0.5"), "train", 0.5),
        (("open", "train", "--lr", "0.5"), "train", 0.5),
        (("--", "train"), "train", None),
    ],
)
def test_a_first_word_that_is_no_command_is_opened(
    arguments: tuple[str, ...],
    name: str,
    rate: float | None,
    opened: list[Setup],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train").write_text("x,y\n1,2\n3,4\n")
    assert run(*arguments).exit_code == EXIT_CODE_OF_APP
    (setup,) = opened
    assert setup.experiment.about.name == name
    assert rate is None or setup.experiment.training.learning_rate == rate


def test_without_a_terminal_the_app_is_not_opened() -> None:
    result = run("xor")
    assert result.exit_code == 2
    assert "The app needs a terminal. Without one, `tui-nn train SOURCE` trains." in result.stderr


@pytest.mark.parametrize("broken", BROKEN_FILES, ids=lambda broken: broken.id)
def test_a_broken_file_is_refused_by_every_command(broken: BrokenFile, tmp_path: Path) -> None:
    path = broken.make(tmp_path)
    for command in ("open", "train", "show"):
        result = run(command, str(path))
        assert result.exit_code == 2
        assert result.stderr.startswith("Error: ")
        for word in broken.words(path):
            assert word in result.stderr
        assert result.stdout == ""


def test_a_mistyped_command_is_suggested() -> None:
    result = run("lesons")
    assert result.exit_code == 2
    assert "Error: lesons: there is no such file" in result.stderr
    assert "Did you mean the command lessons?" in result.stderr


def test_a_broken_experiment_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text('[data]\nfile = "xor"\n[network]\ninputs = 2\nlayers = 3\n')
    result = run("train", str(path))
    assert result.exit_code == 2
    assert f"{path}: network: layers is missing or is not a list of tables" in result.stderr


def test_ctrl_c_while_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(source: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui_nn.data.delimited.text_blocks", interrupt)
    result = run("train", "xor")
    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")


@pytest.mark.parametrize("name", lesson_names())
def test_what_show_prints_is_the_lesson_again(name: str, tmp_path: Path) -> None:
    text = run("show", name).stdout
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    assert run("show", str(path)).stdout == text
    assert parse_experiment(text).about.name == name
    assert run("train", str(path), "--steps", "3").stdout == run("train", name, "--steps", "3").stdout


def test_show_names_a_data_file_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text("x,y\n1,2\n3,4\n")
    assert parse_experiment(run("show", "data.csv").stdout).data.file == os.path.abspath("data.csv")


def test_datasets_lists_every_bundled_set_with_its_rows() -> None:
    lines = run("datasets").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(bundled_names())
    (iris,) = (line for line in lines if line.startswith("iris"))
    assert iris.split()[1:3] == ["150", "5"]


def test_on_a_terminal_the_last_column_is_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("name", "text"), ("a", "one two three four five six seven eight")]
    assert listing.columns(rows).splitlines()[1] == "a     one two three four five six seven eight"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "32")
    assert listing.columns(rows).splitlines() == [
        "name  text",
        "a     one two three four five",
        "      six seven eight",
    ]


def test_letters_that_the_terminal_has_not_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", terminal)
    importlib.import_module("tui_nn.cli.main").main(["datasets"], standalone_mode=False)
    terminal.seek(0)
    assert "y = sin(x) with a little noise, x from \\u2212\\u03c0 to \\u03c0" in terminal.read()
