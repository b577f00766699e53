"""A network as one writes it in numpy without thinking of speed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.benchmarks.problems import Problem, flat
from tests.benchmarks.runners import OneByOne
from tui_nn.core.floats import Floats


def softmax(z: Floats) -> Floats:
    powers = np.exp(z - z.max())
    quotient: Floats = powers / powers.sum()
    return quotient


ACTIVATIONS: dict[str, Callable[[Floats], Floats]] = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0.0),
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "tanh": np.tanh,
    "softmax": softmax,
}
SLOPES: dict[str, Callable[[Floats], Floats]] = {
    "relu": lambda h: (h > 0.0).astype(np.float64),
    "sigmoid": lambda h: h * (1.0 - h),
    "tanh": lambda h: 1.0 - h**2,
}


class NaiveNumpy(OneByOne):
    def __init__(self, problem: Problem) -> None:
        super().__init__(list(zip(problem.inputs, problem.targets, strict=True)))
        self.weights, self.biases = map(list, zip(*problem.layers(), strict=True))
        self.activations = [ACTIVATIONS[layer.activation] for layer in problem.network.layers]
        self.slope = SLOPES[problem.hidden]
        self.rate = problem.rate

    def step(self, inputs: Floats, target: Floats) -> None:
        signals = [inputs]
        for weights, biases, activation in zip(self.weights, self.biases, self.activations, strict=True):
            signals.append(activation(weights @ signals[-1] + biases))
        delta = signals[-1] - target
        for layer in reversed(range(len(self.weights))):
            gradient, below = delta, signals[layer]
            if layer:
                delta = (self.weights[layer].T @ delta) * self.slope(below)
            self.weights[layer] -= self.rate * np.outer(gradient, below)
            self.biases[layer] -= self.rate * gradient

    def parameters(self) -> Floats:
        return flat(list(zip(self.weights, self.biases, strict=True)))
