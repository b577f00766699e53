"""How a network does on a whole data set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.core.accuracy import right
from tui_nn.core.losses import Loss
from tui_nn.core.network import Network
from tui_nn.data.dataset import Dataset
from tui_nn.training.judge import Judge

EVALUATED_AT_ONCE = 65_536


@dataclass(frozen=True)
class Evaluation:
    """How the network does on a whole data set at its present parameters.

    Attributes:
        total_loss: The sum of the examples' losses.
        examples: How many there are.
        accuracy: The share of right classes; None where targets are numbers.
    """

    total_loss: float
    examples: int
    accuracy: float | None

    @property
    def mean_loss(self) -> float:
        """The mean of the examples' losses."""
        return self.total_loss / self.examples


def evaluate(network: Network, loss: Loss, data: Dataset, judge: Judge) -> Evaluation:
    """Predict every example.

    Args:
        network: The network at the parameters to judge.
        loss: The loss of one example.
        data: The examples.
        judge: Says what a right prediction is.
    """
    total, correct = 0.0, 0
    with np.errstate(all="ignore"):
        for start in range(0, len(data), EVALUATED_AT_ONCE):
            part = slice(start, start + EVALUATED_AT_ONCE)
            z, h = network.forward(data.inputs[part])
            total += float(loss(z[-1], h[-1], data.targets[part]).sum())
            correct += int(right(h[-1], data.targets[part], exclusive=judge.exclusive).sum())
    return Evaluation(total, len(data), correct / len(data) if judge.classifies else None)
