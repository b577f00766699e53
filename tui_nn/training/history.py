"""The losses of a run of any length in little memory.

They are kept as a pyramid: level k has buckets of 2^k steps, the first `CAPACITY` of the run and no more. So all levels
but the last, which covers the whole run, are full and never change again; a run cut back to its beginning shows it as
finely as at first; and a run twice as long takes one level more, of 0.8 MB. The last steps' losses are kept one by one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from tui_nn.data.dataset import Floats
from tui_nn.training.loss_curve import NO_BUCKETS, LossCurve, joined, merged, single
from tui_nn.training.loss_record import LossRecord, level_for

CAPACITY = 2**15
"""How many buckets a level has, and how many losses are put into buckets at once; a power of two."""

RECENT = 4
"""So many times `CAPACITY` of the last losses are kept one by one, beside those in no bucket yet."""


class LossHistory:
    """Collects the losses of all steps.

    What it holds depends on the losses alone, not on how many came at once. Only after a cut fewer of the last losses
    are kept one by one, until as many more have come.
    """

    def __init__(self) -> None:
        self._capacity = CAPACITY
        self._recent: deque[Floats] = deque(maxlen=RECENT)
        self._forget_levels()
        self._begin_block(0, np.empty(0))

    def _forget_levels(self) -> None:
        self._levels: list[Floats] = []
        self._filled = 0  # buckets of the last level
        self._loose = NO_BUCKETS

    def _begin_block(self, begun: int, losses: Floats) -> None:
        """Collect the losses after the first `begun`, of which these are known already."""
        self._begun, self._held = begun, len(losses)
        # Wherever a cut makes a block begin, it ends where buckets of any width up to a whole block's do.
        self._block = np.empty(self._capacity - begun % self._capacity)
        self._block[: self._held] = losses

    @classmethod
    def of(cls, record: LossRecord) -> LossHistory:
        """Go on from what was known when a record was made; its arrays are not written to."""
        history = cls()
        history._capacity, history._loose = record.capacity, record.loose
        if record.levels:
            *full, last = record.levels
            history._filled = last.shape[1]
            level = np.empty((3, record.capacity))
            level[:, : history._filled] = last
            history._levels = [*full, level]
        *recent, block = record.blocks
        history._recent.extend(recent)
        history._begin_block(record.count - len(block), block)
        return history

    @property
    def count(self) -> int:
        """How many losses there are."""
        return self._begun + self._held

    def record(self) -> LossRecord:
        """Give what is known so far; nothing is copied."""
        levels = (*self._levels[:-1], *(last[:, : self._filled] for last in self._levels[-1:]))
        return LossRecord(self.count, self._capacity, levels, self._loose, (*self._recent, self._block[: self._held]))

    def curve(self) -> LossCurve:
        """Give the curve of all losses."""
        return self.record().curve()

    def extend(self, losses: Floats | Sequence[float]) -> None:
        """Add the next steps' losses."""
        values = np.asarray(losses, dtype=np.float64)
        while (room := len(self._block) - self._held) <= len(values):
            self._block[self._held :] = values[:room]
            self._held += room
            self._complete_block()
            values = values[room:]
        self._block[self._held : self._held + len(values)] = values
        self._held += len(values)

    def _complete_block(self) -> None:
        if not self._levels:
            self._levels, self._filled = [single(self._block)], self._capacity
        else:
            self._put_in_buckets(self._block)
        self._recent.append(self._block)
        self._begin_block(self.count, np.empty(0))

    def _put_in_buckets(self, block: Floats) -> None:
        if self._filled == self._capacity:
            level = np.empty((3, self._capacity))
            self._filled = self._capacity // 2
            level[:, : self._filled] = merged(self._levels[-1], 2)
            self._levels.append(level)
        width = 1 << (len(self._levels) - 1)
        narrow = min(width, self._capacity)
        buckets = joined(self._loose, merged(single(block), narrow))
        loose = buckets.shape[1] % (width // narrow)
        whole = merged(buckets[:, : buckets.shape[1] - loose], width // narrow)
        self._loose = buckets[:, buckets.shape[1] - loose :]
        self._levels[-1][:, self._filled : self._filled + whole.shape[1]] = whole
        self._filled += whole.shape[1]

    def cut(self, count: int) -> int:
        """Forget the losses after the first `count`; give how many are left, as buckets cannot be parted."""
        if count >= self.count:
            return self.count
        begun, block = self._begun, self._block
        while count < begun and self._recent:
            block = self._recent.pop()
            begun -= len(block)
        width = 1 << level_for(min(begun, count), self._capacity)
        if count < self._capacity:
            begun, block = 0, self._levels[0][0] if self._levels else block
        elif count < begun or (begun < self._begun and begun % width):
            begun, block = count // width * width, np.empty(0)
            self._recent.clear()
        self._cut_levels(begun)
        self._begin_block(begun, block[: count - begun])
        return self.count

    def _cut_levels(self, steps: int) -> None:
        """Forget the buckets after so many steps, at which one ends."""
        if steps < self._capacity:
            self._forget_levels()
        elif steps < self._begun:
            level = level_for(steps, self._capacity)
            self._levels = self._levels[: level + 1]
            self._filled, self._loose = steps >> level, NO_BUCKETS
            if self._filled < self._capacity:
                # What records share must not be written to.
                self._levels[-1] = self._levels[-1].copy()
