from __future__ import annotations

import errno
import io
import json
import signal
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.running import number_after, run, start
from tui_nn.cli import progress
from tui_nn.experiment.lessons import lesson
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.experiment.toml import read_experiment
from tui_nn.training.records import JsonTrace
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Sample


def test_the_last_line_names_mean_sum_and_accuracy() -> None:
    setup = set_up("xor")
    session = Session(setup.experiment, setup.train)
    session.run(10)
    found = session.evaluate()
    assert run("train", "xor", "--steps", "10").stdout == (
        f"2 epochs · 10 steps · loss {found.mean_loss!r} (mean of 4 examples) · sum {found.total_loss!r}"
        f" · accuracy {25 * round(4 * (found.accuracy or 0))}.0 % ({round(4 * (found.accuracy or 0))} of 4)\n"
    )


def test_the_last_line_tells_of_test_examples() -> None:
    setup = set_up("iris", Overrides(test_fraction=0.2))
    session = Session(setup.experiment, setup.train)
    session.run(240)
    assert setup.test is not None
    found = session.evaluate(setup.test)
    line = run("train", "iris", "--epochs", "2", "--test-fraction", "0.2").stdout
    assert "(mean of 120 examples)" in line
    assert number_after("test loss", line) == found.mean_loss
    assert number_after("test accuracy", line) == round(100 * (found.accuracy or 0), 1)
    assert line.endswith(" of 30)\n")


def test_without_an_ending_the_experiment_says_how_long() -> None:
    epochs = lesson("relu-1-1-1").training.epochs
    assert run("train", "relu-1-1-1").stdout.startswith(f"{epochs} epochs · {3 * epochs} steps · ")


def test_no_steps_tell_about_the_start() -> None:
    assert run("train", "softplus-1-2-1", "--steps", "0").stdout.startswith("0 epochs · 0 steps · loss 5.83342345048")


def test_until_a_loss_is_reached_at_the_first_epoch_that_reaches_it() -> None:
    epochs = int(run("train", "relu-1-1-1", "--until", "loss < 1e-3").stdout.split()[0])
    setup = set_up("relu-1-1-1")
    session = Session(setup.experiment, setup.train)
    losses = []
    for _ in range(epochs):
        session.run(3)
        assert session.last_epoch is not None
        losses.append(session.last_epoch.mean_loss)
    assert [loss < 1e-3 for loss in losses] == [False] * (epochs - 1) + [True]


def test_until_a_step_ends_at_that_very_step() -> None:
    assert " · 1,234 steps · " in run("train", "relu-1-1-1", "--until", "step >= 1234").stdout
    assert run("train", "xor", "--until", "epoch >= 3 and accuracy >= 0%").stdout.startswith("3 epochs · 12 steps")


def test_a_bound_that_comes_before_the_condition_is_a_failure() -> None:
    result = run("train", "relu-1-1-1", "--until", "loss < 1e-9", "--epochs", "3")
    assert result.exit_code == 1
    assert result.stdout.startswith("3 epochs · 9 steps · ")
    assert result.stderr == "Error: --until 'loss < 1e-9' did not come to hold.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--until", "loss << 3"), "--until, column 7: a number is expected, not '<'"),
        (("--until", "accuracy > 90%"), "there is no accuracy where targets are numbers"),
        (("--epochs", "3", "--steps", "4"), "Give one of them"),
        (("--epochs", "-1"), "'--epochs'"),
        (("--save", "out.json"), "does not end in .toml"),
        (("--save", "missing/out.toml"), "--save missing/out.toml: it cannot be written: no such file"),
        (("--save", "folder.toml"), "--save folder.toml: it cannot be written: is a directory"),
        (("--trace", "missing/out.csv"), "--trace missing/out.csv: it cannot be written: no such file"),
        (("--trace", "folder.toml"), "--trace folder.toml: it cannot be written: is a directory"),
    ],
)
def test_what_cannot_be_done_is_refused_before_training(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.toml").mkdir()
    result = run("train", "relu-1-1-1", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["folder.toml"]


def test_a_disk_that_gets_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(trace: JsonTrace, sample: Sample) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(JsonTrace, "write", refuse)
    path = tmp_path / "trace.json"
    result = run("train", "relu-1-1-1", "--trace", str(path))
    assert result.exit_code == 2
    assert f"--trace {path}: it cannot be written: no space left on device" in result.stderr


def test_divergence_fails_and_saves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.toml"
    result = run("train", "relu-1-1-1", "--lr", "50", "--save", str(path))
    assert result.exit_code == 1
    assert "30 epochs · 90 steps · loss " in result.stdout
    assert "Error: Step 91 (row 0): " in result.stderr
    assert "Nothing was saved." in result.stderr
    assert not path.exists()


def test_five_epochs_saved_and_five_more_are_ten(tmp_path: Path) -> None:
    five, ten, straight = (tmp_path / name for name in ("five.toml", "ten.toml", "straight.toml"))
    run("train", "sigmoid-2-2-1", "--epochs", "5", "--save", str(five))
    run("train", str(five), "--epochs", "5", "--save", str(ten))
    result = run("train", "sigmoid-2-2-1", "--epochs", "10", "--save", str(straight))
    assert read_experiment(ten).start == read_experiment(straight).start
    assert read_experiment(five).start != read_experiment(ten).start
    assert run("train", str(ten), "--steps", "0").stdout.split(" · ")[2:] == result.stdout.split(" · ")[2:]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["five.toml", "straight.toml", "ten.toml"]


def test_a_saved_experiment_opens_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text("x,y\n1,2\n3,4\n")
    (tmp_path / "elsewhere").mkdir()
    assert run("train", "data.csv", "--epochs", "1", "--save", "elsewhere/out.toml").exit_code == 0
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert read_experiment(Path("out.toml")).data.file == str(tmp_path / "data.csv")
    assert run("train", "out.toml", "--epochs", "1", "--save", "out.toml").exit_code == 0


def test_ctrl_c_ends_between_two_steps_with_the_last_line(tmp_path: Path) -> None:
    path = tmp_path / "out.toml"
    with start("train", "xor", "--until", "loss < 0", "--trace", "-", "--save", str(path)) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    last = json.loads((first + rest).splitlines()[-1])
    assert f" · {last['step']:,} steps · " in errors.replace("1 step ·", "1 steps ·")
    assert errors.endswith(" · interrupted\n")
    assert errors.count("\n") == 1
    assert read_experiment(path).start.values == last["parameters"]


def test_a_reader_that_leaves_ends_training_quietly() -> None:
    with start("train", "xor", "--until", "loss < 0", "--trace", "-") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=20) == 141


def test_progress_is_one_line_that_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0.0)
    setup = set_up("xor")
    session = Session(setup.experiment, setup.train)
    terminal = io.StringIO()
    shown = progress.Progress(terminal, 16)
    session.run(6)
    shown.show(session)
    shown.clear()
    first, line, blanks, end = terminal.getvalue().split("\r")
    assert line.startswith("[#########               ] 37 % · epoch 1 · loss 0.")
    assert (first, blanks.strip(), end) == ("", "", "")
    assert len(blanks) == len(line)
