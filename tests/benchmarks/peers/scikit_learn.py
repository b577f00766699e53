"""scikit-learn: `partial_fit` of its MLPs, with a batch of one, an example or an epoch a call."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor

from tests.benchmarks.problems import Problem, flat
from tests.benchmarks.runners import OneByOne
from tui_nn.core.floats import Floats

ACTIVATIONS = {"relu": "relu", "sigmoid": "logistic", "tanh": "tanh"}


class _Model:
    """An MLP at the problem's start.

    Its regressor has identity outputs and half squared errors, its classifier sigmoid or softmax and cross-entropies.
    """

    def __init__(self, problem: Problem) -> None:
        settings = {
            "hidden_layer_sizes": problem.network.sizes[1:-1],
            "activation": ACTIVATIONS[problem.hidden],
            "solver": "sgd",
            "alpha": 0.0,
            "batch_size": 1,
            "learning_rate_init": problem.rate,
            "momentum": 0.0,
            "nesterovs_momentum": False,
            "shuffle": False,
        }
        if problem.loss == "half_squared":
            self.model, first = MLPRegressor(**settings), {}
            self.targets = problem.targets[:, 0]
        else:
            several = problem.loss == "cross_entropy"
            self.targets = problem.targets.argmax(axis=1) if several else problem.targets[:, 0].astype(np.int64)
            self.model, first = MLPClassifier(**settings), {"classes": np.unique(self.targets)}
        # The first call draws a start and makes a step from it; then ours is put over both.
        self.model.partial_fit(problem.inputs[:1], self.targets[:1], **first)
        parts = zip(self.model.coefs_, self.model.intercepts_, problem.layers(), strict=True)
        for weights, biases, (our_weights, our_biases) in parts:
            weights[:], biases[:] = our_weights.T, our_biases

    def train(self, inputs: Any, targets: Any) -> None:
        self.model.partial_fit(inputs, targets)

    def parameters(self) -> Floats:
        layers = zip(self.model.coefs_, self.model.intercepts_, strict=True)
        return flat([(weights.T, biases) for weights, biases in layers])


def _without_checks() -> Any:
    return sklearn.config_context(assume_finite=True, skip_parameter_validation=True)


class ExampleByExample(OneByOne):
    def __init__(self, problem: Problem) -> None:
        self.model = _Model(problem)
        rows = range(len(problem.inputs))
        super().__init__([(problem.inputs[row : row + 1], self.model.targets[row : row + 1]) for row in rows])

    def run(self, count: int) -> None:
        with _without_checks():
            super().run(count)

    def step(self, inputs: Any, target: Any) -> None:
        self.model.train(inputs, target)

    def parameters(self) -> Floats:
        return self.model.parameters()


class EpochByEpoch:
    def __init__(self, problem: Problem) -> None:
        self.model = _Model(problem)
        self.inputs = problem.inputs
        self.unit = len(problem.inputs)

    def run(self, count: int) -> None:
        with _without_checks():
            for _ in range(count // self.unit):
                self.model.train(self.inputs, self.model.targets)

    def parameters(self) -> Floats:
        return self.model.parameters()
