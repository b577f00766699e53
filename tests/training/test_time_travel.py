"""Any mix of steps is one run: forwards and back, with edits made and undone, the same position has the same bits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.small import bits, numbers
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.data.choice import DataChoice
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import About, Experiment, Start, Training
from tui_nn.training.edits import ChangeTraining, Edit, Freeze, SetParameter, learning_rate
from tui_nn.training.session import Session

SMALL, LARGE = 3, 60
"""Hidden neurons of a network that runs its worksheet, and of one that runs as arrays."""


def session(*, hidden: int = SMALL, seed: int = 0, shuffle: bool = False, **training: object) -> Session:
    network = Architecture(2, (Layer(hidden, "tanh"), Layer(1, "identity")))
    learning = Training(learning_rate=0.01, **training)  # type: ignore[arg-type]
    return Session(
        Experiment(About("made"), DataChoice("made", shuffle=shuffle), network, Start(seed), learning), numbers()
    )


def move(data: st.DataObject, travelled: Session) -> None:
    """Make one random move."""
    draw = data.draw
    training, count = travelled.experiment.training, travelled.experiment.network.parameter_count
    edits: list[Callable[[], Edit]] = [
        lambda: SetParameter(draw(st.integers(0, count - 1)), draw(st.floats(-1, 1))),
        lambda: Freeze((draw(st.integers(0, count - 1)),), draw(st.booleans())),
        lambda: learning_rate(travelled.experiment, draw(st.sampled_from((0.02, 0.005)))),
        lambda: ChangeTraining(replace(training, optimizer=OptimizerSettings(draw(st.sampled_from([*OPTIMIZERS]))))),
        lambda: ChangeTraining(replace(training, batch_size=draw(st.sampled_from((0, 1, 2, 5))))),
        lambda: ChangeTraining(replace(training, loss=draw(st.sampled_from(("huber", "half_squared"))))),
    ]
    choices: list[Callable[[], object]] = [
        travelled.step,
        travelled.step_operation,
        travelled.back_operation,
        travelled.back,
        travelled.undo,
        lambda: travelled.run(draw(st.integers(0, 40))),
        lambda: travelled.seek(draw(st.integers(0, travelled.timeline.latest))),
        lambda: travelled.seek(travelled.schedule.epoch_before(travelled.steps)),
        lambda: travelled.apply(draw(st.sampled_from(edits))()),
    ]
    draw(st.sampled_from(choices))()


@settings(max_examples=120)
@given(st.data())
def test_any_mix_of_steps_and_undone_edits_is_one_run(data: st.DataObject) -> None:
    draw = data.draw
    run = {
        "hidden": draw(st.sampled_from((SMALL, SMALL, LARGE))),
        "seed": draw(st.integers(0, 3)),
        "shuffle": draw(st.booleans()),
        "batch_size": draw(st.sampled_from((0, 1, 3))),
        "optimizer": OptimizerSettings(draw(st.sampled_from([*OPTIMIZERS])), l2=0.01),
    }
    # Keyframes so close and so few that they are thinned within a hundred steps.
    with (
        patch("tui_nn.training.timeline.SPACING", 8),
        patch("tui_nn.training.timeline.RECENT", 3),
        patch("tui_nn.training.history.CAPACITY", 16),
    ):
        travelled = session(**run)  # type: ignore[arg-type]
        travelled.timeline.budget = 5 * travelled.timeline.size
        for _ in range(draw(st.integers(1, 20))):
            move(data, travelled)
        travelled.seek(travelled.timeline.latest)
        while travelled.undo():
            pass
        end = draw(st.integers(0, 120))
        travelled.seek(end)
        straight = session(**run)  # type: ignore[arg-type]
        straight.run(max(end, travelled.timeline.latest))
        straight.seek(end)
        assert travelled.experiment == straight.experiment
        assert bits(travelled) == bits(straight)


def test_an_edit_in_the_past_begins_a_new_future() -> None:
    travelled = session()
    travelled.run(30)
    travelled.seek(10)
    assert travelled.timeline.latest == 30
    assert travelled.apply(SetParameter(0, 0.5))
    assert (travelled.timeline.latest, travelled.snapshot().losses.count) == (10, 10)
    travelled.run(5)
    travelled.seek(9)
    travelled.seek(15)
    other = session()
    other.run(10)
    assert not other.apply(SetParameter(0, 0.5))
    other.run(5)
    assert bits(travelled) == bits(other)


def test_undo_returns_to_where_the_edit_was_made() -> None:
    travelled = session()
    travelled.run(4)
    travelled.apply(Freeze((1,), True))
    travelled.run(20)
    event = travelled.undo()
    assert event is not None and (event.step, travelled.steps, travelled.timeline.latest) == (4, 4, 4)
    assert travelled.undo() is None
    travelled.run(20)
    straight = session()
    straight.run(24)
    assert bits(travelled) == bits(straight)


def test_a_frozen_parameter_stays_with_its_state_and_thaws() -> None:
    travelled = session(optimizer=OptimizerSettings("adam"))
    travelled.run(3)
    before = travelled.engine.remember()
    travelled.apply(Freeze((2,), True))
    travelled.run(10)
    after = travelled.engine.remember()
    assert after.parameters[2] == before.parameters[2]
    assert after.optimizer[:, 2].tolist() == before.optimizer[:, 2].tolist()
    assert (after.parameters[:2] != before.parameters[:2]).all()
    travelled.apply(Freeze((2,), False))
    travelled.run(1)
    assert travelled.parameters[2] != before.parameters[2]


def test_an_edit_that_makes_no_sense_changes_nothing() -> None:
    travelled = session()
    travelled.run(5)
    before = bits(travelled)
    for edit in (
        SetParameter(0, float("nan")),
        ChangeTraining(replace(travelled.experiment.training, loss="cross_entropy")),
    ):
        with pytest.raises(ExperimentError):
            travelled.apply(edit)
    assert bits(travelled) == before
    assert travelled.timeline.events == []


@pytest.mark.parametrize("hidden", [SMALL, LARGE])
@pytest.mark.parametrize("batch_size", [1, 3, 0])
def test_the_sheet_foretells_the_step(hidden: int, batch_size: int) -> None:
    travelled = session(hidden=hidden, batch_size=batch_size)
    for _ in range(8):
        travelled.step_operation()
        foretold = travelled.sheet()
        assert foretold.step == travelled.steps + 1
        travelled.run(1)
        told = travelled.sheet()
        assert told.complete and told.step == foretold.step == travelled.steps
        for kind in ("z", "h", "delta"):
            for one, other in zip(getattr(told.trace, kind), getattr(foretold.trace, kind), strict=True):
                assert one.tobytes() == other.tobytes()
        assert travelled.engine.last is not None
        assert told.trace.gradient.tobytes() == travelled.engine.last.gradient.tobytes()
        assert told.before.parameters.tobytes() == foretold.before.parameters.tobytes()
