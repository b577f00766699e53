"""The map of the loss over two parameters or directions, in half blocks, with the way taken so far on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing.braille import EMPTY_CELL, packed
from tui_nn.app.drawing.canvas import Canvas, Inks
from tui_nn.app.panes.landscape_dots import DOUBLE_HEADS, HEADS, head_of, line_through
from tui_nn.app.panes.landscape_heat import NOT_FINITE, Heat, colours, heat_of, textures
from tui_nn.app.panes.landscape_picture import LandscapePicture
from tui_nn.app.panes.landscape_scene import Mark, Scene
from tui_nn.app.panes.picture_grid import borders, resized
from tui_nn.app.panes.picture_inks import ACCENT, BASE, MUTED, TEXT, ink, inks
from tui_nn.app.panes.picture_plot import Place, plot_in
from tui_nn.core.floats import Floats
from tui_nn.training.histories import HistoryRecord

_ARROW, _SHORTEST_ARROW = 5, 6.0
"""An arrow is one part in so many of the shorter side long, and so many dots at least."""

_UPPER_HALF, _SPACE, _FULL = ord("▀"), ord(" "), ord("█")


class MapPicture(LandscapePicture):
    """The loss over an area.

    Args:
        scene: What is to be seen.
        width: The columns there are.
    """

    def __init__(self, scene: Scene, width: int) -> None:
        across, up = scene.axes
        super().__init__(scene, plot_in(width, scene.height, across, up))
        self._known: tuple[HistoryRecord, Floats] | None = None

    @cached_property
    def heat(self) -> Heat:
        """The colours."""
        survey = self.scene.survey
        return heat_of(survey.losses, survey.loss, logarithmic=self.scene.choice.logarithmic)

    @cached_property
    def _shares(self) -> Floats:
        """How far from low to high the losses are, the top row first."""
        return np.ascontiguousarray(self.heat.shares(self.scene.survey.losses)[None, ::-1])

    def _seen(self, rows: int, columns: int) -> Floats:
        """Give the shares at so many rows and columns."""
        seen: Floats = resized(self._shares, rows, columns)[0]
        return seen

    @cached_property
    def grounds(self) -> Inks:
        """The colours behind the cells."""
        if not self.scene.coloured:
            return np.full((self.plot.height, self.plot.width), BASE, dtype=np.int16)
        return colours(self._seen(self.plot.height, self.plot.width))

    def paint(self, canvas: Canvas) -> None:
        """Paint colours and contour lines."""
        plot = self.plot
        plot.paint_ticks(canvas)
        if self.scene.coloured:
            halves = colours(self._seen(2 * plot.height, plot.width))
            upper, lower = halves[::2], halves[1::2]
            bits = packed(borders(self.heat.regions(self._seen(4 * plot.height, 2 * plot.width))))
            codes = np.where(upper == lower, _SPACE, _UPPER_HALF)
            lined = bits > 0
            canvas.codes[plot.area] = np.where(lined, EMPTY_CELL + bits.astype(np.uint32), codes)
            canvas.inks[plot.area] = inks(np.where(lined, MUTED, upper), np.where(lined, self.grounds, lower))
        else:
            canvas.codes[plot.area] = textures(self._seen(plot.height, plot.width))
            canvas.inks[plot.area] = ink(MUTED)
        nowhere = np.isnan(self._seen(plot.height, plot.width))
        canvas.codes[plot.area][nowhere] = ord(NOT_FINITE)
        canvas.inks[plot.area][nowhere] = ink(MUTED)

    def paint_moment(self, canvas: Canvas) -> None:
        """Paint the way, the arrows and the marks."""
        self._put_dots(canvas, self._way, TEXT)
        for bits, head, cell in self._arrows:
            self._put_dots(canvas, bits, ACCENT)
            canvas.put(self.plot.x + cell[0], self.plot.y + cell[1], head, ink(ACCENT, int(self.grounds[cell[::-1]])))
        self.paint_marks(canvas)

    def _put_dots(self, canvas: Canvas, bits: NDArray[np.uint8], colour: int) -> None:
        rows, columns = np.nonzero(bits)
        codes = EMPTY_CELL + bits[rows, columns].astype(np.uint32)
        self.plot.put(canvas, columns, rows, codes, inks(colour, self.grounds[rows, columns]))

    @property
    def _way(self) -> NDArray[np.uint8]:
        """The dots of the way from the start to where the parameters are now."""
        snapshot, known = self.scene.snapshot, self._known
        histories = snapshot.histories
        if histories is None:
            return np.zeros((self.plot.height, self.plot.width), dtype=np.uint8)
        if known is None or known[0] is not histories:
            start = self.scene.coordinates(snapshot.experiment.first_parameters()[None])
            known = self._known = histories, np.vstack([start, self.scene.coordinates(histories.parameters)])
        taken = 1 + int(np.searchsorted(histories.steps, snapshot.position.step, side="right"))
        way = np.vstack([known[1][:taken], self.scene.coordinates(snapshot.parameters[None])])
        return line_through(*self._places(way), self.plot.width, self.plot.height)

    def _places(self, coordinates: Floats) -> tuple[Floats, Floats]:
        """Give how far to the right and down coordinates, shape (places, 2), stand, from 0 to 1."""
        return self.plot.across.shares(coordinates[:, 0]), 1.0 - self.plot.up.shares(coordinates[:, 1])

    @cached_property
    def _arrows(self) -> list[tuple[NDArray[np.uint8], str, Place]]:
        """The directions of steepest descent, the exact one last: dots, head, and the cell of the head."""
        plot, arrows = self.plot, []
        size = np.array([2.0 * plot.width, 4.0 * plot.height])
        reach = np.array([plot.across.high - plot.across.low, plot.up.high - plot.up.low])
        across, down = self._places(self.scene.start.coordinates[None])
        begin = np.array([across[0], down[0]]) * size
        kinds = [HEADS, DOUBLE_HEADS][: len(self.scene.slopes)]
        for (_, slope), heads in reversed(list(zip(self.scene.slopes, kinds, strict=True))):
            way = -slope / reach * size
            length = float(np.hypot(*way))
            if not 0.0 < length < np.inf:
                continue
            way *= max(_SHORTEST_ARROW, float(size.min()) / _ARROW) / length
            end = begin + way * np.array([1.0, -1.0])
            cell = int(end[0] // 2), int(end[1] // 4)
            if 0 <= cell[0] < plot.width and 0 <= cell[1] < plot.height:
                xs, ys = (np.array([begin[axis], end[axis]]) / size[axis] for axis in (0, 1))
                bits = line_through(xs, ys, plot.width, plot.height)
                arrows.append((bits, head_of(way[0], way[1], heads), cell))
        return arrows

    def cell_of(self, mark: Mark) -> Place | None:
        """Give the cell in which a mark stands, None outside."""
        column = int(self.plot.columns(mark.coordinates[:1])[0])
        row = int(self.plot.rows(mark.coordinates[1:])[0])
        return (column, row) if column >= 0 and row >= 0 else None

    def legend(self) -> Sequence[tuple[str, int]]:
        """Explain arrows and contour lines."""
        names = ["−gradient"] if len(self.scene.slopes) == 1 else ["−published gradient", "−gradient"]
        spans = [(f"{head} {name}", ACCENT) for (_, head, _), name in zip(self._arrows, names, strict=False)]
        lines = [words for _, words in self.heat.lines]
        if lines and self.scene.coloured:
            spans.append((f"lines {', '.join(lines)}", MUTED))
        return spans
