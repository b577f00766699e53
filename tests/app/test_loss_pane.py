from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.app.snapshots import PaneApp, session_of, snapshot_of
from tui_nn.app.panes.loss import LossPane
from tui_nn.app.panes.loss_dots import BAND, CURVE, HERE, LATER, MARK_EDIT, MARK_HERE, POINT, Area, Marks, draw
from tui_nn.app.panes.loss_scale import Scale, linear_scale, log_scale, nice_values
from tui_nn.app.theme import DARK, LIGHT
from tui_nn.training.edits import SetParameter
from tui_nn.training.history import LossCurve, LossHistory
from tui_nn.training.snapshot import Snapshot


def curve_of(losses: list[float]) -> LossCurve:
    history = LossHistory()
    for loss in losses:
        history.append(loss)
    return history.curve()


def with_losses(losses: list[float]) -> Snapshot:
    return replace(snapshot_of("sigmoid-2-2-1", 1), losses=curve_of(losses))


def test_nice_values_are_multiples_of_1_2_or_5() -> None:
    assert nice_values(0.0, 1.0, 5) == [0.0, 0.5, 1.0]
    assert nice_values(0.0, 1.0, 6) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert nice_values(0.0, 0.7, 8) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert nice_values(0.0, 3e6, 4) == [0.0, 1e6, 2e6, 3e6]
    assert nice_values(2.0, 2.0, 4) == [2.0]


def test_a_linear_axis_starts_at_zero() -> None:
    scale = linear_scale(np.array([1.0, 4.0]))
    assert (scale.low, scale.high) == (0.0, 4.0)
    assert [words for _, words in scale.ticks(5)] == ["0", "1", "2", "3", "4"]
    assert scale.share(np.array([1.0])).tolist() == [0.25]


def test_a_log_axis_has_decades_and_thins_them() -> None:
    assert [words for _, words in Scale(1e-3, 10.0, True).ticks(6)] == ["0.001", "0.01", "0.1", "1", "10"]
    thinned = Scale(1e-12, 1.0, True).ticks(5)
    assert [words for _, words in thinned] == ["1e−12", "1e−9", "1e−6", "0.001", "1"]
    assert [share for share, _ in thinned] == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0])
    assert [words for _, words in Scale(0.15, 0.6, True).ticks(4)] == ["0.2", "0.5"]


def test_a_log_axis_leaves_zeros_out() -> None:
    scale = log_scale(np.array([0.0, 0.01]), np.array([0.0, 1.0]))
    assert scale is not None
    assert (scale.low, scale.high) == pytest.approx((0.01, 1.0))
    assert np.isnan(scale.share(np.array([0.0]))).all()
    assert log_scale(np.zeros(3), np.zeros(3)) is None


def test_few_losses_are_points() -> None:
    runs = draw(curve_of([4.0, 0.0, 2.0]), 2, Area(10, 5, 9, Scale(0.0, 4.0, False)))
    assert [(run.row, run.column) for run in runs if run.look == BAND] == [(0, 2), (2, 3), (4, 1)]
    assert {run.text for run in runs if run.look == BAND} == {POINT}


def test_the_band_spans_the_losses_and_the_line_is_their_mean() -> None:
    runs = draw(curve_of([1.0, 3.0] * 500), 2, Area(20, 9, 1000, Scale(0.0, 4.0, False)))
    band = [run for run in runs if run.look == BAND]
    assert {run.row for run in band} == set(range(2, 7)), "from 1 to 3 of 4, in nine rows"
    assert all((run.column, len(run.text)) == (0, 20) for run in band)
    line = [run for run in runs if run.look == CURVE and len(run.text) > 2]
    assert [run.row for run in line] == [4]
    assert runs.index(line[0]) > max(map(runs.index, band)), "the line lies on the band"


def test_an_outlier_among_many_losses_is_seen() -> None:
    losses = [0.1] * 50_000
    losses[30_000] = 8.0
    runs = draw(curve_of(losses), 10, Area(50, 10, 50_000, Scale(0.0, 8.0, False)))
    assert any(run.row == 9 and run.column in (29, 30) for run in runs if run.look == BAND)


def test_losses_after_the_position_lie_in_the_future() -> None:
    area = Area(20, 5, 100, Scale(0.0, 4.0, False))
    curve = curve_of([1.0, 3.0] * 50)
    alone = draw(curve, 2, area)
    runs = draw(curve, 2, area, Marks(here=40, edits=(0, 70)))

    here = area.column(40)
    assert here == 8
    assert all(run.column + len(run.text) <= here + 1 for run in runs if run.look in (BAND, CURVE))
    assert all(run.column > here for run in runs if run.look == LATER)
    assert [(run.row, run.column) for run in runs if run.look == HERE] == [
        *((row, here) for row in range(5)),
        (0, here),
    ]
    assert runs[-1].text == MARK_HERE
    assert [(run.row, run.column) for run in runs if run.text == MARK_EDIT] == [(0, 0), (0, area.column(70))]
    losses = [run for run in runs if run.look in (BAND, CURVE, LATER)]
    assert sum(len(run.text) for run in losses) == sum(len(run.text) for run in alone)


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
        assert "No loss yet. Press → to train on the first example, space to run." in app.lines()[2]
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
        assert any("All losses are 0" in line for line in app.lines())


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
    monkeypatch.setattr("tui_nn.app.panes.loss.monotonic", lambda: clock[0])
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


async def test_the_last_snapshot_of_a_slow_run_is_drawn_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.app.panes.loss.REDRAW_SECONDS", 0.001)
    monkeypatch.setattr("tui_nn.app.panes.loss.REDRAW_SHARE", 0.0)
    pane = LossPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 14)) as pilot:
        await pilot.pause()
        for steps in (1, 2, 3, 4, 5):
            pane.snapshot = snapshot_of("sigmoid-2-2-1", steps, running=True)
        for _ in range(1000):
            await pilot.pause()
            if sum(line.count(POINT) for line in app.lines()[1:]) == 5:
                break
        assert sum(line.count(POINT) for line in app.lines()[1:]) == 5
