"""The losses known at one moment, of which any part can be looked at while the run goes on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.data.dataset import Floats
from tui_nn.training.loss_curve import LossCurve, joined, merged, single

BUCKETS = 4096
"""Enough buckets for any curve."""


def level_for(steps: int, capacity: int) -> int:
    """Give the finest level that covers so many steps; level k has a capacity of so many buckets of 2^k steps."""
    return (max(0, steps - 1) // capacity).bit_length()


@dataclass(frozen=True, eq=False)
class LossRecord:
    """Gives a curve of any of the losses that were known when it was made.

    It shares its arrays with the history, which never writes to what it has given away.

    Attributes:
        count: How many losses there are.
        capacity: How many buckets a level has when it is full.
        levels: The pyramid: buckets of 2^k steps at place k, all levels but the last one full; none where all losses
            are in `blocks`.
        loose: Buckets of `capacity` steps that follow those of the last level, too few for another one of it.
        blocks: The last losses one by one, at least one array; those of the last array are in no bucket yet.
    """

    count: int
    capacity: int
    levels: tuple[Floats, ...]
    loose: Floats
    blocks: tuple[Floats, ...]

    def curve(self, start: int = 0, stop: int | None = None, buckets: int = BUCKETS, lead: int = 0) -> LossCurve:
        """Give the losses of a range of steps, in buckets as narrow as asked for or as they are kept.

        Args:
            start: Steps before the range; its first bucket may begin earlier.
            stop: The last step of the range, None for the last one there is; its last bucket may end later.
            buckets: How many are enough for range and lead; more than a level has are not.
            lead: So many steps before the range are wanted as well, as far as there are any.
        """
        stop = self.count if stop is None else min(stop, self.count)
        start = min(start, stop)
        # With as many as a level has, a curve of all losses is the same however many of them are known one by one.
        lead, buckets = min(lead, start), min(buckets, self.capacity)
        width = 1 << (max(0, stop - start + lead - 1) // buckets).bit_length()
        level = level_for(stop, self.capacity)
        one_by_one = width < 1 << level and _first(start, lead, width) >= self._before_blocks
        if one_by_one:
            level = 0
        width = max(width, 1 << level)
        first, last = _first(start, lead, width), min(self.count, -(-stop // width) * width)
        known = self._last_losses(first, last) if one_by_one else self._buckets(first, last, level)
        return LossCurve.of(merged(known, width >> level), first, last, width)

    @property
    def _before_blocks(self) -> int:
        return self.count - sum(map(len, self.blocks))

    def _last_losses(self, start: int, stop: int) -> Floats:
        parts, begun = [], self._before_blocks
        for block in self.blocks:
            parts.append(block[max(0, start - begun) : max(0, stop - begun)])
            begun += len(block)
        return single(np.concatenate(parts))

    def _buckets(self, start: int, stop: int, level: int) -> Floats:
        """Give buckets of 2^level steps; the range has whole ones, the last one of all perhaps excepted."""
        if not self.levels:
            return self._last_losses(start, stop)
        source = min(level, len(self.levels) - 1)
        begin, end = start >> source, -(-stop >> source)
        kept = self.levels[source]
        buckets = kept[:, begin:end]
        if end > kept.shape[1]:
            rest = self._after_levels(1 << source)
            buckets = joined(buckets, rest[:, max(0, begin - kept.shape[1]) : end - kept.shape[1]])
        return merged(buckets, 1 << (level - source))

    def _after_levels(self, width: int) -> Floats:
        """Give what follows the last level in buckets as wide as its."""
        narrow = min(width, self.capacity)
        return merged(joined(self.loose, merged(single(self.blocks[-1]), narrow)), width // narrow)


def _first(start: int, lead: int, width: int) -> int:
    """Give the first step's edge of the bucket in which a range begins, or of the one in which its lead does."""
    return max(0, start // width - -(-lead // width)) * width
