"""Which rows are kept out of training."""

from __future__ import annotations

import math

import numpy as np

from tui_nn.data.dataset import Integers
from tui_nn.errors import DataError

# Keeps the split's random numbers apart from those of the order of epochs, which use (seed, epoch).
_SPLIT_STREAM = 0x7E57_5E7


def split_rows(rows: int, fraction: float, *, seed: int, codes: Integers | None = None) -> tuple[Integers, Integers]:
    """Choose the rows to train on and the rows to test on, each in the order of the file.

    Args:
        rows: How many rows there are.
        fraction: The share of test rows, 0 ≤ fraction < 1; rounded to whole rows, halves up.
        seed: The experiment's seed, at least 0.
        codes: Shape (rows,), each row's class. Each class gives the same share, as nearly as whole rows
            allow, and keeps at least one row for training.

    Returns:
        The indices of the training rows, and those of the test rows (none for fraction 0).

    Raises:
        DataError: The fraction is out of range, or leaves one part without rows.
    """
    if not 0.0 <= fraction < 1.0:
        raise DataError(f"the test fraction is {fraction}", advice="It must be at least 0 and less than 1.")
    everything = np.arange(rows, dtype=np.int64)
    if fraction == 0.0:
        return everything, everything[:0]
    wanted = math.floor(rows * fraction + 0.5)
    random = np.random.default_rng((seed, _SPLIT_STREAM))
    chosen = np.zeros(rows, dtype=np.bool_)
    for members, share in _shares(rows, wanted, codes):
        chosen[random.permutation(members)[:share]] = True
    test, train = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    if not len(test) or not len(train):
        part = "train" if len(test) else "test"
        raise DataError(
            f"a test fraction of {fraction} of {rows} row(s) leaves none to {part} on",
            advice="Choose another fraction, or 0 to train on all rows.",
        )
    return train, test


def _shares(rows: int, wanted: int, codes: Integers | None) -> list[tuple[Integers, int]]:
    if codes is None:
        return [(np.arange(rows, dtype=np.int64), wanted)]
    groups = [np.flatnonzero(codes == code) for code in range(int(codes.max()) + 1)]
    quotas = [len(members) * wanted / rows for members in groups]
    shares = [min(int(quota), len(members) - 1) for quota, members in zip(quotas, groups, strict=True)]
    # What rounding down left over goes to the classes that lost most by it.
    by_loss = sorted(range(len(groups)), key=lambda code: shares[code] - quotas[code])
    spare = wanted - sum(shares)
    for code in by_loss:
        if spare and shares[code] < len(groups[code]) - 1:
            shares[code] += 1
            spare -= 1
    return list(zip(groups, shares, strict=True))
