"""Edits stand on the timeline: they replay with it, start a new future, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.small import EXAMPLES, numbers, session
from tests.training.walks import (
    NETWORKS,
    Model,
    curve_bits,
    edits,
    little_memory,
    moves,
    opened,
    settings_of_a_run,
    state_bits,
    straight,
    walk,
)
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.errors import ExperimentError
from tui_nn.training.edits import ChangeTraining, Edit, Freeze, SetParameter, learning_rate
from tui_nn.training.session import Session

CASES = [(network, optimizer) for network in NETWORKS for optimizer in OPTIMIZERS]


@pytest.mark.parametrize(("network", "optimizer"), CASES)
@settings(max_examples=16)
@given(settings_of_a_run, st.lists(st.one_of(moves, edits), max_size=30))
def test_any_mix_of_moves_and_edits_is_one_run_with_these_edits(
    network: str, optimizer: str, run: dict[str, Any], actions: list[tuple[Any, ...]]
) -> None:
    run = run | {"optimizer": optimizer}
    with little_memory():
        mixed, model = opened(network, **run), Model()
        for action in [("run", 50), *actions]:
            walk(mixed, model, action)
        assert state_bits(mixed) == state_bits(straight(network, run, model.events, model.step))
        assert curve_bits(mixed) == curve_bits(straight(network, run, model.events, model.latest))
        # And with every edit undone it is the run nobody touched.
        walk(mixed, model, ("seek", 1.0))
        while model.events:
            walk(mixed, model, ("undo",))
        walk(mixed, model, ("run", 60))
        untouched = straight(network, run, [], model.step)
        assert state_bits(mixed) == state_bits(untouched)
        assert curve_bits(mixed) == curve_bits(untouched)


def changes(opened: Session) -> dict[str, Edit]:
    training = opened.experiment.training
    return {
        "parameter": SetParameter(2, 0.25),
        "freeze": Freeze((0, 3), True),
        "learning rate": learning_rate(opened.experiment, 0.3),
        "optimizer": ChangeTraining(replace(training, optimizer=OptimizerSettings("adam"))),
        "batch size": ChangeTraining(replace(training, batch_size=3)),
        "loss": ChangeTraining(replace(training, loss="huber")),
    }


@pytest.mark.parametrize("kind", changes(session()))
def test_an_edit_in_the_past_starts_a_new_future(kind: str) -> None:
    opened = session(optimizer="momentum")
    edit = changes(opened)[kind]
    opened.run(40)
    assert opened.apply(learning_rate(opened.experiment, 0.2)) is False
    opened.run(60)
    old = opened.parameters.tolist()
    opened.seek(30)
    assert opened.apply(edit) is True
    assert (opened.steps, opened.timeline.latest) == (30, 30)
    assert [event.edit for event in opened.timeline.events] == [edit]
    assert opened.snapshot().losses.count == 30
    opened.run(70)
    assert opened.parameters.tolist() != old


@pytest.mark.parametrize("kind", changes(session()))
def test_an_edit_replays_forwards_and_backwards_and_undo_returns_to_it(kind: str) -> None:
    opened = session(optimizer="momentum")
    plain = session(optimizer="momentum")
    opened.run(20)
    edit = changes(opened)[kind]
    opened.apply(edit)
    after = state_bits(opened)
    opened.run(30)
    end = state_bits(opened)
    opened.seek(19)
    plain.run(19)
    assert state_bits(opened) == state_bits(plain)
    opened.step()
    assert state_bits(opened) == after
    opened.seek(50)
    assert state_bits(opened) == end
    event = opened.undo()
    assert event is not None
    assert (event.edit, event.step, opened.steps, opened.timeline.latest) == (edit, 20, 20, 20)
    plain.step()
    assert state_bits(opened) == state_bits(plain)
    assert opened.undo() is None


def test_undo_takes_back_what_was_done_up_to_here_and_forgets_the_rest() -> None:
    opened = session()
    for step, value in ((10, 0.1), (20, 0.2), (30, 0.3)):
        opened.seek(step)
        opened.apply(SetParameter(0, value))
    opened.seek(25)
    undone = opened.undo()
    assert undone is not None
    assert (undone.edit, opened.steps) == (SetParameter(0, 0.2), 20)
    assert [event.step for event in opened.timeline.events] == [10]
    opened.seek(5)
    assert opened.undo() is None
    assert [event.step for event in opened.timeline.events] == [10]


def test_a_frozen_parameter_stands_still_with_its_state_until_it_is_thawed() -> None:
    opened = session(optimizer="adam")
    opened.run(5)
    opened.apply(Freeze((1, 4), True))
    before = opened.engine.remember()
    opened.run(20)
    after = opened.engine.remember()
    still = [1, 4]
    assert after.parameters[still].tolist() == before.parameters[still].tolist()
    assert after.optimizer[:, still].tolist() == before.optimizer[:, still].tolist()
    assert after.change[still].tolist() == [0.0, 0.0]
    others = [place for place in range(len(after.parameters)) if place not in still]
    assert (after.parameters[others] != before.parameters[others]).all()
    assert opened.snapshot().frozen.nonzero()[0].tolist() == still
    opened.apply(Freeze((4,), False))
    opened.run(1)
    assert opened.parameters[4] != after.parameters[4]
    assert opened.parameters[1] == after.parameters[1]


def test_another_optimizer_starts_with_its_state_at_zero() -> None:
    opened = session(optimizer="momentum", learning_rate=0.05)
    opened.run(10)
    training = opened.experiment.training
    opened.apply(ChangeTraining(replace(training, optimizer=OptimizerSettings("adam"))))
    state = opened.engine.remember()
    assert (state.optimizer.shape, state.updates) == ((2, len(state.parameters)), 0)
    assert not state.optimizer.any()
    opened.apply(ChangeTraining(replace(training, optimizer=OptimizerSettings("adam", decay=0.9))))
    opened.run(3)
    moved = opened.engine.remember().optimizer.copy()
    opened.apply(ChangeTraining(replace(training, optimizer=OptimizerSettings("adam", decay=0.99))))
    assert opened.engine.remember().optimizer.tolist() == moved.tolist()


def test_an_edit_frees_a_halted_run() -> None:
    opened = Session(session(learning_rate=1e308).experiment, replace(numbers(), targets=np.full((EXAMPLES, 1), 1e3)))
    assert opened.run(1) == 0
    assert opened.halted
    opened.apply(learning_rate(opened.experiment, 1e-3))
    assert (opened.halted, opened.run(3)) == ("", 3)


@pytest.mark.parametrize("edit", [SetParameter(0, float("nan")), SetParameter(0, float("inf"))])
def test_a_refused_edit_forgets_nothing(edit: Edit) -> None:
    opened = session()
    opened.run(30)
    opened.seek(10)
    with pytest.raises(ExperimentError, match="not a finite number"):
        opened.apply(edit)
    assert (opened.steps, opened.timeline.latest, opened.timeline.events) == (10, 30, [])
