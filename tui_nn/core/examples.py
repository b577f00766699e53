"""The examples of a data set, in the forms in which engines take them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tui_nn.core.floats import Floats

Integers = NDArray[np.int64]

READY = 10_000
"""Data of up to so many examples are held ready; taking one out of arrays takes long beside a step of training."""

T = TypeVar("T")

Line = tuple[float, ...]
"""One example as Python floats: its inputs, its targets, and the row of the data that published rules use."""

Signals = tuple[Floats, Floats, Floats, int]
"""One example as arrays: its inputs with a 1 or a 0 behind them, shape (inputs + 1,), the same as a matrix of one row,
its targets, shape (outputs,), and which of them is 1 where all others are 0, or −1."""


class Examples:
    """Examples to train on; nobody writes to the arrays.

    Args:
        inputs: Shape (examples, inputs).
        targets: Shape (examples, outputs).
        rows: Each example's row of the data file, shape (examples,).
    """

    def __init__(self, inputs: Floats, targets: Floats, rows: Integers) -> None:
        self.inputs = np.ascontiguousarray(inputs)
        self.targets = np.ascontiguousarray(targets)
        self.rows = rows
        self.numbered = rows.astype(np.float64)
        self._lines: list[Line] | None = None
        self._signals: dict[bool, list[Signals]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, picked: Integers, *, in_order: bool = False) -> list[Line]:
        """Give examples as Python floats.

        Args:
            picked: Their indices.
            in_order: Whether these follow one another, beginning anew after the last example.
        """
        if len(self) > READY:
            return self._split(picked)
        if self._lines is None:
            self._lines = self._split(np.arange(len(self)))
        return _take(self._lines, picked, in_order)

    def signals(self, picked: Integers, *, bias: bool, in_order: bool = False) -> list[Signals]:
        """Give examples as arrays.

        Args:
            picked: Their indices.
            bias: Whether a 1 stands behind the inputs, for a layer with biases, or a 0.
            in_order: As for `lines`.
        """
        if len(self) > READY:
            return self._as_signals(picked, bias)
        if bias not in self._signals:
            self._signals[bias] = self._as_signals(np.arange(len(self)), bias)
        return _take(self._signals[bias], picked, in_order)

    def _split(self, picked: Integers) -> list[Line]:
        columns = np.concatenate((self.inputs[picked], self.targets[picked], self.numbered[picked, None]), axis=1)
        return [*map(tuple, columns.tolist())]

    def _as_signals(self, picked: Integers, bias: bool) -> list[Signals]:
        inputs = np.concatenate((self.inputs[picked], np.full((len(picked), 1), float(bias))), axis=1)
        targets = self.targets[picked]
        return [*zip(inputs, inputs[:, None, :], targets, class_of(targets).tolist(), strict=True)]


def class_of(targets: Floats) -> Integers:
    """Say of each target, shape (…, outputs), which of its numbers is 1 where all others are 0, or −1."""
    one = ((targets == 1.0).sum(axis=-1) == 1) & ((targets != 0.0).sum(axis=-1) == 1)
    return np.where(one, targets.argmax(axis=-1), -1)


def _take(ready: list[T], picked: Integers, in_order: bool) -> list[T]:
    if not in_order or not len(picked):
        return [*map(ready.__getitem__, picked.tolist())]
    first, count, examples = int(picked[0]), len(picked), len(ready)
    if first + count <= examples:
        return ready[first : first + count]
    whole, rest = divmod(count - (examples - first), examples)
    return [*ready[first:], *(ready * whole), *ready[:rest]]
