"""How good predictions are: classes counted, numbers compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.data.dataset import Floats, Integers


def confusion(actual: Integers, predicted: Integers, classes: int) -> Integers:
    """Count examples by class.

    Args:
        actual: The true class of each example, shape (examples,).
        predicted: The predicted class of each example, shape (examples,).
        classes: How many there are.

    Returns:
        Shape (classes, classes): a row for each true class, a column for each predicted one.
    """
    counts: Integers = np.bincount(actual * classes + predicted, minlength=classes * classes).astype(np.int64)
    return counts.reshape(classes, classes)


@dataclass(frozen=True)
class Fit:
    """How far predictions are from their targets.

    Attributes:
        rmse: √(Σ (ŷ − y)² / N).
        r2: 1 − Σ (ŷ − y)² / Σ (y − ȳ)², None where all targets are equal.
    """

    rmse: float
    r2: float | None


def fit(predictions: Floats, targets: Floats) -> Fit:
    """Compare predictions with their targets, both of shape (examples,)."""
    squares = float(((predictions - targets) ** 2).sum())
    spread = float(((targets - targets.mean()) ** 2).sum())
    return Fit(float(np.sqrt(squares / len(targets))), 1.0 - squares / spread if spread > 0.0 else None)
