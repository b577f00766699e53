"""Operation by operation: the worksheet is pure, tells the next step before it happens, and stays true to the last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.small import EXAMPLES, classes, classifier, experiment, numbers, session
from tests.training.walks import (
    NETWORKS,
    Model,
    edits,
    little_memory,
    moves,
    opened,
    settings_of_a_run,
    state_bits,
    walk,
)
from tui_nn.core.backprop import Trace
from tui_nn.core.engine import EngineState
from tui_nn.core.generated import evaluate
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.core.updates import penalty_line, update_lines
from tui_nn.experiment.lessons import lesson
from tui_nn.experiment.setup import set_up
from tui_nn.training.edits import ChangeTraining, Edit, Freeze, SetParameter, learning_rate
from tui_nn.training.engines import make_engine
from tui_nn.training.session import Session
from tui_nn.training.sheet import Sheet


def trace_bits(trace: Trace | None) -> list[bytes]:
    assert trace is not None
    arrays = (trace.inputs, trace.target, *trace.z, *trace.h, *trace.delta, trace.gradient, np.array(trace.loss))
    return [array.tobytes() for array in arrays]


def engine_bits(state: EngineState) -> tuple[object, ...]:
    arrays = (state.parameters, state.optimizer, state.total, state.gradient, state.change)
    return (*(array.tobytes() for array in arrays), state.in_batch, state.updates)


def after(sheet: Sheet) -> EngineState:
    """Do the step again from the worksheet alone."""
    engine = make_engine(sheet.experiment, sheet.before.parameters)
    engine.restore(sheet.before)
    engine.freeze(sheet.frozen)
    rate, trace = sheet.experiment.training.learning_rate, sheet.trace
    engine.step(trace.inputs, trace.target, row=sheet.row, rate=rate, ends_batch=sheet.ends_batch)
    return engine.remember()


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@settings(max_examples=10)
@given(settings_of_a_run, st.lists(st.one_of(moves, edits), max_size=20))
def test_the_worksheet_is_pure_and_tells_the_next_step(
    network: str, optimizer: str, run: dict[str, Any], actions: list[tuple[Any, ...]]
) -> None:
    with little_memory():
        walked, model = opened(network, optimizer=optimizer, **run), Model()
        for action in [("run", 30), *actions]:
            walk(walked, model, action)
        walked.back()
        walked.step_operation()
        before = state_bits(walked)
        sheet = walked.sheet()
        assert walked.sheet().trace.gradient.tobytes() == sheet.trace.gradient.tobytes()
        assert state_bits(walked) == before
        assert (sheet.step, sheet.done, sheet.complete) == (walked.steps + 1, 1, False)
        assert engine_bits(sheet.before) == engine_bits(walked.engine.remember())
        for _ in range(walked.operation_count - 1):
            walked.step_operation()
        assert (walked.steps, walked.operations) == (sheet.step, 0)
        assert trace_bits(walked.engine.last or walked.snapshot().trace) == trace_bits(sheet.trace)
        # And after the step the worksheet is still about it.
        last = walked.sheet()
        assert (last.step, last.complete, last.row) == (sheet.step, True, sheet.row)
        assert trace_bits(last.trace) == trace_bits(sheet.trace)
        assert engine_bits(last.before) == engine_bits(sheet.before)
        made_here = [event for event in walked.timeline.events if event.step == walked.steps]
        if not any(isinstance(event.edit, SetParameter | ChangeTraining) for event in made_here):
            assert engine_bits(after(last)) == engine_bits(walked.engine.remember())


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.01, 0.0), (0.0, 0.02)])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_update_is_the_formulas_of_the_worksheet(optimizer: str, l1: float, l2: float) -> None:
    opened = session(optimizer=optimizer, batch_size=3)
    training = opened.experiment.training
    opened.apply(ChangeTraining(replace(training, optimizer=replace(training.optimizer, l1=l1, l2=l2))))
    opened.apply(Freeze((2, 5), True))
    opened.run(9)
    opened.step_operation()
    sheet = opened.sheet()
    assert (sheet.ends_batch, sheet.before.in_batch) == (True, 2)
    rule, before = sheet.experiment.training.optimizer, sheet.before
    total = np.add.accumulate([*sheet.earlier, sheet.trace.gradient])[-1]
    gradient = (total / (before.in_batch + 1)).tolist()
    update = before.updates + 1
    opened.run(1)
    expected, weights = [], sheet.experiment.network.weight_mask
    for place, w in enumerate(before.parameters.tolist()):
        if sheet.frozen[place]:
            expected.append(w)
            continue
        values = {"w": w, "g": gradient[place], "lr": training.learning_rate}
        values |= dict(zip(OPTIMIZERS[optimizer].state_names, before.optimizer[:, place].tolist(), strict=True))
        values |= {"k1": 1.0 - rule.momentum**update, "k2": 1.0 - rule.decay**update}
        pull = penalty_line(rule)
        for line in ([pull] if pull and weights[place] else []) + [*update_lines(rule)]:
            values[line.name] = evaluate(line.expression, values)
        expected.append(values["w"])
    assert opened.parameters.tolist() == expected


def edits_here(opened: Session) -> dict[str, Edit]:
    training = opened.experiment.training
    return {
        "parameter": SetParameter(0, 5.0),
        "freeze": Freeze((0, 1, 2), True),
        "learning rate": learning_rate(opened.experiment, 0.5),
        "loss": ChangeTraining(replace(training, loss="squared")),
        "batch size": ChangeTraining(replace(training, batch_size=2)),
    }


@pytest.mark.parametrize("kind", edits_here(session()))
def test_an_edit_leaves_the_worksheet_of_the_last_step_as_it_was(kind: str) -> None:
    opened = session(optimizer="momentum")
    opened.run(10)
    reached = opened.engine.remember()
    shown, trace = opened.sheet(), opened.snapshot().trace
    opened.apply(edits_here(opened)[kind])
    for _ in range(2):
        sheet = opened.sheet()
        assert (sheet.experiment, sheet.complete, sheet.ends_batch) == (shown.experiment, True, True)
        assert sheet.frozen.tolist() == shown.frozen.tolist()
        assert engine_bits(after(sheet)) == engine_bits(reached)
        assert trace_bits(opened.snapshot().trace) == trace_bits(trace)
        # The same when it is come back to.
        opened.run(150)
        opened.seek(10)
    opened.step_operation()
    assert opened.sheet().experiment == opened.experiment


@pytest.mark.parametrize("steps", [1, 3, 50])
def test_the_worksheet_of_a_halted_run_is_about_the_last_step(steps: int) -> None:
    def far(**settings: Any) -> Session:
        return Session(experiment(loss="squared", **settings), replace(numbers(), targets=np.full((EXAMPLES, 1), 1.0)))

    opened = far(learning_rate=0.01)
    opened.run(steps)
    opened.apply(learning_rate(opened.experiment, 1e9))
    opened.run(1_000)
    halted, reached = opened.halted, opened.engine.remember()
    assert opened.steps > steps
    assert halted
    assert opened.sheet().step == opened.steps
    assert engine_bits(after(opened.sheet())) == engine_bits(reached)
    assert opened.run(1) == 0
    assert (opened.halted, opened.sheet().step) == (halted, opened.steps)


@pytest.mark.parametrize("size", [0, 3])
def test_within_a_batch_the_earlier_examples_are_worked_out(size: int) -> None:
    opened = session(batch_size=size)
    width = size or EXAMPLES
    for place in range(1, 2 * EXAMPLES + 1):
        opened.step()
        sheet = opened.sheet()
        assert len(sheet.earlier) == (place - 1) % EXAMPLES % width
        total = np.add.accumulate([*sheet.earlier, sheet.trace.gradient])[-1]
        assert total.tobytes() == opened.engine.remember().total.tobytes()


def test_after_an_edit_within_a_batch_its_earlier_examples_are_not_made_up() -> None:
    opened = session(batch_size=4)
    opened.run(2)
    opened.apply(SetParameter(0, 3.0))
    opened.step_operation()
    assert opened.sheet().before.in_batch == 2
    assert opened.sheet().earlier == ()


def test_operations_are_revealed_one_by_one_and_taken_back() -> None:
    opened = Session(classifier(), classes())
    count = opened.operation_count
    kinds = [(operation.kind, operation.layer) for operation in opened.sheet().operations]
    layers = [("z", 1), ("h", 1), ("z", 2), ("h", 2), ("loss", 0)]
    backwards = [("delta", 2), ("gradient", 2), ("delta", 1), ("gradient", 1)]
    assert kinds == [*layers, *backwards, ("update", 0)]
    assert opened.sheet().at_hand is None
    start = state_bits(opened)
    for done in range(1, count):
        opened.step_operation()
        at_hand = opened.sheet().at_hand
        assert at_hand is not None
        assert (opened.steps, opened.operations, at_hand.kind) == (0, done, kinds[done - 1][0])
        assert state_bits(opened) == start
    opened.step_operation()
    assert (opened.steps, opened.operations) == (1, 0)
    for done in reversed(range(count)):
        opened.back_operation()
        assert (opened.steps, opened.operations) == (0, done)
    opened.back_operation()
    assert (opened.steps, opened.operations) == (0, 0)
    assert state_bits(opened) == start


def test_back_first_goes_to_the_beginning_of_the_example_at_hand() -> None:
    opened = session()
    opened.run(5)
    opened.step_operation()
    opened.back()
    assert (opened.steps, opened.operations) == (5, 0)
    opened.back()
    assert (opened.steps, opened.operations) == (4, 0)
    opened.seek(0)
    opened.back()
    assert (opened.steps, opened.operations) == (0, 0)


@pytest.mark.parametrize("name", ["softplus-1-2-1", "sigmoid-3-2-1"])
def test_a_published_rule_is_shown_as_it_runs(name: str) -> None:
    setup = set_up(name)
    training = replace(lesson(name).training, gradient="published")
    opened = Session(replace(setup.experiment, training=training), setup.train)
    for _ in range(30):
        opened.step_operation()
        sheet = opened.sheet()
        opened.step()
        assert trace_bits(opened.engine.last) == trace_bits(sheet.trace)
        assert engine_bits(after(sheet)) == engine_bits(opened.engine.remember())
