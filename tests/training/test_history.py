from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.training import history
from tui_nn.training.history import LossCurve, LossHistory

CAPACITY = 8

losses_of_a_run = st.lists(st.floats(0.0, 1e6), max_size=200)


def collected(losses: list[float], looked_at: frozenset[int] = frozenset()) -> LossCurve:
    """Collect losses, looking at the curve after some of them."""
    with patch.object(history, "CAPACITY", CAPACITY):
        run = LossHistory()
        for count, loss in enumerate(losses, start=1):
            run.append(loss)
            if count in looked_at:
                run.curve()
        return run.curve()


@given(losses_of_a_run)
def test_buckets_hold_the_lowest_mean_and_highest_loss_of_their_steps(losses: list[float]) -> None:
    curve = collected(losses)
    width = 1
    while len(losses) // width > CAPACITY:
        width *= 2
    buckets = [losses[first : first + width] for first in range(0, len(losses), width)]
    assert (curve.width, curve.count) == (width, len(losses))
    assert curve.low.tolist() == [min(bucket) for bucket in buckets]
    assert curve.high.tolist() == [max(bucket) for bucket in buckets]
    means = [sum(bucket) / len(bucket) for bucket in buckets]
    assert curve.mean.tolist() == pytest.approx(means, rel=1e-12)


@given(losses_of_a_run, st.frozensets(st.integers(1, 200)))
def test_looking_changes_nothing(losses: list[float], looked_at: frozenset[int]) -> None:
    plain, looked = collected(losses), collected(losses, looked_at)
    assert (plain.width, plain.count) == (looked.width, looked.count)
    for name in ("low", "mean", "high"):
        assert getattr(plain, name).tobytes() == getattr(looked, name).tobytes()


@given(losses_of_a_run, st.integers(1, 40))
def test_the_running_mean_is_over_whole_buckets_up_to_each(losses: list[float], window: int) -> None:
    curve = collected(losses)
    wide = max(1, -(-window // curve.width)) * curve.width
    ends = [min(end, len(losses)) for end in range(curve.width, len(losses) + curve.width, curve.width)]
    spans = [losses[max(0, number * curve.width - wide) : end] for number, end in enumerate(ends, start=1)]
    expected = [sum(span) / len(span) for span in spans]
    assert curve.running_mean(window).tolist() == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_the_running_mean_of_small_losses_does_not_feel_the_large_ones_before() -> None:
    losses = [1e300, 1e300] + [1e-12] * 6
    assert collected(losses).running_mean(3).tolist()[4:] == pytest.approx([1e-12] * 4, rel=1e-9)


def test_huge_losses_have_a_mean() -> None:
    curve = collected([1.7e308] * 21)
    assert curve.mean.tolist() == pytest.approx([1.7e308] * 6)
    assert curve.running_mean(8).tolist() == pytest.approx([1.7e308] * 6)


def test_a_curve_is_a_copy() -> None:
    run = LossHistory()
    run.append(1.0)
    curve = run.curve()
    run.append(2.0)
    assert (curve.count, curve.mean.tolist()) == (1, [1.0])
    assert run.curve().mean.tolist() == [1.0, 2.0]
    assert np.shares_memory(run.curve().mean, run.curve().mean) is False
