"""The loss landscape on the screen: what it shows at every size, what keys and the pointer do, and who gives way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.app.landscapes import at_rest, foot, head, press, row_of, settled, show
from tests.app.snapshots import PaneApp, session_of
from tests.training.small import numbers
from tui_nn.app.panes.landscape import LandscapePane
from tui_nn.app.theme import DARK, LIGHT
from tui_nn.core.floats import Floats
from tui_nn.core.network import Network
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.training.rest import snapshot_at_rest
from tui_nn.training.session import Session

LESSONS = ("line", "softplus-1-2-1", "xor", "iris", "relu-1-1-1")


async def test_an_empty_pane_says_what_to_do() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(70, 10)) as pilot:
        await pilot.pause()
        assert "No loss yet. Press o to open data or a lesson." in app.lines()[1]


@pytest.mark.parametrize("size", [(140, 37), (80, 10), (46, 15), (38, 9), (12, 4), (3, 3)])
async def test_every_view_of_every_lesson_fits_every_size(size: tuple[int, int]) -> None:
    pane = LandscapePane()
    app = PaneApp(pane)
    async with app.run_test(size=size) as pilot:
        for snapshot in (*(at_rest(lesson, 5) for lesson in LESSONS), at_rest("xor", 0)):
            await show(app, pilot, snapshot)
            for act in (pane.action_view, pane.action_view, pane.action_whose, lambda: pane.action_move(0, 1)):
                act()
                await settled(app, pilot)
                rows = [pane.render_line(y) for y in range(pane.content_size.height)]
                assert {(row.cell_length, len(row.text)) for row in rows} == {(size[0] - 2, size[0] - 2)}


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name, "ansi-dark", "ansi-light"])
async def test_heights_and_the_point_differ_in_every_theme(theme: str) -> None:
    app = PaneApp(LandscapePane(), theme=theme)
    async with app.run_test(size=(60, 16)) as pilot:
        await show(app, pilot, at_rest("xor", 400))
        segments = [segment for strip in app.screen._compositor.render_strips()[1:-2] for segment in strip]
        grounds = {segment.style.bgcolor for segment in segments if segment.style and segment.style.bgcolor}
        assert len(grounds) > 10
        assert [segment.text for segment in segments if segment.style and segment.style.reverse] == ["●"]


async def test_without_colours_heights_are_shades(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(60, 16)) as pilot:
        await show(app, pilot, at_rest("xor", 400))
        assert set(" ░▒▓█●") < set("".join(app.lines()[1:-2]))


async def test_the_frame_says_whose_loss_it_is_over_what_and_where() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(120, 16)) as pilot:
        await show(app, pilot, at_rest("sigmoid-2-2-1", 34))
        title = "{} over w1 →, w5 ↑ · others as before step 34"
        assert head(app) == title.format("mean loss of all 10 examples")
        await press(app, pilot, "k")
        assert head(app) == title.format("loss of row 3")
        await press(app, pilot, "k")
        assert head(app) == title.format("loss of row 3 (batch of 1)")
        await press(app, pilot, "v")
        assert head(app) == "loss of row 3 (batch of 1) over w1 · others as before step 34"
        await press(app, pilot, "v")
        assert head(app) == (
            "mean loss of all 10 examples over two random directions, seed 0 · others as before step 34"
        )
        await press(app, pilot, "j")
        assert "random directions, seed 1" in head(app)
        await show(app, pilot, at_rest("softplus-1-2-1", 5, optimizer=OptimizerSettings(l2=0.1)))
        assert head(app) == "sum of losses of all 12 examples + penalty over iw1 →, ow1 ↑ · others as at the start"


async def test_a_part_of_the_rows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.app.panes.landscape_request.LOSS_WORK", 40_000.0)
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(120, 16)) as pilot:
        small = session_of("sine").experiment
        data = numbers(2_000)
        data = replace(data, inputs=data.inputs[:, :1], input_names=("x",))
        await show(app, pilot, snapshot_at_rest(Session(small, data), 1))
        assert head(app).startswith("mean loss of 70 of 2,000 rows over ")


async def test_the_slope_is_the_gradient_of_the_parameters_pane() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(100, 20)) as pilot:
        snapshot = at_rest("relu-1-1-1", 20)
        await show(app, pilot, snapshot)
        await press(app, pilot, "v")
        assert float(row_of(app, "gradient")[1].replace("−", "-")) == pytest.approx(snapshot.gradient[0], rel=1e-3)
        assert float(row_of(app, "moved")[1].replace("−", "-")) == pytest.approx(snapshot.change[0], rel=1e-3)
        assert float(row_of(app, "○ before")[2]) == pytest.approx(snapshot.samples[-1].loss, rel=1e-3)
        assert float(row_of(app, "● now")[3]) == pytest.approx(snapshot.parameters[0], rel=1e-3)
        assert foot(app).startswith("● now  ○ before step 20  ▼ lowest  ━ loss  ━ its slope, the gradient")


async def test_a_published_gradient_stands_beside_the_exact_one() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(120, 20)) as pilot:
        snapshot = at_rest("softplus-1-2-1", 12, gradient="published")
        await show(app, pilot, snapshot)
        exact, published = (row_of(app, name)[1].replace("−", "-") for name in ("exact", "published"))
        assert float(published) == pytest.approx(snapshot.gradient[0], rel=1e-3)
        assert abs(float(published) - float(exact)) > 1.0
        await press(app, pilot, "v")
        assert "╍ published gradient" in foot(app)


async def test_before_the_update_the_next_place_is_shown() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(100, 20)) as pilot:
        session = session_of("relu-1-1-1")
        session.step_operation()
        await show(app, pilot, snapshot_at_rest(session, 1))
        said = [float(word.replace("−", "-")) for word in row_of(app, "◇ next")[3:]]
        session.run(1)
        assert said == pytest.approx(session.parameters[[0, session.experiment.network.slots[-1].weights.start]], 1e-3)


async def test_the_parameter_selected_elsewhere_is_the_first_and_keys_ask_for_others() -> None:
    pane = LandscapePane()
    app = PaneApp(pane)
    async with app.run_test(size=(120, 24)) as pilot:
        pane.select(3)
        await show(app, pilot, at_rest("sigmoid-2-2-1", 5))
        names = pane.snapshot.experiment.names.parameters if pane.snapshot else ()
        assert f"over {names[3]} →, w5 ↑" in head(app)
        pane.select(names.index("w5"))
        await settled(app, pilot)
        assert f"over w5 →, {names[3]} ↑" in head(app), "both change places"
        await press(app, pilot, "x", *"b3", "enter")
        assert f"over b3 →, {names[3]} ↑" in head(app)
        await press(app, pilot, "y", "down", "enter")
        order = pane.snapshot.experiment.names.reading_order if pane.snapshot else ()
        assert f"over b3 →, {names[order[order.index(3) + 1]]} ↑" in head(app)
        await press(app, pilot, "y", *"nobody", "enter", "escape")
        assert "over b3 →" in head(app)


async def test_a_cursor_and_the_pointer_read_the_loss_off() -> None:
    pane = LandscapePane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 20)) as pilot:
        await show(app, pilot, at_rest("xor", 100))
        legend = foot(app)
        await press(app, pilot, "up", "right", "up")
        words = foot(app).replace("−", "-").replace(",", "").split()
        parameters = pane._survey[0].request.objective.step.parameters.copy() if pane._survey else np.empty(0)
        parameters[[0, 12]] = float(words[1]), float(words[3])
        assert pane._survey and words[0] == "W1[11]" and words[4:6] == ["→", "loss"]
        z, h = _network(pane, parameters)
        assert float(words[6]) == pytest.approx(
            pane._survey[0].request.objective.of.loss(z, h, _targets(pane)).mean(), rel=1e-3
        )
        await press(app, pilot, "escape")
        assert foot(app) == legend
        await pilot.hover(offset=(20, 5))
        assert "→ loss" in foot(app)


def _network(pane: LandscapePane, parameters: Floats) -> tuple[Floats, Floats]:
    assert pane.snapshot is not None
    z, h = Network(pane.snapshot.experiment.network, parameters).forward(pane.snapshot.data.inputs)
    return z[-1], h[-1]


def _targets(pane: LandscapePane) -> Floats:
    assert pane.snapshot is not None
    return pane.snapshot.data.targets


async def test_keys_and_the_wheel_change_the_range() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(60, 16)) as pilot:
        await show(app, pilot, at_rest("xor", 10))
        ticks = app.lines()[-2]
        await press(app, pilot, "greater_than_sign")
        assert app.lines()[-2] != ticks
        await press(app, pilot, "less_than_sign")
        assert app.lines()[-2] == ticks
        await press(app, pilot, "less_than_sign", "0")
        assert app.lines()[-2] == ticks


async def test_a_place_without_a_finite_loss_is_marked() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(60, 16)) as pilot:
        await show(app, pilot, at_rest("relu-1-1-1", 0, values={"w": 1e200, "v": 1e200}))
        assert any("×××" in line for line in app.lines())
