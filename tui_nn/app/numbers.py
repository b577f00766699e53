"""Numbers as people read them: fixed widths, a true minus sign, counts, rates and bars.

>>> number(-7.16), number(0.0042), number(0.0000000123), number(12.34567)
('−7.1600', '+0.0042', '+1.2e−8', '+12.346')
"""

from __future__ import annotations

import math
from collections.abc import Iterator

MINUS = "−"

_EIGHTHS = " ▏▎▍▌▋▊▉"
_SHORT_DIGITS = 4
_PREFIXES = ("", "k", "M", "G", "T")


def number(value: float, width: int = 7, *, digits: int = 4, signed: bool = True) -> str:
    """Write a number into exactly `width` cells, to the right.

    Decimals are `digits` where they fit, so that numbers below 10 stand with their points in one column. Where that
    would show less than half of `digits` significant digits, or too many before the point, an exponent is used.

    Args:
        value: Any number; what is not finite is `∞`, `−∞` or `nan`.
        width: In cells. The widest number of few digits, −1e−308, needs 7; too narrow for even one digit
            of the number, the result is `width` times `#`.
        digits: Decimals, and the most significant digits an exponent is given.
        signed: Whether positive numbers show their +.
    """
    if not math.isfinite(value):
        text = "nan" if math.isnan(value) else ("∞" if value > 0 else MINUS + "∞")
    else:
        text = next((text for text in _candidates(value, digits, signed) if len(text) <= width), "#" * width)
    return text.rjust(width)[:width]


def _candidates(value: float, digits: int, signed: bool) -> Iterator[str]:
    """Give ways to write a number, the best first, each narrower than the one before."""
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    size = abs(value)
    if size == 0.0:
        yield from (f"{0.0:.{decimals}f}" for decimals in range(digits, -1, -1))
        return
    exponent = math.floor(math.log10(size))
    if -exponent <= digits - (digits + 1) // 2 + 1 and exponent < digits + 2:
        # Below 1 the digits lost to zeros after the point must not be more than half; above, decimals may all go.
        fewest = 0 if exponent >= 0 else (digits + 1) // 2 - exponent - 1
        for decimals in range(digits, fewest - 1, -1):
            yield f"{sign}{size:.{decimals}f}"
    for decimals in range(digits - 1, -1, -1):
        mantissa, power = f"{size:.{decimals}e}".split("e")
        yield f"{sign}{mantissa}e{MINUS if power[0] == '-' else ''}{power[1:].lstrip('0') or '0'}"


def short_number(value: float, width: int = 8, *, decimals: int = 2) -> str:
    """Write a number in at most `width` characters, with up to four significant digits and no more than it needs.

    A number that these digits give exactly loses its trailing zeros, down to `decimals` places: 0.1 is `0.10`, while
    0.10001 is `0.1000`. What does not fit keeps fewer digits, and `⋯` says that not even one fits.

    >>> [short_number(value) for value in (0.1, 0.98765, -9.78, 4.383e-8, 12345.678)]
    ['0.10', '0.9877', '−9.78', '4.383e−8', '12346']
    >>> short_number(1.0, decimals=0), short_number(-0.43219, 5), short_number(-1e-9, 4)
    ('1', '−0.43', '−0.0')
    """
    text = next((text for text in _short_candidates(value, width, decimals) if len(text) <= width), "")
    return text.replace("-", MINUS) or "⋯"[:width]


def _short_candidates(value: float, width: int, decimals: int) -> Iterator[str]:
    """Give ways to write a number, the most telling first."""
    if not math.isfinite(value):
        yield number(value, 2 if math.isinf(value) else 3).strip()
        return
    if value == 0.0:
        yield from (f"{0.0:.{decimals}f}", "0")
        return
    for digits in range(_SHORT_DIGITS, 0, -1):
        if digits == 1:
            widest = f"{value:.{max(0, width - 2 - (value < 0.0))}f}"
            if float(widest):
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


def plain(value: float, decimals: int) -> str:
    """Write a number with so many decimals and the true minus sign.

    >>> plain(-0.5, 2), plain(-0.001, 2)
    ('−0.50', '0.00')
    """
    text = f"{value:.{decimals}f}"
    if text[0] == "-":
        text = text[1:] if float(text) == 0.0 else MINUS + text[1:]
    return text


def shortest(value: float, digits: int = 6) -> str:
    """Write a setting such as a learning rate in as few digits as tell it from others, up to so many.

    >>> shortest(0.1), shortest(3e-05), shortest(-2.0)
    ('0.1', '3e−5', '−2')
    """
    mantissa, _, power = f"{value:.{digits}g}".partition("e")
    text = f"{mantissa}e{int(power)}" if power else mantissa
    return text.replace("-", MINUS)


def count(value: int) -> str:
    """Write a count with thousands apart.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{value:,}"


def compact(value: float) -> str:
    """Write a number from 0 in three significant digits and a prefix.

    >>> compact(950), compact(2500), compact(12345), compact(999_999), compact(3e6)
    ('950', '2.5k', '12.3k', '1M', '3M')
    """
    digits, prefix = _prefixed(value)
    return digits + prefix


def rate(value: float) -> str:
    """Write a speed.

    >>> rate(12345), rate(0.5), rate(0)
    ('12.3 k/s', '0.5 /s', '0 /s')
    """
    digits, prefix = _prefixed(value)
    return f"{digits} {prefix}/s"


def _prefixed(value: float) -> tuple[str, str]:
    """Split into digits, at most three significant ones beside zeros, and a prefix."""
    size = float(f"{value:.3g}")
    step = 0
    while size >= 1000.0 and step < len(_PREFIXES) - 1:
        size /= 1000.0
        step += 1
    text = f"{size:.0f}" if size >= 100.0 else f"{size:.3g}"
    return text.replace("-", MINUS), _PREFIXES[step]


def bar(share: float, width: int) -> str:
    """Draw a horizontal bar from the left in eighths of a cell, `width` cells long.

    A share above 0 is never empty: it shows an eighth at least.

    >>> bar(1.0, 3), bar(0.5, 3), bar(0.001, 3), bar(0.0, 3)
    ('███', '█▌ ', '▏  ', '   ')
    """
    share = min(1.0, share) if share > 0.0 else 0.0
    eighths = max(round(share * width * 8), 1 if share else 0)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(width)[:width]


def exact(value: float) -> str:
    """Write a number in the fewest digits that give the same float back.

    >>> exact(-7.16), exact(1e-08)
    ('−7.16', '1e−8')
    """
    if not math.isfinite(value):
        return number(value, 3).strip()
    mantissa, _, power = repr(value).partition("e")
    text = f"{mantissa.removesuffix('.0')}e{int(power)}" if power else mantissa
    return text.replace("-", MINUS)
