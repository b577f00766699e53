"""Training on events: the arithmetic of a session without its data, order and epochs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.training.small import EXAMPLES, classes, classifier, experiment, numbers
from tui_nn.data.dataset import Dataset
from tui_nn.errors import DataError, ExperimentError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.lessons import lesson
from tui_nn.training import compiling
from tui_nn.training.edits import Freeze
from tui_nn.training.engines import engine_of_stream
from tui_nn.training.online import OnlineTrainer
from tui_nn.training.session import Session

ONE = np.ones(1)


@pytest.mark.parametrize(
    ("trained", "data"),
    [
        (experiment(), numbers()),
        (experiment(optimizer="adam", batch_size=3, reduction="sum"), numbers()),
        (experiment(optimizer="nesterov", batch_size=2, engine="numpy"), numbers(EXAMPLES - 1)),
        (classifier(learning_rate=0.5), classes()),
        (classifier(engine="numpy"), classes()),
    ],
)
def test_the_rows_of_a_file_give_the_bits_of_its_first_epoch(trained: Experiment, data: Dataset) -> None:
    session, trainer = Session(trained, data), OnlineTrainer(trained, data)
    # The last batch of an epoch may be a shorter one; a stream has no such end.
    steps = len(data) // trained.training.batch_size * trained.training.batch_size
    for number in range(steps):
        known, sample = session.step(), trainer.step(data.inputs[number], data.targets[number])
        assert known is not None and sample is not None
        assert (sample.step, sample.loss, sample.updated) == (known.step, known.loss, known.updated)
        assert sample.prediction.tobytes() == known.prediction.tobytes()
        assert sample.right == known.right
        assert trainer.parameters.tobytes() == session.parameters.tobytes()
    assert trainer.steps == steps
    assert trainer.trained_experiment() == session.trained_experiment()


def test_batches_go_on_where_an_epoch_would_end() -> None:
    data, trainer = numbers(), OnlineTrainer(experiment(batch_size=3))
    samples = [trainer.step(data.inputs[n % EXAMPLES], data.targets[n % EXAMPLES]) for n in range(2 * EXAMPLES)]
    updated = [sample.step for sample in samples if sample is not None and sample.updated]
    assert updated == [3, 6, 9, 12]


def test_a_parameter_is_held_as_in_a_session() -> None:
    data, small = numbers(), experiment(optimizer="momentum")
    session, trainer = Session(small, data), OnlineTrainer(small, frozen=["W1[2,1]", "b2[1]"])
    names = small.names
    session.apply(Freeze((names.index("W1[2,1]"), names.index("b2[1]")), frozen=True))
    for inputs, target in zip(data.inputs, data.targets, strict=True):
        trainer.step(inputs, target)
    session.run(len(data))
    assert trainer.parameters.tobytes() == session.parameters.tobytes()
    assert trainer.parameters[names.index("b2[1]")] == small.first_parameters()[names.index("b2[1]")]


def test_one_event_at_a_time_is_nothing_for_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "installed", lambda: True)
    assert engine_of_stream(lesson("relu-1-1-1-stream")) == "scalar"
    assert engine_of_stream(lesson("two-spirals")) == "numpy"
    assert engine_of_stream(experiment(engine="numba")) == "numba"


def test_divergence_halts_before_the_step_in_the_words_of_a_session() -> None:
    data, wild = numbers(), experiment(learning_rate=1e200)
    session, trainer = Session(wild, data), OnlineTrainer(wild)
    while trainer.step(data.inputs[trainer.steps], data.targets[trainer.steps]) is not None:
        good = trainer.parameters
    session.run(EXAMPLES)
    assert trainer.steps == session.steps < EXAMPLES
    place = f" (row {10 * trainer.steps})"
    assert trainer.halted and trainer.halted == session.halted.replace(place, "")
    assert trainer.step(data.inputs[0], data.targets[0]) is None
    assert trainer.parameters.tobytes() == good.tobytes()


@pytest.mark.parametrize(
    ("x", "y", "what"), [(np.nan, 1.0, "x is nan"), (1.0, np.inf, "y is inf"), (-np.inf, np.nan, "x is -inf")]
)
def test_an_event_that_is_no_number_is_named(x: float, y: float, what: str) -> None:
    trainer = OnlineTrainer(lesson("relu-1-1-1-stream"))
    trainer.step(ONE, ONE)
    before = trainer.parameters
    assert trainer.step(np.array([x]), np.array([y])) is None
    assert trainer.halted.startswith(f"Step 2: {what}. ")
    assert trainer.parameters.tobytes() == before.tobytes()


def test_an_event_that_does_not_fit_is_refused() -> None:
    trainer = OnlineTrainer(lesson("sigmoid-2-2-1"))
    with pytest.raises(DataError, match=r"step 1: the event has inputs of shape \(1,\)"):
        trainer.step(ONE, ONE)
    with pytest.raises(DataError, match="step 1: binary_cross_entropy wants targets from 0 to 1, and the event has 2"):
        trainer.step(np.ones(2), 2.0 * ONE)
    assert trainer.steps == 0


def test_what_cannot_be_trained_on_a_stream_is_refused() -> None:
    stream = lesson("relu-1-1-1-stream")
    with pytest.raises(ExperimentError, match="a batch cannot hold a full one"):
        OnlineTrainer(replace(stream, training=replace(stream.training, batch_size=0)))
    with pytest.raises(ExperimentError, match="there is no parameter 'w9'"):
        OnlineTrainer(stream, frozen=["w9"])
