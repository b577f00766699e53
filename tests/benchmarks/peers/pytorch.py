"""PyTorch, eager: a Sequential, one of its losses, backward and SGD at every example."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from tests.benchmarks.problems import Problem
from tests.benchmarks.runners import OneByOne
from tui_nn.core.floats import Floats

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
# These losses take the output layer's z, as is usual.
LOSSES = {
    "half_squared": nn.MSELoss,
    "binary_cross_entropy": nn.BCEWithLogitsLoss,
    "cross_entropy": nn.CrossEntropyLoss,
}


class PyTorchEager(OneByOne):
    def __init__(self, problem: Problem) -> None:
        # More threads only cost time on networks of this size.
        torch.set_num_threads(1)
        inputs, targets = torch.from_numpy(problem.inputs), torch.from_numpy(problem.targets)
        if problem.loss == "cross_entropy":
            targets = targets.argmax(dim=1)
        # Batches of one row are faster than vectors.
        super().__init__(list(zip(inputs.split(1), targets.split(1), strict=True)))
        modules: list[Any] = []
        for weights, biases in problem.layers():
            linear = nn.Linear(weights.shape[1], weights.shape[0], dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weights))
                linear.bias.copy_(torch.from_numpy(biases))
            modules += [linear, ACTIVATIONS[problem.hidden]()]
        self.model = nn.Sequential(*modules[:-1])
        self.loss = LOSSES[problem.loss](reduction="sum")
        # Its squared error has no ½: half the rate does the same.
        rate = problem.rate / 2.0 if problem.loss == "half_squared" else problem.rate
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=rate)

    def step(self, inputs: Any, target: Any) -> None:
        self.optimizer.zero_grad()
        self.loss(self.model(inputs), target).backward()
        self.optimizer.step()

    def parameters(self) -> Floats:
        values: Floats = torch.cat([part.detach().reshape(-1) for part in self.model.parameters()]).numpy()
        return values
