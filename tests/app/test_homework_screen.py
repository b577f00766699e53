from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from tests.app.dialogs import DialogApp, settle
from tui_nn.app.screens import homework as homework_module
from tui_nn.app.screens.homework import HomeworkScreen
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.setup import set_up
from tui_nn.training.homework import Report, check_homework
from tui_nn.training.homework_reading import Entry

SETUP = set_up("sigmoid-2-2-1")
WRONG = "step,quantity,value\n1,z1,-16.94\n1,δ1,5.064\n1,grad w1,0.5064\n"

Dialog = tuple[DialogApp[None], Pilot[None]]


@asynccontextmanager
async def opened(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Dialog]:
    (folder / "right.csv").write_text("step,quantity,value\n1,z1,-16.94\n")
    (folder / "wrong.csv").write_text(WRONG, encoding="utf-8")
    app = DialogApp(HomeworkScreen(SETUP.experiment, SETUP.train, start_folder=folder))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot


async def check(dialog: Dialog, path: str) -> str:
    app, pilot = dialog
    await pilot.press("ctrl+u", *path, "enter")
    await settle(pilot)
    return app.said("#said")


async def test_it_says_first_how_to_write_a_homework(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, _):
        assert "Check my homework · sigmoid-2-2-1" in app.text()
        assert "step,quantity,value" in app.text()


async def test_a_file_is_checked_and_then_another(tmp_path: Path) -> None:
    async with opened(tmp_path) as dialog:
        said = await check(dialog, "wrong.csv")
        assert said.startswith("3 numbers: 1 agrees, 1 is wrong by itself, 1 follows from it.")
        assert "Slip: The activation's derivative is left out" in dialog[0].text()
        assert await check(dialog, "right.csv") == "The one number agrees."


@pytest.mark.parametrize("path", ["nope.csv", "", "~nobody/x.csv"])
async def test_a_file_that_cannot_be_read_is_told_in_place(path: str, tmp_path: Path) -> None:
    async with opened(tmp_path) as dialog:
        assert "Give the path of a .csv, .json or .toml file." in await check(dialog, path)
        assert isinstance(dialog[0].screen, HomeworkScreen)


async def test_tab_completes_the_path(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press(*"./ri", "tab", "enter")
        await settle(pilot)
        assert app.said("#said") == "The one number agrees."


async def test_a_long_report_is_scrolled_while_the_path_has_the_focus(tmp_path: Path) -> None:
    async with opened(tmp_path, (40, 12)) as dialog:
        await check(dialog, "wrong.csv")
        app, pilot = dialog
        report = app.screen.query_one("#report", VerticalScroll)
        await pilot.press("pagedown", "pagedown", "pagedown")
        await settle(pilot)
        assert report.scroll_y == report.max_scroll_y > 0
        assert "grad w1" in app.text()
        await pilot.press("up")
        await settle(pilot)
        assert report.scroll_y == report.max_scroll_y - 1


async def test_only_the_last_question_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def slow(experiment: Experiment, data: Dataset, entries: Sequence[Entry]) -> Report:
        if len(entries) == 3:
            release.wait(10)
        return check_homework(experiment, data, entries)

    monkeypatch.setattr(homework_module, "check_homework", slow)
    async with opened(tmp_path) as (app, pilot):
        await pilot.press(*"wrong.csv", "enter")
        assert app.said("#said") == "checking …"
        await pilot.press("ctrl+u", *"right.csv", "enter")
        release.set()
        await settle(pilot)
        assert app.said("#said") == "The one number agrees."


async def test_escape_closes_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press("escape")
        assert app.results == [None]
