"""Histories as plots: where small ones stand, lines, axes and marks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.app.recorded import foot, record_of, session_of, snapshot_of, with_losses
from tests.app.snapshots import PaneApp
from tui_nn.app.panes.histories import HistoriesPane
from tui_nn.app.panes.histories_grid import LOWEST, NARROWEST, grid_for
from tui_nn.app.panes.histories_marks import marks_of
from tui_nn.app.panes.histories_plot import extents
from tui_nn.training.edits import Freeze, learning_rate


@pytest.mark.parametrize(("count", "width", "height"), [(7, 42, 13), (44, 136, 36), (1, 40, 10), (8, 76, 22)])
def test_all_plots_are_shown_at_once_where_they_fit(count: int, width: int, height: int) -> None:
    grid = grid_for(count, width, height)
    assert grid.size >= count
    cells = [grid.cell(place) for place in range(count)]
    assert all(wide >= NARROWEST and high >= LOWEST for _, _, wide, high in cells)
    taken = np.zeros((height, width), dtype=int)
    for place, (left, top, wide, high) in enumerate(cells):
        taken[top : top + high, left : left + wide] += 1
        assert grid.place_at(left, top) == grid.place_at(left + wide - 1, top + high - 1) == place
    assert taken.max() == 1


async def test_log_axes_show_sizes_and_dashes_below_zero() -> None:
    pane = HistoriesPane()
    app = PaneApp(pane)
    async with app.run_test(size=(90, 20)) as pilot:
        pane.snapshot = with_losses([10.0 ** -(step / 10) for step in range(60)] + [0.0])
        await pilot.pause()
        await pilot.press("enter")
        linear = app.lines()
        pane.toggle_log()
        await pilot.pause()
        assert "log axis" in foot(app)
        ticks = [line.split("┤")[0].strip("│ ") for line in app.lines() if "┤" in line]
        assert ticks == ["1", "0.1", "0.01", "0.001", "0.0001", "1e−5"]
        pane.toggle_log()
        await pilot.pause()
        assert app.lines() == linear
        pane.toggle_log()
        pane.snapshot = replace(pane.snapshot, histories=replace(record_of(pane.snapshot), losses=np.zeros(61)))
        await pilot.pause()
        assert "Press l for the linear one." in app.lines()[1]
        pane.snapshot = snapshot_of("softplus-1-2-1", 7200)
        await pilot.press("escape", "right", "enter")
        assert "log of sizes, ┅ minus" in foot(app)


def test_marks_tell_edits_learning_rates_and_stops_apart() -> None:
    session = session_of("sigmoid-2-2-1")
    session.run(10)
    session.apply(learning_rate(session.experiment, 0.5))
    session.run(10)
    session.apply(Freeze((0,), True))
    training = replace(session.experiment.training, batch_size=2)
    session.apply(replace(learning_rate(session.experiment, 0.5), training=training))
    session.run(10)
    assert session.histories is not None
    session.histories.stop(25)
    session.seek(15)
    marks = marks_of(session.snapshot())
    assert (marks.rates, marks.edits, marks.stops) == ((10,), (20, 20), (25,))
    assert (marks.here, marks.latest) == (15, 30)


async def test_marks_stand_on_the_axis_and_are_explained() -> None:
    session = session_of("sigmoid-2-2-1")
    session.run(100)
    session.apply(learning_rate(session.experiment, 0.5))
    session.run(100)
    session.apply(Freeze((0,), True))
    session.run(100)
    assert session.histories is not None
    session.histories.stop(250)
    session.seek(50)
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(90, 20)) as pilot:
        app.pane.snapshot = session.snapshot()
        await pilot.pause()
        for keys in ((), ("enter",)):
            await pilot.press(*keys)
            assert foot(app).startswith("▲ step 50 of 300 · ◆ edit · ◇ lr · ■ breakpoint")
            row = next(line for line in app.lines()[1:-1] if "▲" in line)
            assert row.index("▲") < row.index("◇") < row.index("◆") < row.index("■")


def test_a_line_has_no_gaps_and_reaches_every_point() -> None:
    places = np.array([0.0, 3.2, 3.4, 9.0])
    low, high = extents(places, np.array([0.0, 10.0, 2.0, 5.0]), 10)
    assert (low[0], high[3], high[9]) == (0.0, 10.0, 5.0)
    assert low[3] <= 2.0
    assert (low[1:] <= high[:-1]).all() and (high[1:] >= low[:-1]).all()
    beyond, _ = extents(np.array([-5.0, 20.0]), np.array([1.0, 2.0]), 4)
    assert np.isfinite(beyond).all(), "a part of a line is a line"
