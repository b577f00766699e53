"""The picture of curves over one input, with the data among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui_nn.app.drawing.braille import EMPTY_CELL, packed, polyline
from tui_nn.app.drawing.canvas import Canvas, Inks
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.picture_inks import ACCENT, BASE, BEYOND, MUTED, POINT, RULE, TEXT, ink, inks
from tui_nn.app.panes.picture_plot import Axis, Cells, Place, axis_for, plot_in
from tui_nn.app.panes.picture_rows import NUMBER, Row, pair, stacked
from tui_nn.app.panes.prediction_choice import View
from tui_nn.app.panes.prediction_lines import Line, lines_of
from tui_nn.app.panes.prediction_panel import class_rows, place_rows, score_rows, sum_rows
from tui_nn.app.panes.prediction_picture import PlotPicture
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_shading import CLOSE, shading_of
from tui_nn.app.panes.prediction_words import class_legend, input_value, step_words, target_words, told_words
from tui_nn.data.dataset import Floats

MARGIN = 0.25
"""How far the picture goes beyond the data, as a share of their range."""

FEW = 3
"""With so many columns to a point or more, points lie on the curve and not under it."""

TERMS_TOLD = 4
"""The most terms of a sum that are told in one line."""

_MARKS = 3
_FAR = 2
"""A mark stands less than so many rows from its line's end."""

_NARROWEST_WITH_MARKS = 30


class CurvePicture(PlotPicture):
    """Predictions over one input, or what a z of the output is the sum of.

    Args:
        scene: What is to be seen.
        width: The columns there are.
    """

    def __init__(self, scene: Scene, width: int) -> None:
        self._marks = _MARKS if width >= _NARROWEST_WITH_MARKS else 0
        across = scene.subject.input_axis(0, MARGIN)
        self._with_data = scene.choice.view is View.CURVE or scene.subject.outputs_are_sums
        self._of_classes = scene.subject.exclusive and scene.choice.view is View.CURVE
        self.scene = scene
        # How wide the picture is depends on the numbers beside it, and these on what is in it.
        lines = self._lines_at(across, width)
        seen = [line.values for line in lines if line.main]
        if self._with_data:
            seen.append(self._targets(scene.judged.targets))
        if scene.subject.classifies and scene.choice.view is View.CURVE:
            seen.append(np.array([0.0, 1.0]))
        up = axis_for(scene.subject.name(scene.choice.output), seen, [line.values for line in lines])
        super().__init__(scene, plot_in(width - self._marks, scene.height, across, up))
        self._lines = self._lines_at(across, self.plot.width)

    def _lines_at(self, across: Axis, width: int) -> list[Line]:
        """Give the curves, with two places a column."""
        return lines_of(self.scene, across.scaled(across.centres(2 * width))[:, None])

    def paint(self, canvas: Canvas) -> None:
        """Paint the parts, the data, what is predicted, and the example at hand."""
        self.plot.paint_ticks(canvas)
        self._paint_ground(canvas)
        few = len(self.scene.judged.examples) * FEW <= self.plot.width
        for line in self._lines:
            if line.main and not few:
                self._paint_points(canvas)
            self._paint_line(canvas, line)
        if few:
            self._paint_points(canvas)
        self._paint_marks(canvas)
        self._paint_example(canvas)

    def _paint_ground(self, canvas: Canvas) -> None:
        """Shade what lies beyond the data, and draw a line at 0."""
        plot = self.plot
        low, high = self.scene.subject.input_range(0)
        first, last = plot.columns(np.array([low, high])).tolist()
        grounds = canvas.inks[plot.area]
        grounds[:, :first] = ink(RULE, BEYOND)
        grounds[:, last + 1 :] = ink(RULE, BEYOND)
        zero = int(plot.rows(np.array([0.0]))[0])
        if zero >= 0:
            canvas.codes[plot.area][zero] = ord("─")
            grounds[zero, first : last + 1] = ink(RULE)

    def _paint_line(self, canvas: Canvas, line: Line) -> None:
        plot = self.plot
        bits = packed(polyline(1.0 - plot.up.shares(line.values), 4 * plot.height))
        rows, columns = np.nonzero(bits)
        grounds = self._grounds(columns)
        plot.put(canvas, columns, rows, EMPTY_CELL + bits[rows, columns].astype(np.uint32), inks(line.colour, grounds))

    def _targets(self, targets: Floats) -> Floats:
        """Give where targets, shape (outputs, examples), stand: a class's are 1 at its own output."""
        subject, output = self.scene.subject, self.scene.choice.output
        if self._of_classes:
            return np.ones(targets.shape[1])
        return targets[output] if self.scene.choice.view is View.PARTS else subject.in_file(targets, output)

    def _grounds(self, columns: Cells) -> Inks:
        first, last = self.plot.columns(np.array(self.scene.subject.input_range(0))).tolist()
        return np.where((columns < first) | (columns > last), BEYOND, BASE).astype(np.int16)

    def _paint_points(self, canvas: Canvas) -> None:
        scene, judged = self.scene, self.scene.judged
        if not self._with_data:
            return
        columns, rows = self.cells_of(judged.examples)
        codes = np.full(len(rows), ord(CLOSE), dtype=np.uint32)
        colours = np.full(len(rows), POINT, dtype=np.int16)
        if scene.subject.classifies:
            shading = shading_of(scene.subject, scene.choice.output)
            codes, colours = shading.points(judged.targets, judged.predictions, small=True)
        self.plot.put(canvas, columns, rows, codes, inks(colours, BASE))

    def _paint_marks(self, canvas: Canvas) -> None:
        """Write each line's mark where it ends, or as near as there is room."""
        if not self._marks:
            return
        plot, free = self.plot, set(range(self.plot.height))
        for line in sorted(self._lines, key=lambda line: not line.main):
            end = int(plot.rows(line.values[-1:])[0])
            row = min(free, key=lambda row: abs(row - end), default=-_FAR)
            if end >= 0 and abs(row - end) < _FAR:
                free.discard(row)
                canvas.put(plot.x + plot.width + 1, plot.y + row, line.mark, ink(line.colour))

    def _paint_example(self, canvas: Canvas) -> None:
        """Mark the example at hand, with a line from its target to its prediction."""
        scene, plot = self.scene, self.plot
        if scene.current is None or not self._with_data:
            return
        here = np.array([scene.current])
        columns, rows = self.cells_of(here)
        said = self._targets(scene.predict(scene.snapshot.data.inputs[here]).T)
        column, row = int(columns[0]), int(rows[0])
        if not self._of_classes and row >= 0:
            end = int(plot.rows(np.clip(said, plot.up.low, plot.up.high))[0])
            between = np.arange(min(row, end), max(row, end) + 1)
            code = np.full(len(between), ord("│"), dtype=np.uint32)
            plot.put(canvas, np.full(len(between), column), between, code, inks(ACCENT, BASE, len(between)))
        plot.put(canvas, columns, rows, np.array([ord("●")], dtype=np.uint32), inks(TEXT, ACCENT))

    def cells_of(self, examples: Cells) -> tuple[Cells, Cells]:
        """Give columns and rows of the cells in which examples stand."""
        columns = self.plot.columns(self.plot.across.in_file(self.scene.snapshot.data.inputs[examples, 0]))
        if not self._with_data:
            return columns, np.full(len(examples), -1)
        return columns, self.plot.rows(self._targets(self.scene.snapshot.data.targets[examples].T))

    def inputs_at(self, place: Place) -> Floats:
        """Give the input in the middle of a column."""
        return self.plot.across.scaled(np.array([self.plot.across.read_off(place[0], self.plot.width)]))

    def paint_cursor(self, canvas: Canvas, cursor: Place) -> None:
        """Draw a line through the cursor's column."""
        x = self.plot.x + cursor[0]
        for y in range(self.plot.y, self.plot.y + self.plot.height):
            if canvas.codes[y, x] in (ord(" "), ord("─")):
                canvas.put(x, y, "│", ink(MUTED))
        super().paint_cursor(canvas, cursor)

    def titles(self) -> Sequence[str]:
        """Say what is drawn over the input."""
        scene, x, step = self.scene, self.plot.across.name, step_words(self.scene)
        name = scene.subject.title(scene.choice.output)
        if scene.choice.view is View.PARTS:
            label = scene.subject.z_name(scene.choice.output)
            return [
                f"{label} over {x}: what each neuron adds to it · {step}",
                f"{label} over {x}, neuron by neuron · {step}",
                f"{label} over {x}, neuron by neuron",
                f"{label} over {x}",
            ]
        words = "each neuron's part of it, and the data" if scene.subject.parts_are_predictions else "and the data"
        return [
            f"predicted {name} over {x}, {words} · {step}",
            f"predicted {name} over {x} · {step}",
            f"{name} over {x} · {step}",
            f"{name} over {x}",
            "prediction",
        ]

    def legends(self) -> Sequence[Row]:
        """Explain points and lines."""
        if self._of_classes:
            return [class_legend(self.scene, small=True)]
        data: Row = [(CLOSE, POINT), (" data  ", MUTED)] if self._with_data else []
        *terms, last = self._lines
        whole: Row = [(f"━ {last.label}", last.colour)]
        parts = [
            [(f"  {line.mark}", line.colour), (f" {line.label}" if line.label != line.mark else "", MUTED)]
            for line in terms
        ]
        some = [*data, *whole]
        full = [*some, *(span for row in parts for span in row)]
        if len(parts) < 2:
            return [full, some]
        ends = [*some, *parts[0], ("  …", MUTED), *parts[-1]]
        return [full, ends, some]

    def told(self, cursor: Place) -> Sequence[Row]:
        """Say what is predicted at the cursor's place, and what it is the sum of."""
        scene, reading = self.scene, self.read(cursor)
        if reading is None:
            return []
        if scene.choice.view is View.CURVE and not scene.subject.parts_are_predictions:
            return told_words(scene, reading, (0,))
        *terms, whole = lines_of(scene, reading.inputs[None, :])
        place = f"{self.plot.across.name} {input_value(scene, reading, 0)} → {whole.label}"
        numbers = [short_number(float(line.values[0]), NUMBER) for line in (*terms, whole)]
        told = told_words(scene, reading, (0,))
        if not 0 < len(terms) <= TERMS_TOLD:
            return told
        sum_of = " + ".join(numbers[:-1]).replace("+ −", "− ")
        return [[(f"{place} = {sum_of} = {numbers[-1]}", TEXT)], *told]

    def panel(self, cursor: Place | None, width: int, height: int) -> Sequence[Row]:
        """Write the sum under each other, as one would by hand."""
        scene, reading = self.scene, self.read(cursor)
        if reading is None:
            return []
        scores = score_rows(scene, width) if self._with_data else []
        if self._of_classes:
            most = max(2, height - 4)
            groups = [class_rows(scene, reading, width, most, small=True), place_rows(scene, reading, (0,), width)]
            return stacked([*groups, scores], height)
        place = place_rows(scene, reading, (0,), width)
        target: list[Row] = []
        if reading.example is not None and not scene.subject.classifies:
            target = [pair(f"{CLOSE} y", target_words(scene, reading.example, reading.prediction), width)]
        room = height - len(place) - len(target) - 2
        return stacked([place, [*sum_rows(scene, reading, width, room), *target], scores], height)
