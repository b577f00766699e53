from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.data.order import order_of_epoch

counts = st.integers(0, 300)
seeds = st.integers(0, 2**63)
epochs = st.integers(0, 10**9)


@given(counts, seeds, epochs, st.booleans())
def test_an_epoch_takes_every_example_once(examples: int, seed: int, epoch: int, shuffle: bool) -> None:
    order = order_of_epoch(examples, seed=seed, epoch=epoch, shuffle=shuffle)
    assert order.dtype == np.int64
    assert sorted(order.tolist()) == list(range(examples))


@given(counts, seeds, epochs)
def test_the_order_depends_on_its_arguments_only(examples: int, seed: int, epoch: int) -> None:
    first = order_of_epoch(examples, seed=seed, epoch=epoch, shuffle=True)
    np.random.default_rng(seed).random(5)
    order_of_epoch(examples, seed=seed + 1, epoch=epoch, shuffle=True)
    assert first.tolist() == order_of_epoch(examples, seed=seed, epoch=epoch, shuffle=True).tolist()


@given(counts, seeds, epochs)
def test_without_shuffling_the_order_is_the_files(examples: int, seed: int, epoch: int) -> None:
    order = order_of_epoch(examples, seed=seed, epoch=epoch, shuffle=False)
    assert order.tolist() == list(range(examples))


def test_epochs_and_seeds_have_orders_of_their_own() -> None:
    orders = {
        tuple(order_of_epoch(50, seed=seed, epoch=epoch, shuffle=True).tolist())
        for seed in range(5)
        for epoch in range(5)
    }
    assert len(orders) == 25
