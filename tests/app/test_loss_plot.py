from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.app.snapshots import record_of
from tui_nn.app.panes.loss_dots import (
    BAND,
    CURVE,
    EDIT,
    HERE,
    LATER,
    MARK_EDIT,
    MARK_HERE,
    POINT,
    Area,
    Losses,
    Marks,
    draw,
)
from tui_nn.app.panes.loss_scale import Scale, linear_scale, log_scale, nice_values, step_ticks
from tui_nn.app.panes.zooming import FEWEST_STEPS, View
from tui_nn.training.loss_curve import LossCurve


def shown(losses: Sequence[float], start: int = 0, stop: int | None = None) -> Losses:
    """Give the losses of a range, with the mean of the last two."""
    return Losses.of(record_of(losses), start, len(losses) if stop is None else stop, 2)


def test_nice_values_are_multiples_of_1_2_or_5() -> None:
    assert nice_values(0.0, 1.0, 5) == [0.0, 0.5, 1.0]
    assert nice_values(0.0, 1.0, 6) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert nice_values(0.0, 0.7, 8) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert nice_values(0.0, 3e6, 4) == [0.0, 1e6, 2e6, 3e6]
    assert nice_values(2.0, 2.0, 4) == [2.0]


def test_steps_are_named_in_as_few_digits_as_tell_them_apart() -> None:
    assert step_ticks(0, 12_500, 50) == ([0, 5000, 10_000], ["0", "5k", "10k"])
    steps, names = step_ticks(99_999_900, 100_000_000, 140)
    assert names == ["99,999,900", "99,999,920", "99,999,940", "99,999,960", "99,999,980", "100,000,000"]
    assert [f"{step:,}" for step in steps] == names
    assert step_ticks(1_000_000, 1_000_010, 400)[0] == list(range(1_000_000, 1_000_011)), "no half steps"


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
    runs = draw(shown([4.0, 0.0, 2.0]), Area(10, 5, 9, Scale(0.0, 4.0, False)))
    assert [(run.row, run.column) for run in runs if run.look == BAND] == [(0, 2), (2, 3), (4, 1)]
    assert {run.text for run in runs if run.look == BAND} == {POINT}


def test_the_band_spans_the_losses_and_the_line_is_their_mean() -> None:
    runs = draw(shown([1.0, 3.0] * 500), Area(20, 9, 1000, Scale(0.0, 4.0, False)))
    band = [run for run in runs if run.look == BAND]
    assert {run.row for run in band} == set(range(2, 7)), "from 1 to 3 of 4, in nine rows"
    assert all((run.column, len(run.text)) == (0, 20) for run in band)
    line = [run for run in runs if run.look == CURVE and len(run.text) > 2]
    assert [run.row for run in line] == [4]
    assert runs.index(line[0]) > max(map(runs.index, band)), "the line lies on the band"


def test_an_outlier_among_many_losses_is_seen() -> None:
    losses = [0.1] * 50_000
    losses[30_000] = 8.0
    runs = draw(shown(losses), Area(50, 10, 50_000, Scale(0.0, 8.0, False)))
    assert any(run.row == 9 and run.column in (29, 30) for run in runs if run.look == BAND)


def test_losses_after_the_position_lie_in_the_future() -> None:
    area = Area(20, 5, 100, Scale(0.0, 4.0, False))
    losses = shown([1.0, 3.0] * 50)
    alone = draw(losses, area)
    runs = draw(losses, area, Marks(here=40, edits=(0, 70)))

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
    drawn = [run for run in runs if run.look in (BAND, CURVE, LATER)]
    assert sum(len(run.text) for run in drawn) == sum(len(run.text) for run in alone)


def test_a_part_of_the_losses_fills_the_plot() -> None:
    losses = [1.0, 3.0] * 500
    area = Area(11, 5, 510, Scale(0.0, 4.0, False), start=500)
    runs = draw(shown(losses, 500, 510), area, Marks(here=505, edits=(0, 502, 999)))
    points = [run for run in runs if run.text == POINT]
    assert sorted(run.column for run in points) == list(range(1, 11)), "steps 501 to 510"
    assert [run.row for run in sorted(points, key=lambda run: run.column)] == [1, 3] * 5
    assert [run.column for run in runs if run.look == EDIT] == [area.column(502)]
    line = [run for run in runs if run.look in (CURVE, LATER) and run.text != POINT]
    assert {run.row for run in line} == {2}, "the mean of the losses before is known"
    assert {run.look for run in draw(shown(losses, 500, 510), area, Marks(here=20))} == {LATER}
    assert LATER not in {run.look for run in draw(shown(losses, 500, 510), area, Marks(here=600))}


def test_a_bucket_wider_than_a_column_fills_all_its_columns() -> None:
    low, mean, high = np.array([0.0, 2.0, 0.0]), np.array([0.5, 3.0, 0.5]), np.array([1.0, 4.0, 1.0])
    curve = LossCurve(0, 192, 64, low, mean, high)
    area = Area(10, 8, 146, Scale(0.0, 4.0, False), start=46)
    runs = draw(Losses(46, 146, curve, curve.ends, mean), area)
    top = [run for run in runs if run.look == BAND and run.row == 7]
    assert [(run.column, len(run.text)) for run in top] == [(2, 7)], "steps 65 to 128"
    bottom = [run for run in runs if run.look == BAND and run.row == 0]
    assert [(run.column, len(run.text)) for run in bottom] == [(0, 2), (8, 2)]


def test_a_view_zooms_moves_and_follows_the_latest_step() -> None:
    zoomed = View().magnified(1000, 2.0)
    assert zoomed.shown(1000) == (500, 1000)
    assert zoomed.shown(1200) == (700, 1200), "it follows"
    assert View().magnified(1000, 2.0, at=0.25).shown(1200) == (125, 625), "it does not"
    assert zoomed.magnified(1000, 0.5) == View()
    assert zoomed.magnified(1000, 1e6).shown(1000) == (1000 - FEWEST_STEPS, 1000)

    moved = zoomed.moved(1000, -200)
    assert moved.shown(1000) == moved.shown(5000) == (300, 800)
    assert moved.moved(1000, -900).shown(1000) == (0, 500)
    assert moved.moved(1000, 900) == zoomed
    assert moved.up_to(900) == moved
    assert moved.up_to(800) == zoomed, "the latest step has come into view"
    assert moved.shown(600) == (100, 600), "the steps after have been forgotten"
    assert View().moved(1000, -5) == View()
