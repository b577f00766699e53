"""What both pictures of the loss have in common: places, marks and a cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from tui_nn.app.drawing.canvas import Canvas, Inks
from tui_nn.app.panes.landscape_scene import HERE, Mark, Scene
from tui_nn.app.panes.picture_inks import ACCENT, CURSOR, TEXT, ink
from tui_nn.app.panes.picture_plot import Place, Plot, PlotPlaces
from tui_nn.core.floats import Floats

CURSOR_GLYPH = "┼"


class LandscapePicture(PlotPlaces, ABC):
    """A picture of a survey; the moment whose marks lie over it may change.

    Args:
        scene: What is to be seen.
        plot: Where.
    """

    def __init__(self, scene: Scene, plot: Plot) -> None:
        super().__init__(plot)
        self.scene = scene

    @property
    @abstractmethod
    def grounds(self) -> Inks:
        """The colours behind the cells, shape (rows, columns)."""

    @abstractmethod
    def paint(self, canvas: Canvas) -> None:
        """Paint what only another survey changes."""

    @abstractmethod
    def paint_moment(self, canvas: Canvas) -> None:
        """Paint what lies over it at the moment."""

    @abstractmethod
    def cell_of(self, mark: Mark) -> Place | None:
        """Give the cell in which a mark stands, None outside."""

    @abstractmethod
    def legend(self) -> Sequence[tuple[str, int]]:
        """Explain the lines that are in the picture."""

    @property
    def shown(self) -> list[Mark]:
        """The marks that stand in the picture, the most important last."""
        return [mark for mark in self.scene.marks if self.cell_of(mark) is not None]

    def paint_marks(self, canvas: Canvas) -> None:
        """Paint the marks; the parameters as they are now are reversed."""
        for mark in self.scene.marks:
            if (cell := self.cell_of(mark)) is not None:
                ground = ACCENT if mark.glyph == HERE else int(self.grounds[cell[1], cell[0]])
                canvas.put(self.plot.x + cell[0], self.plot.y + cell[1], mark.glyph, ink(TEXT, ground))

    def start(self) -> Place:
        """Begin where the parameters are now, or in the middle."""
        return self.cell_of(self.scene.marks[-1]) or (self.plot.width // 2, self.plot.height // 2)

    def coordinates_at(self, place: Place) -> Floats:
        """Give the coordinates in the middle of a cell, rounded to what tells it from others."""
        plot, ups = self.plot, self.scene.survey.losses.ndim > 1
        across = plot.across.read_off(place[0], plot.width)
        return np.array([across, plot.up.read_off(plot.height - 1 - place[1], plot.height)] if ups else [across])

    def mark_at(self, place: Place) -> Mark:
        """Work out the loss at a place."""
        coordinates = self.coordinates_at(place)
        loss = float(self.scene.survey.slice.losses(coordinates[None])[0])
        return Mark(CURSOR_GLYPH, "cursor", coordinates, loss)

    def paint_cursor(self, canvas: Canvas, cursor: Place) -> None:
        """Reverse the cell under the cursor; a mark there stays."""
        x, y = self.plot.x + cursor[0], self.plot.y + cursor[1]
        if all(self.cell_of(mark) != cursor for mark in self.scene.marks):
            canvas.codes[y, x] = ord(CURSOR_GLYPH)
        canvas.inks[y, x] = ink(TEXT, CURSOR)
