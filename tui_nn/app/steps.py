"""The values that keys walk through: speeds and learning rates."""

from __future__ import annotations

import math

SPEEDS: tuple[float | None, ...] = (
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, None,
)  # fmt: skip
"""Examples a second, from slow to as fast as possible."""


def next_speed(speed: float | None, direction: int) -> float | None:
    """Give the speed after this one, or before it; the ends stay."""
    place = SPEEDS.index(speed) if speed in SPEEDS else len(SPEEDS) - 1
    return SPEEDS[max(0, min(len(SPEEDS) - 1, place + direction))]


def next_rate(rate: float, direction: int) -> float:
    """Give the next larger or smaller learning rate of the form 1, 2 or 5 · 10ⁿ, between 1e-12 and 1e12.

    >>> next_rate(0.1, 1), next_rate(0.1, -1), next_rate(0.3, 1)
    (0.2, 0.05, 0.5)
    """
    power = math.floor(math.log10(rate))
    candidates = [float(f"{step}e{power + shift}") for shift in (-1, 0, 1) for step in (1, 2, 5)]
    further = [c for c in candidates if (c > rate * 1.000001 if direction > 0 else c < rate * 0.999999)]
    return min(1e12, min(further)) if direction > 0 else max(1e-12, max(further))
