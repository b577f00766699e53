"""With `--ascii` nothing else leaves the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

F2, F3, F4 = "\x1bOQ", "\x1bOR", "\x1bOS"


@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
def test_panes_and_dialogs_are_ascii(size: tuple[int, int]) -> None:
    terminal = Terminal("two-moons", "--ascii", columns=size[0], rows=size[1])
    try:
        terminal.wait_for("step 0")
        terminal.press("e")
        terminal.wait_for("step 200")
        terminal.wait_for(lambda text: "+-" in text and "|" in text)
        for pane in "1234567":
            terminal.press(pane)
        terminal.wait_for("lower")
        for layout in (F3, F4, F2):
            terminal.press(layout)
        for key in "?obci":
            terminal.press(key)
            # What closes it is named on every dialog.
            terminal.wait_for(" esc ")
            terminal.press("escape")
            terminal.wait_for(lambda text: " esc " not in text)
            terminal.wait_for("space run")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    finally:
        terminal.close()
    assert terminal.raw.isascii()
    assert "Traceback" not in terminal.raw


def test_the_settings_can_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    path.write_text("ascii = true\n")
    monkeypatch.setenv("TUI_NN_CONFIG", str(path))
    terminal = Terminal("xor")
    try:
        terminal.wait_for("step 0")
        terminal.press("n")
        terminal.wait_for("step 1")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    finally:
        terminal.close()
    assert terminal.raw.isascii()
    assert path.read_text() == "ascii = true\n"
