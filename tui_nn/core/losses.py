"""Losses of one example, each saying its scale, and their δ at the output.

A loss adds over the outputs; it never divides by their number. What a batch does with its examples' losses, sum or
mean, is the batch's business (`reduction`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.core.activations import ACTIVATIONS, Activation
from tui_nn.core.floats import Floats

HUBER_THRESHOLD = 1.0


def _binary_cross_entropy(z: Floats, prediction: Floats, target: Floats) -> Floats:
    # −y ln σ(z) − (1 − y) ln(1 − σ(z)) = y softplus(−z) + (1 − y) softplus(z), which never takes the logarithm of 0.
    with np.errstate(under="ignore"):
        terms: Floats = target * np.logaddexp(0.0, -z) + (1.0 - target) * np.logaddexp(0.0, z)
    return terms


def _cross_entropy(z: Floats, prediction: Floats, target: Floats) -> Floats:
    shifted = z - z.max(axis=-1, keepdims=True)
    with np.errstate(under="ignore"):
        logarithms = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    terms: Floats = -target * logarithms
    return terms


def _huber(z: Floats, prediction: Floats, target: Floats) -> Floats:
    distance = np.abs(prediction - target)
    terms: Floats = np.where(distance <= HUBER_THRESHOLD, 0.5 * distance**2, distance - 0.5)
    return terms


@dataclass(frozen=True)
class Loss:
    """What one example costs.

    Attributes:
        name: Its name in files and on the command line.
        formula: The exact scale, as written by hand.
        terms: One term an output from (z, ŷ, y), all of shape (..., outputs).
        gradient: ∂loss/∂ŷ from (ŷ, y); None where δ is taken from z directly (δ = ŷ − y).
        partner: The output activation this loss is computed with when it is computed from z; empty for any.
    """

    name: str
    formula: str
    terms: Callable[[Floats, Floats, Floats], Floats]
    gradient: Callable[[Floats, Floats], Floats] | None = None
    partner: str = ""

    def __call__(self, z: Floats, prediction: Floats, target: Floats) -> Floats:
        """Give the loss of each example, shape (...,) from arrays of shape (..., outputs)."""
        total: Floats = self.terms(z, prediction, target).sum(axis=-1)
        return total

    def delta(self, activation: Activation, z: Floats, prediction: Floats, target: Floats) -> Floats:
        """Give δ = ∂loss/∂z of the output layer, shape (..., outputs).

        For a loss with a partner the fused δ = ŷ − y is used, which is exact for targets that add up to 1
        (cross-entropy) or are taken one by one (binary cross-entropy).
        """
        if self.gradient is None:
            return prediction - target
        return activation.pull_back(z, prediction, self.gradient(prediction, target))


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("half_squared", "½ Σ (ŷ − y)²", lambda z, p, y: 0.5 * (p - y) ** 2, lambda p, y: p - y),
        Loss("squared", "Σ (ŷ − y)²", lambda z, p, y: (p - y) ** 2, lambda p, y: 2.0 * (p - y)),
        Loss("absolute", "Σ |ŷ − y|", lambda z, p, y: np.abs(p - y), lambda p, y: np.sign(p - y)),
        Loss(
            "huber",
            "Σ ½ r² if |r| ≤ 1 else |r| − ½, r = ŷ − y",
            _huber,
            lambda p, y: np.clip(p - y, -HUBER_THRESHOLD, HUBER_THRESHOLD),
        ),
        Loss(
            "binary_cross_entropy",
            "−Σ (y ln ŷ + (1 − y) ln(1 − ŷ))",
            _binary_cross_entropy,
            partner="sigmoid",
        ),
        Loss("cross_entropy", "−Σ y ln ŷ", _cross_entropy, partner="softmax"),
    )
}
"""Every loss by name."""


def why_not(activation: str, outputs: int, loss: str) -> str:
    """Say why this output activation and this loss make no sense together; empty if they do.

    >>> why_not("identity", 1, "half_squared")
    ''
    >>> why_not("tanh", 1, "binary_cross_entropy")
    'binary_cross_entropy takes ŷ as a probability, and tanh gives values from -1 to 1: use sigmoid'
    """
    if activation == "softmax" and outputs == 1:
        return "softmax over one output is always 1, so nothing could be learnt: use sigmoid, or two outputs"
    partner = LOSSES[loss].partner
    if not partner or partner == activation:
        return ""
    if loss == "cross_entropy" and activation == "sigmoid":
        return "cross_entropy wants predictions that add up to 1: use softmax, or binary_cross_entropy with sigmoid"
    if loss == "binary_cross_entropy" and activation == "softmax":
        return "binary_cross_entropy takes each output by itself: use sigmoid, or cross_entropy with softmax"
    span = ACTIVATIONS[activation]
    low = "−∞" if span.low == -np.inf else f"{span.low:g}"
    high = "∞" if span.high == np.inf else f"{span.high:g}"
    return f"{loss} takes ŷ as a probability, and {activation} gives values from {low} to {high}: use {partner}"


def why_not_targets(loss: str, targets: Floats) -> str:
    """Say why these targets, shape (examples, outputs), make no sense for this loss; empty if they do."""
    if loss == "binary_cross_entropy" and ((targets < 0.0) | (targets > 1.0)).any():
        row, column = np.argwhere((targets < 0.0) | (targets > 1.0))[0]
        return f"binary_cross_entropy wants targets from 0 to 1, and example {row} has {targets[row, column]:g}"
    if loss == "cross_entropy":
        bad = (targets < 0.0).any(axis=1) | (np.abs(targets.sum(axis=1) - 1.0) > 1e-9)
        if bad.any():
            row = int(np.argmax(bad))
            return f"cross_entropy wants targets that are shares adding up to 1, and those of example {row} do not"
    return ""
