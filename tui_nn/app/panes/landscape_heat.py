"""How losses become colours, shades and contour lines of a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing.canvas import Codes, Inks
from tui_nn.app.numbers import shortest
from tui_nn.app.panes.loss_scale import Scale, in_words, nice_values
from tui_nn.app.panes.picture_inks import BASE, HEATS, heats
from tui_nn.core.floats import Floats
from tui_nn.data.dataset import Integers

LINES = 6
"""The most contour lines."""

LESS, MORE = 1e-4, 1e12
"""Logarithmic colours go so far at most, in shares of the loss at the point."""

NOT_FINITE = "×"

_FLAT = 1e-9
"""Losses that differ by a smaller share are all the same."""

_GREYS = np.array([ord(character) for character in " ░▒▓█"], dtype=np.uint32)


@dataclass(frozen=True)
class Heat:
    """Colours from the lowest loss to the highest.

    Attributes:
        scale: The losses at both ends.
        beyond: Whether there are lower or higher ones, which look like those at the ends.
    """

    scale: Scale
    beyond: tuple[bool, bool]

    def shares(self, losses: Floats) -> Floats:
        """Give how far from low to high losses are, from 0 to 1; nan where they are not finite."""
        inside = np.clip(losses, self.scale.low, self.scale.high)
        shares: Floats = np.where(np.isfinite(losses), self.scale.share(inside), np.nan)
        return shares

    @cached_property
    def lines(self) -> list[tuple[float, str]]:
        """The share and the words of each contour line."""
        low, high = self.scale.low, self.scale.high
        values = _round_values(low, high) if self.scale.logarithmic else nice_values(low, high, LINES)
        values = [value for value in values if low < value < high]
        words = list(map(shortest, values)) if self.scale.logarithmic else in_words(values) if values else []
        return list(zip(self.scale.share(np.array(values)).tolist(), words, strict=True))

    def regions(self, shares: Floats) -> Integers:
        """Give between which contour lines shares lie, and what is not finite its own number."""
        between = np.searchsorted([share for share, _ in self.lines], shares)
        return np.where(np.isnan(shares), -1, between).astype(np.int64)


def heat_of(losses: Floats, here: float, *, logarithmic: bool) -> Heat:
    """Choose the ends of the colours.

    Args:
        losses: Those to be seen.
        here: The loss at the point: logarithmic colours do not go arbitrarily far away from it.
        logarithmic: Whether equal factors are equally far apart.
    """
    finite = losses[np.isfinite(losses)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    scale = None
    if logarithmic:
        seen = finite[finite > 0.0]
        if len(seen) and np.isfinite(here) and here > 0.0:
            seen = np.clip(seen, here * LESS, here * MORE)
        if len(seen) and seen.max() > seen.min() * (1.0 + _FLAT):
            # All colours are used, however little the losses differ.
            scale = Scale(float(seen.min()), float(seen.max()), True)
    if scale is None:
        # Ends that are huge have a difference that is not finite.
        low, high = max(low, -1e300), min(high, 1e300)
        scale = Scale(low, high if high - low > _FLAT * abs(low) else low + max(1.0, abs(low)), False)
    return Heat(scale, (low < scale.low, high > scale.high))


def _round_values(low: float, high: float) -> list[float]:
    """Give values between, in about equal factors: a few for each power of ten, one, or one for several."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    decades = range(first, last + 1)
    for multiples, apart in (((1, 2, 5), 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3)):
        chosen = [power for power in decades if power % apart == 0]
        values = [float(f"{multiple}e{power}") for power in chosen for multiple in multiples]
        inside = [value for value in values if low < value < high]
        if len(inside) <= LINES:
            break
    return inside if len(inside) > 1 else nice_values(low, high, LINES)


def colours(shares: Floats) -> Inks:
    """Give the colours of shares, none where they are not a number."""
    levels = np.clip(np.nan_to_num(shares) * HEATS, 0, HEATS - 1).astype(np.int64)
    return np.where(np.isnan(shares), BASE, heats(levels)).astype(np.int16)


def textures(shares: Floats) -> Codes:
    """Give greys from low to high, where there are no colours."""
    levels = np.clip(np.nan_to_num(shares) * len(_GREYS), 0, len(_GREYS) - 1).astype(np.int64)
    codes: NDArray[np.uint32] = _GREYS[levels]
    return codes
