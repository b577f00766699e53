"""The loss plot as braille cells: a band of each example's losses, and their running mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.panes.loss_scale import Scale
from tui_nn.data.dataset import Floats, Integers
from tui_nn.training.loss_curve import LossCurve
from tui_nn.training.loss_record import LossRecord

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


@dataclass(frozen=True, eq=False)
class Losses:
    """The losses of a range of steps, and their running mean.

    Attributes:
        start: Steps before the range.
        stop: The last step of the range.
        curve: The losses, in buckets of which the first and the last may reach beyond the range.
        ends: Steps whose running mean is known, the first and the last of them perhaps beyond the range.
        means: These means, as many.
    """

    start: int
    stop: int
    curve: LossCurve
    ends: Floats
    means: Floats

    @classmethod
    def of(cls, record: LossRecord, start: int, stop: int, window: int) -> Losses:
        """Take these steps' losses from a record, with a running mean over the last `window` losses."""
        curve = record.curve(start, stop)
        longer = record.curve(start, stop, lead=window) if start else curve
        ends, means = longer.ends, longer.running_mean(window)
        first = max(0, int(np.searchsorted(ends, start, side="right")) - 1)
        return cls(start, stop, curve, ends[first:], means[first:])


@dataclass(frozen=True)
class Area:
    """The cells to draw in, and what they stand for.

    Attributes:
        width: Columns.
        height: Rows.
        stop: The step at the right edge.
        scale: The axis of losses.
        start: The step at the left edge.
    """

    width: int
    height: int
    stop: int
    scale: Scale
    start: int = 0

    def pointwise(self, curve: LossCurve) -> bool:
        """Say whether each example has a column to itself, and is a point."""
        return curve.width == 1 and len(curve.mean) < self.width

    def place(self, steps: Floats) -> Floats:
        """Give where steps stand, in columns of dots from 0."""
        return (steps - self.start) / (self.stop - self.start) * (2 * self.width - 1)

    def columns(self, steps: Floats) -> Integers:
        """Give the columns of cells in which steps stand, from 0; −1 and `width` for those beyond the edges."""
        places = np.rint(self.place(steps)).astype(np.int64)
        return np.clip(places // 2, -1, self.width)

    def column(self, step: int) -> int:
        """Give the column of cells in which a step stands, −1 or `width` for one beyond the edges."""
        return int(self.columns(np.array([float(step)]))[0])

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


def draw(losses: Losses, area: Area, marks: Marks = Marks()) -> list[Run]:
    """Draw losses; those after the position are in the look of the future.

    Args:
        losses: At least one.
        area: Where to.
        marks: What stands on the axis of steps.

    Returns:
        Runs of cells, to be put one over the other in this order.
    """
    curve = losses.curve
    line = _runs(_curve(losses.ends, losses.means, area), CURVE)
    runs = [*line, *_points(curve, area)] if area.pointwise(curve) else [*_runs(_band(curve, area), BAND), *line]
    inside = range(area.width)
    edited = sorted({area.column(step) for step in marks.edits}.intersection(inside))
    edits = [Run(0, column, MARK_EDIT, EDIT) for column in edited]
    if marks.here is None:
        return [*runs, *edits]
    here = area.column(marks.here)
    post = [Run(row, here, "│", HERE) for row in range(area.height) if here in inside]
    mark = [Run(0, here, MARK_HERE, HERE)] if here in inside else []
    return [*post, *_parted(runs, here), *edits, *mark]


def _parted(runs: list[Run], here: int) -> Iterator[Run]:
    """Give what lies to the right of a column the look of the future."""
    for run in runs:
        before = max(0, min(len(run.text), here + 1 - run.column))
        if before:
            yield Run(run.row, run.column, run.text[:before], run.look)
        if before < len(run.text):
            yield Run(run.row, run.column + before, run.text[before:], LATER)


def _points(curve: LossCurve, area: Area) -> list[Run]:
    columns = area.columns(curve.ends)
    rises = area.rise(curve.mean)
    known = np.isfinite(rises)
    rows = np.rint(rises[known]).astype(np.int64) // 4
    places = sorted(set(zip(rows.tolist(), columns[known].tolist(), strict=True)))
    return [Run(row, column, POINT, BAND) for row, column in places]


def _band(curve: LossCurve, area: Area) -> Masks:
    """Fill from the lowest to the highest loss of the steps of each column of cells."""
    ends = curve.ends
    firsts = area.columns(np.concatenate(([curve.start + 1.0], ends[:-1] + 1.0)))
    lasts = area.columns(ends)
    # On a logarithmic axis a bucket with zeros reaches down to its mean, the least number above 0 known of it.
    low = np.where(curve.low > 0.0, curve.low, curve.mean) if area.scale.logarithmic else curve.low
    # The buckets of each column, a first and the one after the last; a column of none is told from the others after.
    columns = np.arange(area.width)
    begin, end = np.searchsorted(lasts, columns), np.searchsorted(firsts, columns, side="right")
    edges = np.stack((begin, np.maximum(end, begin + 1)), axis=1).ravel()
    bottom, top = (
        np.where(begin < end, of.reduceat(np.append(rises, (np.nan, np.nan)), edges)[::2], np.nan)
        for of, rises in ((np.fmin, area.rise(low)), (np.fmax, area.rise(curve.high)))
    )
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
        first, last = max(0, round(float(places[0]))), min(2 * area.width - 1, round(float(places[-1])))
        columns = np.arange(first, last + 1)
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
