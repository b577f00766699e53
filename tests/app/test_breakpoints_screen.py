from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.dialogs import DialogApp, settle
from tui_nn.app.screens.breakpoints import BreakpointsScreen, examples
from tui_nn.experiment.lessons import lesson_names
from tui_nn.experiment.setup import set_up
from tui_nn.training.breakpoints import Breakpoint, parse_breakpoint
from tui_nn.training.session import Session

SIZES = [(140, 40), (80, 24), (40, 12)]
SETUP = set_up("sigmoid-2-2-1")

Result = tuple[Breakpoint, ...] | None


class Hands:
    """The screen and the hands on its keys."""

    def __init__(self, app: DialogApp[Result], pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def lines(self) -> list[str]:
        return [line.strip("│╭╰ ").rstrip() for line in self.app.text().splitlines()]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await settle(self.pilot)

    async def type(self, text: str) -> None:
        self.app.screen.query_one("#condition", Input).insert_text_at_cursor(text)
        await settle(self.pilot)
        await self.press("enter")

    async def closed(self) -> list[tuple[str, bool]]:
        await self.press("escape")
        (result,) = self.app.results
        assert result is not None
        return [(breakpoint.text, breakpoint.enabled) for breakpoint in result]


@asynccontextmanager
async def shown(*texts: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hands]:
    known = [parse_breakpoint(text, SETUP.experiment) for text in texts]
    app = DialogApp[Result](BreakpointsScreen(known, SETUP.experiment, SETUP.train))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield Hands(app, pilot)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_typed_conditions_are_listed_and_given_back(size: tuple[int, int]) -> None:
    async with shown("row == 3", size=size) as hands:
        await hands.type("loss < 0.01")
        await hands.type("  grad w5  > 1 or saturated h1 ")
        text = hands.app.text()
        for row in ("● row == 3", "● loss < 0.01", "● grad w5 > 1 or", "● not finite (always on)"):
            assert row in text
        assert await hands.closed() == [
            ("row == 3", True),
            ("loss < 0.01", True),
            ("grad w5 > 1 or saturated h1", True),
        ]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_an_error_is_shown_under_what_was_typed_with_a_caret_at_its_place(size: tuple[int, int]) -> None:
    async with shown(size=size) as hands:
        await hands.type("loss < 0.01 and accuracy > 90% and w9 > 1 and epoch > 3")
        text = hands.app.text().splitlines()
        (at,) = [number for number, line in enumerate(text) if "w9 > 1" in line and "there is" not in line]
        assert text[at + 1].index("^") == text[at].index("w9 > 1")
        assert "there is no quantity 'w9'" in text[at + 2]
        assert "Did you mean w6 or w5?" in text[at + 3]
        # The cursor is at the place, and what is typed next takes the error away.
        await hands.press("delete", "delete", "w", "5")
        assert "there is" not in hands.app.text()
        await hands.press("enter")
        assert await hands.closed() == [("loss < 0.01 and accuracy > 90% and w5 > 1 and epoch > 3", True)]


async def test_space_switches_a_breakpoint_off_and_on() -> None:
    async with shown("row == 3", "loss < 1") as hands:
        await hands.press("down", "down", "space")
        assert "● row == 3" in hands.app.text() and "○ loss < 1" in hands.app.text()
        await hands.press("up", "space", "down", "space", "space")
        assert await hands.closed() == [("row == 3", False), ("loss < 1", False)]


@pytest.mark.parametrize("key", ["delete", "backspace"])
async def test_a_key_removes_the_breakpoint_at_hand(key: str) -> None:
    async with shown("row == 3", "loss < 1", "flips") as hands:
        await hands.press("down", "down", key, key)
        assert "flips row" in hands.app.text() and "● flips" not in hands.app.text()
        assert await hands.closed() == [("row == 3", True)]


async def test_after_the_last_one_is_removed_the_input_has_the_focus() -> None:
    async with shown("row == 3") as hands:
        await hands.press("down", "delete", "f", "l", "i", "p", "s", "enter")
        assert await hands.closed() == [("flips", True)]


async def test_letters_typed_over_the_list_go_to_the_input_and_up_leads_back_to_it() -> None:
    async with shown("row == 3") as hands:
        await hands.press("down", "f", "l", "i", "p", "s", "enter")
        await hands.press("down", "up", "up", "d", "backspace")
        assert isinstance(hands.app.screen.focused, Input)
        assert await hands.closed() == [("row == 3", True), ("flips", True)]


async def test_the_same_condition_again_is_switched_on_not_added() -> None:
    async with shown("row == 3") as hands:
        await hands.press("down", "space", "up")
        await hands.type("row == 3")
        assert await hands.closed() == [("row == 3", True)]


async def test_nothing_typed_adds_nothing() -> None:
    async with shown() as hands:
        await hands.press("enter", "down")
        assert await hands.closed() == []


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_examples_stand_beside_where_there_is_room(size: tuple[int, int]) -> None:
    async with shown(size=size) as hands:
        assert ("gradient_norm < 1e-6" in hands.app.text()) == (size[0] > 40)
        assert "esc done" in hands.app.text()


@pytest.mark.parametrize("name", lesson_names())
def test_every_example_is_understood_by_its_lesson(name: str) -> None:
    setup = set_up(name)
    texts = [text for text, _ in examples(setup.experiment, setup.train)]
    understood = [parse_breakpoint(text, setup.experiment, setup.train).text for text in texts]
    assert understood == texts and len(texts) >= 9
    assert ("accuracy >= 95%" in texts) == Session(setup.experiment, setup.train).classifies
