"""The loss plot as braille cells: a band of each example's losses, and their running mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.panes.loss_scale import Scale
from tui_nn.data.dataset import Floats
from tui_nn.training.history import LossCurve

BAND, CURVE, LATER, HERE, EDIT = "band", "curve", "later", "here", "edit"
"""The looks: losses, their mean, both where they lie in the future, the position, edits."""

POINT, MARK_HERE, MARK_EDIT = "•", "▲", "◆"

_DOTS = np.array([[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]], dtype=np.uint8)
"""Bits of a braille cell's dots: left and right, from the bottom."""

Masks = NDArray[np.uint8]


@dataclass(frozen=True)
class Run:
    """Cells side by side in one look; rows count from the bottom, columns from the left."""

    row: int
    column: int
    text: str
    look: str


@dataclass(frozen=True)
class Area:
    """The cells to draw in, and what they stand for.

    Attributes:
        width: Columns.
        height: Rows.
        steps: The step at the right edge; 0 is at the left one.
        scale: The axis of losses.
    """

    width: int
    height: int
    steps: int
    scale: Scale

    def pointwise(self, count: int) -> bool:
        """Say whether each of `count` examples has a column to itself, and is a point."""
        return count <= self.width

    def place(self, steps: Floats) -> Floats:
        """Give where steps stand, in columns of dots from 0."""
        return steps / self.steps * (2 * self.width - 1)

    def column(self, step: int) -> int:
        """Give the column of cells in which a step stands."""
        return min(self.width - 1, round(float(self.place(np.array(float(step))))) // 2)

    def rise(self, losses: Floats) -> Floats:
        """Give where losses stand, in rows of dots from the bottom; nan where they cannot."""
        return self.scale.share(losses) * (4 * self.height - 1)


@dataclass(frozen=True)
class Marks:
    """What stands on the axis of steps.

    Attributes:
        here: The step training stands at, if it is not the last one known.
        edits: The steps after which something was changed.
    """

    here: int | None = None
    edits: tuple[int, ...] = ()


def draw(curve: LossCurve, window: int, area: Area, marks: Marks = Marks()) -> list[Run]:
    """Draw the losses; those after the position are in the look of the future.

    Args:
        curve: The losses, at least one.
        window: How many losses the running mean is over.
        area: Where to.
        marks: What stands on the axis of steps.

    Returns:
        Runs of cells, to be put one over the other in this order.
    """
    ends = np.minimum(np.arange(1, len(curve.mean) + 1) * curve.width, curve.count).astype(np.float64)
    line = _runs(_curve(ends, curve.running_mean(window), area), CURVE)
    if area.pointwise(curve.count):
        runs = [*line, *_points(ends, curve.mean, area)]
    else:
        runs = [*_runs(_band(curve, ends, area), BAND), *line]
    edits = [Run(0, column, MARK_EDIT, EDIT) for column in sorted({area.column(step) for step in marks.edits})]
    if marks.here is None:
        return [*runs, *edits]
    here = area.column(marks.here)
    post = [Run(row, here, "│", HERE) for row in range(area.height)]
    return [*post, *_parted(runs, here), *edits, Run(0, here, MARK_HERE, HERE)]


def _parted(runs: list[Run], here: int) -> Iterator[Run]:
    """Give what lies to the right of a column the look of the future."""
    for run in runs:
        before = max(0, min(len(run.text), here + 1 - run.column))
        if before:
            yield Run(run.row, run.column, run.text[:before], run.look)
        if before < len(run.text):
            yield Run(run.row, run.column + before, run.text[before:], LATER)


def _points(ends: Floats, losses: Floats, area: Area) -> list[Run]:
    columns = np.rint(area.place(ends)).astype(np.int64) // 2
    rises = area.rise(losses)
    known = np.isfinite(rises)
    rows = np.rint(rises[known]).astype(np.int64) // 4
    places = sorted(set(zip(rows.tolist(), columns[known].tolist(), strict=True)))
    return [Run(row, column, POINT, BAND) for row, column in places]


def _band(curve: LossCurve, ends: Floats, area: Area) -> Masks:
    """Fill from the lowest to the highest loss of the steps of each column of cells."""
    first = np.rint(area.place(np.arange(len(ends), dtype=np.float64) * curve.width + 1.0)).astype(np.int64) // 2
    last = np.rint(area.place(ends)).astype(np.int64) // 2
    # On a logarithmic axis a bucket with zeros reaches down to its mean, the least number above 0 known of it.
    low = np.where(curve.low > 0.0, curve.low, curve.mean) if area.scale.logarithmic else curve.low
    bottom, top = np.full(area.width, np.inf), np.full(area.width, -np.inf)
    down, up = area.rise(low), area.rise(curve.high)
    for columns in (first, last):
        np.fmin.at(bottom, columns, down)
        np.fmax.at(top, columns, up)
    known = np.isfinite(bottom) & np.isfinite(top)
    rows = np.arange(4 * area.height)[:, None]
    filled = known & (rows >= np.rint(np.where(known, bottom, 0.0))) & (rows <= np.rint(np.where(known, top, 0.0)))
    # One column of dots in two keeps the band quieter than the line upon it.
    dots = np.zeros((4 * area.height, 2 * area.width), dtype=np.bool_)
    dots[:, ::2] = filled
    return _cells(dots)


def _curve(ends: Floats, means: Floats, area: Area) -> Masks:
    """Draw a line through the running means, going straight up or down within a column of dots."""
    dots = np.zeros((4 * area.height, 2 * area.width), dtype=np.bool_)
    rises = area.rise(means)
    known = np.isfinite(rises)
    if known.any():
        places = area.place(ends[known])
        columns = np.arange(int(np.rint(places[0])), int(np.rint(places[-1])) + 1)
        rows = np.rint(np.interp(columns, places, rises[known])).astype(np.int64)
        before = np.concatenate((rows[:1], rows[:-1]))
        for column, start, end in zip(columns.tolist(), before.tolist(), rows.tolist(), strict=True):
            low, high = min(start, end), max(start, end)
            # The dot on which the column before ends needs no other beside it.
            dots[low + (start < end) : high + 1 - (start > end), column] = True
    return _cells(dots)


def _cells(dots: NDArray[np.bool_]) -> Masks:
    height, width = dots.shape[0] // 4, dots.shape[1] // 2
    blocks = dots.reshape(height, 4, width, 2)
    masks: Masks = np.zeros((height, width), dtype=np.uint8)
    for side in range(2):
        for level in range(4):
            masks |= blocks[:, level, :, side].astype(np.uint8) * _DOTS[side, level]
    return masks


def _runs(masks: Masks, look: str) -> list[Run]:
    runs = []
    for row in np.flatnonzero(masks.any(axis=1)).tolist():
        column = 0
        for filled, group in groupby(masks[row].tolist(), key=bool):
            cells = list(group)
            if filled:
                runs.append(Run(row, column, "".join(chr(0x2800 + mask) for mask in cells), look))
            column += len(cells)
    return runs
