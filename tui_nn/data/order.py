"""Which example comes when: a pure function of seed and epoch."""

from __future__ import annotations

import numpy as np

from tui_nn.data.dataset import Integers


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
    return np.random.default_rng((seed, epoch)).permutation(examples).astype(np.int64, copy=False)
