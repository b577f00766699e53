"""Walks through a session, forwards and backwards with edits, beside a model of where each step must lead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import strategies as st

from tests.training.small import EXAMPLES, experiment, numbers
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.experiment.experiment import REDUCTIONS
from tui_nn.training.edits import ChangeTraining, Edit, Event, Freeze, SetParameter
from tui_nn.training.session import Session

NETWORKS = {
    "scalar": Architecture(2, (Layer(3, "tanh"), Layer(1, "identity"))),
    "numpy": Architecture(2, (Layer(30, "tanh"), Layer(4, "sigmoid"), Layer(1, "identity"))),
}
SPACING, SHOWN = 4, 6
LOSSES = ("half_squared", "huber", "absolute")

settings_of_a_run = st.fixed_dictionaries(
    {
        "batch_size": st.integers(0, EXAMPLES + 1),
        "reduction": st.sampled_from(REDUCTIONS),
        "shuffle": st.booleans(),
        "seed": st.integers(0, 2**32),
        "learning_rate": st.sampled_from([0.001, 0.05]),
    }
)
moves = st.one_of(
    st.tuples(st.just("step")),
    st.tuples(st.just("run"), st.integers(0, 40)),
    st.tuples(st.just("operation"), st.integers(1, 12)),
    st.tuples(st.just("operation back"), st.integers(1, 12)),
    st.tuples(st.just("back")),
    st.tuples(st.just("epoch back")),
    st.tuples(st.just("seek"), st.floats(0.0, 1.1)),
    st.tuples(st.just("look")),
)
edits = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 12), st.floats(-1.0, 1.0)),
    st.tuples(st.just("freeze"), st.lists(st.integers(0, 12), min_size=1, max_size=13, unique=True), st.booleans()),
    st.tuples(st.just("learning_rate"), st.sampled_from([0.002, 0.02])),
    st.tuples(st.just("optimizer"), st.sampled_from([OptimizerSettings(name) for name in OPTIMIZERS])),
    st.tuples(st.just("optimizer"), st.just(OptimizerSettings("adam", momentum=0.5, l1=0.001, l2=0.01))),
    st.tuples(st.just("batch_size"), st.integers(0, EXAMPLES + 1)),
    st.tuples(st.just("loss"), st.sampled_from(LOSSES)),
    st.tuples(st.just("undo")),
)


@contextmanager
def little_memory() -> Iterator[None]:
    """Keep so little that everything there is a bound for is thinned out within a hundred steps."""
    with (
        patch.multiple("tui_nn.training.timeline", SPACING=SPACING, RECENT=3, FEWEST=2),
        patch("tui_nn.training.session.keyframes_every", lambda experiment: SPACING),
        patch.multiple("tui_nn.training.session", SAMPLES_KEPT=2 * SHOWN, SAMPLES_SHOWN=SHOWN),
        patch.multiple("tui_nn.training.forward", SAMPLES_KEPT=2 * SHOWN),
        patch.multiple("tui_nn.training.history", CAPACITY=8),
    ):
        yield


def opened(network: str, **settings: Any) -> Session:
    session = Session(replace(experiment(**settings), network=NETWORKS[network]), numbers())
    session.timeline.budget = 20 * session.timeline.size
    return session


@dataclass
class Model:
    """Where a session must stand: nothing but numbers of steps, and the edits in force or ahead."""

    step: int = 0
    operations: int = 0
    latest: int = 0
    events: list[Event] = field(default_factory=list)

    def go(self, step: int) -> None:
        self.step, self.operations = step, 0
        self.latest = max(self.latest, step)

    def edit(self, edit: Edit) -> bool:
        forgotten = self.latest > self.step
        self.events = [event for event in self.events if event.step <= self.step] + [Event(self.step, edit)]
        self.latest = self.step
        return forgotten

    def undo(self) -> Event | None:
        made = [event for event in self.events if event.step <= self.step]
        if not made:
            return None
        self.events = made[:-1]
        self.go(made[-1].step)
        self.latest = self.step
        return made[-1]


def walk(session: Session, model: Model, action: tuple[Any, ...]) -> None:
    """Do one action in both."""
    kind, *values = action
    training = session.experiment.training
    match kind:
        case "step":
            assert session.step() is not None
            model.go(model.step + 1)
        case "run":
            assert session.run(values[0]) == values[0]
            model.go(model.step + values[0])
        case "operation":
            for _ in range(values[0]):
                last = model.operations + 1 == session.operation_count
                model.operations += 1
                if last:
                    model.go(model.step + 1)
                session.step_operation()
        case "operation back":
            for _ in range(values[0]):
                session.back_operation()
                if model.operations:
                    model.operations -= 1
                elif model.step:
                    model.step -= 1
                    model.operations = session.operation_count - 1
        case "back":
            session.back()
            model.go(model.step if model.operations else max(0, model.step - 1))
        case "epoch back":
            target = max(0, (model.step - 1) // EXAMPLES * EXAMPLES)
            assert session.schedule.epoch_before(session.steps) == target
            session.seek(target)
            model.go(target)
        case "seek":
            target = int(values[0] * model.latest)
            session.seek(target)
            model.go(target)
        case "look":
            session.snapshot(SHOWN)
            session.sheet()
        case "undo":
            assert session.undo() == model.undo()
        case "set":
            make(session, model, SetParameter(*values))
        case "freeze":
            make(session, model, Freeze(tuple(values[0]), values[1]))
        case _:
            make(session, model, ChangeTraining(replace(training, **{kind: values[0]})))
    where = (session.steps, session.operations, session.timeline.latest, session.timeline.events)
    assert where == (model.step, model.operations, model.latest, model.events)
    if kind in ("seek", "back", "epoch back", "undo"):
        known = [sample.step for sample in session.snapshot(SHOWN).samples]
        assert known == list(range(max(1, model.step - SHOWN + 1), model.step + 1))


def make(session: Session, model: Model, edit: Edit) -> None:
    assert session.apply(edit) == model.edit(edit)
    # Another loss may have another number of operations.
    model.operations = min(model.operations, session.operation_count - 1)


def straight(network: str, settings: dict[str, Any], events: list[Event], steps: int) -> Session:
    """Go to a step in one go, making the edits on the way."""
    session = opened(network, **settings)
    for event in events:
        if event.step <= steps:
            session.run(event.step - session.steps)
            session.apply(event.edit)
    session.run(steps - session.steps)
    return session


def state_bits(session: Session) -> dict[str, object]:
    """Everything at a position, to the last bit."""
    snapshot = session.snapshot(SHOWN)
    state, trace = session.engine.remember(), snapshot.trace
    arrays = (state.parameters, state.optimizer, state.total, state.gradient, state.change, snapshot.frozen)
    passed = () if trace is None else (*trace.z, *trace.h, *trace.delta, trace.gradient, np.array(trace.loss))
    return {
        "arrays": [array.tobytes() for array in arrays],
        "counters": (session.steps, state.updates, state.in_batch, session.halted),
        "trace": [array.tobytes() for array in passed],
        "predictions": [sample.prediction.tobytes() for sample in snapshot.samples],
        "samples": [(s.step, s.epoch, s.example, s.row, s.loss, s.right, s.updated) for s in snapshot.samples],
        "epoch": session.last_epoch,
        "experiment": session.experiment,
    }


def curve_bits(session: Session) -> tuple[object, ...]:
    """The losses of all that is known, to the last bit."""
    curve = session.snapshot(0).losses.curve()
    return (curve.width, curve.stop, *(array.tobytes() for array in (curve.low, curve.mean, curve.high)))
