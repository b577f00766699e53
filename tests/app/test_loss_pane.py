from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from textual.events import MouseScrollUp

from tests.app.snapshots import PaneApp, record_of, session_of, snapshot_of
from tui_nn.app.panes.loss import LossPane
from tui_nn.app.panes.loss_dots import MARK_EDIT, MARK_HERE, POINT
from tui_nn.app.theme import DARK, LIGHT
from tui_nn.data.dataset import Floats
from tui_nn.training.edits import SetParameter
from tui_nn.training.snapshot import Snapshot


def with_losses(losses: Floats | Sequence[float]) -> Snapshot:
    return replace(snapshot_of("sigmoid-2-2-1", 1), losses=record_of(losses))


async def test_keys_show_a_part_of_the_steps_and_all_again() -> None:
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 16)) as pilot:
        pane.focus()
        pane.snapshot = with_losses(np.arange(1.0, 3001.0))
        await pilot.pause()

        async def after(*keys: str) -> tuple[str, list[str]]:
            await pilot.press(*keys)
            lines = app.lines()
            return lines[-1].strip("╰╯─ ").split(" · ")[0], lines[-2].strip("│ ").split()

        everything = app.lines()
        assert "steps" not in everything[-1]
        assert await after("up") == (
            "last 1,500 steps",
            ["step", "1.6k", "1.8k", "2k", "2.2k", "2.4k", "2.6k", "2.8k", "3k"],
        )
        assert (await after("shift+left"))[0] == "steps 751–2,250"
        assert (await after("up"))[0] == "steps 1,501–2,250"
        assert await after(*["up"] * 5) == ("steps 2,227–2,250", ["step", "2,230", "2,235", "2,240", "2,245", "2,250"])
        assert any(POINT in line for line in app.lines()[1:-1])
        pane.snapshot = replace(pane.snapshot, losses=record_of(np.arange(1.0, 4001.0)))
        assert (await after("down"))[0] == "steps 2,203–2,250"
        assert (await after(*["greater_than_sign"] * 100))[0] == "last 48 steps"
        pane.snapshot = replace(pane.snapshot, losses=record_of(np.arange(1.0, 3001.0)))
        assert (await after("0"))[0] != "last 48 steps"
        assert app.lines() == everything
        await after("up")
        pane.snapshot = snapshot_of("softplus-1-2-1", 30)
        assert (await after("left"))[0] == "Σ (ŷ − y)²", "other data are shown from their beginning"


async def test_the_wheel_zooms_where_the_mouse_is_and_dragging_moves() -> None:
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 16)) as pilot:
        pane.snapshot = with_losses(np.arange(1.0, 4001.0))
        await pilot.pause()
        plot = pane._plot
        left, right = plot.region.right - plot._columns, plot.region.right - 1

        def wheel_up(x: int) -> MouseScrollUp:
            return MouseScrollUp(plot, x, 5, 0, 0, 0, False, False, False, screen_x=x, screen_y=5)

        plot.post_message(wheel_up(left))
        await pilot.pause()
        assert "steps 1–2,000" in app.lines()[-1]
        plot.post_message(wheel_up(right))
        await pilot.pause()
        assert "steps 1,001–2,000" in app.lines()[-1]

        await pilot.mouse_down(plot, (30, 5))
        await pilot.hover(plot, (50, 5))
        moved = f"steps {1001 - round(20 * plot.steps_a_column)}–"
        assert moved in app.lines()[-1]
        await pilot.mouse_up(plot, (50, 5))
        await pilot.hover(plot, (30, 5))
        assert moved in app.lines()[-1], "it has been let go"


async def test_after_going_back_the_position_and_the_edits_are_shown() -> None:
    session = session_of("softplus-1-2-1")
    session.run(30)
    session.apply(SetParameter(0, 1.0))
    session.run(30)
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 14)) as pilot:
        await pilot.pause()
        pane.snapshot = session.snapshot()
        await pilot.pause()
        assert f"{MARK_EDIT} edits · Σ (ŷ − y)²" in app.lines()[-1]
        assert not any(MARK_HERE in line for line in app.lines())
        places = []
        for step in (20, 45):
            session.seek(step)
            pane.snapshot = session.snapshot()
            await pilot.pause()
            lines = app.lines()
            assert f"{MARK_HERE} step {step} of 60 · {MARK_EDIT} edits" in lines[-1]
            (axis,) = (line for line in lines[:-1] if MARK_HERE in line)
            places.append((axis.index(MARK_HERE), axis.index(MARK_EDIT)))
        (first, edit), (second, same) = places
        assert first < edit == same < second
        session.seek(60)
        pane.snapshot = session.snapshot()
        await pilot.pause()
        assert not any(MARK_HERE in line for line in app.lines())


async def test_an_empty_plot_says_what_to_do() -> None:
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert "No loss yet. Press n to train on the first example, space to run." in app.lines()[2]
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 1)
        await pilot.pause()
        assert not any("No loss yet" in line for line in app.lines())
        assert any(POINT in line for line in app.lines()[1:])
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 0)
        await pilot.pause()
        assert "No loss yet" in app.lines()[2]


async def test_the_frame_names_formula_and_mean() -> None:
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 16)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("softplus-1-2-1", 30)
        await pilot.pause()
        lines = app.lines()
        assert "loss of each example •, and mean of the last 12 ━━" in lines[0]
        assert " Σ (ŷ − y)² " in lines[-1]
        assert lines[-2].strip("│ ").split() == ["step", "0", "5", "10", "15", "20", "25", "30"]
        pane.snapshot = snapshot_of("softplus-1-2-1", 3000)
        await pilot.pause()
        assert "loss of each example ⡇⡇" in app.lines()[0]
        assert app.lines()[-2].strip("│ ").split()[-1] == "3k"


async def test_the_axis_becomes_logarithmic_and_linear_again() -> None:
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 18)) as pilot:
        await pilot.pause()
        pane.snapshot = with_losses([10.0 ** -(step / 10) for step in range(61)] + [0.0])
        await pilot.pause()
        linear = app.lines()
        pane.toggle_log()
        await pilot.pause()
        lines = app.lines()
        assert "log axis, zeros left out" in lines[-1]
        labels = [line.strip("│ ").split("┤")[0] for line in lines if "┤" in line]
        assert labels == ["1", "0.1", "0.01", "0.001", "0.0001", "1e−5", "1e−6"]
        pane.toggle_log()
        await pilot.pause()
        assert app.lines() == linear


async def test_zeros_alone_cannot_be_shown_on_a_log_axis() -> None:
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        pane.toggle_log()
        pane.snapshot = with_losses([0.0, 0.0])
        await pilot.pause()
        assert any("All losses shown are 0" in line for line in app.lines())


@pytest.mark.parametrize("size", [(6, 3), (20, 5), (24, 8), (70, 14), (140, 40)])
@pytest.mark.parametrize("steps", [1, 3000])
async def test_every_size_and_theme_shows_losses(size: tuple[int, int], steps: int) -> None:
    pane = LossPane()
    app = PaneApp(pane, theme=LIGHT.name)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", steps)
        await pilot.pause()
        for theme in (LIGHT, DARK):
            app.theme = theme.name
            await pilot.pause()
            curve = theme.variables["curve"]
            cells = [
                segment
                for strip in app.screen._compositor.render_strips()[1:-1]
                for segment in strip
                if segment.style and segment.style.color and segment.style.color.get_truecolor().hex == curve
            ]
            points = any(POINT in line for line in app.lines()[1:-1])
            assert cells or points
        lines = app.lines()
        assert len(lines) == size[1] and all(len(line) == size[0] for line in lines)


async def test_a_resized_plot_fits_its_pane() -> None:
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 3000)
        for width, height in ((40, 10), (120, 24), (60, 12)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            lines = app.lines()
            assert lines[-2].strip("│ ").split()[0] == "step"
            assert all("│" in line[2:-2] or "┤" in line for line in lines[1 : height - 3])


async def test_a_running_plot_is_drawn_now_and_then_and_a_paused_one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("tui_nn.app.frames.monotonic", lambda: clock[0])
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 14)) as pilot:
        await pilot.pause()
        drawn = [0]
        monkeypatch.setattr(pane._plot, "show", lambda *_, **__: drawn.__setitem__(0, drawn[0] + 1))
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 1, running=True)
        first = drawn[0]
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 2, running=True)
        assert drawn[0] == first, "too soon"
        clock[0] += 60.0
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 3, running=True)
        assert drawn[0] == first + 1
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 4)
        assert drawn[0] == first + 2, "paused"
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 4)
        assert drawn[0] == first + 3, "another data set's object"
        assert pane.snapshot is not None
        pane.snapshot = replace(pane.snapshot, notice="saved")
        assert drawn[0] == first + 3, "the same losses"
