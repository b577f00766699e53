"""The picture of predicted numbers against the targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui_nn.app.drawing.braille import EMPTY_CELL, packed, polyline
from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.panes.picture_inks import ACCENT, BASE, MUTED, POINT, TEXT, inks
from tui_nn.app.panes.picture_plot import Axis, Cells, Place, axis_for, plot_in
from tui_nn.app.panes.picture_rows import Row, stacked
from tui_nn.app.panes.prediction_panel import number_rows, place_rows, score_rows
from tui_nn.app.panes.prediction_picture import PlotPicture
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_shading import CLOSE
from tui_nn.app.panes.prediction_words import step_words, told_words

INPUTS_TOLD = 6
"""With more inputs than so many none of them is told in one line."""


class ActualPicture(PlotPicture):
    """Each example's prediction over its target; on the diagonal both are equal.

    Args:
        scene: What is to be seen.
        width: The columns there are.
    """

    def __init__(self, scene: Scene, width: int) -> None:
        subject, output, judged = scene.subject, scene.choice.output, scene.judged
        self._said = subject.in_file(judged.predictions, output)
        up = axis_for("", [subject.in_file(judged.targets, output)], [self._said])
        name = subject.name(output)
        super().__init__(scene, plot_in(width, scene.height, Axis(name, up.low, up.high), up))

    def paint(self, canvas: Canvas) -> None:
        """Paint the diagonal, the points, and the example at hand."""
        plot, examples = self.plot, self.scene.judged.examples
        plot.paint_ticks(canvas)
        count = 2 * plot.width
        bits = packed(polyline(1.0 - (np.arange(count) + 0.5) / count, 4 * plot.height))
        rows, columns = np.nonzero(bits)
        plot.put(
            canvas, columns, rows, EMPTY_CELL + bits[rows, columns].astype(np.uint32), inks(MUTED, BASE, len(rows))
        )
        codes = np.full(len(examples), ord(CLOSE), dtype=np.uint32)
        columns, rows = self.cells_of(examples)
        plot.put(canvas, columns, rows, codes, inks(POINT, BASE, len(rows)))
        if self.scene.current is not None:
            here = np.array([self.scene.current])
            plot.put(canvas, *self.cells_of(here), np.array([ord("●")], dtype=np.uint32), inks(TEXT, ACCENT))

    def cells_of(self, examples: Cells) -> tuple[Cells, Cells]:
        """Give columns and rows of the cells in which examples stand, −1 outside."""
        scene, data = self.scene, self.scene.snapshot.data
        said = self._said
        if examples is not scene.judged.examples:
            said = scene.subject.in_file(scene.predict(data.inputs[examples]).T, scene.choice.output)
        targets = scene.subject.in_file(data.targets[examples].T, scene.choice.output)
        return self.plot.columns(targets), self.plot.rows(said)

    def example_at(self, place: Place) -> int | None:
        """Give the index of the example nearest to a cell; rows are twice as far apart as columns."""
        examples = self.scene.judged.examples
        columns, rows = self.cells_of(examples)
        away = np.where((columns < 0) | (rows < 0), np.inf, np.hypot(columns - place[0], 2.0 * (rows - place[1])))
        return int(examples[int(away.argmin())])

    def titles(self) -> Sequence[str]:
        """Say what stands over what."""
        name, step = self.scene.subject.title(self.scene.choice.output), step_words(self.scene)
        return [
            f"{name}: predicted ↑ against actual → · {step}",
            f"{name}: predicted ↑, actual → · {step}",
            f"{name}: predicted ↑, actual →",
            "predicted ↑, actual →",
            "prediction",
        ]

    def legends(self) -> Sequence[Row]:
        """Explain the diagonal, and say how many points are out of sight."""
        columns, rows = self.cells_of(self.scene.judged.examples)
        outside = int(((columns < 0) | (rows < 0)).sum())
        beyond = f" · {outside:,} too far off to be shown" if outside else ""
        count = len(self.scene.judged.examples)
        return [
            [(f"{CLOSE} {count:,} examples  ╱ ŷ = y{beyond}", MUTED)],
            [(f"╱ ŷ = y{beyond}", MUTED)],
            [("╱ ŷ = y", MUTED)],
        ]

    def told(self, cursor: Place) -> Sequence[Row]:
        """Say which example stands under the cursor, or nearest to it."""
        reading = self.read(cursor)
        inputs = self.scene.snapshot.data.input_count
        return told_words(self.scene, reading, range(inputs if inputs <= INPUTS_TOLD else 0)) if reading else []

    def panel(self, cursor: Place | None, width: int, height: int) -> Sequence[Row]:
        """Give the example and how good the predictions are."""
        scene, reading = self.scene, self.read(cursor)
        columns = range(min(height, scene.snapshot.data.input_count))
        said, score = number_rows(scene, reading, width), score_rows(scene, width)
        place = place_rows(scene, reading, columns, width)[: max(1, height - len(said) - len(score) - 2)]
        return stacked([said, place, score], height)
