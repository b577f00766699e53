"""The losses of a run of any length in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tui_nn.data.dataset import Floats

CAPACITY = 4096


@dataclass(frozen=True, eq=False)
class LossCurve:
    """Losses by step, as many steps to a bucket as the run's length asks for.

    Attributes:
        width: Steps in a bucket; bucket i holds steps i·width + 1 … (i + 1)·width, the last one perhaps fewer.
        low: The smallest loss of each bucket, shape (buckets,).
        mean: The mean loss of each bucket, shape (buckets,).
        high: The largest loss of each bucket, shape (buckets,).
        count: How many losses there are in all.
    """

    width: int
    low: Floats
    mean: Floats
    high: Floats
    count: int

    def running_mean(self, window: int) -> Floats:
        """Give the mean of the last `window` losses at the end of each bucket, shape (buckets,).

        At the beginning the mean is over what there is. A window narrower than a bucket is the bucket's own mean; one
        that does not end on a bucket's edge is widened to the next.
        """
        if not len(self.mean):
            return self.mean
        counts = np.full(len(self.mean), float(self.width))
        counts[-1] = self.count - self.width * (len(self.mean) - 1)
        buckets = min(len(self.mean), max(1, -(-window // self.width)))
        shares = counts / (buckets * self.width)
        before = np.zeros(buckets - 1)
        # Each window is summed by itself: a difference of running sums would drown small losses in earlier large ones.
        sums, sizes = (
            sliding_window_view(np.concatenate((before, values)), buckets).sum(axis=1)
            for values in (self.mean * shares, shares)
        )
        means: Floats = sums / sizes
        return means


class LossHistory:
    """Collects one loss a step; when the buckets are full, neighbours are merged and buckets grow twice as wide.

    The narrower buckets it had before are kept, so that a run cut back to its beginning shows it as finely as at first.
    Their number grows with the logarithm of the run's length.
    """

    def __init__(self) -> None:
        self._width = 1
        self._filled = 0
        self._low, self._mean, self._high = _room()
        self._finer: list[tuple[Floats, Floats, Floats]] = []
        self._pending: list[float] = []

    def append(self, loss: float) -> None:
        """Add the next step's loss."""
        self.extend((loss,))

    def extend(self, losses: Sequence[float]) -> None:
        """Add the next steps' losses."""
        self._pending += losses
        if len(self._pending) >= 2 * CAPACITY + self._width:
            self._fold()

    @property
    def count(self) -> int:
        """How many losses there are."""
        return self._filled * self._width + len(self._pending)

    def cut(self, count: int) -> int:
        """Forget the losses after the first `count`; give how many are left, as whole buckets cannot be parted."""
        self._fold()
        # So few would never have been merged this far.
        while self._finer and count < (CAPACITY + 1) * (self._width // 2):
            self._low, self._mean, self._high = self._finer.pop()
            self._filled, self._width, self._pending = CAPACITY, self._width // 2, []
        whole = min(self._filled, count // self._width)
        self._pending = self._pending[: count - self._filled * self._width] if whole == self._filled else []
        self._filled = whole
        return self.count

    def curve(self) -> LossCurve:
        """Give a copy of what is known so far; the last bucket may not be full yet."""
        self._fold()
        low, mean, high = (array[: self._filled] for array in (self._low, self._mean, self._high))
        if self._pending:
            rest = np.array(self._pending)
            low, high = np.append(low, rest.min()), np.append(high, rest.max())
            mean = np.append(mean, (rest / len(rest)).sum())
            return LossCurve(self._width, low, mean, high, self.count)
        return LossCurve(self._width, low.copy(), mean.copy(), high.copy(), self.count)

    def _fold(self) -> None:
        """Move whole buckets out of the pending losses."""
        values = np.array(self._pending)
        start = 0
        while len(values) - start >= self._width:
            room = CAPACITY - self._filled
            if room == 0:
                self._merge()
                continue
            buckets = min(room, (len(values) - start) // self._width)
            end = start + buckets * self._width
            block = values[start:end].reshape(buckets, self._width)
            filled = slice(self._filled, self._filled + buckets)
            self._low[filled], self._high[filled] = block.min(axis=1), block.max(axis=1)
            # Divided before it is summed, so that huge losses do not overflow.
            self._mean[filled] = (block / self._width).sum(axis=1)
            self._filled += buckets
            start = end
        self._pending = self._pending[start:]

    def _merge(self) -> None:
        low, mean, high = self._low, self._mean, self._high
        self._finer.append((low, mean, high))
        self._low, self._mean, self._high = _room()
        half = CAPACITY // 2
        self._low[:half] = low.reshape(half, 2).min(axis=1)
        self._mean[:half] = (0.5 * mean).reshape(half, 2).sum(axis=1)
        self._high[:half] = high.reshape(half, 2).max(axis=1)
        self._filled = half
        self._width *= 2


def _room() -> tuple[Floats, Floats, Floats]:
    return np.empty(CAPACITY), np.empty(CAPACITY), np.empty(CAPACITY)
