from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Button, Select

from tests.app.dialogs import opened, settle, write_points
from tui_nn.app.screens import open as open_module
from tui_nn.app.screens.columns import ColumnUses
from tui_nn.app.screens.data_form import DataForm
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import Setup, set_up


async def test_target_classes_and_layers_are_changed(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        assert dialog.said.startswith("4 examples · 2 inputs → 1 target · 2-8-1 · identity + half_squared")
        await dialog.fill("classes", True)
        assert dialog.value("layers") == "2-8-3" and dialog.value("loss") == "cross_entropy"
        await dialog.fill("target", "a")
        assert dialog.value("layers") == "2-8-1" and dialog.app.screen.query_one("#classes").disabled
        await dialog.fill("layers", "2-5-1")
        await dialog.fill("target", "b")
        assert dialog.value("layers") == "2-5-1"
        await dialog.press("escape")
        assert dialog.results == [] and not dialog.has_form


async def test_every_setting_reaches_the_experiment(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        for name, value in (
            ("layers", "2-3-1"),
            ("activation", "relu"),
            ("output_activation", "softplus"),
            ("loss", "huber"),
            ("optimizer", "adam"),
            ("learning_rate", "0.25"),
            ("batch_size", "full"),
            ("scale", "minmax"),
            ("seed", "7"),
        ):
            dialog.put(name, value)
        await dialog.fill("shuffle", False)
        await dialog.pilot.click("#go")
        experiment = dialog.setup().experiment
        training, data = experiment.training, experiment.data
        assert experiment.network.sizes == (2, 3, 1)
        assert [layer.activation for layer in experiment.network.layers] == ["relu", "softplus"]
        assert (training.loss, training.optimizer.name) == ("huber", "adam")
        assert (training.learning_rate, training.batch_size) == (0.25, 0)
        assert (data.scale, data.shuffle, experiment.start.seed) == ("minmax", False, 7)


async def test_an_emptied_field_follows_the_data_again(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        await dialog.fill("layers", "2-3-1")
        await dialog.fill("layers", "")
        assert dialog.said.startswith("4 examples · 2 inputs → 1 target · 2-8-1")
        await dialog.press("tab")
        assert dialog.value("layers") == "2-8-1"


async def test_columns_are_left_out_and_several_are_targets(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        dialog.app.screen.query_one(ColumnUses).focus()
        await dialog.press("down", "space")
        assert dialog.value("target") == Select.NULL
        assert dialog.said.startswith("4 examples · 1 input → 2 targets · 1-8-2")
        await dialog.press("space")
        assert dialog.said.startswith("4 examples · 1 input → 1 target · 1-8-1")
        await dialog.press("up", "space", "space")
        assert "no column is an input" in dialog.said


async def test_large_inputs_bring_the_advice_to_scale(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        assert 'inputs go up to 8,450: scale "standard" usually learns better' in dialog.said
        await dialog.fill("scale", "standard")
        assert "usually" not in dialog.said and dialog.said.endswith("scaled: standard")


WRONG_SETTINGS = (
    ("layers", "2-x", "is not a list of layer sizes"),
    ("layers", "5-1", "the network has 5 inputs and the data have 2 inputs"),
    ("learning_rate", "fast", "'fast' is not a number"),
    ("learning_rate", "-1", "the learning rate is -1"),
    ("batch_size", "0", "'0' is not a batch size"),
    ("seed", "1.5", "'1.5' is not a seed"),
)


async def test_a_wrong_setting_is_refused_in_place(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        for field, value, words in WRONG_SETTINGS:
            await dialog.fill(field, value)
            assert words in dialog.said
            assert dialog.app.screen.query_one("#go", Button).disabled
            await dialog.press("enter")
            assert dialog.results == [] and dialog.has_form
            await dialog.fill(field, "")
            assert dialog.said.startswith("4 examples") and not dialog.app.screen.query_one("#go", Button).disabled


async def test_a_loss_that_cannot_take_the_targets_is_refused(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        await dialog.fill("loss", "binary_cross_entropy")
        assert "wants targets from 0 to 1" in dialog.said


async def test_only_the_last_question_is_answered_and_enter_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_points(tmp_path)
    asked: list[float | None] = []
    release = threading.Event()

    def slow(source: str, wishes: Overrides) -> Setup:
        asked.append(wishes.learning_rate)
        if wishes.learning_rate is not None:
            release.wait(10)
        return set_up(source, wishes)

    monkeypatch.setattr(open_module, "open_source", slow)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        for rate in ("0.1", "0.2", "0.3"):
            dialog.put("learning_rate", rate)
            await dialog.pilot.pause()
        await dialog.pilot.press("enter")
        assert dialog.results == []
        release.set()
        await settle(dialog.pilot)
        assert dialog.setup().experiment.training.learning_rate == 0.3
        assert asked == [None, 0.1, 0.3]


async def test_every_field_can_be_reached_and_seen_by_keyboard(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path, (40, 12)) as dialog:
        await dialog.open("points.csv")
        screen, seen = dialog.app.screen, set[str | None]()
        while screen.focused is not None and screen.focused.id not in seen:
            shown = screen.find_widget(screen.focused)
            assert shown.visible_region.height >= min(shown.region.height, 2), screen.focused.id
            seen.add(screen.focused.id)
            await dialog.pilot.press("tab")
        assert seen >= {"columns", "target", "classes", *DataForm.DECIDED, "go", "back"}


async def test_the_smallest_screen_is_enough(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path, (40, 12)) as dialog:
        assert "Lessons" in dialog.app.text() and "relu-1-1-1" in dialog.app.text()
        await dialog.open("points.csv")
        dialog.app.screen.query_one("#layers").focus()
        await dialog.press("home", *"2-4-", "enter")
        assert dialog.setup().experiment.network.sizes == (2, 4, 2, 8, 1)
