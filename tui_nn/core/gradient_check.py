"""A gradient checked against central differences, parameter by parameter.

A difference is not exact, but how far it may be wrong can be estimated. A gradient disagrees only beyond that, and
where it is as much as the numbers themselves, nothing is claimed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from tui_nn.core.differences import BatchLoss, Marks, central_differences
from tui_nn.core.floats import Floats

TOLERANCE = 1e-6
"""A difference this small, relative to the larger of both gradients, is agreement."""


class Verdict(StrEnum):
    """What the check says of one parameter."""

    AGREES = "agrees"
    DIFFERS = "differs"
    KINK = "kink"
    TOO_SMALL = "too small"
    NOT_FINITE = "not finite"


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """Two gradients of the same loss side by side; all arrays have the shape (parameters,).

    Attributes:
        analytic: What backpropagation gives.
        numeric: The central differences.
        uncertainty: How far a central difference may be from the true derivative.
        kinks: Whether a kink lies within the step of the difference.
    """

    analytic: Floats
    numeric: Floats
    uncertainty: Floats
    kinks: Marks

    @cached_property
    def difference(self) -> Floats:
        """|analytic − numeric|."""
        with np.errstate(invalid="ignore"):
            distance: Floats = np.abs(self.analytic - self.numeric)
        return distance

    @cached_property
    def size(self) -> Floats:
        """The larger of both without its sign."""
        larger: Floats = np.maximum(np.abs(self.analytic), np.abs(self.numeric))
        return larger

    @cached_property
    def relative(self) -> Floats:
        """|analytic − numeric| relative to the larger of both; 0 where both are 0."""
        with np.errstate(invalid="ignore"):
            share: Floats = self.difference / np.maximum(self.size, np.finfo(np.float64).tiny)
        return share

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One verdict a parameter.

        Both agree if they differ by no more than 10⁻⁶ of the larger and the uncertainty. Where the uncertainty is half
        as large as the numbers, not even a factor of 2 would show: they are too small to tell, unless they are equal.
        At a kink neither of them needs to be right.
        """
        with np.errstate(invalid="ignore"):
            close = self.difference <= TOLERANCE * self.size + self.uncertainty
            visible = (0.5 * self.size > self.uncertainty) | (self.difference == 0.0)
        finite = np.isfinite(self.analytic) & np.isfinite(self.numeric)
        verdicts = np.select(
            [~finite, close & visible, self.kinks, close],
            [Verdict.NOT_FINITE, Verdict.AGREES, Verdict.KINK, Verdict.TOO_SMALL],
            Verdict.DIFFERS,
        )
        return tuple(map(Verdict, verdicts.tolist()))

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the analytic gradient."""
        return not {Verdict.DIFFERS, Verdict.NOT_FINITE} & set(self.verdicts)


def check_gradient(of: BatchLoss, parameters: Floats, analytic: Floats) -> GradientCheck:
    """Compare a gradient with central differences.

    Args:
        of: The loss whose gradient it should be.
        parameters: Where, shape (parameters,).
        analytic: The gradient to be checked, shape (parameters,).
    """
    by = central_differences(of, parameters)
    return GradientCheck(analytic, by.gradient, by.uncertainty, by.kinks)
