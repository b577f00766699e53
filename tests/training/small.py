"""Small experiments and data for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import About, Experiment, Start, Training
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Sample

EXAMPLES = 7


def numbers(examples: int = EXAMPLES) -> Dataset:
    """Give a curve over two inputs, its rows numbered in tens."""
    x = np.linspace(-1.0, 1.0, examples)
    inputs = np.stack([x, np.cos(3.0 * x)], axis=1)
    rows = np.arange(0, 10 * examples, 10)
    return Dataset("curve", ("x", "c"), ("y",), inputs, np.sin(2.0 * x)[:, None], rows)


def classes() -> Dataset:
    """Give the curve's inputs with one of three classes each."""
    curve = numbers()
    names = ("low", "middle", "high")
    targets = np.eye(3)[np.digitize(curve.targets[:, 0], [-0.5, 0.5])]
    return replace(curve, target_names=names, targets=targets, classes=names, target_column="level")


def experiment(*, seed: int = 1, shuffle: bool = False, optimizer: str = "sgd", **training: Any) -> Experiment:
    return Experiment(
        About("small"),
        DataChoice("curve", shuffle=shuffle),
        Architecture(2, (Layer(3, "tanh"), Layer(1, "identity"))),
        Start(seed),
        Training(optimizer=OptimizerSettings(optimizer), **training),
    )


def classifier(**training: Any) -> Experiment:
    network = Architecture(2, (Layer(3, "tanh"), Layer(3, "softmax")))
    return replace(experiment(loss="half_squared"), network=network, training=Training("cross_entropy", **training))


def session(**settings: Any) -> Session:
    return Session(experiment(**settings), numbers())


def samples(of: Session, count: int) -> list[Sample]:
    """Train on so many examples and give them, fewer where training halts."""
    return [sample for _ in range(count) if (sample := of.step()) is not None]


def bits(of: Session) -> tuple[object, ...]:
    """Give everything a run leaves behind, to the last bit."""
    engine, curve = of.engine, of.snapshot().losses.curve()
    state = engine.remember()
    arrays = (state.parameters, state.optimizer, state.gradient, state.total, state.change, curve.mean, curve.low)
    samples = [(sample.step, sample.example, sample.loss, sample.updated) for sample in of.snapshot().samples]
    counters = (of.steps, engine.updates, engine.in_batch, of.halted, of.last_epoch)
    return (*(array.tobytes() for array in arrays), samples, counters)
