"""Activation functions and how a gradient goes back through them.

Every function takes the pre_activation z of a layer, shape (..., neurons), and is exact and quiet for |z| up to 1e4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.core.floats import Floats


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + e⁻ᶻ), written as by hand; where e⁻ᶻ overflows the quotient is 0.

    >>> sigmoid(np.array([0.0, -800.0, 800.0])).tolist()
    [0.5, 0.0, 1.0]
    """
    with np.errstate(over="ignore", under="ignore"):
        quotient: Floats = 1.0 / (1.0 + np.exp(-z))
    return quotient


def softplus(z: Floats) -> Floats:
    """ln(1 + eᶻ).

    >>> softplus(np.array([-800.0, 800.0])).tolist()
    [0.0, 800.0]
    """
    with np.errstate(under="ignore"):
        logarithm: Floats = np.logaddexp(0.0, z)
    return logarithm


def softmax(z: Floats) -> Floats:
    """eᶻⁱ / Σⱼ eᶻʲ over the last axis, shifted by the largest z so that nothing overflows.

    >>> softmax(np.array([1e4, 1e4])).tolist()
    [0.5, 0.5]
    """
    with np.errstate(under="ignore"):
        powers = np.exp(z - z.max(axis=-1, keepdims=True))
        quotient: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return quotient


def softmax_pull_back(z: Floats, h: Floats, gradient: Floats) -> Floats:
    """∂loss/∂zᵢ = hᵢ (gᵢ − Σⱼ gⱼ hⱼ): every output depends on every z."""
    pulled: Floats = h * (gradient - (gradient * h).sum(axis=-1, keepdims=True))
    return pulled


@dataclass(frozen=True)
class Activation:
    """A function from z to h.

    Attributes:
        name: Its name in files and on the command line.
        function: h from z.
        derivative: h′ from (z, h), element by element; None where h depends on the whole layer.
        low: The infimum of h.
        high: The supremum of h.
        formula: h(z) as written by hand.
        derivative_formula: h′(z) as written by hand.
    """

    name: str
    function: Callable[[Floats], Floats]
    derivative: Callable[[Floats, Floats], Floats] | None
    low: float
    high: float
    formula: str
    derivative_formula: str

    def __call__(self, z: Floats) -> Floats:
        """Give h, shape of z."""
        return self.function(z)

    def pull_back(self, z: Floats, h: Floats, gradient: Floats) -> Floats:
        """Give ∂loss/∂z from ∂loss/∂h; all arguments have the shape of z."""
        if self.derivative is None:
            return softmax_pull_back(z, h, gradient)
        return gradient * self.derivative(z, h)


_INFINITY = float("inf")
LEAK = 0.01

ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("identity", lambda z: z.copy(), lambda z, h: np.ones_like(z), -_INFINITY, _INFINITY, "z", "1"),
        Activation(
            "relu",
            lambda z: np.maximum(z, 0.0),
            lambda z, h: (z > 0.0).astype(np.float64),
            0.0,
            _INFINITY,
            "max(0, z)",
            "1 if z > 0 else 0",
        ),
        Activation(
            "leaky_relu",
            lambda z: np.where(z > 0.0, z, LEAK * z),
            lambda z, h: np.where(z > 0.0, 1.0, LEAK),
            -_INFINITY,
            _INFINITY,
            "z if z > 0 else 0.01 z",
            "1 if z > 0 else 0.01",
        ),
        Activation("sigmoid", sigmoid, lambda z, h: h * (1.0 - h), 0.0, 1.0, "1 / (1 + e⁻ᶻ)", "h (1 − h)"),
        Activation("tanh", np.tanh, lambda z, h: 1.0 - h * h, -1.0, 1.0, "tanh z", "1 − h²"),
        Activation("softplus", softplus, lambda z, h: sigmoid(z), 0.0, _INFINITY, "ln(1 + eᶻ)", "1 / (1 + e⁻ᶻ)"),
        Activation("softmax", softmax, None, 0.0, 1.0, "eᶻⁱ / Σ eᶻʲ", "hᵢ (gᵢ − Σ gⱼ hⱼ)"),
    )
}
"""Every activation by name; `softmax` stands on the output layer only."""
