"""Lines of braille dots against steps, in any block of cells of a canvas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing.braille import EMPTY_CELL, packed
from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.panes.histories_inks import EVENT, GRID, HERE, LATER, MINUS, PLUS, SIGNED, ink
from tui_nn.app.panes.histories_marks import MARK_HERE, Marks
from tui_nn.app.panes.histories_series import Line, Series
from tui_nn.app.panes.loss_scale import Scale, log_scale
from tui_nn.data.dataset import Floats, Integers

_LARGEST = 1e300
_FLAT = 1e-12
"""A range that is so small a share of its values is none: what is drawn of it would be rounding."""

_DASH = 4
"""Columns of dots of a dash and the gap after it."""


def scale_for(series: Series, start: int, stop: int, *, logarithmic: bool) -> Scale | None:
    """Choose the axis of a series' values in a range of steps; None where none of them can stand on it.

    A logarithmic axis is one of sizes: signs are told by the look of the line.
    """
    values = np.concatenate([line.between(start, stop) for line in series.lines])
    values = values[np.abs(values) < _LARGEST]
    if not len(values):
        return None
    if logarithmic:
        return log_scale(np.abs(values), np.abs(values))
    low, high = float(values.min()), float(values.max())
    if series.from_zero:
        low = min(0.0, low)
    if high - low <= _FLAT * max(abs(low), abs(high)):
        room = abs(high) / 2.0 or 1.0
        low, high = low - room, high + room
    return Scale(low, high, False)


@dataclass(frozen=True)
class Block:
    """Cells of a canvas, and what they stand for.

    Attributes:
        x: First column.
        y: First row.
        width: Columns.
        height: Rows.
        start: The step at the left edge.
        stop: The step at the right edge, later.
        scale: The axis upwards.
    """

    x: int
    y: int
    width: int
    height: int
    start: int
    stop: int
    scale: Scale

    def places(self, steps: Integers) -> Floats:
        """Give where steps stand, in columns of dots from 0."""
        places: Floats = (steps - self.start) / (self.stop - self.start) * (2 * self.width - 1)
        return places

    def rises(self, values: Floats) -> Floats:
        """Give where values stand, in rows of dots from the bottom; nan where they cannot."""
        sizes = np.abs(values) if self.scale.logarithmic else values
        return self.scale.share(sizes) * (4 * self.height - 1)

    def column(self, step: float) -> int:
        """Give the column of cells in which a step stands, −1 or `width` for one beyond the edges."""
        place = (step - self.start) / (self.stop - self.start) * (2 * self.width - 1)
        return int(np.clip(np.rint(place) // 2, -1, self.width))

    def step_at(self, column: int) -> float:
        """Give the step in the middle of a column of cells."""
        return self.start + (2 * column + 0.5) / (2 * self.width - 1) * (self.stop - self.start)

    def row(self, value: float) -> int:
        """Give the row of cells in which a value stands, from the top, the nearest one if it is beyond the edges."""
        rise = float(np.nan_to_num(self.rises(np.array(value))))
        return self.height - 1 - min(self.height - 1, max(0, round(rise) // 4))

    def paint(self, canvas: Canvas, series: Series, marks: Marks) -> None:
        """Draw zero, lines and marks."""
        scale = self.scale
        if not scale.logarithmic and scale.low < 0.0 < scale.high:
            canvas.put(self.x, self.y + self.row(0.0), "╌" * self.width, ink(GRID))
        here = self.width if marks.here is None else self.column(marks.here)
        for line in series.lines:
            self._paint_line(canvas, line, here)
        self._paint_marks(canvas, marks, here)

    def _paint_line(self, canvas: Canvas, line: Line, here: int) -> None:
        rises = self.rises(line.values)
        known = np.isfinite(rises)
        if not known.any():
            return
        places, columns = self.places(line.steps)[known], 2 * self.width
        low, high = extents(places, rises[known], columns)
        dots = np.arange(4 * self.height - 1, -1, -1)[:, None]
        with np.errstate(invalid="ignore"):
            drawn = (dots >= np.rint(low)) & (dots <= np.rint(high))
        minus = np.zeros(columns, dtype=np.bool_)
        if self.scale.logarithmic and line.look == SIGNED:
            last = np.searchsorted(places, np.arange(columns) + 0.5) - 1
            minus = line.values[known][np.maximum(last, 0)] < 0.0
        gaps = (minus | line.dashed) & (np.arange(columns) % _DASH >= _DASH // 2)
        bits = packed(drawn & ~gaps)
        at = slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)
        codes, inks, dotted = canvas.codes[at], canvas.inks[at], bits > 0
        codes[dotted] = EMPTY_CELL + bits[dotted].astype(np.uint32)
        inks[dotted] = self._inks(line, minus[::2])[dotted]
        inks[:, here + 1 :][dotted[:, here + 1 :]] = ink(LATER)

    def _inks(self, line: Line, minus: NDArray[np.bool_]) -> NDArray[np.int16]:
        shape = self.height, self.width
        if line.look != SIGNED:
            return np.full(shape, ink(line.look), dtype=np.int16)
        below = np.broadcast_to(minus, shape)
        if not self.scale.logarithmic:
            # Of the row in which zero stands, the sign is that of its greater part.
            tops = (4.0 * np.arange(self.height - 1, -1, -1) + 1.5) / (4 * self.height - 1)
            middles = self.scale.low + tops * (self.scale.high - self.scale.low)
            below = np.broadcast_to((middles < 0.0)[:, None], shape)
        return np.where(below, ink(MINUS), ink(PLUS)).astype(np.int16)

    def _paint_marks(self, canvas: Canvas, marks: Marks, here: int) -> None:
        bottom, inside = self.y + self.height - 1, range(self.width)
        if marks.here is not None and here in inside:
            for row in range(self.height):
                canvas.put(self.x + here, self.y + row, "│", ink(HERE))
        for step, mark in marks.events:
            if (column := self.column(step)) in inside:
                canvas.put(self.x + column, bottom, mark, ink(EVENT))
        if marks.here is not None and here in inside:
            canvas.put(self.x + here, bottom, MARK_HERE, ink(HERE))


def extents(places: Floats, rises: Floats, columns: int) -> tuple[Floats, Floats]:
    """Give from where to where a line goes in each of some columns of dots, so that it has no gaps.

    Args:
        places: Where points stand, in columns, ascending, shape (points,); any beyond the edges.
        rises: How high, shape (points,).
        columns: How many columns there are.

    Returns:
        The lowest and the highest rise in each, shape (columns,); nan where the line is not.
    """
    low, high = np.full(columns, np.inf), np.full(columns, -np.inf)
    nearest = np.rint(places).astype(np.int64)
    inside = (nearest >= 0) & (nearest < columns)
    np.minimum.at(low, nearest[inside], rises[inside])
    np.maximum.at(high, nearest[inside], rises[inside])
    edges = np.arange(columns + 1) - 0.5
    crossed = np.interp(edges, places, rises)
    passed = (edges >= places[0]) & (edges <= places[-1])
    for first, last in ((0, columns), (1, columns + 1)):
        here, crossing = passed[first:last], crossed[first:last]
        low = np.where(here, np.minimum(low, crossing), low)
        high = np.where(here, np.maximum(high, crossing), high)
    there = low <= high
    return np.where(there, low, np.nan), np.where(there, high, np.nan)
