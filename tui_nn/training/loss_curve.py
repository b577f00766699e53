"""Losses by step in buckets of several steps, and the arithmetic of such buckets.

Buckets are an array of shape (3, buckets): the lowest loss of each, the mean, the highest. Where the last bucket is not
full yet, its mean counts the missing steps as zeros until it becomes part of a `LossCurve`. A bucket's mean is half the
sum of those of its halves, and so on down to single losses. So its bits depend on the losses alone, not on whether it
was made from them or from narrower buckets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.data.dataset import Floats

NO_BUCKETS: Floats = np.empty((3, 0))
_NOTHING: Floats = np.array([[np.inf], [0.0], [-np.inf]])  # a bucket of missing steps
_MOST_BY_PAIRS = 16
"""Pair by pair is the faster way for so few values."""


def single(losses: Floats) -> Floats:
    """Give losses, shape (n,), as n buckets of one step; nothing is copied."""
    return np.broadcast_to(losses, (3, len(losses)))


def joined(one: Floats, other: Floats) -> Floats:
    """Give the buckets of both, one after the other, as a copy if both have some."""
    if not one.shape[1]:
        return other
    return np.concatenate((one, other), axis=1) if other.shape[1] else one


def merged(buckets: Floats, times: int) -> Floats:
    """Give buckets so many times as wide, a power of two; the last one may not be full."""
    if times == 1 or not buckets.shape[1]:
        return buckets
    missing = -buckets.shape[1] % times
    if missing:
        buckets = np.concatenate((buckets, np.repeat(_NOTHING, missing, axis=1)), axis=1)
    low, mean, high = buckets
    return np.stack((_of_each(np.minimum, low, times), _means(mean, times), _of_each(np.maximum, high, times)))


def _of_each(of: np.ufunc, values: Floats, times: int) -> Floats:
    """Give the least or the greatest of each so many values."""
    if times > _MOST_BY_PAIRS:
        most: Floats = of.reduceat(values, np.arange(0, len(values), times))
        return most
    while times > 1:
        values, times = of(values[0::2], values[1::2]), times // 2
    return values


def _means(values: Floats, times: int) -> Floats:
    # Divided before they are added, so that huge losses do not overflow; by a power of two, so that nothing is lost.
    values = values * (1.0 / times)
    while times > 1:
        values, times = values[0::2] + values[1::2], times // 2
    return values


@dataclass(frozen=True, eq=False)
class LossCurve:
    """Losses by step, as many steps to a bucket as there is need for.

    Nobody writes to the arrays.

    Attributes:
        start: Steps before the first bucket, a multiple of `width`.
        stop: Steps up to the end of the last bucket.
        width: Steps in a bucket, a power of two; bucket i holds steps start + i·width + 1 … start + (i + 1)·width, the
            last one perhaps fewer.
        low: The smallest loss of each bucket, shape (buckets,).
        mean: The mean loss of each bucket, shape (buckets,).
        high: The largest loss of each bucket, shape (buckets,).
    """

    start: int
    stop: int
    width: int
    low: Floats
    mean: Floats
    high: Floats

    @classmethod
    def of(cls, buckets: Floats, start: int, stop: int, width: int) -> LossCurve:
        """Make a curve of buckets of these steps."""
        low, mean, high = buckets
        missing = -(stop - start) % width
        if missing:
            mean = np.append(mean[:-1], mean[-1] * (width / (width - missing)))
        return cls(start, stop, width, low, mean, high)

    @property
    def ends(self) -> Floats:
        """The last step of each bucket, shape (buckets,)."""
        ends: Floats = np.minimum(self.start + self.width * np.arange(1.0, len(self.mean) + 1.0), self.stop)
        return ends

    def running_mean(self, window: int) -> Floats:
        """Give the mean of the last `window` losses at the end of each bucket, shape (buckets,).

        At the beginning the mean is over what there is. A window narrower than a bucket is the bucket's own mean; one
        that does not end on a bucket's edge is widened to the next.
        """
        if not len(self.mean):
            return self.mean
        buckets = min(len(self.mean), max(1, -(-window // self.width)))
        shares = np.diff(self.ends, prepend=self.start) / (buckets * self.width)
        return _window_sums(self.mean * shares, buckets) / _window_sums(shares, buckets)


def _window_sums(values: Floats, length: int) -> Floats:
    """Sum the last `length` values at each, or what there is.

    Each window is the end of one row of so many values and the beginning of the next: a difference of running sums
    would drown small values in earlier large ones.
    """
    padded = np.concatenate((np.zeros(length), values, np.zeros(-len(values) % length)))
    rows = padded.reshape(-1, length)
    after = np.zeros_like(rows)
    after[:, :-1] = rows[:, :0:-1].cumsum(axis=1)[:, ::-1]
    sums: Floats = (after[:-1] + rows[1:].cumsum(axis=1)).ravel()[: len(values)]
    return sums
