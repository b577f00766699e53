"""Numbers as short as a diagram needs them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tui_nn.core.floats import Floats

DIGITS = 4
"""Significant digits where there is room."""


def short_number(value: float, width: int = 8, *, decimals: int = 2) -> str:
    """Write a number in at most `width` characters, with up to four significant digits.

    A number that these digits give exactly loses its trailing zeros, down to `decimals` places: 0.1 is `0.10`, while
    0.10001 is `0.1000`. What does not fit keeps fewer digits, and `⋯` says that not even one fits.

    >>> [short_number(value) for value in (0.1, 0.98765, -9.78, 4.383e-8, 12345.678)]
    ['0.10', '0.9877', '−9.78', '4.383e−8', '12346']
    >>> short_number(1.0, decimals=0), short_number(-0.43219, 5), short_number(-1e-9, 4)
    ('1', '−0.43', '−0.0')
    """
    if not math.isfinite(value):
        text = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    else:
        text = next((text for text in _candidates(value, width, decimals) if len(text) <= width), "")
    return text.replace("-", "−") if 0 < len(text) <= width else "⋯"[:width]


def largest_magnitude(values: Floats) -> float:
    """Give the largest finite |value|, 0 if there is none."""
    magnitudes = abs(values[abs(values) < math.inf])
    return float(magnitudes.max()) if magnitudes.size else 0.0


def _candidates(value: float, width: int, decimals: int) -> Iterator[str]:
    """Give ways to write a finite number, the most telling first."""
    if value == 0.0:
        yield from (f"{0.0:.{decimals}f}", "0")
        return
    widest = f"{value:.{max(0, width - 2 - (value < 0.0))}f}"
    for digits in range(DIGITS, 0, -1):
        if digits == 1 and float(widest):
            yield widest
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        power = int(exponent)
        fixed = f"{value:.{max(0, digits - 1 - power)}f}"
        yield _trimmed(fixed, value, decimals)
        yield fixed
        yield f"{mantissa}e{power}"
    yield widest


def _trimmed(fixed: str, value: float, decimals: int) -> str:
    """Take off zeros that say nothing new, where the digits give the value exactly."""
    if float(fixed) != value:
        return fixed
    whole, _, fraction = fixed.partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole
