"""micrograd: its layers of scalar values, which know ReLU and squares only."""

from __future__ import annotations

from typing import Any

import numpy as np
from micrograd.nn import Layer

from tests.benchmarks.problems import Problem
from tests.benchmarks.runners import Absent, OneByOne
from tui_nn.core.floats import Floats


class Micrograd(OneByOne):
    def __init__(self, problem: Problem) -> None:
        for activation in (problem.hidden, problem.output):
            if activation not in ("relu", "identity"):
                raise Absent(f"no {activation}")
        super().__init__(list(zip(problem.inputs.tolist(), problem.targets[:, 0].tolist(), strict=True)))
        self.layers: list[Any] = []
        for kind, (weights, biases) in zip(problem.network.layers, problem.layers(), strict=True):
            layer = Layer(weights.shape[1], weights.shape[0], nonlin=kind.activation == "relu")
            for neuron, row, bias in zip(layer.neurons, weights.tolist(), biases.tolist(), strict=True):
                neuron.b.data = bias
                for value, number in zip(neuron.w, row, strict=True):
                    value.data = number
            self.layers.append(layer)
        self.values = [value for layer in self.layers for value in layer.parameters()]
        # The squared error below has no ½: half the rate does the same.
        self.rate = problem.rate / 2.0

    def step(self, inputs: list[float], target: float) -> None:
        signal: list[Any] = inputs
        for layer in self.layers:
            # Not its MLP, which cannot pass on the signal of a layer of one neuron.
            signal = [neuron(signal) for neuron in layer.neurons]
        loss = (signal[0] - target) ** 2
        for value in self.values:
            value.grad = 0
        loss.backward()
        for value in self.values:
            value.data -= self.rate * value.grad

    def parameters(self) -> Floats:
        values: list[float] = []
        for layer in self.layers:
            values += [value.data for neuron in layer.neurons for value in neuron.w]
            values += [neuron.b.data for neuron in layer.neurons]
        return np.array(values)
