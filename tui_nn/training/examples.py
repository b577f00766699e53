"""The examples of a data set one by one, each with what a right answer to it looks like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tui_nn.core.losses import LOSSES
from tui_nn.data.dataset import Dataset, Floats, Integers

READY = 10_000
"""Data of up to so many examples are held ready; taking one out of arrays takes long beside a step of training."""

Example = tuple[int, Floats, Floats, int, Any]
"""Its index, inputs, targets, row, and what a right answer looks like."""


class Examples:
    """Gives examples to train on.

    Args:
        data: The data set.
        loss: The loss's name.

    Attributes:
        classifies: Whether predictions can be right or wrong.
        exclusive: Whether the outputs are classes of which one is true.
        right: Says whether a prediction is right, from it and what an example wants; None where it is about numbers.
    """

    def __init__(self, data: Dataset, loss: str) -> None:
        self.data = data
        self.classifies = bool(data.classes) or bool(LOSSES[loss].partner)
        self.exclusive = data.output_count > 1 and (bool(data.classes) or loss == "cross_entropy")
        several = _largest if self.exclusive else _sides
        judge: Callable[[list[float], Any], bool] = several if data.output_count > 1 else _side
        self.right = judge if self.classifies else None
        self._ready = self._split(np.arange(len(data))) if len(data) <= READY else None

    def take(self, picked: Integers) -> Sequence[Example]:
        """Give the examples with these indices."""
        ready = self._ready
        return self._split(picked) if ready is None else [ready[example] for example in picked.tolist()]

    def _split(self, picked: Integers) -> list[Example]:
        data, targets = self.data, self.data.targets[picked]
        wanted = (targets.argmax(axis=1) if self.exclusive else targets >= 0.5).tolist()
        rows = data.rows[picked].tolist()
        return [*zip(picked.tolist(), data.inputs[picked], targets, rows, wanted, strict=True)]


# The verdicts of `core.accuracy.right` on one example: judging each with arrays would cost too much.


def _largest(prediction: list[float], wanted: int) -> bool:
    return prediction.index(max(prediction)) == wanted


def _sides(prediction: list[float], wanted: list[bool]) -> bool:
    return [value >= 0.5 for value in prediction] == wanted


def _side(prediction: list[float], wanted: list[bool]) -> bool:
    return (prediction[0] >= 0.5) is wanted[0]
