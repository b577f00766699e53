"""Plain decimal numbers read from a block of bytes, all cells at once.

Digits are taken eight at a time: eight characters are one integer of 64 bits, of which three multiplications make
the number (D. Lemire, *Quickly parsing eight digits*, 2018). A decimal of up to 19 digits is then an integer divided by
a power of ten. If both are floats, the quotient is the float nearest to the decimal (W. Clinger, *How to read
floating point numbers accurately*, 1990); else the division is done with more bits, and counts unless it came out
half-way between two floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.dataset import Floats, Integers
from tui_nn.data.layout import is_number

Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]

WORD = 8
MOST_DIGITS = 19
"""An integer of so many digits is less than 2⁶⁴."""
ODD_SHARE = 8
"""Where more than one cell in so many is no plain decimal, reading all of them one by one takes no longer."""

_NEWLINE, _POINT, _PLUS, _MINUS = b"\n.+-"
_TENS = np.array([10**power for power in range(MOST_DIGITS + 1)], dtype=np.uint64)
_EXACT = 2**53
_WIDE = np.longdouble if np.finfo(np.longdouble).nmant >= 63 else None
"""A float with room for any integer of `MOST_DIGITS` digits; None where the machine has none."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of a block of lines that all have the same number of them.

    Attributes:
        data: The lines, each with its end, after `WORD` other bytes.
        starts: Shape (rows, cells): where in `data` each cell starts.
        ends: Shape (rows, cells): where it ends.
        marks: Shape (rows, cells): how many of its characters are not digits.
        points: Shape (rows, cells): where the last of these is if it is a decimal point, else where the cell ends.
    """

    data: bytes
    starts: Integers
    ends: Integers
    marks: Integers
    points: Integers

    def columns(self, columns: Sequence[int]) -> Grid:
        """Give the grid of some of the columns."""
        chosen = (cells[:, columns] for cells in (self.starts, self.ends, self.marks, self.points))
        return Grid(self.data, *chosen)

    def texts(self, column: int) -> list[str]:
        """Give the cells of a column as they are written."""
        places = zip(self.starts[:, column].tolist(), self.ends[:, column].tolist(), strict=True)
        return [self.data[start:end].decode() for start, end in places]


def find_cells(block: bytes, delimiter: int, width: int) -> Grid | None:
    """Find the cells in whole lines without quotes; None if not every line has `width` cells.

    Args:
        block: The lines; the last may lack its end.
        delimiter: The byte between cells.
        width: How many cells a line has, at least two.
    """
    data = b"".join((bytes(WORD), block, b"" if block.endswith(b"\n") else b"\n"))
    characters = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero(characters[WORD:] - np.uint8(48) > 9) + WORD
    kinds = characters[marks]
    cuts = np.flatnonzero((kinds == delimiter) | (kinds == _NEWLINE))
    if len(cuts) % width:
        return None
    by_line = kinds[cuts].reshape(-1, width)
    if (by_line[:, -1] != _NEWLINE).any() or (by_line[:, :-1] != delimiter).any():
        return None
    ends = marks[cuts]
    starts = np.concatenate(([WORD], ends[:-1] + 1))
    inside = np.diff(cuts, prepend=-1) - 1
    before = cuts - 1
    points = np.where((inside > 0) & (kinds[before] == _POINT), marks[before], ends)
    return Grid(data, *(cells.reshape(-1, width) for cells in (starts, ends, inside, points)))


def read_numbers(grid: Grid) -> Floats | None:
    """Read cells as numbers; None if one is not a finite number, or if too many are not plain decimals.

    Returns:
        Shape (rows, cells): the floats that Python reads from the same characters.
    """
    starts, ends, marks, points = (cells.ravel() for cells in (grid.starts, grid.ends, grid.marks, grid.points))
    first = np.frombuffer(grid.data, np.uint8)[starts]
    minus = first == _MINUS
    signs = minus | (first == _PLUS)
    pointed = points != ends
    whole = points - starts - signs
    decimals = ends - points - pointed
    digits = whole + decimals
    odd = (marks != signs.view(np.int8) + pointed) | (digits > MOST_DIGITS) | (digits < 1)
    some_odd = np.flatnonzero(odd)
    if ODD_SHARE * len(some_odd) > len(odd):
        return None
    whole[some_odd] = decimals[some_odd] = 0
    numbers = _digits(grid.data, points, whole) * _TENS[decimals] + _digits(grid.data, ends, decimals)
    values, unsure = _quotients(numbers, decimals)
    if ODD_SHARE * (len(some_odd) + len(unsure)) > len(odd):
        return None
    np.negative(values, out=values, where=minus)
    for cell in [*some_odd.tolist(), *unsure.tolist()]:
        text = grid.data[starts[cell] : ends[cell]].decode()
        if not is_number(text):
            return None
        values[cell] = float(text)
    return values.reshape(grid.starts.shape)


def _digits(data: bytes, ends: Integers, counts: Integers) -> Words:
    """Give the numbers made by the `counts` digits before `ends`."""
    words = np.ndarray(len(data) - WORD + 1, "<u8", data, strides=(1,))
    numbers = np.zeros(len(ends), np.uint64)
    for word in range(-(-int(counts.max(initial=0)) // WORD)):
        # Of what stands before the digits nothing is taken; where a shift is 64 or more, nothing at all.
        spare = np.maximum(WORD * (WORD * (word + 1) - counts), 0).astype(np.uint64)
        eight = words[np.maximum(ends - WORD * (word + 1), 0)]
        eight = (eight >> spare << spare) - (np.uint64(0x3030303030303030) >> spare << spare)
        eight = eight * np.uint64(10) + (eight >> np.uint64(8))
        pairs = np.uint64(0x000000FF000000FF)
        eight = (eight & pairs) * np.uint64(100 + (1000000 << 32)) + ((eight >> np.uint64(16)) & pairs) * np.uint64(
            1 + (10000 << 32)
        )
        numbers += (eight >> np.uint64(32)) * _TENS[WORD * word]
    return numbers


def _quotients(numbers: Words, decimals: Integers) -> tuple[Floats, Integers]:
    """Divide by powers of ten; give the nearest floats, and where it is not sure that they are the nearest."""
    values = numbers.astype(np.float64) / _TENS[decimals].astype(np.float64)
    large = np.flatnonzero(numbers > _EXACT)
    if not len(large) or _WIDE is None:
        return values, large
    wide = numbers[large].astype(_WIDE) / _TENS[decimals[large]].astype(_WIDE)
    values[large] = wide.astype(np.float64)
    # Half-way between floats; below a power of two they are half as far apart.
    off = np.abs(wide - values[large]) / np.spacing(values[large])
    return values, large[(off == 0.5) | (off == 0.25)]
