"""Pictures by key: of the screen or a pane, to a file that was not there, wherever one is."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.widgets import Input

from tui_nn.app.app import TuiNN
from tui_nn.experiment.setup import set_up


def words_in(path: Path) -> str:
    """Give the text of a picture, row after row."""
    texts = re.findall(r"<text [^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))
    return unescape("".join(texts)).replace("\xa0", " ")


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def test_a_key_keeps_the_screen_and_another_the_pane_never_over_a_file() -> None:
    app = TuiNN(set_up("relu-1-1-1"))
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await pilot.press("S")
        while not (seen := app.screen.query("Toast")) or not seen.first().region:
            await pilot.pause()
        await pilot.press("S", "2", "ctrl+s")
        await pilot.pause()
        told = [notification.message for notification in app._notifications]
    names = ["tui-nn-relu-1-1-1-0.svg", "tui-nn-relu-1-1-1-0-2.svg", "tui-nn-relu-1-1-1-0-parameters.svg"]
    assert told == [str(Path.cwd() / name) for name in names]
    whole, again, pane = (Path(name) for name in names)
    assert "samples" in words_in(whole)
    assert "quit" in words_in(again) and "Picture" not in words_in(again)
    assert "samples" not in words_in(pane)
    rows = re.findall(r"[╭│╰]", words_in(pane))
    assert rows[0] == "╭" and rows[-1] == "╰" and len(rows) > 5
    for path in (whole, pane):
        assert "url(" not in re.sub(r"url\(#[^)]*\)", "", path.read_text(encoding="utf-8"))


async def test_in_a_dialog_too_but_not_out_of_what_is_typed() -> None:
    app = TuiNN(set_up("relu-1-1-1"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        assert isinstance(app.focused, Input)
        await pilot.press("S", "ctrl+s")
        assert app.focused.value.endswith("S")
        await pilot.press("escape", "question_mark", "S")
        await pilot.pause()
    assert sorted(path.name for path in Path().iterdir()) == ["tui-nn-relu-1-1-1-0-2.svg", "tui-nn-relu-1-1-1-0.svg"]
    assert "Go to a step" in words_in(Path("tui-nn-relu-1-1-1-0.svg"))
    assert "Help" in words_in(Path("tui-nn-relu-1-1-1-0-2.svg"))


async def test_what_cannot_be_written_is_told() -> None:
    app = TuiNN(set_up("relu-1-1-1"))
    async with app.run_test(size=(100, 30)) as pilot:
        with patch.object(Path, "open", side_effect=PermissionError(13, "Permission denied")):
            await pilot.press("S")
            await pilot.pause()
        (told,) = app._notifications
    assert told.severity == "error"
    assert "permission denied" in told.message
