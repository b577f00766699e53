"""A number as a person wrote it: its digits say how exactly it can be compared."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from tui_nn.core.expressions import MINUS
from tui_nn.errors import DataError

LONGEST = 400
"""More characters than any number of a network needs; a float's exact value has up to 767 digits."""

_PATTERN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_EXACT = Context(prec=2000, Emin=-9999, Emax=9999)


@dataclass(frozen=True)
class Written:
    """A number with the digits it was written with.

    Attributes:
        text: As written.
        decimal: Its exact value.
    """

    text: str
    decimal: Decimal

    @classmethod
    def read(cls, text: str, place: str) -> Written:
        """Read a number.

        Raises:
            DataError: It is none, or not one that a float can hold.
        """
        plain = text.strip().replace(MINUS, "-")
        if len(plain) > LONGEST or not _PATTERN.fullmatch(plain) or math.isinf(float(plain)):
            point = "Write a point before the decimals. " if re.fullmatch(r"[+-]?\d+,\d+", plain, re.ASCII) else ""
            raise DataError(
                f"{text[:40]!r} is not a finite number",
                place=place,
                advice=f"{point}Write it as in -16.943 or 4.383e-8.",
            )
        return cls(text.strip(), Decimal(plain))

    @property
    def value(self) -> float:
        """The nearest float."""
        return float(self.decimal)

    @property
    def shown(self) -> str:
        """As written, with the true minus sign."""
        return self.text.replace("-", MINUS)

    @property
    def unit(self) -> float:
        """How much its last digit stands for."""
        return float(self._quantum)

    @property
    def significant_digits(self) -> int:
        """How many digits it has, zeros in front not counted; 0 for zero."""
        return len(self.decimal.as_tuple().digits) if self.decimal else 0

    @property
    def _quantum(self) -> Decimal:
        exponent = self.decimal.as_tuple().exponent
        assert isinstance(exponent, int)
        return Decimal((0, (1,), exponent))

    def is_rounded(self, computed: float) -> bool:
        """Whether it is a computed number rounded to these digits, a half going up or to the even digit.

        A number that is halfway but for the float's last bits counts as halfway, as it is by hand.
        """
        if not math.isfinite(computed):
            return False
        numbers = (Decimal(computed), Decimal(f"{computed:.15g}"))
        roundings = (ROUND_HALF_UP, ROUND_HALF_EVEN)
        return any(
            number.quantize(self._quantum, rounding, _EXACT) == self.decimal
            for number in numbers
            for rounding in roundings
        )

    def is_cut_off(self, computed: float) -> bool:
        """Whether it is a computed number whose further digits were dropped."""
        return math.isfinite(computed) and Decimal(computed).quantize(self._quantum, ROUND_DOWN, _EXACT) == self.decimal

    def agrees(self, computed: float) -> bool:
        """Whether it is a computed number, rounded or cut off."""
        return self.is_rounded(computed) or self.is_cut_off(computed)

    def agrees_between(self, low: float, high: float) -> bool:
        """Whether it is some number from `low` to `high`, rounded or cut off."""
        return self.agrees(low) or self.agrees(high) or low <= self.value <= high

    def with_these_digits(self, number: float) -> str:
        """Write another number with as many decimals, or, after an e, as many significant digits.

        >>> Written.read("4.4e-8", "").with_these_digits(-1234.5), Written.read("0.10", "").with_these_digits(2 / 3)
        ('−1.2e+03', '0.67')
        """
        if "e" not in self.text.lower():
            text = f"{number:.{len(self.text.partition('.')[2])}f}"
        else:
            text = f"{number:.{max(1, self.significant_digits) - 1}e}"
        return text.replace("-", MINUS)
