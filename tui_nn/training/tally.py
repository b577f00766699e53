"""What is added up on the way through a run: the epoch at hand, the batch at hand, and how the last epoch went."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tui_nn.data.dataset import Floats
from tui_nn.training.snapshot import EpochSummary

_MOST_ONE_BY_ONE = 8
"""So few losses are added faster without an array."""


class Tally(NamedTuple):
    """Sums at one position.

    Attributes:
        epoch_loss: The sum of the losses of the epoch at hand so far.
        epoch_right: How many examples of the epoch at hand were right so far.
        last_epoch: The last completed epoch.
        batch_loss: The sum of the losses of the batch at hand so far, or of the last one once it was used.
        batch_began: After how many steps that batch began.
        earlier_updates: Updates that the engine does not count, as they came before another optimizer was chosen.
    """

    epoch_loss: float = 0.0
    epoch_right: int = 0
    last_epoch: EpochSummary | None = None
    batch_loss: float = 0.0
    batch_began: int = 0
    earlier_updates: int = 0

    def with_epochs(
        self, begun: int, losses: Floats, epoch: int, count_right: Callable[[int, int], int] | None
    ) -> Tally:
        """Add steps to the epoch at hand, and note the last epoch that they complete.

        Args:
            begun: Steps before them.
            losses: Their losses.
            epoch: Examples in an epoch.
            count_right: Says how many of a range of them were right, as far as those of the epoch at hand and of the
                last completed one are asked for; None where predictions cannot be right.
        """
        # Numbers of steps, from the first of these: where the last epochs began.
        steps = begun + len(losses)
        began = steps // epoch * epoch - begun
        count = count_right or (lambda first, last: 0)
        loss, right, last_epoch = self.epoch_loss, self.epoch_right, self.last_epoch
        if began > 0:
            first = max(0, began - epoch)
            if began >= epoch:
                loss, right = 0.0, 0
            mean = _add(loss, losses[first:began]) / epoch
            share = (right + count(first, began)) / epoch if count_right is not None else None
            last_epoch = EpochSummary(steps // epoch - 1, mean, share)
            loss, right = 0.0, 0
        first = max(0, began)
        loss = _add(loss, losses[first:])
        return self._replace(epoch_loss=loss, epoch_right=right + count(first, len(losses)), last_epoch=last_epoch)

    def with_batch(self, begun: int, losses: Floats, began: int, *, goes_on: bool) -> Tally:
        """Add steps to the batch at hand.

        Args:
            begun: Steps before them.
            losses: Their losses.
            began: Steps before the batch of the last of them, unless it began before all of them.
            goes_on: Whether the first of them goes on with the batch at hand.
        """
        if began > begun or not goes_on:
            began = max(began, begun)
            return self._replace(batch_began=began, batch_loss=_add(0.0, losses[began - begun :]))
        return self._replace(batch_loss=_add(self.batch_loss, losses))


def _add(total: float, losses: Floats) -> float:
    """Add losses one after the other: a sum in another order would have other bits."""
    if len(losses) <= _MOST_ONE_BY_ONE:
        for loss in losses.tolist():
            total += loss
        return total
    return float(np.add.accumulate(np.concatenate(((total,), losses)))[-1])
