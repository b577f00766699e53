"""Which example comes at which step, and where batches and epochs end: all from the step's number alone."""

from __future__ import annotations

import numpy as np

from tui_nn.core.engine import Stretch
from tui_nn.data.dataset import Integers
from tui_nn.data.order import epochs_at_once, orders


class Schedule:
    """The plan of a run.

    Args:
        examples: Examples in an epoch.
        batch_size: Examples to an update; 0 for all of an epoch.
        seed: Of the order.
        shuffle: Whether each epoch has an order of its own.

    Attributes:
        batch_size: Examples to an update; all of an epoch are as many as it has.
    """

    def __init__(self, examples: int, *, batch_size: int, seed: int, shuffle: bool) -> None:
        self._examples = examples
        self.batch_size = batch_size or examples
        self._seed = seed
        self._shuffle = shuffle
        self._in_order = np.arange(0)

    def examples_from(self, step: int, count: int) -> Integers:
        """Give the indices of the examples of the `count` steps after `step` steps, over as many epochs as needed."""
        epoch, place = divmod(step, self._examples)
        if not self._shuffle:
            if place + count > len(self._in_order):
                self._in_order = np.tile(np.arange(self._examples), (place + count) // self._examples + 1)
            return self._in_order[place : place + count]
        parts = []
        at_once = epochs_at_once(self._examples)
        while count:
            group, begun = divmod(epoch, at_once)
            order = orders(self._examples, seed=self._seed, group=group).ravel()
            parts.append(order[begun * self._examples + place :][:count])
            count -= len(parts[-1])
            epoch, place = (group + 1) * at_once, 0
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def stretch(self, step: int, count: int, rate: float) -> Stretch:
        """Give the `count` steps after `step` steps as an engine takes them, at this learning rate."""
        picked = self.examples_from(step, count)
        return Stretch(picked, rate, step % self._examples, self._examples, self.batch_size, in_order=not self._shuffle)

    def example_at(self, step: int) -> int:
        """Give the index of the example that the step after `step` steps trains on."""
        return int(self.examples_from(step, 1)[0])

    def ends_batch(self, step: int) -> bool:
        """Say whether the step after `step` steps is the last of its batch; an epoch's last step always is."""
        return self.next_update(step) == step + 1

    def next_update(self, step: int) -> int:
        """Give the number of steps after which the first update after `step` steps is done."""
        epoch, place = divmod(step, self._examples)
        end_of_batch = (place // self.batch_size + 1) * self.batch_size
        return epoch * self._examples + min(self._examples, end_of_batch)

    def batch_of(self, step: int) -> int:
        """Give the number of steps after which the batch of step `step`, from 1, begins."""
        epoch, place = divmod(step - 1, self._examples)
        return epoch * self._examples + place // self.batch_size * self.batch_size

    def after_updates(self, step: int, updates: int) -> int:
        """Give the number of steps after which so many updates after `step` steps, 1 or more, are done."""
        in_epoch = -(-self._examples // self.batch_size)
        epoch, place = divmod(step, self._examples)
        epochs, batches = divmod(place // self.batch_size + updates, in_epoch)
        return (epoch + epochs) * self._examples + batches * self.batch_size

    def next_epoch(self, step: int) -> int:
        """Give the number of steps after which the epoch at hand after `step` steps is done."""
        return (step // self._examples + 1) * self._examples

    def epoch_before(self, step: int) -> int:
        """Give the number of steps after which the epoch that the step before began in began."""
        return max(0, (step - 1) // self._examples * self._examples)
