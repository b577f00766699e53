"""Update rules: how a batch's gradient moves the parameters.

Formulas are those of PyTorch's optimizers of the same names (dampening 0, amsgrad off), so that a run can be compared,
and so are the constants, but for rmsprop's ρ, which is 0.999 here as for adam's β₂. The penalty differs from PyTorch's
`weight_decay` in leaving biases alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.core.floats import Floats
from tui_nn.errors import ExperimentError


@dataclass(frozen=True)
class OptimizerSettings:
    """Which update rule, with which constants.

    Attributes:
        name: sgd, momentum, nesterov, rmsprop or adam.
        momentum: μ of momentum and nesterov; β₁ of adam.
        decay: ρ of rmsprop; β₂ of adam.
        epsilon: ε of rmsprop and adam, added to the root.
        l1: Penalty λ₁ Σ|w| over weights, not biases: adds λ₁ sign(w) to their gradient.
        l2: Penalty ½ λ₂ Σw² over weights, not biases: adds λ₂ w to their gradient.
    """

    name: str = "sgd"
    momentum: float = 0.9
    decay: float = 0.999
    epsilon: float = 1e-8
    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        """Refuse unknown names and constants outside their range."""
        if self.name not in OPTIMIZERS:
            raise ExperimentError(
                f"there is no optimizer {self.name!r}", advice=f"Choose from {', '.join(OPTIMIZERS)}."
            )
        for name in ("momentum", "decay"):
            if not 0.0 <= getattr(self, name) < 1.0:
                raise ExperimentError(
                    f"{name} is {getattr(self, name)}", advice="It goes from 0 up to, not including, 1."
                )
        if not 0.0 < self.epsilon < float("inf"):
            raise ExperimentError(f"epsilon is {self.epsilon}", advice="It is a number above 0, such as 1e-8.")
        for name in ("l1", "l2"):
            if not 0.0 <= getattr(self, name) < float("inf"):
                raise ExperimentError(f"{name} is {getattr(self, name)}", advice="It is a number from 0 up.")

    def penalty_gradient(self, parameters: Floats, weight_mask: Floats) -> Floats | None:
        """Give the penalty's gradient, shape (parameters,), or None where there is no penalty."""
        if not self.l1 and not self.l2:
            return None
        penalty: Floats = (self.l1 * np.sign(parameters) + self.l2 * parameters) * weight_mask
        return penalty

    def penalty(self, parameters: Floats, weight_mask: Floats) -> float:
        """Give the penalty itself: λ₁ Σ|w| + ½ λ₂ Σw² over weights."""
        weights = parameters * weight_mask
        return float(self.l1 * np.abs(weights).sum() + 0.5 * self.l2 * (weights * weights).sum())


Move = Callable[[OptimizerSettings, Floats, Floats, float, int], Floats]


def _sgd(settings: OptimizerSettings, gradient: Floats, state: Floats, rate: float, update: int) -> Floats:
    change: Floats = -rate * gradient
    return change


def _momentum(settings: OptimizerSettings, gradient: Floats, state: Floats, rate: float, update: int) -> Floats:
    velocity = state[0]
    velocity *= settings.momentum
    velocity += gradient
    change: Floats = -rate * velocity
    return change


def _nesterov(settings: OptimizerSettings, gradient: Floats, state: Floats, rate: float, update: int) -> Floats:
    velocity = state[0]
    velocity *= settings.momentum
    velocity += gradient
    change: Floats = -rate * (gradient + settings.momentum * velocity)
    return change


def _rmsprop(settings: OptimizerSettings, gradient: Floats, state: Floats, rate: float, update: int) -> Floats:
    square = state[0]
    square *= settings.decay
    square += (1.0 - settings.decay) * gradient * gradient
    change: Floats = -rate * gradient / (np.sqrt(square) + settings.epsilon)
    return change


def _adam(settings: OptimizerSettings, gradient: Floats, state: Floats, rate: float, update: int) -> Floats:
    mean, square = state
    mean *= settings.momentum
    mean += (1.0 - settings.momentum) * gradient
    square *= settings.decay
    square += (1.0 - settings.decay) * gradient * gradient
    corrected_mean = mean / (1.0 - settings.momentum**update)
    corrected_square = square / (1.0 - settings.decay**update)
    change: Floats = -rate * corrected_mean / (np.sqrt(corrected_square) + settings.epsilon)
    return change


@dataclass(frozen=True)
class Optimizer:
    """An update rule.

    Attributes:
        name: Its name in files and on the command line.
        state_names: What each row of its state is called; the state has shape (rows, parameters), zero at the start.
        move: Gives the change of the parameters from (settings, gradient, state, learning rate, number of the update
            from 1), advancing the state in place.
        formula: The rule as written by hand, with g the gradient and η the learning rate.
    """

    name: str
    state_names: tuple[str, ...]
    move: Move
    formula: str


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("sgd", (), _sgd, "w ← w − η g"),
        Optimizer("momentum", ("v",), _momentum, "v ← μ v + g;  w ← w − η v"),
        Optimizer("nesterov", ("v",), _nesterov, "v ← μ v + g;  w ← w − η (g + μ v)"),
        Optimizer("rmsprop", ("s",), _rmsprop, "s ← ρ s + (1 − ρ) g²;  w ← w − η g / (√s + ε)"),
        Optimizer(
            "adam",
            ("m", "s"),
            _adam,
            "m ← β₁ m + (1 − β₁) g;  s ← β₂ s + (1 − β₂) g²;  w ← w − η m̂ / (√ŝ + ε), m̂ = m/(1 − β₁ᵗ), ŝ = s/(1 − β₂ᵗ)",
        ),
    )
}
"""Every optimizer by name."""
