"""The app in a real terminal, driven by keys."""

from __future__ import annotations

import json
import re
import signal
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.terminal.terminal import Terminal
from tui_nn.cli.main import main


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    opened = Terminal("sigmoid-2-2-1")
    opened.wait_for("step 0")
    yield opened
    opened.close()


def trained_parameters(steps: int) -> dict[str, float]:
    result = CliRunner().invoke(main, ["train", "sigmoid-2-2-1", "--steps", str(steps), "--trace", "-"])
    parameters: dict[str, float] = json.loads(result.stdout.splitlines()[steps - 1])["parameters"]
    return parameters


def shown_parameters(screen: str) -> dict[str, float]:
    """Read name and value of each row of the parameters pane."""
    rows = re.findall(r"│ *▸?(w\d|b\d)[ *]+([−+]?[\d.]+(?:e[−+]?\d+)?) +[−+]", screen)
    return {name: float(value.replace("−", "-")) for name, value in rows}


def test_three_steps_by_key_give_the_parameters_of_train(terminal: Terminal) -> None:
    terminal.press("right", "right", "right")
    trained = trained_parameters(3)
    terminal.wait_for("after step 3")
    # The title comes before the last rows of its frame.
    terminal.wait_for(lambda text: shown_parameters(text) == pytest.approx(trained, abs=5.1e-5))


def test_space_runs_and_pauses_at_once(terminal: Terminal) -> None:
    delays = []
    for _ in range(5):
        terminal.press(" ")
        terminal.seconds_until("▶")
        terminal.press(" ")
        delays.append(terminal.seconds_until("paused"))
    # The best of five, since another program may hold the machine for a moment.
    assert min(delays) < 0.1


def test_open_a_file_of_ones_own(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("hours,grade\n" + "".join(f"{h},{h * 0.5 + 1}\n" for h in range(1, 9)))
    terminal.press("right")
    terminal.wait_for("step 1")
    terminal.press("o")
    terminal.wait_for("Lessons")
    terminal.press(str(path), "enter")
    terminal.wait_for("8 examples")
    terminal.press("enter")
    terminal.wait_for(lambda text: "grades" in text and "step 0" in text and "hours" in text)
    terminal.press("right")
    terminal.wait_for("step 1")


def test_an_ended_program_is_gone_on_with() -> None:
    ended = Terminal("xor")
    ended.wait_for("step 0")
    ended.press("right")
    ended.wait_for("step 1")
    ended.child.kill(signal.SIGTERM)
    assert ended.wait_for_end() == 128 + signal.SIGTERM
    assert ended.raw.rfind("\x1b[?1049l") > ended.raw.rfind("\x1b[?1049h") >= 0
    started = Terminal()
    try:
        started.wait_for("xor: a session of a moment ago, at step 1.")
        started.press("c")
        started.wait_for(lambda text: "Continued from xor" in text and "step 1 " in text)
    finally:
        started.close()


def test_quit_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    terminal.press(" ")
    terminal.wait_for("▶")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    # The other screen is left, the cursor is shown, the mouse is let go.
    for left, entered in (("\x1b[?1049l", "\x1b[?1049h"), ("\x1b[?25h", "\x1b[?25l"), ("\x1b[?1000l", "\x1b[?1000h")):
        assert terminal.raw.rfind(left) > terminal.raw.rfind(entered) >= 0
    assert "Traceback" not in terminal.text()
    after = termios.tcgetattr(terminal.child.child_fd)
    assert after[:4] == terminal.attributes[:4]
