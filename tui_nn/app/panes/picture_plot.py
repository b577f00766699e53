"""Where a picture of predictions or of the loss stands on the canvas, and what its edges stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from tui_nn.app.drawing.canvas import Canvas, Codes, Inks
from tui_nn.app.panes.loss_scale import in_words, nice_values
from tui_nn.app.panes.picture_inks import MUTED, ink
from tui_nn.data.dataset import Floats

NARROWEST_WITH_TICKS = 24
LOWEST_WITH_TICKS = 4

SQUEEZE = 1.0
"""How far the axis goes beyond data and prediction for other curves at most, as a share of their range."""

_STEPS = 12

_TICK_ROWS, _TICK_COLUMNS = 3, 8
"""Cells to a tick."""

_LARGEST, _LEAST_RANGE = 1e300, 1e-300

Cells = NDArray[np.intp]

Place = tuple[int, int]
"""Column and row, from 0 at the upper left, of what a cursor can be on."""


@dataclass(frozen=True)
class Axis:
    """What lies along an edge of a picture, in the file's unit.

    Attributes:
        name: What it is called.
        low: At the left or the bottom edge.
        high: At the right or the top edge.
        shift: The file's value of what the network sees as 0.
        factor: What the network sees as 1, in the file's unit.
    """

    name: str
    low: float
    high: float
    shift: float = 0.0
    factor: float = 1.0

    def shares(self, values: Floats) -> Floats:
        """Give how far along the axis values of the file stand, from 0 to 1."""
        return (values - self.low) / (self.high - self.low)

    def centres(self, count: int) -> Floats:
        """Give the values of the file at the middles of so many equal parts, shape (count,)."""
        return self.low + (np.arange(count) + 0.5) / count * (self.high - self.low)

    def scaled(self, values: Floats) -> Floats:
        """Give what the network sees in the place of values of the file."""
        return (values - self.shift) / self.factor

    def in_file(self, seen: Floats) -> Floats:
        """Give the values of the file from what the network sees."""
        return seen * self.factor + self.shift

    def read_off(self, part: int, count: int) -> float:
        """Give the value in the middle of one of so many parts, with as few decimals as tell the parts apart."""
        each = (self.high - self.low) / count
        return round(self.low + (part + 0.5) * each, -math.floor(math.log10(each)))


def axis_around(name: str, low: float, high: float, margin: float, shift: float = 0.0, factor: float = 1.0) -> Axis:
    """Give an axis that goes beyond `low` and `high` by a share of what lies between."""
    low, high = max(low, -_LARGEST), min(high, _LARGEST)
    room = (high - low) * margin if high - low > _LEAST_RANGE else max(1.0, abs(low) * 0.5)
    return Axis(name, low - room, high + room, shift, factor)


@dataclass(frozen=True)
class Plot:
    """The cells of a picture.

    Attributes:
        x: First column.
        y: First row.
        width: Columns.
        height: Rows.
        across: What lies from left to right.
        up: What lies from bottom to top.
        with_ticks: Whether there is room for numbers to the left and below.
    """

    x: int
    y: int
    width: int
    height: int
    across: Axis
    up: Axis
    with_ticks: bool

    @property
    def area(self) -> tuple[slice, slice]:
        """The rows and columns of a canvas."""
        return slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)

    def columns(self, values: Floats) -> Cells:
        """Give the cells' columns of values across, from the left edge; −1 outside."""
        return _parts(self.across.shares(values), self.width)

    def rows(self, values: Floats) -> Cells:
        """Give the cells' rows of values upwards, from the top edge; −1 outside."""
        return _parts(1.0 - self.up.shares(values), self.height)

    def put(self, canvas: Canvas, columns: Cells, rows: Cells, codes: Codes, inks: Inks) -> None:
        """Put a character into each of some cells, leaving out those outside."""
        inside = (columns >= 0) & (rows >= 0)
        at = self.y + rows[inside], self.x + columns[inside]
        canvas.codes[at], canvas.inks[at] = codes[inside], inks[inside]

    def paint_ticks(self, canvas: Canvas) -> None:
        """Write the numbers along both axes, and the name of the one across."""
        if not self.with_ticks:
            return
        for row, words in _tick_rows(self.up, self.height):
            canvas.put(self.x - 1 - len(words), self.y + row, words, ink(MUTED))
        below, end = self.y + self.height, self.x + self.width
        if cell_len(self.across.name) <= self.width // 2:
            end -= cell_len(self.across.name)
            canvas.put(end, below, self.across.name, ink(MUTED))
        taken = 0
        values = nice_values(self.across.low, self.across.high, max(2, self.width // _TICK_COLUMNS))
        for value, words in zip(values, in_words(values), strict=True):
            middle = self.x + float(self.across.shares(np.array(value))) * self.width
            first = round(middle - len(words) / 2)
            if taken <= first and first + len(words) < end:
                canvas.put(first, below, words, ink(MUTED))
                taken = first + len(words) + 1


class PlotPlaces:
    """The cells of a plot as places of a cursor.

    Args:
        plot: Where the picture stands.
    """

    def __init__(self, plot: Plot) -> None:
        self.plot = plot

    @property
    def places(self) -> Place:
        """How many columns and rows of places there are."""
        return self.plot.width, self.plot.height

    def place_at(self, x: int, y: int) -> Place | None:
        """Give the place in a cell of the canvas, None outside the picture."""
        column, row = x - self.plot.x, y - self.plot.y
        return (column, row) if 0 <= column < self.plot.width and 0 <= row < self.plot.height else None


def plot_in(width: int, height: int, across: Axis, up: Axis) -> Plot:
    """Fill the left `width` columns with a picture, and the numbers at its edges where there is room for them."""
    if width < NARROWEST_WITH_TICKS or height < LOWEST_WITH_TICKS:
        return Plot(0, 0, max(1, width), max(1, height), across, up, False)
    left = max(len(words) for _, words in _tick_rows(up, height - 1)) + 1
    return Plot(left, 0, max(1, width - left), height - 1, across, up, True)


def _tick_rows(axis: Axis, height: int) -> list[tuple[int, str]]:
    values = nice_values(axis.low, axis.high, max(3, height // _TICK_ROWS))
    rows = _parts(1.0 - axis.shares(np.array(values)), height).tolist()
    return list(zip(rows, in_words(values), strict=True))


def _parts(shares: Floats, count: int) -> Cells:
    """Give which of `count` parts shares from 0 to 1 fall into, −1 outside."""
    inside = (shares >= 0.0) & (shares <= 1.0)
    parts = np.minimum(np.where(inside, shares, 0.0) * count, count - 1).astype(np.intp)
    return np.where(inside, parts, -1)


def axis_for(name: str, seen: Sequence[Floats], others: Sequence[Floats]) -> Axis:
    """Choose an axis that shows some values whole, and others as far as they do not squeeze those.

    Args:
        name: What lies along it.
        seen: Values that must be seen.
        others: Values that should be.
    """
    low, high = _range(seen)
    room = SQUEEZE * (high - low)
    least, most = _range([*seen, *others])
    low, high = max(least, low - room), min(most, high + room)
    if not high > low:
        low, high = low - 1.0, high + 1.0
    # Ends on multiples of a step seldom move while training goes on.
    steps = nice_values(low, high, _STEPS)
    step = steps[1] - steps[0] if len(steps) > 1 else high - low
    return Axis(name, (np.floor(low / step) - 0.25) * step, (np.ceil(high / step) + 0.25) * step)


def _range(arrays: Sequence[Floats]) -> tuple[float, float]:
    values = np.concatenate([array.ravel() for array in arrays])
    values = values[np.abs(values) < 1e300]
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
