"""Settings: read with every mistake named, kept without losing a word."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from textual.widgets._toast import Toast

from tests.app.test_app import Hands
from tui_nn.app.app import TuiNN
from tui_nn.app.settings import DIGITS, Settings, line_of
from tui_nn.app.settings_file import SettingsFile, settings_path, with_values
from tui_nn.experiment.setup import set_up
from tui_nn.training import worksheet

WRITTEN_BY_HAND = """\
# mine
theme = "light"  # at noon

[keys]
# as in my editor
step = "s"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "config.toml"


def write(path: Path, text: str) -> SettingsFile:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return SettingsFile(path)


def test_what_is_kept_is_read_back(path: Path) -> None:
    file = SettingsFile(path)
    assert (file.settings, file.ignored) == (Settings(), [])
    chosen = Settings(theme="nord", layout="study", digits=17, panes={"watch": ("loss", "network")})
    assert file.remember(chosen) and file.save() == ""
    again = SettingsFile(path).settings
    assert again.as_values() == chosen.as_values()
    assert not file.remember(chosen) and not list(path.parent.glob(".*"))


def test_the_digits_are_those_of_the_worksheet() -> None:
    assert DIGITS == worksheet.DIGITS


def test_nothing_is_written_where_nothing_was_chosen(path: Path) -> None:
    file = SettingsFile(path)
    assert not file.remember(Settings()) and file.save() == ""
    assert not path.parent.exists()


def test_what_was_written_by_hand_stays(path: Path) -> None:
    file = write(path, WRITTEN_BY_HAND)
    file.remember(Settings(theme="light", layout="monitor"))
    file.save()
    assert path.read_text() == WRITTEN_BY_HAND.replace("\n\n[", '\nlayout = "monitor"\n\n[')


def test_a_change_by_another_instance_stays(path: Path) -> None:
    one, other = SettingsFile(path), SettingsFile(path)
    one.remember(Settings(theme="light"))
    other.remember(Settings(digits=10))
    assert one.save() == other.save() == ""
    settings = SettingsFile(path).settings
    assert (settings.theme, settings.digits) == ("light", 10)


def test_many_writers_leave_a_whole_file(path: Path) -> None:
    files = [write(path, WRITTEN_BY_HAND) for _ in range(8)]
    for number, file in enumerate(files):
        file.remember(Settings(theme="light", panes={"watch": ("loss",) * number, "study": ("check",)}))
    threads = [threading.Thread(target=file.save) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = SettingsFile(path)
    assert read.ignored == [] and read.settings.keys == {"step": "s"} and read.settings.panes["study"] == ("check",)


def test_a_writer_that_fails_leaves_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(path, WRITTEN_BY_HAND)
    file.remember(Settings(layout="study"))

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    assert file.save() == f"{path} cannot be written: no space left on device."
    assert path.read_text() == WRITTEN_BY_HAND and not list(path.parent.glob(".*"))


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere.toml")
    file = SettingsFile(path)
    file.remember(Settings(layout="study"))
    file.save()
    assert path.is_symlink() and 'layout = "study"' in (tmp_path / "elsewhere.toml").read_text()


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b'layout = "study"\ntheme = dark\n', 2, "this is not TOML"),
        (b"theme = '\xff'\n", 1, "not text in UTF-8"),
        (b'digits = 6\n[keys\nstep = "s"', 2, "this is not TOML"),
    ],
)
def test_a_broken_file_is_told_and_never_written(path: Path, content: bytes, line: int, told: str) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    file = SettingsFile(path)
    assert file.settings == Settings()
    assert file.ignored[0].startswith(f"{path}:{line}: ") and told in file.ignored[0]
    file.remember(Settings(layout="monitor"))
    assert "would be lost" in file.save()
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    assert "cannot be read" in SettingsFile(path).ignored[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("colour = 1", ":1: there is no setting 'colour'"),
        ('\ntheme = "pink"', ":2: theme is not dark, light or a theme"),
        ("# 5\n\ndigits = 5", ":3: digits is not one of 4, 6, 10, 17"),
        ("digits = true", ":1: digits is not one of"),
        ('ascii = "yes"', ":1: ascii is not true or false"),
        ('layout = ["watch"]', ":1: layout is not one of watch, study, monitor"),
        ('watch_panes = ["loss", "lost"]', ":1: watch_panes is not a list of network, parameters"),
        ('[keys]\nstep = "s"\n[keys.loss_pane]\nall = 0', ":4: loss_pane.all is not keys in quotes"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_rest_is_used(path: Path, text: str, told: str) -> None:
    file = write(path, f"{text}\n" if "[keys]" in text else f"{text}\n[keys]\nrun = 'x'\n")
    assert any(told in ignored for ignored in file.ignored), file.ignored
    assert file.settings.layout == "watch" and file.settings.keys


def test_keys_that_are_no_table_are_told(path: Path) -> None:
    file = write(path, "digits = 6\nkeys = 3\n")
    assert ":2: keys is not a table" in file.ignored[0] and file.settings == Settings(digits=6)


def test_a_line_is_found_even_in_a_list_over_several() -> None:
    text = 'a = [\n  1,\n]\n[keys.loss_pane]\nall = "x"\n'
    assert [line_of(text, *path) for path in (("a",), ("keys", "loss_pane", "all"), ("nowhere",))] == [3, 5, 1]
    assert with_values(text, {"a": 2}) is None


def test_the_path(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setenv("TUI_NN_CONFIG", str(path))
    assert settings_path() == path
    monkeypatch.delenv("TUI_NN_CONFIG")
    assert settings_path().parts[-2:] == ("tui-nn", "config.toml")


async def test_the_app_begins_as_it_was_left(path: Path) -> None:
    app = TuiNN(set_up("sigmoid-2-2-1"), file=SettingsFile(path))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("7", "t", "d", "f4")
    app = TuiNN(set_up("sigmoid-2-2-1"), file=SettingsFile(path))
    async with app.run_test(size=(140, 40)) as pilot:
        main = app.main
        assert (main.used_layout.name, main.worksheet.digits, app.current_theme.dark) == ("monitor", 6, False)
        await pilot.press("f2")
        await pilot.pause()
        assert main.panes["prediction"].display


async def test_changes_are_written_soon(path: Path) -> None:
    app = TuiNN(set_up("sigmoid-2-2-1"), file=SettingsFile(path))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("f3")
        while not path.exists():
            await pilot.pause(0.01)
        await app.workers.wait_for_complete()
        assert 'layout = "study"' in path.read_text()


async def test_the_app_tells_what_it_ignored(path: Path) -> None:
    app = TuiNN(set_up("sigmoid-2-2-1"), file=write(path, 'colour = 1\n[keys]\nstepp = "s"\n'))
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await pilot.pause()
        told = str(app.screen.query_one(Toast).render())
        assert "config.toml:1: there is no setting 'colour'" in told
        assert "config.toml:3: there is no command 'stepp'" in told
        assert Hands(app, pilot).text()


async def test_without_a_file_nothing_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_NN_CONFIG", str(path))
    app = TuiNN(set_up("sigmoid-2-2-1"))
    async with app.run_test() as pilot:
        await pilot.press("f3", "t")
    assert not path.parent.exists()
