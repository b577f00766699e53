"""Which example comes when: a pure function of seed and epoch."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tui_nn.data.dataset import Integers

DRAWN_AT_ONCE = 4096
"""About so many places are drawn from one generator: to begin another takes as long as some hundred of them."""


def epochs_at_once(examples: int) -> int:
    """Give how many epochs are drawn together; such groups begin at multiples of it."""
    return max(1, DRAWN_AT_ONCE // max(1, examples))


def order_of_epoch(examples: int, *, seed: int, epoch: int, shuffle: bool) -> Integers:
    """Give the indices of the examples in the order epoch `epoch` takes them.

    The same arguments always give the same order; nothing else is consulted.

    Args:
        examples: How many examples there are.
        seed: The experiment's seed, at least 0.
        epoch: The epoch, from 0.
        shuffle: Whether to draw a new order each epoch, or keep the order of the file.

    Returns:
        Shape (examples,), a permutation of 0 … examples − 1.
    """
    if not shuffle:
        return np.arange(examples, dtype=np.int64)
    group, place = divmod(epoch, epochs_at_once(examples))
    order: Integers = orders(examples, seed=seed, group=group)[place]
    return order


@lru_cache(maxsize=2)
def orders(examples: int, *, seed: int, group: int) -> Integers:
    """Give the shuffled orders of a group of epochs, shape (epochs, examples); not to be written to."""
    in_order = np.arange(examples, dtype=np.int64)
    generator = np.random.default_rng((seed, group))
    drawn: Integers = generator.permuted(np.tile(in_order, (epochs_at_once(examples), 1)), axis=1)
    return drawn
