"""The past in bounded memory, and any way through it leading to the same bits."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.walks import (
    NETWORKS,
    Model,
    curve_bits,
    little_memory,
    moves,
    opened,
    settings_of_a_run,
    state_bits,
    straight,
    walk,
)
from tui_nn.core.engine import EngineState
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.training import timeline
from tui_nn.training.timeline import Timeline

CASES = [(network, optimizer) for network in NETWORKS for optimizer in OPTIMIZERS]


@pytest.mark.parametrize(("network", "optimizer"), CASES)
@settings(max_examples=12)
@given(settings_of_a_run, st.lists(moves, max_size=25))
def test_any_mix_of_moves_is_one_run(
    network: str, optimizer: str, run: dict[str, Any], actions: list[tuple[Any, ...]]
) -> None:
    run = run | {"optimizer": optimizer}
    with little_memory():
        session, model = opened(network, **run), Model()
        for action in [("run", 70), *actions]:
            walk(session, model, action)
        assert state_bits(session) == state_bits(straight(network, run, [], model.step))
        assert curve_bits(session) == curve_bits(straight(network, run, [], model.latest))


def test_the_small_memory_is_really_thinned() -> None:
    with little_memory():
        session = opened("scalar", optimizer="adam")
        session.run(400)
        kept = session.timeline
        assert kept.spacing > timeline.SPACING
        assert len(kept.keyframes) < 400 // timeline.SPACING
        assert len(kept.recent) == timeline.RECENT
        assert session.snapshot().losses.curve().width > 1


def test_replay_leaves_keyframes_where_it_passes() -> None:
    with little_memory():
        session = opened("scalar")
        session.run(400)
        session.seek(203)
        near = [step for step in session.timeline.recent if step <= 203]
        assert 203 - max(near) < timeline.SPACING
        before = session.timeline.before(202)
        session.back()
        assert session.timeline.before(202) is before


@pytest.mark.parametrize("parameters", [9, 99, 2_000, 60_000])
def test_memory_is_bounded_and_keyframes_stay_near(parameters: int) -> None:
    start = opened("scalar").timeline.keyframes[0]
    zeros = np.zeros(parameters)
    engine = EngineState(zeros, np.zeros((2, parameters)), zeros, zeros, zeros, 0, 0)
    kept, steps = Timeline(), 1_500_000
    size = replace(start, engine=engine).size
    for step in range(0, steps + 1, timeline.SPACING):
        kept.add(replace(start, engine=engine, step=step))
        assert kept.size <= kept.budget
    assert kept.size == size * (len(kept.keyframes) + len(kept.recent))
    fewest = min(0.75 * kept.budget / size, timeline.MOST)
    assert kept.spacing <= max(timeline.SPACING, 2 * steps / fewest)
    generator = random.Random(parameters)
    for step in (generator.randint(0, steps) for _ in range(200)):
        assert 0 <= step - kept.before(step).step < kept.spacing
    close = (min(timeline.RECENT, kept.budget // 4 // size) - 1) * timeline.SPACING
    for step in range(steps - close, steps, 97):
        assert 0 <= step - kept.before(step).step < 2 * timeline.SPACING


def test_of_keyframes_larger_than_the_memory_a_few_are_kept() -> None:
    start = opened("scalar").timeline.keyframes[0]
    kept = Timeline(budget=start.size // 2)
    for step in range(0, 100 * timeline.SPACING, timeline.SPACING):
        kept.add(replace(start, step=step))
    assert [keyframe.step for keyframe in kept.keyframes] == [0]
    assert list(kept.recent) == [step * timeline.SPACING for step in range(100 - timeline.FEWEST, 100)]


def test_a_new_future_forgets_the_keyframes_of_the_old_one() -> None:
    with little_memory():
        session = opened("scalar")
        session.run(300)
        kept = session.timeline
        kept.cut(150)
        assert max(keyframe.step for keyframe in kept.keyframes) <= 150
        assert all(step <= 150 for step in kept.recent)
        assert kept.size == sum(keyframe.size for keyframe in [*kept.keyframes, *kept.recent.values()])
