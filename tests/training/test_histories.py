"""Histories: what is collected on the way, where, and that the run does not feel it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.small import EXAMPLES, classes, classifier, experiment, numbers
from tests.training.walks import NETWORKS, Model, edits, little_memory, moves, settings_of_a_run, state_bits, walk
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.breakpoints import Watch, parse_breakpoint
from tui_nn.training.edits import ChangeTraining, SetParameter
from tui_nn.training.histories import HistoryRecord
from tui_nn.training.rest import started_anew
from tui_nn.training.session import Session

CAPACITY = 16


def opened(network: str = "scalar", *, with_histories: bool = True, **run: Any) -> Session:
    shape = replace(experiment(**run), network=NETWORKS[network])
    with patch.multiple("tui_nn.training.histories", CAPACITY=CAPACITY, EVALUATIONS=4):
        return Session(shape, numbers(), numbers(4), with_histories=with_histories)


def record_of(session: Session) -> HistoryRecord:
    record = session.snapshot(0).histories
    assert record is not None
    return record


def bits(record: HistoryRecord) -> dict[str, object]:
    values = vars(record).items()
    return {name: value.tobytes() if isinstance(value, np.ndarray) else value for name, value in values}


def passes_of_softplus(count: int, **wishes: Any) -> tuple[Session, HistoryRecord]:
    setup = set_up("softplus-1-2-1", Overrides(**wishes))
    session = Session(setup.experiment, setup.train, setup.test, with_histories=True)
    session.run(12 * count)
    return session, record_of(session)


@pytest.mark.parametrize(("gradient", "last"), [("exact", 2.1413955390393893), ("published", 1.5875132322793029)])
def test_each_pass_of_a_published_run_is_there_with_its_ssr(gradient: str, last: float) -> None:
    session, record = passes_of_softplus(600, gradient=gradient)
    assert record.steps.tolist() == list(range(12, 7201, 12))
    assert record.stride == 1
    assert record.losses[0] == pytest.approx(5.8334234504800730, rel=1e-12)
    # A pass has the loss that it began with.
    session.run(12)
    assert record_of(session).losses[-1] == pytest.approx(last, rel=1e-9)
    assert record_of(session).steps[-1] == 7212


def test_gradients_and_parameters_are_those_of_the_updates() -> None:
    session, record = passes_of_softplus(40, gradient="published")
    rate = session.experiment.training.learning_rate
    starts = np.vstack([session.first.first_parameters(), record.parameters[:-1]])
    np.testing.assert_allclose(starts - rate * record.gradients, record.parameters, rtol=1e-12)
    targets, x = session.data.targets[:, 0], np.arange(12)
    iw1, iw2, b1, b2, ow1, ow2 = starts[0].tolist()
    assert session.experiment.names.parameters == ("iw1", "iw2", "b1", "b2", "ow1", "ow2")
    inputs = session.data.inputs[:, 0]
    predicted = sum(ow * np.log1p(np.exp(iw * inputs + b)) for iw, b, ow in ((iw1, b1, ow1), (iw2, b2, ow2)))
    slopes = 1.0 / (1.0 + np.exp(-np.log1p(np.exp(iw1 * x + b1))))
    by_hand = (-2.0 * (targets - predicted) * ow1 * slopes * x).sum()
    assert record.gradients[0, 0] == pytest.approx(by_hand, rel=1e-12)


def test_a_sample_is_what_a_snapshot_at_its_step_shows() -> None:
    session = opened(batch_size=3, reduction="mean")
    session.run(40)
    record, other = record_of(session), opened(batch_size=3, reduction="mean", with_histories=False)
    assert other.snapshot().histories is None
    for row, step in enumerate(record.steps.tolist()):
        other.run(step - other.steps)
        snapshot = other.snapshot()
        assert snapshot.trace is not None
        assert record.parameters[row].tolist() == snapshot.parameters.tolist()
        assert record.gradients[row].tolist() == snapshot.gradient.tolist()
        assert record.activations[row].tolist() == np.concatenate(snapshot.trace.h).tolist()
        batch = [sample.loss for sample in snapshot.samples[-((step - 1) % EXAMPLES % 3 + 1) :]]
        assert record.losses[row] == pytest.approx(sum(batch) / len(batch), rel=1e-12)
    assert record.steps.tolist() == [3, 6, 7, 10, 13, 14, 17, 20, 21, 24, 27, 28, 31, 34, 35, 38]
    assert record.activation_names == ("h1[1]", "h1[2]", "h1[3]", "ŷ")


@pytest.mark.parametrize("network", NETWORKS)
@settings(max_examples=15)
@given(settings_of_a_run, st.lists(moves, max_size=12))
def test_the_run_does_not_feel_it_and_it_does_not_feel_how_steps_were_done(
    network: str, run: dict[str, Any], actions: list[tuple[Any, ...]]
) -> None:
    with little_memory():
        session, model = opened(network, **run), Model()
        for action in [("run", 70), *actions]:
            walk(session, model, action)
        straight = opened(network, **run)
        straight.run(model.latest)
        assert bits(record_of(session)) == bits(record_of(straight))
        plain = opened(network, **run, with_histories=False)
        plain.run(model.step)
        assert state_bits(session) == state_bits(plain)


@settings(max_examples=25)
@given(settings_of_a_run, st.lists(st.one_of(moves, edits), max_size=20))
def test_what_is_kept_belongs_to_the_run_with_its_edits_and_is_bounded(
    run: dict[str, Any], actions: list[tuple[Any, ...]]
) -> None:
    with little_memory():
        session, model = opened(**run), Model()
        for action in [("run", 70), *actions]:
            walk(session, model, action)
        straight = opened(**run)
        for event in model.events:
            straight.run(event.step - straight.steps)
            straight.apply(event.edit)
        straight.run(model.latest - straight.steps)
        mine, whole = record_of(session), record_of(straight)
        assert len(mine.steps) <= CAPACITY and len(mine.test_steps) <= 4
        for steps, columns in (
            ("steps", ("parameters", "gradients", "activations", "losses")),
            ("test_steps", ("train_losses", "test_losses")),
        ):
            common, here, there = np.intersect1d(getattr(mine, steps), getattr(whole, steps), return_indices=True)
            # Cuts may leave gaps, but nothing that a run without them would not have seen.
            assert common.tolist() == getattr(mine, steps).tolist()
            for column in columns:
                assert getattr(mine, column)[here].tolist() == getattr(whole, column)[there].tolist()


def test_samples_are_thinned_as_the_run_gets_longer() -> None:
    session = opened()
    for steps in (CAPACITY - 1, CAPACITY, CAPACITY + 2, 4 * CAPACITY, 1000):
        session.run(steps - session.steps)
        record = record_of(session)
        stride = record.stride
        assert CAPACITY // 2 < len(record.steps) <= CAPACITY
        assert record.steps.tolist() == list(range(stride, steps + 1, stride))
        assert record.test_steps.tolist()[-1] % EXAMPLES == 0
    assert stride == 64


def test_a_record_never_changes_and_nobody_can_write_to_it() -> None:
    session = opened()
    session.run(10)
    record = record_of(session)
    before = bits(record)
    assert record_of(session) is record
    session.run(500)
    session.seek(5)
    session.apply(SetParameter(0, 9.0))
    session.run(500)
    assert bits(record) == before
    with pytest.raises(ValueError, match="read-only"):
        record.losses[0] = 1.0


def test_an_edit_in_the_past_cuts_what_lies_after_it_and_the_new_future_is_as_fine_as_the_first() -> None:
    session = opened()
    session.run(1000)
    session.seek(0)
    assert record_of(session).steps[-1] == 960
    session.apply(SetParameter(0, 9.0))
    assert len(record_of(session).steps) == len(record_of(session).test_steps) == 0
    session.run(12)
    assert record_of(session).steps.tolist() == list(range(1, 13))
    session.undo()
    assert len(record_of(session).steps) == 0


def test_updates_are_counted_through_another_batch_size_and_another_optimizer() -> None:
    session = opened(batch_size=1)
    session.run(2 * EXAMPLES)
    for change in ({"batch_size": 0}, {"optimizer": experiment(optimizer="adam").training.optimizer}):
        training = replace(session.experiment.training, **change)
        session.apply(ChangeTraining(training))
        session.run(2 * EXAMPLES)
    # 14 updates, then one an epoch: from the 17th on every second is kept.
    assert record_of(session).steps.tolist() == [*range(2, 15, 2), 28, 42]


def test_both_parts_of_the_data_are_evaluated_at_the_ends_of_epochs() -> None:
    experiment_, data = classifier(), classes()
    test = replace(data, inputs=data.inputs[:3], targets=data.targets[:3], rows=data.rows[:3])
    session = Session(experiment_, data, test, with_histories=True)
    for _ in range(3):
        session.run(EXAMPLES)
        record = record_of(session)
        assert record.train_losses[-1] == pytest.approx(session.evaluate().mean_loss, rel=1e-12)
        assert record.test_losses[-1] == pytest.approx(session.evaluate(test).mean_loss, rel=1e-12)
    assert record.test_steps.tolist() == [7, 14, 21]
    again = started_anew(session)
    again.run(EXAMPLES)
    assert record_of(again).test_losses.tolist() == record.test_losses[:1].tolist()


def test_stops_at_breakpoints_are_noted_once_and_cut() -> None:
    session = opened()
    watch = Watch([parse_breakpoint("row == 30", session.experiment)])
    assert watch.run(session, 20) and watch.run(session, 20)
    assert record_of(session).stops == (4, 11)
    session.seek(5)
    assert watch.run(session, 20)
    assert record_of(session).stops == (4, 11)
    session.seek(5)
    session.apply(SetParameter(0, 9.0))
    assert record_of(session).stops == (4,)


def test_wide_rows_take_no_more_memory() -> None:
    setup = set_up("two-spirals", Overrides(layers=(2, 100, 100, 2)))
    session = Session(setup.experiment, setup.train, with_histories=True)
    session.run(200)
    record = record_of(session)
    width = 2 * session.experiment.network.parameter_count + 202 + 1
    assert 16 <= len(record.steps) <= 8 * 2**20 // (8 * width)
