from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.small import EXAMPLES, bits, classes, classifier, experiment, numbers, samples, session
from tui_nn.core.activations import softmax
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.data.order import order_of_epoch
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import REDUCTIONS
from tui_nn.training.edits import learning_rate
from tui_nn.training.rest import started_anew
from tui_nn.training.session import Session
from tui_nn.training.snapshot import EpochSummary

runs = st.fixed_dictionaries(
    {
        "optimizer": st.sampled_from([*OPTIMIZERS]),
        "batch_size": st.integers(0, EXAMPLES + 1),
        "reduction": st.sampled_from(REDUCTIONS),
        "shuffle": st.booleans(),
        "seed": st.integers(0, 2**32),
        "learning_rate": st.sampled_from([0.001, 0.05]),
    }
)


@settings(max_examples=40)
@given(runs, st.lists(st.integers(0, 2 * EXAMPLES), max_size=4))
def test_any_mix_of_steps_is_one_run(run: dict[str, Any], counts: list[int]) -> None:
    mixed, at_once, one_by_one = session(**run), session(**run), session(**run)
    for count in counts:
        assert mixed.run(count) == count
        mixed.snapshot()
        mixed.evaluate()
    at_once.run(sum(counts))
    for _ in range(sum(counts)):
        one_by_one.step()
    assert bits(mixed) == bits(at_once) == bits(one_by_one)


@settings(max_examples=20)
@given(runs, st.integers(0, 30))
def test_reset_gives_the_same_bits_again(run: dict[str, Any], count: int) -> None:
    opened = session(**run)
    start = bits(opened)
    opened.run(count)
    end = bits(opened)
    opened = started_anew(opened)
    assert bits(opened) == start
    opened.run(count)
    assert bits(opened) == end


def test_a_new_seed_draws_new_parameters_and_a_new_order() -> None:
    start = replace(experiment().start, values={"b1[1]": 9.0})
    opened = Session(replace(experiment(shuffle=True), start=start), numbers())
    assert 9.0 in opened.parameters
    opened.run(3)
    opened = started_anew(opened, 2)
    assert bits(opened) == bits(session(seed=2, shuffle=True))
    assert opened.experiment.start.values == {}
    opened.run(20)
    same = session(seed=2, shuffle=True)
    same.run(20)
    assert bits(opened) == bits(same)


def test_a_new_learning_rate_counts_from_the_next_update() -> None:
    opened, other = session(batch_size=2, learning_rate=0.1), session(batch_size=2, learning_rate=0.2)
    opened.step()
    opened.apply(learning_rate(opened.experiment, 0.2))
    opened.step()
    other.run(2)
    assert opened.parameters.tolist() == other.parameters.tolist()
    assert started_anew(opened).experiment.training.learning_rate == 0.2


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_learning_rate_leaves_the_session_as_it_was(rate: float) -> None:
    opened = session(learning_rate=0.1)
    opened.run(3)
    before = bits(opened)
    with pytest.raises(ExperimentError, match="learning rate"):
        opened.apply(learning_rate(opened.experiment, rate))
    assert bits(opened) == before
    assert opened.experiment.training.learning_rate == 0.1


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("size", range(EXAMPLES + 2))
def test_every_batch_moves_by_its_own_gradient_and_the_last_may_be_shorter(size: int, reduction: str) -> None:
    rate = 0.1
    opened = session(batch_size=size, reduction=reduction, learning_rate=rate)
    width = size or EXAMPLES
    for first in range(0, EXAMPLES, width):
        rows = range(first, min(first + width, EXAMPLES))
        before = opened.parameters
        gradients = [
            opened.engine.trace(opened.data.inputs[row], opened.data.targets[row], row=row, rate=rate).gradient
            for row in rows
        ]
        updated = [sample.updated for sample in samples(opened, len(rows))]
        assert updated == [False] * (len(rows) - 1) + [True]
        scale = len(rows) if reduction == "mean" else 1
        expected = before - rate * np.sum(gradients, axis=0) / scale
        np.testing.assert_allclose(opened.parameters, expected, rtol=1e-13, atol=1e-15)
    assert opened.snapshot().updates == -(-EXAMPLES // width)
    assert opened.snapshot().in_batch == 0


@given(st.integers(0, EXAMPLES + 1), st.integers(0, 3 * EXAMPLES))
def test_the_next_update_and_the_next_epoch(size: int, step: int) -> None:
    opened = session(batch_size=size)
    later = range(step, step + EXAMPLES + 1)
    assert opened.schedule.next_update(step) == next(at for at in later if opened.schedule.ends_batch(at)) + 1
    assert opened.schedule.next_epoch(step) == next(at for at in range(step + 1, step + 9) if at % EXAMPLES == 0)


@given(st.integers(0, EXAMPLES + 1), st.integers(0, 3 * EXAMPLES), st.integers(1, 20))
def test_where_batches_begin_and_so_many_updates_end(size: int, step: int, updates: int) -> None:
    schedule = session(batch_size=size).schedule
    ends = [at + 1 for at in range(step + 20 * EXAMPLES) if schedule.ends_batch(at)]
    assert schedule.after_updates(step, updates) == [end for end in ends if end > step][updates - 1]
    assert schedule.batch_of(step + 1) == max([0, *(end for end in ends if end <= step)])


def test_the_position_counts_epochs_and_examples() -> None:
    opened = session()
    places = []
    for _ in range(EXAMPLES + 2):
        places.append((opened.position.step, opened.position.epoch, opened.position.example))
        opened.step()
    epoch = [(step, 0, step) for step in range(EXAMPLES)]
    assert places == [*epoch, (EXAMPLES, 1, 0), (EXAMPLES + 1, 1, 1)]


@pytest.mark.parametrize("shuffle", [False, True])
def test_examples_come_in_the_order_of_seed_and_epoch(shuffle: bool) -> None:
    opened = session(shuffle=shuffle, seed=5)
    expected = [
        int(example) for epoch in range(3) for example in order_of_epoch(EXAMPLES, seed=5, epoch=epoch, shuffle=shuffle)
    ]
    ahead = [opened.schedule.example_at(step) for step in reversed(range(3 * EXAMPLES))]
    seen = samples(opened, 3 * EXAMPLES)
    assert [sample.example for sample in seen] == expected == ahead[::-1]
    assert [sample.row for sample in seen] == [10 * example for example in expected]
    assert [sample.epoch for sample in seen] == [step // EXAMPLES for step in range(3 * EXAMPLES)]


def test_a_sample_says_what_was_predicted_before_its_update() -> None:
    opened = session()
    opened.run(4)
    predicted = opened.engine.network.predict(opened.data.inputs[4])
    sample = opened.step()
    assert sample is not None
    assert sample.prediction.tolist() == predicted.tolist()
    assert sample.loss == pytest.approx(float(predicted[0] - opened.data.targets[4, 0]) ** 2 / 2, rel=1e-14)
    assert (sample.step, sample.right, sample.updated) == (5, None, True)


def test_the_snapshot_keeps_the_last_samples_and_never_changes() -> None:
    opened = session()
    opened.run(30)
    snapshot = opened.snapshot(samples=3)
    assert [sample.step for sample in snapshot.samples] == [28, 29, 30]
    assert opened.snapshot(samples=0).samples == ()

    def shown() -> list[bytes]:
        arrays = (snapshot.parameters, snapshot.gradient, snapshot.change, snapshot.losses.curve().mean)
        return [array.tobytes() for array in arrays]

    before = shown()
    opened.run(30)
    assert shown() == before
    assert snapshot.position.step == 30


def test_divergence_halts_before_the_step_and_keeps_the_last_good_state() -> None:
    opened = session(learning_rate=1e9, loss="squared")
    done = opened.run(1000)
    assert 0 < done < 1000
    assert opened.steps == done
    good = session(learning_rate=1e9, loss="squared")
    good.run(done)
    assert np.isfinite(opened.parameters).all()
    assert opened.parameters.tolist() == good.parameters.tolist()
    assert opened.halted.startswith(f"Step {done + 1} (row {10 * (done % EXAMPLES)}): ")
    assert "learning rate" in opened.halted
    before = bits(opened)
    assert (opened.step(), opened.run(5), samples(opened, 2)) == (None, 0, [])
    assert bits(opened) == before
    opened = started_anew(opened)
    assert (opened.halted, opened.steps) == ("", 0)


def test_after_divergence_a_smaller_learning_rate_goes_on() -> None:
    far = replace(numbers(), targets=np.full((EXAMPLES, 1), 1000.0))
    opened, gentle = Session(experiment(learning_rate=1e308), far), Session(experiment(learning_rate=1e-3), far)
    assert opened.run(5) == 0
    assert opened.halted.startswith("Step 1 (row 0): the update would make a parameter infinite")
    opened.apply(learning_rate(opened.experiment, 1e-3))
    opened.run(5)
    gentle.run(5)
    assert bits(opened) == bits(gentle)


def test_the_reason_for_halting_names_the_loss() -> None:
    opened = Session(experiment(loss="squared"), replace(numbers(), targets=np.full((EXAMPLES, 1), 1e200)))
    assert opened.step() is None
    assert opened.halted.startswith("Step 1 (row 0): loss would be infinite or not a number.")


def summary(opened: Session) -> EpochSummary:
    assert opened.last_epoch is not None
    return opened.last_epoch


def test_an_epoch_is_summed_up_as_its_examples_were_seen() -> None:
    opened = Session(classifier(learning_rate=0.3), classes())
    losses, right = [], []
    for row in range(EXAMPLES):
        shares = softmax(opened.engine.network.forward(opened.data.inputs[row])[0][-1])
        true = int(opened.data.targets[row].argmax())
        losses.append(-float(np.log(shares[true])))
        right.append(int(shares.argmax()) == true)
        assert opened.last_epoch is None
        sample = opened.step()
        assert sample is not None
        assert sample.loss == pytest.approx(losses[-1], rel=1e-12)
        assert sample.right is right[-1]
    first = summary(opened)
    assert first.mean_loss == pytest.approx(sum(losses) / EXAMPLES, rel=1e-12)
    assert (first.epoch, first.accuracy) == (0, sum(right) / EXAMPLES)
    assert 0 < sum(right) < EXAMPLES
    seen = [(sample.loss, sample.right) for sample in samples(opened, EXAMPLES)]
    second = summary(opened)
    assert second.mean_loss == pytest.approx(sum(loss for loss, _ in seen) / EXAMPLES, rel=1e-12)
    assert (second.epoch, second.accuracy) == (1, sum(right is True for _, right in seen) / EXAMPLES)


def test_evaluation_is_the_same_in_parts() -> None:
    opened = Session(classifier(learning_rate=0.3), classes())
    opened.run(20)
    whole = opened.evaluate()
    with patch("tui_nn.training.evaluation.EVALUATED_AT_ONCE", 3):
        parts = opened.evaluate()
    z, h = opened.engine.network.forward(opened.data.inputs)
    true = opened.data.targets.argmax(axis=1)
    by_hand = -np.log(h[-1][np.arange(EXAMPLES), true]).sum()
    for evaluation in (whole, parts):
        assert evaluation.total_loss == pytest.approx(by_hand, rel=1e-12)
        assert evaluation.mean_loss == pytest.approx(by_hand / EXAMPLES, rel=1e-12)
        assert evaluation.accuracy == (h[-1].argmax(axis=1) == true).mean()
    other = opened.evaluate(replace(opened.data, inputs=opened.data.inputs[:2], targets=opened.data.targets[:2]))
    assert other.examples == 2
    assert Session(experiment(), numbers()).evaluate().accuracy is None


def test_a_trained_experiment_starts_where_the_session_stands() -> None:
    opened = session(optimizer="momentum")
    opened.run(10)
    start = opened.trained_experiment().first_parameters()
    assert start.tobytes() == opened.parameters.tobytes()


def test_network_and_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ExperimentError, match="the network has 1 output and the data have 3 outputs") as caught:
        Session(experiment(), classes())
    assert caught.value.advice == "Use layers 2-…-3."
    with pytest.raises(ExperimentError, match="adding up to 1") as caught:
        Session(classifier(), replace(classes(), targets=np.ones((EXAMPLES, 3))))
    assert caught.value.place == "loss"
