from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.training import history
from tui_nn.training.history import RECENT, LossHistory
from tui_nn.training.loss_curve import LossCurve

CAPACITY = 8


def _losses(count: int, seed: int) -> list[float]:
    losses: list[float] = np.random.default_rng(seed).lognormal(0.0, 5.0, (count,)).tolist()
    return losses


lengths = st.integers(0, 4 * CAPACITY) | st.integers(0, 50 * CAPACITY)
losses_of_a_run = st.builds(_losses, lengths, st.integers(0, 2**32))
ranges = st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(1, 40), st.integers(0, 30))


@contextmanager
def little_memory() -> Iterator[None]:
    with patch.object(history, "CAPACITY", CAPACITY):
        yield


def collected(losses: list[float]) -> LossHistory:
    """Collect losses one by one."""
    with little_memory():
        run = LossHistory()
        for loss in losses:
            run.extend([loss])
        return run


def part(run: LossHistory, chosen: tuple[float, float, int, int]) -> LossCurve:
    first, second, buckets, lead = chosen
    start, stop = sorted((round(first * run.count), round(second * run.count)))
    return run.record().curve(start, stop, buckets, lead)


def last_parts(run: LossHistory) -> list[LossCurve]:
    """Give curves of a few of the last steps."""
    starts = range(max(0, run.count - 6 * CAPACITY), run.count, 3)
    return [run.record().curve(start, start + CAPACITY, most) for start in starts for most in (1, CAPACITY)]


def bits(curve: LossCurve) -> tuple[object, ...]:
    return (curve.start, curve.stop, curve.width, *(a.tobytes() for a in (curve.low, curve.mean, curve.high)))


@given(losses_of_a_run, ranges)
def test_buckets_hold_the_lowest_mean_and_highest_loss_of_their_steps(
    losses: list[float], chosen: tuple[float, float, int, int]
) -> None:
    run = collected(losses)
    for curve in (run.curve(), part(run, chosen), *last_parts(run)):
        edges = [*range(curve.start, curve.stop, curve.width), curve.stop]
        buckets = [losses[first:last] for first, last in zip(edges, edges[1:], strict=False)]
        assert curve.ends.tolist() == edges[1:]
        assert curve.low.tolist() == [min(bucket) for bucket in buckets]
        assert curve.high.tolist() == [max(bucket) for bucket in buckets]
        means = [sum(bucket) / len(bucket) for bucket in buckets]
        assert curve.mean.tolist() == pytest.approx(means, rel=1e-12)
    assert (run.curve().start, run.curve().stop) == (0, len(losses))


@given(losses_of_a_run, ranges)
def test_a_curve_covers_its_range_with_no_more_buckets_than_asked_for(
    losses: list[float], chosen: tuple[float, float, int, int]
) -> None:
    run, (first, second, buckets, lead) = collected(losses), chosen
    start, stop = sorted((round(first * run.count), round(second * run.count)))
    curve = part(run, chosen)
    assert curve.start <= max(0, start - lead)
    assert stop <= curve.stop < stop + curve.width
    assert len(curve.mean) <= buckets + 2


@pytest.mark.parametrize("count", [0, 5, 8, 31, 32, 33, 399, 400, 401])
def test_the_first_and_the_last_losses_are_known_one_by_one(count: int) -> None:
    losses = [float(step) for step in range(count)]
    record = collected(losses).record()
    assert record.curve(0, CAPACITY).mean.tolist() == losses[:CAPACITY]
    for start in range(max(0, count - RECENT * CAPACITY), count):
        assert record.curve(start, start + CAPACITY).mean.tolist() == losses[start : start + CAPACITY]


@given(losses_of_a_run, st.lists(st.integers(0, 50 * CAPACITY)), ranges)
def test_it_does_not_matter_how_many_losses_come_at_once(
    losses: list[float], edges: list[int], chosen: tuple[float, float, int, int]
) -> None:
    with little_memory():
        run = LossHistory()
        for block in np.split(np.array(losses), sorted(edges)):
            run.extend(block)
            run.record().curve()
    plain = collected(losses)
    assert bits(run.curve()) == bits(plain.curve())
    assert bits(part(run, chosen)) == bits(part(plain, chosen))


@given(losses_of_a_run, st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6), ranges)
def test_losses_cut_and_added_again_are_those_of_one_run(
    losses: list[float], cuts: list[float], chosen: tuple[float, float, int, int]
) -> None:
    with little_memory():
        run = LossHistory()
        for share in cuts:
            # First all of it, then back to a share of it.
            run.extend(losses[run.count :])
            wanted = int(share * len(losses))
            left = run.cut(wanted)
            run.extend(losses[left:wanted])
            plain = collected(losses[:wanted])
            assert bits(run.curve()) == bits(plain.curve())
            assert left <= wanted < left + plain.curve().width
            parts = zip((part(run, chosen), *last_parts(run)), (part(plain, chosen), *last_parts(plain)), strict=True)
            assert all(bits(one) == bits(other) or one.width > other.width for one, other in parts)
        more = [1.0] * (RECENT + 1) * CAPACITY
        run.extend(more)
        plain = collected(losses[:wanted] + more)
        assert bits(part(run, chosen)) == bits(part(plain, chosen))


@given(losses_of_a_run, st.floats(0.0, 1.0), ranges)
def test_a_record_never_changes(losses: list[float], share: float, chosen: tuple[float, float, int, int]) -> None:
    with little_memory():
        run = collected(losses)
        record, whole = run.record(), bits(run.curve())
        run.cut(int(share * len(losses)))
        run.extend([7.0] * 100)
        assert bits(record.curve()) == whole
        run.extend([7.0] * 1000)
        assert bits(record.curve()) == whole


@pytest.mark.parametrize("levels", [4, 7])
def test_a_run_twice_as_long_takes_one_level_more(levels: int) -> None:
    record = collected([0.5] * (CAPACITY << levels)).record()
    assert [level.shape for level in record.levels] == [(3, CAPACITY)] * (levels + 1)
    assert sum(map(len, record.blocks)) == RECENT * CAPACITY
    assert record.loose.shape[1] == 0


@given(losses_of_a_run, st.integers(1, 40))
def test_the_running_mean_is_over_whole_buckets_up_to_each(losses: list[float], window: int) -> None:
    curve = collected(losses).curve()
    wide = max(1, -(-window // curve.width)) * curve.width
    ends = [min(end, len(losses)) for end in range(curve.width, len(losses) + curve.width, curve.width)]
    spans = [losses[max(0, number * curve.width - wide) : end] for number, end in enumerate(ends, start=1)]
    expected = [sum(span) / len(span) for span in spans]
    assert curve.running_mean(window).tolist() == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(losses_of_a_run, ranges)
def test_the_running_mean_of_a_part_is_that_of_the_whole(
    losses: list[float], chosen: tuple[float, float, int, int]
) -> None:
    first, second, _, window = chosen
    run, window = collected(losses), window + 1
    start, stop = sorted((round(first * run.count), round(second * run.count)))
    curve = run.record().curve(start, stop, lead=window)
    whole = collected(losses).curve()
    if curve.width == whole.width:
        means = dict(zip(whole.ends.tolist(), whole.running_mean(window).tolist(), strict=True))
        shown = zip(curve.ends.tolist(), curve.running_mean(window).tolist(), strict=True)
        assert all(mean == pytest.approx(means[end]) for end, mean in shown if start < end < run.count)


def test_the_running_mean_of_small_losses_does_not_feel_the_large_ones_before() -> None:
    losses = [1e300, 1e300] + [1e-12] * 6
    assert collected(losses).curve().running_mean(3).tolist()[4:] == pytest.approx([1e-12] * 4, rel=1e-9)


def test_huge_losses_have_a_mean() -> None:
    curve = collected([1.7e308] * 21).curve()
    assert curve.mean.tolist() == pytest.approx([1.7e308] * 6)
    assert curve.running_mean(8).tolist() == pytest.approx([1.7e308] * 6)
