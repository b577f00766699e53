"""Small multiples: one little plot a series, in a grid that uses the room there is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len

from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import number, short_number
from tui_nn.app.panes.histories_inks import CURSOR, NAME, TICK, VALUE, ink
from tui_nn.app.panes.histories_marks import Marks
from tui_nn.app.panes.histories_plot import Block, scale_for
from tui_nn.app.panes.histories_series import Series

NARROWEST, LOWEST = 16, 3
"""A plot has so many columns and rows at least."""

COMFORTABLE = 4
"""So many rows it has, more or less, where not all fit anyway."""

GAP = 2
SHAPE = 5.0
"""So many times as wide as high, in cells, a plot is best."""

WIDTH_WITH_ENDS, ENDS = 24, 8
"""From this width on the ends of its scale are written beside a plot, in so many columns."""

NUMBER, NARROWEST_NUMBER = 8, 4
FEWEST_STEPS = 10


@dataclass(frozen=True)
class Grid:
    """Where small plots stand.

    Attributes:
        columns: Side by side.
        rows: One below the other.
        width: Cells in all.
        height: Cells in all.
    """

    columns: int
    rows: int
    width: int
    height: int

    @property
    def size(self) -> int:
        """How many plots it has room for."""
        return self.columns * self.rows

    def cell(self, place: int) -> tuple[int, int, int, int]:
        """Give the first column, the first row, the width and the height of a place, counted row by row from 0."""
        row, column = divmod(place, self.columns)
        left, right = ((self.width + GAP) * n // self.columns for n in (column, column + 1))
        top, bottom = (self.height * n // self.rows for n in (row, row + 1))
        return left, top, right - left - GAP, bottom - top

    def place_at(self, x: int, y: int) -> int | None:
        """Give the place at a cell, None between places."""
        for place in range(self.size):
            left, top, width, height = self.cell(place)
            if left <= x < left + width and top <= y < top + height:
                return place
        return None


def grid_for(count: int, width: int, height: int) -> Grid:
    """Choose a grid for so many plots, for all of them if they fit."""
    most = max(1, (width + GAP) // (NARROWEST + GAP))
    fitting = [
        Grid(columns, rows, width, height)
        for columns in range(1, most + 1)
        if (rows := -(-count // columns)) <= height // LOWEST
    ]
    if fitting:
        return min(fitting, key=lambda grid: _unshapely(grid, count))
    return Grid(most, max(1, (height + COMFORTABLE // 2) // COMFORTABLE), width, height)


def _unshapely(grid: Grid, count: int) -> float:
    _, _, width, height = grid.cell(0)
    without_ends = 0.5 * (width < WIDTH_WITH_ENDS)
    return (
        abs(math.log(max(1, width) / (SHAPE * max(1, height)))) + 0.5 * (grid.size - count) / grid.size + without_ends
    )


def paint_grid(
    canvas: Canvas, grid: Grid, series: Sequence[Series], marks: Marks, *, cursor: int, logarithmic: bool
) -> None:
    """Paint a plot for each of as many series as there is room for; the one under the cursor is marked."""
    for place, one in enumerate(series[: grid.size]):
        _paint_one(canvas, grid.cell(place), one, marks, chosen=place == cursor, logarithmic=logarithmic)


def _paint_one(
    canvas: Canvas, cell: tuple[int, int, int, int], series: Series, marks: Marks, *, chosen: bool, logarithmic: bool
) -> None:
    x, y, width, height = cell
    words = _present(series, width)
    name = fitted(series.name, max(0, width - len(words) - 2))
    canvas.put(x, y, f"▸{name}" if chosen else f" {name}", ink(CURSOR if chosen else NAME))
    canvas.put(x + width - len(words), y, words, ink(VALUE))
    start, stop = 0, max(FEWEST_STEPS, marks.latest)
    scale = scale_for(series, start, stop, logarithmic=logarithmic)
    if height < 2 or scale is None:
        canvas.put(
            x + 1,
            y + 1,
            fitted("nothing to show on a log axis" if logarithmic else "no number yet", width - 1),
            ink(TICK),
        )
        return
    beside = ENDS if width >= WIDTH_WITH_ENDS else 0
    Block(x + 1, y + 1, max(1, width - 1 - beside), height - 1, start, stop, scale).paint(canvas, series, marks)
    if beside:
        for row, value in ((y + 1, scale.high), (y + height - 1, scale.low)):
            if row > y + 1 or height > 2 or value == scale.high:
                canvas.put(x + width - beside + 1, row, short_number(value, ENDS - 1), ink(TICK))


def _present(series: Series, width: int) -> str:
    """Write the present values of a series' lines as far as there is room beside its name."""
    lines = [line for line in reversed(series.lines) if not np.isnan(line.present)]
    if len(series.lines) == 1:
        room = min(NUMBER, width - cell_len(series.name) - 2)
        if not lines or room < NARROWEST_NUMBER:
            return ""
        value = lines[0].present
        return number(value, room, signed=series.signed) if room == NUMBER else short_number(value, room)
    texts = ["  ".join(f"{line.name} {short_number(line.present, 6)}" for line in lines)]
    texts += [" ".join(short_number(line.present, most) for line in lines) for most in (6, 5, 4)]
    return next((text for text in texts if len(text) + cell_len(series.name) + 2 <= width), "")
