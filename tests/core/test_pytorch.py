"""Short runs compared with the same runs in PyTorch, whose results stand in `pytorch.json`.

They were made so, with `torch.set_default_dtype(torch.float64)`: `nn.Linear` layers hold `start` (each layer's weight
row by row, then its bias). The losses are, on the last pre_activations or predictions, `0.5 * ((p - y) ** 2).sum()`,
`huber_loss(p, y, reduction="sum")`, `cross_entropy(z, y, reduction="sum")` and
`binary_cross_entropy_with_logits(z, y, reduction="sum")`, divided by the number of rows where the reduction is mean.
The optimizers are `SGD(lr, momentum=0.9)`, the same with `nesterov=True`, `Adam(lr)` and `RMSprop(lr)`, with all other
arguments at PyTorch's defaults but `weight_decay`, which is `l2` for weights and 0 for biases (two parameter groups).
Each epoch takes the rows in order, `batch_size` at a time: `zero_grad`, `backward`, `step`. `end` and `end_loss` (the
sum over all rows) were taken after the last epoch.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Architecture, Layer, Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings

RUNS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "pytorch.json").read_text())["runs"]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: str(run["name"]))
def test_a_run_agrees_with_pytorch(run: dict[str, Any]) -> None:
    inputs, *sizes = run["sizes"]
    layers = [Layer(size, run["hidden"]) for size in sizes[:-1]] + [Layer(sizes[-1], run["output"])]
    network = Network(Architecture(inputs, tuple(layers)), np.array(run["start"]))
    loss = LOSSES[run["loss"]]
    engine = NumpyEngine(network, loss, OptimizerSettings(**run["optimizer"]), reduction=run["reduction"])
    examples, targets = np.array(run["inputs"]), np.array(run["targets"])
    for _ in range(run["epochs"]):
        for row in range(len(examples)):
            ends_batch = (row + 1) % run["batch_size"] == 0 or row + 1 == len(examples)
            rate = run["learning_rate"]
            engine.step(examples[row], targets[row], row=row, rate=rate, ends_batch=ends_batch)
    np.testing.assert_allclose(network.parameters, run["end"], rtol=1e-12, atol=1e-12)
    z, h = network.forward(examples)
    assert loss(z[-1], h[-1], targets).sum() == pytest.approx(run["end_loss"], rel=1e-12)


def test_every_optimizer_but_plain_descent_was_compared() -> None:
    assert {run["optimizer"]["name"] for run in RUNS} == set(OPTIMIZERS) - {"sgd"}
