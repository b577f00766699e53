"""The app with its worker: keys become commands, answers become what is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tui_nn.app.app import TuiNN
from tui_nn.app.commands import COMMANDS
from tui_nn.app.header import Header
from tui_nn.app.layout import CHECK, HISTORIES, LAYOUTS, PANE_NAMES, PREDICTION, WORKSHEET, layout_for
from tui_nn.app.screens.help import HelpScreen
from tui_nn.app.screens.lesson import LessonScreen
from tui_nn.app.screens.open import OpenScreen
from tui_nn.app.screens.prompt import PromptScreen
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.commands import SetSpeed
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


class Hands:
    """The app, and keys pressed one after the other's answer."""

    def __init__(self, app: TuiNN, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def until(self, holds: Callable[[Snapshot], bool]) -> Snapshot:
        while not holds(self.app.worker.latest):
            await self.pilot.pause()
        await self.pilot.pause()
        return self.app.worker.latest

    async def press(self, key: str) -> Snapshot:
        """Press a key that the worker answers."""
        answers = self.app.worker.answers
        await self.pilot.press(key)
        while self.app.worker.answers == answers:
            await self.pilot.pause()
        await self.pilot.pause()
        return self.app.worker.latest

    async def answer(self, text: str) -> Snapshot:
        """Type an answer into the prompt that is open."""
        assert isinstance(self.app.screen, PromptScreen)
        self.app.screen.query_one(Input).value = text
        return await self.press("enter")

    def text(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())


@asynccontextmanager
async def opened(source: str = "sigmoid-2-2-1", size: tuple[int, int] = (140, 40)) -> AsyncIterator[Hands]:
    app = TuiNN(set_up(source))
    async with app.run_test(size=size) as pilot:
        yield Hands(app, pilot)


def straight(steps: int, source: str = "sigmoid-2-2-1") -> list[float]:
    setup = set_up(source)
    session = Session(setup.experiment, setup.train)
    session.run(steps)
    parameters: list[float] = session.parameters.tolist()
    return parameters


async def test_keys_step_forwards_and_back() -> None:
    async with opened() as hands:
        for key, step in (
            ("right", 1),
            ("n", 2),
            ("right", 3),
            ("left", 2),
            ("e", 10),
            ("E", 0),
            ("end", 10),
            ("home", 0),
        ):
            assert (await hands.press(key)).position.step == step, key
        assert (await hands.press("end")).parameters.tolist() == straight(10)


async def test_operations_make_a_step() -> None:
    async with opened() as hands:
        for done in range(1, 10):
            snapshot = await hands.press("full_stop")
            assert snapshot.sheet is not None
            assert (snapshot.position.step, snapshot.sheet.done) == (0, done)
        snapshot = await hands.press("full_stop")
        assert snapshot.position.step == 1
        assert snapshot.parameters.tolist() == straight(1)
        snapshot = await hands.press("comma")
        assert snapshot.sheet is not None
        assert (snapshot.position.step, snapshot.sheet.done) == (0, 9)


async def test_running_and_pausing() -> None:
    async with opened() as hands:
        hands.app.worker.send(SetSpeed(1_000.0))
        await hands.press("space")
        await hands.until(lambda snapshot: snapshot.position.step > 50)
        snapshot = await hands.press("space")
        assert not snapshot.running
        assert f"step {snapshot.position.step:,}" in hands.text()
        assert snapshot.parameters.tolist() == straight(snapshot.position.step)
        await hands.press("backspace")
        assert (await hands.until(lambda snapshot: not snapshot.running)).position.step == 0


async def test_a_parameter_is_edited_frozen_and_the_edits_undone() -> None:
    async with opened() as hands:
        await hands.press("right")
        await hands.pilot.press("2", "down", "enter")
        snapshot = await hands.answer("0.5")
        assert snapshot.parameters[1] == 0.5
        assert "w2 = 0.5, from step 1 on." in hands.text()
        assert (await hands.press("f")).frozen.tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0]
        assert (await hands.press("right")).parameters[1] == 0.5
        assert (await hands.press("ctrl+z")).frozen.sum() == 0
        await hands.press("ctrl+z")
        assert (await hands.press("right")).parameters.tolist() == straight(2)
        assert (await hands.press("F")).frozen.tolist() == [1, 1, 1, 1, 1, 1, 0, 0, 0]


async def test_a_new_start_can_be_undone() -> None:
    async with opened() as hands:
        await hands.press("e")
        for key in ("r", "R"):
            assert (await hands.press(key)).position.step == 0
            snapshot = await hands.press("ctrl+z")
            assert (snapshot.position.step, snapshot.experiment.start.seed) == (10, 0)
        assert snapshot.parameters.tolist() == straight(10)
        assert "nothing to undo" in (await hands.press("ctrl+z")).notice


async def test_weights_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    path.write_text("w1 = 0.25\nb3 = -1.5\n")
    async with opened() as hands:
        await hands.press("right")
        await hands.pilot.press("W")
        snapshot = await hands.answer(str(path))
        assert (snapshot.parameters[0], snapshot.parameters[8]) == (0.25, -1.5)
        assert (await hands.press("ctrl+z")).parameters.tolist() == straight(1)
        path.write_text("w77 = 1.0\n")
        await hands.pilot.press("W")
        hands.app.screen.query_one(Input).value = str(path)
        await hands.pilot.press("enter")
        assert "there is no parameter 'w77'" in hands.text()


async def test_an_edit_in_the_past_says_that_a_new_future_begins() -> None:
    async with opened() as hands:
        await hands.press("e")
        await hands.press("left")
        snapshot = await hands.press("right_square_bracket")
        assert snapshot.experiment.training.learning_rate == 0.2
        assert snapshot.latest == 9
        assert "a new future begins here" in hands.text()


async def test_going_to_a_step_known_or_not() -> None:
    async with opened() as hands:
        for step in ("250", "40", "2,000"):
            await hands.pilot.press("G")
            await hands.answer(step)
            snapshot = await hands.until(lambda snapshot: not snapshot.running)
            assert snapshot.position.step == int(step.replace(",", ""))
        assert snapshot.parameters.tolist() == straight(2_000)


async def test_a_prompt_says_what_is_wrong_and_stays() -> None:
    async with opened() as hands:
        await hands.pilot.press("enter")
        hands.app.screen.query_one(Input).value = "much"
        await hands.pilot.press("enter")
        assert isinstance(hands.app.screen, PromptScreen)
        assert "'much' is not a finite number" in hands.text()
        await hands.pilot.press("escape")
        assert hands.app.worker.latest.events == ()


async def test_divergence_is_told_and_one_step_back_is_good() -> None:
    setup = set_up("relu-1-1-1", Overrides(learning_rate=1e9))
    app = TuiNN(setup)
    async with app.run_test(size=(140, 40)) as pilot:
        hands = Hands(app, pilot)
        await hands.press("space")
        snapshot = await hands.until(lambda snapshot: bool(snapshot.halted))
        assert "■ stopped" in hands.text()
        assert "smaller learning rate" in hands.text()
        assert all(abs(value) < float("inf") for value in snapshot.parameters)
        assert (await hands.press("left")).halted == ""


@pytest.mark.parametrize(("key", "screen"), [("o", OpenScreen), ("i", LessonScreen), ("question_mark", HelpScreen)])
async def test_keys_open_screens_and_leave_training_alone(key: str, screen: type) -> None:
    async with opened() as hands:
        await hands.pilot.press(key)
        assert isinstance(hands.app.screen, screen)
        await hands.pilot.press("right", "escape")
        assert hands.app.worker.latest.position.step == 0
        assert len(hands.app.screen_stack) == 1


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (40, 12)])
async def test_the_chosen_pane_is_seen_at_every_size(size: tuple[int, int]) -> None:
    async with opened(size=size) as hands:
        await hands.press("right")
        for number in (WORKSHEET, CHECK, PREDICTION, HISTORIES, 1, 2, 3, 0):
            await hands.pilot.press(str(number + 1))
            pane = hands.app.main.panes[number]
            assert pane.has_focus and pane.region.height >= 3 and pane.region.width >= 20
            assert hands.app.main.region.contains_region(pane.region)
            assert pane.snapshot is hands.app.worker.latest
        await hands.pilot.press("z")
        assert hands.app.main.maximized is hands.app.main.panes[0]
        await hands.pilot.press("z")
        assert hands.app.main.maximized is None


async def test_the_log_key_is_for_the_histories_when_they_are_at_hand() -> None:
    async with opened() as hands:
        await hands.press("right")
        main = hands.app.main
        await hands.pilot.press("H", "l")
        assert (main.pane_at_hand, main.histories.logarithmic, main.loss.logarithmic) == (main.histories, True, False)
        await hands.pilot.press("2", "l")
        assert (main.histories.logarithmic, main.loss.logarithmic) == (True, True)


async def test_any_resize_is_survived_while_running() -> None:
    async with opened("xor") as hands:
        hands.app.worker.send(SetSpeed(100.0))
        await hands.press("space")
        for width, height in ((80, 24), (1, 1), (40, 12), (100, 30), (140, 40)):
            await hands.pilot.resize_terminal(width, height)
            before = hands.app.worker.latest.position.step
            while hands.app.worker.latest.position.step == before:
                await hands.pilot.pause()
        await hands.press("space")
        assert f"step {hands.app.worker.latest.position.step:,}" in hands.text()


def test_every_size_has_one_layout() -> None:
    assert {layout_for(width, height) for width in range(1, 200, 7) for height in range(1, 60, 3)} == set(LAYOUTS)
    assert all(not layout.fixed & set(layout.slot) for layout in LAYOUTS)
    assert all(layout.fixed | set(layout.slot) == set(range(len(PANE_NAMES))) for layout in LAYOUTS)


async def test_the_palette_offers_every_command() -> None:
    async with opened() as hands:
        offered = {command.title for command in hands.app.get_system_commands(hands.app.screen)}
        assert {command.name for command in COMMANDS if command.action} <= offered


async def test_themes_change_and_the_header_says_what_is_unusual() -> None:
    setup = set_up("softplus-1-2-1", Overrides(gradient="published", scale="standard"))
    app = TuiNN(setup)
    async with app.run_test(size=(140, 40)) as pilot:
        hands = Hands(app, pilot)
        dark = app.theme
        await pilot.press("t")
        assert app.theme != dark and not app.current_theme.dark
        header = app.main.query_one(Header).render_line(0).text
        assert "published gradient" in header and "scaled: standard" in header and "batch full sum" in header
        assert (await hands.press("e")).updates == 1
