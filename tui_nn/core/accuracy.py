"""When a prediction of a class counts as right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui_nn.core.floats import Floats


def right(predictions: Floats, targets: Floats, *, exclusive: bool) -> NDArray[np.bool_]:
    """Say for each example whether its class is predicted.

    Args:
        predictions: Shape (..., outputs).
        targets: Shape (..., outputs).
        exclusive: Whether the outputs are classes of which one is true: the largest prediction must stand where the
            largest target stands. Otherwise every output by itself must be on the target's side of 0.5.

    Returns:
        Shape (...,).

    >>> right(np.array([[0.2, 0.7]]), np.array([[0.0, 1.0]]), exclusive=True).tolist()
    [True]
    >>> right(np.array([[0.5], [0.4]]), np.array([[1.0], [1.0]]), exclusive=False).tolist()
    [True, False]
    """
    if exclusive:
        verdicts: NDArray[np.bool_] = predictions.argmax(axis=-1) == targets.argmax(axis=-1)
        return verdicts
    sides: NDArray[np.bool_] = ((predictions >= 0.5) == (targets >= 0.5)).all(axis=-1)
    return sides
