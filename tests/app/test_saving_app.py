"""Saving by key, and the offer to continue what was not closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.dialogs import opened
from tui_nn.app.app import TuiNN
from tui_nn.app.keeping import Keeping
from tui_nn.app.screens.continuing import ContinueScreen
from tui_nn.app.screens.prompt import PromptScreen
from tui_nn.experiment.setup import set_up
from tui_nn.training.saving import Resumed, load, save, take
from tui_nn.training.saving_folder import CLOSED, IN_USE, NOT_CLOSED, Claim, kept_sessions
from tui_nn.training.session import Session

SIZE = (100, 30)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    while not holds():
        await pilot.pause()


def text(app: TuiNN) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def step(app: TuiNN, pilot: Pilot[None], number: int) -> None:
    await pilot.press("right")
    await until(pilot, lambda: app.worker.latest.position.step == number)


async def name_file(app: TuiNN, pilot: Pilot[None], path: Path) -> None:
    await pilot.press("s")
    assert isinstance(app.screen, PromptScreen)
    app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")


async def test_saved_by_key_and_continued_at_the_same_place(tmp_path: Path) -> None:
    app, path = TuiNN(set_up("xor")), tmp_path / "mine.tui-nn"
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await step(app, pilot, 1)
        await pilot.press("full_stop", "full_stop")
        await until(pilot, lambda: app.worker.latest.sheet is not None and app.worker.latest.sheet.done == 2)
        await name_file(app, pilot, tmp_path / "mine")
        await until(pilot, lambda: "Saved." in text(app))
        parameters = app.worker.latest.parameters.tolist()
    continued = TuiNN(load(path))
    async with continued.run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "Continued from mine.tui-nn." in text(continued))
        snapshot = continued.worker.latest
        assert snapshot.sheet is not None
        assert (snapshot.position.step, snapshot.sheet.done) == (1, 2)
        assert snapshot.parameters.tolist() == parameters


async def test_another_file_is_replaced_only_when_asked_twice(tmp_path: Path) -> None:
    app, path = TuiNN(set_up("xor")), tmp_path / "mine.tui-nn"
    path.write_text("precious")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await step(app, pilot, 1)
        await name_file(app, pilot, path)
        assert "Press enter again to replace it." in text(app)
        assert path.read_text() == "precious"
        await pilot.press("enter")
        await until(pilot, lambda: "Saved." in text(app))
    assert load(path).session.steps == 1


async def test_a_file_that_cannot_be_written_leaves_the_session_as_it_is(tmp_path: Path) -> None:
    app = TuiNN(set_up("xor"))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await step(app, pilot, 1)
        await name_file(app, pilot, tmp_path / "nowhere" / "mine.tui-nn")
        await until(pilot, lambda: "it cannot be written" in text(app))
        await step(app, pilot, 2)


async def test_the_open_dialog_tells_of_a_saved_session_and_opens_it(tmp_path: Path) -> None:
    setup = set_up("xor")
    session = Session(setup.experiment, setup.train)
    session.run(12)
    save(take(session, source="xor"), tmp_path / "mine.tui-nn")
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.type("mine.tui")
        assert "at step 12" in " ".join(dialog.app.said("#glance Static").split())
        await dialog.press("enter")
        (resumed,) = dialog.results
        assert isinstance(resumed, Resumed)
        assert resumed.session.steps == 12


async def offered(app: TuiNN, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(app.screen, ContinueScreen))
    await pilot.pause()
    assert "xor: a session of a moment ago, at step 1,234." in text(app)


def crashed() -> None:
    setup = set_up("xor")
    session = Session(setup.experiment, setup.train)
    session.run(1234)
    claim = Claim.new("xor")
    save(take(session, source="xor"), claim.path)
    claim.give_up(closed=False)


def condition() -> list[str]:
    return [kept.condition for kept in kept_sessions()]


@pytest.mark.parametrize(("key", "after"), [("escape", [NOT_CLOSED]), ("n", [CLOSED]), ("d", [])])
async def test_what_was_not_closed_can_be_left(key: str, after: list[str]) -> None:
    crashed()
    app = TuiNN(set_up("xor"), keeping=Keeping("xor"))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await offered(app, pilot)
        await pilot.press(key)
        await until(pilot, lambda: not isinstance(app.screen, ContinueScreen))
        await until(pilot, lambda: condition() == after)
        assert app.worker.latest.position.step == 0


async def test_what_was_not_closed_is_continued_in_its_place() -> None:
    crashed()
    app = TuiNN(set_up("sine"), keeping=Keeping("sine", said=False))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await offered(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.worker.latest.position.step == 1234)
        assert condition() == [IN_USE]
        await step(app, pilot, 1235)
    app.end()
    assert [(kept.told.step, kept.condition) for kept in kept_sessions()] == [(1235, NOT_CLOSED)]


@pytest.mark.parametrize("keeping", [Keeping("xor", offers=False), Keeping("sine"), None])
async def test_no_offer_where_none_is_wanted(keeping: Keeping | None) -> None:
    crashed()
    app = TuiNN(set_up("xor"), keeping=keeping)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await step(app, pilot, 1)
        assert not isinstance(app.screen, ContinueScreen)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_offer_fits(size: tuple[int, int]) -> None:
    crashed()
    app = TuiNN(set_up("xor"), keeping=Keeping("xor"))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ContinueScreen))
        await pilot.pause()
        for words in ("step 1,234.", "Continue", "Start anew", "Delete it"):
            assert words in text(app)
