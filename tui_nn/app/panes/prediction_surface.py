"""The surface of predictions over two inputs, in half blocks, with the data on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui_nn.app.drawing.braille import EMPTY_CELL, packed
from tui_nn.app.drawing.canvas import Canvas, Inks
from tui_nn.app.panes.picture_grid import borders
from tui_nn.app.panes.picture_inks import ACCENT, BASE, MUTED, TEXT, inks
from tui_nn.app.panes.picture_plot import Cells, Place, plot_in
from tui_nn.app.panes.picture_rows import Row, stacked
from tui_nn.app.panes.prediction_field import field, seen, sliced
from tui_nn.app.panes.prediction_panel import class_rows, number_rows, place_rows, scale_rows, score_rows
from tui_nn.app.panes.prediction_picture import PlotPicture
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_shading import shading_of
from tui_nn.app.panes.prediction_words import class_legend, held_words, number_legends, step_words, told_words
from tui_nn.core.network import Network
from tui_nn.data.dataset import Floats

MARGIN = 0.12
"""How far the picture goes beyond the data, as a share of their range."""

CROWDED = 12
"""Fewer cells than so many to a point call for small points."""

_UPPER_HALF, _SPACE = ord("▀"), ord(" ")


class SurfacePicture(PlotPicture):
    """Predictions over two inputs.

    Args:
        scene: What is to be seen.
        width: The columns there are.
    """

    def __init__(self, scene: Scene, width: int) -> None:
        subject, self._columns = scene.subject, (scene.choice.across, scene.choice.up)
        across, up = (subject.input_axis(column, MARGIN) for column in self._columns)
        super().__init__(scene, plot_in(width, scene.height, across, up))
        self._shading = shading_of(subject, scene.choice.output)
        self._small = len(scene.judged.examples) * CROWDED > self.plot.width * self.plot.height

    def paint(self, canvas: Canvas) -> None:
        """Paint the surface, its borders, the data, and the example at hand."""
        self.plot.paint_ticks(canvas)
        network = sliced(self.scene.network, self._columns, self.scene.held)
        grounds = self._paint_regions(canvas, field(network, self.plot, *self.grid_size(network)))
        self._paint_points(canvas, grounds)

    def grid_size(self, network: Network) -> tuple[int, int]:
        """Give columns and rows of the grid to predict: a place a half cell, or evenly fewer of a large network."""
        columns, rows = self.plot.width, 2 * self.plot.height
        coarser = min(1.0, (self.scene.affordable(network) / (columns * rows)) ** 0.5)
        return max(2, int(columns * coarser)), max(2, int(rows * coarser))

    def _paint_regions(self, canvas: Canvas, values: Floats) -> Inks:
        """Paint colours and borders; give the colour behind each cell, shape (rows, columns)."""
        plot, shading = self.plot, self._shading
        bits = packed(borders(seen(values, shading.regions, 4 * plot.height, 2 * plot.width)))
        lined = bits > 0
        if self.scene.coloured:
            halves = seen(values, shading.colours, 2 * plot.height, plot.width)
            upper, lower = halves[::2], halves[1::2]
            codes = np.where(upper == lower, _SPACE, _UPPER_HALF)
            grounds = np.where(lined, seen(values, shading.colours, plot.height, plot.width), lower)
        else:
            upper = np.full(bits.shape, MUTED, dtype=np.int16)
            codes = seen(values, shading.textures, plot.height, plot.width)
            grounds = np.full(bits.shape, BASE, dtype=np.int16)
        canvas.codes[plot.area] = np.where(lined, EMPTY_CELL + bits.astype(np.uint32), codes)
        canvas.inks[plot.area] = inks(np.where(lined, TEXT, upper), grounds)
        return grounds

    def _paint_points(self, canvas: Canvas, grounds: Inks) -> None:
        scene, judged = self.scene, self.scene.judged
        columns, rows = self.cells_of(judged.examples)
        codes, colours = self._shading.points(judged.targets, judged.predictions, small=self._small)
        self.plot.put(canvas, columns, rows, codes, inks(colours, grounds[rows, columns]))
        if scene.current is not None:
            data, here = scene.snapshot.data, np.array([scene.current])
            codes, _ = self._shading.points(data.targets[here].T, scene.predict(data.inputs[here]).T, small=False)
            self.plot.put(canvas, *self.cells_of(here), codes, inks(TEXT, ACCENT, 1))

    def cells_of(self, examples: Cells) -> tuple[Cells, Cells]:
        """Give columns and rows of the cells in which examples stand."""
        across, up = (self.scene.snapshot.data.inputs[examples, column] for column in self._columns)
        return self.plot.columns(self.plot.across.in_file(across)), self.plot.rows(self.plot.up.in_file(up))

    def inputs_at(self, place: Place) -> Floats:
        """Give the inputs in the middle of a cell."""
        plot, inputs = self.plot, self.scene.held.copy()
        across = plot.across.read_off(place[0], plot.width)
        up = plot.up.read_off(plot.height - 1 - place[1], plot.height)
        inputs[list(self._columns)] = plot.across.scaled(np.array(across)), plot.up.scaled(np.array(up))
        return inputs

    def titles(self) -> Sequence[str]:
        """Say what is predicted over which inputs."""
        name, step = self.scene.subject.title(self.scene.choice.output), step_words(self.scene)
        axes = f"{self.plot.across.name} →, {self.plot.up.name} ↑"
        held = held_words(self.scene)
        long = f"predicted {name} over {axes}"
        return [f"{long}, {held} · {step}"] * bool(held) + [
            f"{long} · {step}",
            f"{name} over {axes} · {step}",
            f"{name} over {axes}",
            f"{name}: {axes}",
            axes,
            "prediction",
        ]

    def legends(self) -> Sequence[Row]:
        """Explain glyphs and lines."""
        scene, held = self.scene, held_words(self.scene)
        if scene.subject.classifies:
            rows = [class_legend(scene, small=self._small)]
        else:
            rows = number_legends(scene.subject, scene.choice.output)
        return [*([*row, (f" · {held}", MUTED)] for row in rows if held), *rows, [(held, MUTED)]]

    def told(self, cursor: Place) -> Sequence[Row]:
        """Say what is predicted under the cursor."""
        reading = self.read(cursor)
        return told_words(self.scene, reading, self._columns) if reading else []

    def panel(self, cursor: Place | None, width: int, height: int) -> Sequence[Row]:
        """Give the outputs at a place, the place itself, and how good the predictions are."""
        scene, reading = self.scene, self.read(cursor)
        others = [column for column in range(scene.snapshot.data.input_count) if column not in self._columns]
        place = place_rows(scene, reading, (*self._columns, *others)[:height], width)
        score = score_rows(scene, width)
        if scene.subject.classifies:
            most = max(2, height - len(score) - 1)
            said = class_rows(scene, reading, width, most, small=self._small)
            return stacked([said, place[: max(1, height - len(said) - len(score))], score], height)
        said = number_rows(scene, reading, width)
        place = place[: max(3, height - len(said) - len(score) - 4)]
        return stacked([[*place, *said], score, scale_rows(scene, width)], height)
