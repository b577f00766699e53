"""Scaling fitted to the training rows."""

from __future__ import annotations

import numpy as np

from tui_nn.data.choice import SCALES
from tui_nn.data.dataset import Floats, Scaling
from tui_nn.errors import DataError


def fit_scaling(kind: str, values: Floats) -> Scaling | None:
    """Fit a scaling to columns.

    Args:
        kind: `none`; `standard`, (v − mean) / deviation, the deviation taken over all rows (divided by N);
            or `minmax`, (v − least) / (greatest − least).
        values: Shape (rows, columns), at least one row.

    Returns:
        The scaling, whose factor is 1 in a constant column; None for `none`.

    Raises:
        DataError: The kind is unknown, or the numbers are too large to be scaled.
    """
    if kind not in SCALES:
        raise DataError(f"there is no scaling {kind!r}", advice=f"Choose one of {', '.join(SCALES)}.")
    if kind == "none":
        return None
    low, high = values.min(axis=0), values.max(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        if kind == "minmax":
            shift, factor = low, high - low
        else:
            # A constant column's mean may differ from its value in the last digit.
            shift = np.where(low == high, low, values.mean(axis=0))
            factor = values.std(axis=0)
    if not (np.isfinite(shift).all() and np.isfinite(factor).all()):
        raise DataError("the numbers are too large to be scaled", advice="Choose scale none.")
    factor = np.where((low == high) | (factor == 0.0), 1.0, factor)
    shift.setflags(write=False)
    factor.setflags(write=False)
    return Scaling(kind, shift, factor)
