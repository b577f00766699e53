from __future__ import annotations

import pytest
from textual.widgets import Markdown

from tests.app.dialogs import DialogApp, settle
from tui_nn.app.screens.help import CommandRow, HelpScreen
from tui_nn.app.screens.in_words import facts
from tui_nn.app.screens.lesson import LessonScreen
from tui_nn.experiment.experiment import About, Experiment
from tui_nn.experiment.lessons import lesson

ROWS = (
    CommandRow("Run", "space", "Run/pause", "Train on and on."),
    CommandRow("Step", "→ n", "Step", "Train on one example."),
    CommandRow("Run", "+ [", "Faster", "More examples a [second]."),
)
SIZES = [(140, 40), (80, 24), (40, 12)]


def described(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


async def test_help_lists_keys_by_group_beside_the_explanation() -> None:
    app = DialogApp(HelpScreen(ROWS, "# Losses\n\nThe **mean** of `200` examples."))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        lines = [line.split("│")[1].split() for line in app.text().splitlines() if "│" in line]
        words = [" ".join(line) for line in lines]
        assert [line for line in words if line][:5] == [
            "Run",
            "space Run/pause Train on and on.",
            "+ [ Faster More examples a [second].",
            "Step",
            "→ n Step Train on one example.",
        ]
        assert "The mean of 200 examples." in app.text()


@pytest.mark.parametrize("size", SIZES, ids=described)
async def test_help_can_be_read_to_its_end(size: tuple[int, int]) -> None:
    app = DialogApp(HelpScreen(ROWS * 9, "The end."))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "Run/pause" in app.text()
        await pilot.press("end")
        await settle(pilot)
        assert ("The end." in app.text()) == (size[0] < 140 or "Run/pause" in app.text())


async def test_help_without_explanation_has_keys_only() -> None:
    app = DialogApp(HelpScreen(ROWS, ""))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert not app.screen.query(Markdown)


@pytest.mark.parametrize("key", ["escape", "question_mark", "q"])
async def test_a_key_closes_help(key: str) -> None:
    app = DialogApp(HelpScreen(ROWS, "Losses"))
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app.results == [None]


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_a_key_closes_the_lesson(key: str) -> None:
    app = DialogApp(LessonScreen(lesson("line")))
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app.results == [None]


@pytest.mark.parametrize("size", SIZES, ids=described)
async def test_a_lesson_can_be_read_to_its_end(size: tuple[int, int]) -> None:
    app = DialogApp(LessonScreen(lesson("softplus-1-2-1")))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "Two neurons fit a bumpy curve" in app.text()
        await pilot.press("end")
        await settle(pilot)
        assert "σ(softplus(z))" in app.text()


async def test_a_lessons_lines_are_joined_and_wrapped_anew() -> None:
    app = DialogApp(LessonScreen(lesson("softplus-1-2-1")))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        paragraph = app.said(".paragraph")
        assert paragraph.startswith("Twelve points") and "ow1·softplus(iw1·x + b1) + ow2·softplus" in paragraph
        assert "\n" not in paragraph


def test_facts_say_what_determines_a_run() -> None:
    told = dict(facts(lesson("softplus-1-2-1")))
    assert told["network"] == "1-2-1 · softplus → identity, no bias in layer 2"
    assert told["loss"] == "squared · Σ (ŷ − y)²"
    assert told["steps"] == "learning rate 0.01 · one update an epoch (sum)"
    assert "the point's index stands where x belongs" in told["published"]


def test_facts_name_the_accuracy_where_one_is_claimed_and_no_rule_where_none_was_published() -> None:
    told = dict(facts(lesson("sigmoid-2-2-1")))
    assert told["reaches"] == "100% right classes within 20,000 epochs"
    assert "published" not in told


async def test_an_experiment_without_words_has_its_name_and_facts() -> None:
    of = lesson("relu-1-1-1")
    app = DialogApp(LessonScreen(Experiment(About("mine"), of.data, of.network)))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.said(".title") == "mine" and "1-1-1 · relu → identity" in app.text()
