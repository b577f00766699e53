"""Which columns of the gradient check fit, and how a row is written."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from tui_nn.app.numbers import number
from tui_nn.app.panes.rows import Line, fitted, fitted_right
from tui_nn.core.gradient_check import GradientCheck, Verdict

_GAP = 2
_SMALL = 8
"""Cells of a difference, which is written with an exponent as a rule."""

_SIGNS = {
    Verdict.AGREES: ("✓", "right"),
    Verdict.DIFFERS: ("✗", "wrong"),
    Verdict.NOT_FINITE: ("✗", "wrong"),
    Verdict.KINK: ("~", "strong"),
    Verdict.TOO_SMALL: ("·", "dim"),
}
_WORDS = max(len(verdict) for verdict in Verdict)


@dataclass(frozen=True)
class CheckColumns:
    """Widths of the columns in cells; 0 where a column is left out.

    Attributes:
        name: Of the parameter's name.
        gradient: Of each of the two gradients.
        digits: Decimals of the gradients.
        difference: Of the absolute difference.
        relative: Of the relative difference.
        words: Of the verdict's words, which stand behind its sign.
    """

    name: int
    gradient: int
    digits: int
    difference: int
    relative: int
    words: int

    def header(self) -> Line:
        """Give the header line."""
        gap = " " * _GAP
        text = fitted("name", self.name)
        numbers = (
            ("analytic", self.gradient),
            ("numeric", self.gradient),
            ("|diff.|", self.difference),
            ("relative", self.relative),
        )
        text += "".join(gap + fitted_right(title, width) for title, width in numbers if width)
        return ((text + gap + ("verdict" if self.words else ""), "header"),)

    def row(self, label: str, check: GradientCheck, index: int) -> Line:
        """Give one parameter's line."""
        gap = " " * _GAP
        spans = [(fitted(label, self.name), "")]
        for value in (check.analytic[index], check.numeric[index]):
            value = float(value)
            look = "plus" if value > 0.0 else "minus" if value < 0.0 else "dim"
            spans.append((gap + number(value, self.gradient, digits=self.digits), look))
        verdict = check.verdicts[index]
        sign, look = _SIGNS[verdict]
        for value, width in ((check.difference[index], self.difference), (check.relative[index], self.relative)):
            if width:
                small = number(float(value), width, digits=3, signed=False)
                spans.append((gap + small, "wrong" if look == "wrong" else "dim"))
        words = f" {verdict}" if self.words else ""
        # A kink is worth knowing of where the numbers agree in spite of it, too.
        beside = " ~" if check.kinks[index] and verdict is not Verdict.KINK and self.words else ""
        spans.append((gap + sign + words + beside, look))
        return tuple(spans)


def fit_check_columns(width: int, longest_name: int) -> CheckColumns:
    """Choose columns for a width: digits go first, then the verdict's words, then the absolute difference.

    Args:
        width: Cells for a whole row.
        longest_name: Cells of the longest name.
    """
    name = max(4, min(longest_name, width // 4))
    for digits, words, difference, relative in (
        (8, _WORDS + 3, _SMALL, _SMALL),
        (6, _WORDS + 3, _SMALL, _SMALL),
        (5, _WORDS + 3, _SMALL, _SMALL),
        (4, _WORDS + 3, 0, _SMALL),
        (5, 0, 0, _SMALL),
        (4, 0, 0, _SMALL),
        (4, 0, 0, 0),
    ):
        columns = CheckColumns(name, digits + 4, digits, difference, relative, words)
        if sum(_GAP + part for part in (digits + 4, digits + 4, difference, relative) if part) + name <= (
            width - _GAP - 1 - words
        ):
            return columns
    return CheckColumns(name, max(1, (width - name - 3 * _GAP - 1) // 2), 4, 0, 0, 0)


def longest(labels: tuple[str, ...]) -> int:
    """Give the cells of the longest label."""
    return max(map(cell_len, labels))
