"""Saved sessions on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run
from tui_nn.training.saving import load
from tui_nn.training.saving_keeper import Keeper


def test_training_in_two_parts_is_training_at_once(tmp_path: Path) -> None:
    first, second, whole = (tmp_path / f"{name}.tui-nn" for name in ("first", "second", "whole"))
    run("train", "iris", "--steps", "200", "--test-fraction", "0.3", "--save", str(first))
    parts = run("train", str(first), "--steps", "150", "--save", str(second))
    at_once = run("train", "iris", "--steps", "350", "--test-fraction", "0.3", "--save", str(whole))
    assert parts.stdout == at_once.stdout
    sessions = [load(path) for path in (second, whole)]
    assert {resumed.told.source for resumed in sessions} == {"iris"}
    assert len({resumed.session.parameters.tobytes() for resumed in sessions}) == 1
    assert sessions[0].session.histories is not None


def test_a_session_goes_on_for_as_many_epochs_as_its_experiment_says(tmp_path: Path) -> None:
    path = tmp_path / "a.tui-nn"
    run("train", "relu-1-1-1", "--steps", "3", "--save", str(path))
    epochs = load(path).experiment.training.epochs
    assert run("train", str(path)).stdout.startswith(f"{1 + epochs} epochs · ")


def test_a_session_in_progress_takes_no_options_but_ignores_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tui-nn"
    run("train", "xor", "--steps", "3", "--save", str(path))
    for command in ("train", "open"):
        result = run(command, str(path), "--lr", "3")
        assert (result.exit_code, "--lr cannot be given here" in result.stderr) == (2, True)
    monkeypatch.setenv("TUI_NN_ENGINE", "numpy")
    assert run("train", str(path), "--steps", "1").exit_code == 0


@pytest.mark.parametrize("command", ["show", "check-gradient"])
def test_what_cannot_take_a_saved_session_says_so(command: str, tmp_path: Path) -> None:
    result = run(command, str(tmp_path / "a.tui-nn"))
    assert result.exit_code == 2
    assert "which can only be continued" in result.stderr


@pytest.mark.parametrize("arguments", [("train", "gone.tui-nn"), ("gone.tui-nn",), ("open", "--resume")])
def test_what_is_not_there_is_said(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "no such file" in result.stderr or "no session has been kept" in result.stderr


def test_sessions_are_listed() -> None:
    assert "No session has been kept yet" in run("sessions").stdout
    keeper = Keeper("xor")
    from tests.training.test_saving_keeper import session_at

    keeper.look(session_at(1234), None, ())
    keeper.close(closed=False)
    heading, row = run("sessions").stdout.splitlines()
    assert heading.split() == ["name", "step", "when", "source", "file"]
    assert row.startswith("xor   1,234  a moment ago  not closed  xor     ")
