"""The axes of the loss plot: their ends, their ticks and their words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.app.numbers import compact, count, plain, shortest
from tui_nn.data.dataset import Floats

_NARROWEST_LOG = 0.3
"""Powers of ten that a logarithmic axis spans at least: a factor of two."""


@dataclass(frozen=True)
class Scale:
    """The axis of losses.

    Attributes:
        low: The loss at the bottom.
        high: The loss at the top.
        logarithmic: Whether equal factors, rather than equal differences, are equally far apart.
    """

    low: float
    high: float
    logarithmic: bool

    def share(self, losses: Floats) -> Floats:
        """Give how far up the axis losses stand, from 0 to 1; nan where they cannot stand on it."""
        if not self.logarithmic:
            return (losses - self.low) / (self.high - self.low)
        with np.errstate(divide="ignore", invalid="ignore"):
            powers: Floats = np.where(losses > 0.0, np.log10(losses), np.nan)
        bottom, top = math.log10(self.low), math.log10(self.high)
        return (powers - bottom) / (top - bottom)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Give the share and the words of at most so many ticks."""
        values = self._log_values(most) if self.logarithmic else nice_values(self.low, self.high, most)
        words = [shortest(value) for value in values] if self.logarithmic else in_words(values)
        return list(zip(self.share(np.array(values)).tolist(), words, strict=True))

    def _log_values(self, most: int) -> list[float]:
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        decades = range(first, last + 1)
        if len(decades) >= 2 and 3 * len(decades) > most:
            apart = -(-len(decades) // most)
            return [float(f"1e{power}") for power in decades if power % apart == 0]
        values = [
            float(f"{multiple}e{power}")
            for power in range(first - 1, last + 1)
            for multiple in (1, 2, 5)
            if self.low <= float(f"{multiple}e{power}") <= self.high
        ]
        return values if 2 <= len(values) <= most else nice_values(self.low, self.high, most)


def linear_scale(high: Floats) -> Scale:
    """Choose a linear axis from 0 for losses whose highest are given, shape (n,)."""
    return Scale(0.0, float(high.max(initial=0.0)) or 1.0, False)


def log_scale(low: Floats, high: Floats) -> Scale | None:
    """Choose a logarithmic axis for losses whose lowest and highest are given, shape (n,); None if none is above 0."""
    values = np.concatenate((low, high))
    values = values[values > 0.0]
    if not len(values):
        return None
    bottom, top = math.log10(float(values.min())), math.log10(float(values.max()))
    missing = max(0.0, _NARROWEST_LOG - (top - bottom)) / 2
    return Scale(10.0 ** (bottom - missing), 10.0 ** (top + missing), True)


def nice_values(low: float, high: float, most: int) -> list[float]:
    """Give at most so many multiples of 1, 2 or 5 times a power of ten from low to high, always one or more.

    >>> nice_values(0.0, 6.8, 5)
    [0.0, 2.0, 4.0, 6.0]
    """
    span = high - low
    if most < 2 or not 1e-300 < span < 1e300:
        return [low]
    power = math.floor(math.log10(span / most))
    for exponent in range(power, power + 3):
        for multiple in (1, 2, 5):
            # A power below 1 is divided by, so that 3 steps of 0.1 are 0.3 and not 0.30000000000000004.
            up, down = (10.0**exponent, 1.0) if exponent >= 0 else (1.0, 10.0**-exponent)
            apart = multiple * up / down
            first, last = math.ceil(low / apart - 1e-9), math.floor(high / apart + 1e-9)
            if 0 < last - first + 1 <= most:
                return [number * multiple * up / down for number in range(first, last + 1)]
    return [low]


def step_ticks(start: int, stop: int, width: int) -> tuple[list[int], list[str]]:
    """Choose steps to be named on an axis of so many columns, and name them.

    >>> step_ticks(0, 2_000_000, 30), step_ticks(1_234_000, 1_234_100, 40)
    (([0, 1000000, 2000000], ['0', '1M', '2M']), ([1234000, 1234100], ['1,234,000', '1,234,100']))
    """

    def apart(columns: int) -> list[float]:
        return nice_values(float(start), float(stop), min(max(2, width // columns), stop - start + 1))

    steps = apart(9)
    if all(float(f"{step:.3g}") == step for step in steps):
        return [int(step) for step in steps], [compact(step) for step in steps]
    steps = apart(2 * len(count(stop)))
    return [int(step) for step in steps], [count(int(step)) for step in steps]


def in_words(values: Sequence[float]) -> list[str]:
    """Write evenly spaced values with as many decimals as tell them apart.

    >>> in_words([0.0, 0.2, 0.4]), in_words([0.0, 20_000.0]), in_words([0.0, 2e-6])
    (['0.0', '0.2', '0.4'], ['0', '20k'], ['0', '2e−6'])
    >>> in_words([7.5250912e-7, 7.5250914e-7])
    ['7.5250912e−7', '7.5250914e−7']
    """
    apart = values[1] - values[0] if len(values) > 1 else abs(values[0]) or 1.0
    largest = max(map(abs, values))
    if largest >= 1e10 or apart < 1e-4:
        digits = math.ceil(math.log10(largest / apart) - 1e-9) + 1 if apart and largest else 0
        return [shortest(value, max(6, digits)) for value in values]
    if largest >= 10_000.0:
        return [compact(value) for value in values]
    decimals = max(0, -math.floor(math.log10(apart) + 1e-9))
    return [plain(value, decimals) for value in values]
