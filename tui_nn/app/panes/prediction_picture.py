"""What all pictures of predictions have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.panes.picture_inks import CURSOR, TEXT, ink
from tui_nn.app.panes.picture_plot import Cells, Place, Plot, PlotPlaces
from tui_nn.app.panes.picture_rows import Row
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.data.dataset import Floats


@dataclass(frozen=True, eq=False)
class Reading:
    """What is predicted at one place.

    Attributes:
        inputs: As the network sees them, shape (inputs,).
        prediction: Shape (outputs,).
        example: The index of the example that stands there, None where there is none.
    """

    inputs: Floats
    prediction: Floats
    example: int | None


class Picture(Protocol):
    """A view of predictions, of one scene."""

    @property
    def places(self) -> Place:
        """How many columns and rows of places there are."""
        ...

    def paint(self, canvas: Canvas) -> None:
        """Paint it, without the cursor."""
        ...

    def paint_cursor(self, canvas: Canvas, cursor: Place) -> None:
        """Mark the place under the cursor."""
        ...

    def place_at(self, x: int, y: int) -> Place | None:
        """Give the place in a cell of the canvas, None outside the picture."""
        ...

    def start(self) -> Place:
        """Give where the cursor begins."""
        ...

    def titles(self) -> Sequence[str]:
        """Say what is shown, the most telling text first."""
        ...

    def legends(self) -> Sequence[Row]:
        """Explain the signs, the most telling text first."""
        ...

    def told(self, cursor: Place) -> Sequence[Row]:
        """Say what stands under the cursor, the most telling text first."""
        ...

    def panel(self, cursor: Place | None, width: int, height: int) -> Sequence[Row]:
        """Give rows to stand beside the picture: about the cursor's place, or else the example at hand."""
        ...


class PlotPicture(PlotPlaces, ABC):
    """A picture between two axes, on which examples have their cells.

    Args:
        scene: What is to be seen.
        plot: Where.
    """

    def __init__(self, scene: Scene, plot: Plot) -> None:
        super().__init__(plot)
        self.scene = scene

    @abstractmethod
    def cells_of(self, examples: Cells) -> tuple[Cells, Cells]:
        """Give columns and rows of the cells in which examples with these indices stand, −1 outside."""

    def inputs_at(self, place: Place) -> Floats | None:
        """Give the inputs that a place without an example stands for, shape (inputs,), None where it has none."""
        return None

    def start(self) -> Place:
        """Begin at the example at hand, or in the middle."""
        if self.scene.current is not None:
            columns, rows = self.cells_of(np.array([self.scene.current]))
            if columns[0] >= 0 and rows[0] >= 0:
                return int(columns[0]), int(rows[0])
        return self.plot.width // 2, self.plot.height // 2

    def paint_cursor(self, canvas: Canvas, cursor: Place) -> None:
        """Reverse the cell under the cursor."""
        x, y = self.plot.x + cursor[0], self.plot.y + cursor[1]
        if not self._examples_in(cursor):
            canvas.codes[y, x] = ord("┼")
        canvas.inks[y, x] = ink(TEXT, CURSOR)

    def example_at(self, place: Place) -> int | None:
        """Give the index of the example in a cell: the one at hand before others."""
        found = self._examples_in(place)
        return self.scene.current if self.scene.current in found else found[-1] if found else None

    def _examples_in(self, place: Place) -> list[int]:
        examples = self.scene.judged.examples
        columns, rows = self.cells_of(examples)
        found: list[int] = examples[(columns == place[0]) & (rows == place[1])].tolist()
        return found

    def read(self, cursor: Place | None) -> Reading | None:
        """Read off the place under the cursor, or the example at hand; None where there is neither."""
        example = self.scene.current if cursor is None else self.example_at(cursor)
        inputs = self.inputs_at(cursor) if cursor is not None else None
        if example is not None:
            inputs = self.scene.snapshot.data.inputs[example]
        return None if inputs is None else Reading(inputs, self.scene.predict(inputs), example)
