"""The problems that engines and peers are compared on: the same network, start, data and order for each of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from tui_nn.core.backprop import trace
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Architecture, Layer, Network

EXAMPLES = 1_000


@dataclass(frozen=True, eq=False)
class Problem:
    """A network and what it is trained on, one example at a time, in the order of the data, round and round.

    The losses are those whose δ at the output is ŷ − y: ½(ŷ − y)² after identity, cross-entropies after sigmoid and
    softmax.

    Attributes:
        name: What to call it.
        network: Its hidden layers all have the same activation, and every layer has biases.
        loss: The loss's name.
        rate: The learning rate, always the same.
        inputs: Shape (examples, inputs).
        targets: Shape (examples, outputs).
        start: The first parameters, shape (parameters,).
    """

    name: str
    network: Architecture
    loss: str
    rate: float
    inputs: Floats = field(repr=False)
    targets: Floats = field(repr=False)
    start: Floats = field(repr=False)

    @property
    def hidden(self) -> str:
        """The activation of the hidden layers."""
        return self.network.layers[0].activation

    @property
    def output(self) -> str:
        """The activation of the output layer."""
        return self.network.layers[-1].activation

    def layers(self) -> list[tuple[Floats, Floats]]:
        """Give the start as W, shape (n_out, n_in), and b, shape (n_out,), of each layer."""
        return [(weights, biases) for weights, biases in self.network.split(self.start.copy()) if biases is not None]

    def trained(self, steps: int) -> Floats:
        """Give the parameters after so many steps of the readable network, shape (parameters,)."""
        network, loss = Network(self.network, self.start.copy()), LOSSES[self.loss]
        for step in range(steps):
            example = step % len(self.inputs)
            gradient = trace(network, loss, self.inputs[example], self.targets[example]).gradient
            network.parameters -= self.rate * gradient
        return network.parameters


def flat(layers: list[tuple[Floats, Floats]]) -> Floats:
    """Give the parameters of W, shape (n_out, n_in), and b of each layer in the order of the flat vector."""
    return np.concatenate([part.ravel() for weights, biases in layers for part in (weights, biases)])


def make_problem(name: str, sizes: tuple[int, ...], hidden: str, output: str, rate: float) -> Problem:
    """Draw data that a noisy rule made, so that there is always something left to learn, and a start."""
    generator = np.random.default_rng(3)
    inputs = generator.normal(size=(EXAMPLES, sizes[0]))
    scores = inputs @ generator.normal(size=(sizes[0], sizes[-1])) / math.sqrt(sizes[0])
    noisy = scores + 0.3 * generator.normal(size=scores.shape)
    if output == "softmax":
        loss, targets = "cross_entropy", np.eye(sizes[-1])[noisy.argmax(axis=1)]
    elif output == "sigmoid":
        loss, targets = "binary_cross_entropy", (noisy > 0.0).astype(np.float64)
    else:
        loss, targets = "half_squared", np.sin(noisy)
    start = flat(
        [
            (generator.normal(size=(size, below)) / math.sqrt(below), np.full(size, 0.1))
            for below, size in zip(sizes, sizes[1:], strict=False)
        ]
    )
    layers = [Layer(size, hidden) for size in sizes[1:-1]] + [Layer(sizes[-1], output)]
    return Problem(name, Architecture(sizes[0], tuple(layers)), loss, rate, inputs, targets, start)


PROBLEMS = (
    make_problem("1-1-1 ReLU", (1, 1, 1), "relu", "identity", 0.05),
    make_problem("2-2-1 sigmoid", (2, 2, 1), "sigmoid", "sigmoid", 0.1),
    make_problem("2-8-8-1 tanh", (2, 8, 8, 1), "tanh", "identity", 0.05),
    make_problem("64-32-10 ReLU", (64, 32, 10), "relu", "softmax", 0.01),
)
