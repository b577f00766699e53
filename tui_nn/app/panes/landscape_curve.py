"""The curve of the loss over one parameter, with the line whose slope is the gradient."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing.braille import EMPTY_CELL, packed, polyline
from tui_nn.app.drawing.canvas import Canvas, Inks
from tui_nn.app.panes.landscape_heat import NOT_FINITE
from tui_nn.app.panes.landscape_picture import LandscapePicture
from tui_nn.app.panes.landscape_scene import Mark, Scene
from tui_nn.app.panes.picture_inks import ACCENT, BASE, CURVE, MUTED, RULE, hue, ink, inks
from tui_nn.app.panes.picture_plot import Place, axis_for, plot_in
from tui_nn.core.floats import Floats

EXACT, PUBLISHED = ACCENT, hue(3)
"""The colours of the exact gradient's line, and of the published one's, which is dashed."""

_DASH = 4
"""Dots of a dash, and of the gap after it."""


class CurvePicture(LandscapePicture):
    """The loss over a line.

    Args:
        scene: What is to be seen.
        width: The columns there are.
    """

    def __init__(self, scene: Scene, width: int) -> None:
        self.scene = scene
        (across,) = scene.axes
        losses = np.array([mark.loss for mark in scene.marks if mark.loss is not None])
        ends = across.centres(2)
        up = axis_for("loss", [scene.survey.losses, losses], [line for line, _ in self._tangents(ends)])
        super().__init__(scene, plot_in(width, scene.height, across, up))

    def _tangents(self, values: Floats) -> list[tuple[Floats, int]]:
        """Give the lines through the point with the slope of the gradients, at values of the parameter."""
        start, loss = float(self.scene.start.coordinates[0]), self.scene.survey.loss
        kinds = [EXACT, PUBLISHED][: len(self.scene.slopes)]
        return [
            (loss + float(slope[0]) * (values - start), colour)
            for (_, slope), colour in zip(self.scene.slopes, kinds, strict=True)
        ]

    @cached_property
    def grounds(self) -> Inks:
        """The colours behind the cells."""
        return np.full((self.plot.height, self.plot.width), BASE, dtype=np.int16)

    @cached_property
    def _curve(self) -> Floats:
        """The loss at two places a column."""
        (axis,) = self.scene.axes
        survey = self.scene.survey
        (known,) = survey.request.area.centres(survey.losses.shape)
        curve: Floats = np.interp(axis.centres(2 * self.plot.width), known, survey.losses)
        return curve

    def paint(self, canvas: Canvas) -> None:
        """Paint the curve over the lines that touch it."""
        plot = self.plot
        plot.paint_ticks(canvas)
        zero = int(plot.rows(np.array([0.0]))[0])
        if zero >= 0:
            canvas.codes[plot.area][zero] = ord("─")
            canvas.inks[plot.area][zero] = ink(RULE)
        dots = self.plot.across.centres(2 * plot.width)
        lines = [(self._bits(line, dashed=colour == PUBLISHED), colour) for line, colour in self._tangents(dots)]
        lines.append((self._bits(self._curve), CURVE))
        together = np.zeros_like(lines[0][0])
        for bits, colour in lines:
            together |= bits
            rows, columns = np.nonzero(bits)
            codes = EMPTY_CELL + together[rows, columns].astype(np.uint32)
            plot.put(canvas, columns, rows, codes, inks(colour, BASE, len(rows)))
        nowhere = ~np.isfinite(self._curve).reshape(plot.width, 2).all(axis=1)
        canvas.codes[plot.area][-1, nowhere] = ord(NOT_FINITE)
        canvas.inks[plot.area][-1, nowhere] = ink(MUTED)

    def _bits(self, heights: Floats, *, dashed: bool = False) -> NDArray[np.uint8]:
        dots = polyline(1.0 - self.plot.up.shares(heights), 4 * self.plot.height)
        if dashed:
            # Along the longer side, so that a steep line has gaps too.
            rows, columns = np.indices(dots.shape)
            steep = dots.any(axis=1).sum() > dots.any(axis=0).sum()
            dots &= (rows if steep else columns) // _DASH % 2 == 0
        return packed(dots)

    def paint_moment(self, canvas: Canvas) -> None:
        """Paint the marks."""
        self.paint_marks(canvas)

    def cell_of(self, mark: Mark) -> Place | None:
        """Give the cell in which a mark stands at the height of its loss, None outside."""
        column = int(self.plot.columns(mark.coordinates)[0])
        if column < 0 or mark.loss is None or not np.isfinite(mark.loss):
            return None
        row = int(self.plot.rows(np.array([mark.loss]))[0])
        return (column, row) if row >= 0 else None

    def paint_cursor(self, canvas: Canvas, cursor: Place) -> None:
        """Draw a line through the cursor's column, and reverse its cell on the curve."""
        x = self.plot.x + cursor[0]
        for y in range(self.plot.y, self.plot.y + self.plot.height):
            if canvas.codes[y, x] in (ord(" "), ord("─")):
                canvas.put(x, y, "│", ink(MUTED))
        cell = self.cell_of(self.mark_at(cursor))
        super().paint_cursor(canvas, (cursor[0], cursor[1] if cell is None else cell[1]))

    def legend(self) -> Sequence[tuple[str, int]]:
        """Explain the lines."""
        if len(self.scene.slopes) == 1:
            return [("━ loss", CURVE), ("━ its slope, the gradient", EXACT)]
        return [("━ loss", CURVE), ("━ its slope", EXACT), ("╍ published gradient", PUBLISHED)]
