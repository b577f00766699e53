"""Paints a laid out network with a snapshot's numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.braille import Dots
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network_columns import CROWDED, Form, Words
from tui_nn.app.panes.network_edges import largest_magnitude
from tui_nn.app.panes.network_layout import Diagram, Node, Text
from tui_nn.app.panes.network_nodes import NodePainter
from tui_nn.app.panes.network_progress import Lit, Progress, progress_of
from tui_nn.app.panes.network_targets import in_file, paint_targets
from tui_nn.data.dataset import Floats
from tui_nn.training.snapshot import Snapshot

THICKEST = ((12, 4), (CROWDED, 3), (math.inf, 2))
"""Dots across the edge with the largest |w|, by the most edges there are between two columns."""

NOT_DRAWN = -1
"""The brightness of an edge that is left out for clearness."""

DIMMED = 1
"""The brightness, at most, of edges that the operation at hand is not about."""


class Painter:
    """Paints one diagram again and again; what does not change between snapshots is kept.

    Args:
        words: The labels.
        diagram: Where everything goes.
    """

    def __init__(self, words: Words, diagram: Diagram) -> None:
        self._words = words
        self._diagram = diagram
        self._weights = np.array([edge.parameter for edge in diagram.edges], dtype=np.intp)
        self._edge_layers = np.array([edge.layer for edge in diagram.edges], dtype=np.intp)
        self._boxed = any(node.form.boxed for node in diagram.nodes)
        self._thickest = next(dots for edges, dots in THICKEST if diagram.most_edges <= edges)
        self._layers = [
            np.array(indices, dtype=np.intp)
            for layer in range(1, len(words.nodes))
            if diagram.strongest
            and len(indices := [n for n, edge in enumerate(diagram.edges) if edge.layer == layer]) > diagram.strongest
        ]
        self._dots: dict[tuple[int, int, bool], Dots] = {}
        self._looks = b""
        self._ground = Canvas(diagram.width, diagram.height)
        self._nodes = NodePainter(words, diagram)

    @property
    def strongest(self) -> int:
        """How many edges into a layer are drawn, 0 if all are."""
        return self._diagram.strongest

    def paint(self, snapshot: Snapshot) -> Canvas:
        """Give a new canvas with everything on it."""
        progress = progress_of(snapshot)
        canvas = self._edges(snapshot.parameters, progress.lit).copy()
        self._nodes.paint(canvas, progress, snapshot.health)
        for node in self._diagram.nodes:
            self._paint_note(canvas, node, snapshot, progress)
        for fold in self._diagram.folds:
            texts = (f"⋮ {fold.folded:,} more", f"⋮ {fold.folded:,}", f"⋮{fold.folded}", "⋮")
            text = next((text for text in texts if len(text) <= fold.width), "⋮")
            canvas.put(fold.x + (fold.width - len(text)) // 2, fold.y, text, inks.MUTED)
        for caption in self._diagram.captions:
            self._paint_caption(canvas, caption, progress)
        self._paint_weights(canvas, snapshot, progress)
        paint_targets(canvas, self._diagram, self._words, snapshot, progress)
        return canvas

    def _paint_caption(self, canvas: Canvas, caption: Text, progress: Progress) -> None:
        text = self._words.captions[caption.column]
        # Nodes without labels cannot say what their numbers are.
        if not self._diagram.room.label:
            if progress.uses_deltas(caption.column) and not self._boxed:
                text = "δ"
            elif progress.values(caption.column)[0] == "z":
                text = "z"
        canvas.put(caption.x, caption.y, fitted(text, caption.width), inks.MUTED)

    def _edges(self, parameters: Floats, lit: Lit | None) -> Canvas:
        """Give a canvas with the edges, the same one as long as none looks different."""
        weights = parameters[self._weights]
        mask = self._words.architecture.weight_mask
        largest = largest_magnitude(parameters * mask) or 1.0
        shares = np.minimum(np.nan_to_num(np.abs(weights) / largest), 1.0)
        thickness = np.minimum(1 + (shares * self._thickest).astype(np.int64), self._thickest)
        contrast = 1.0 if self._diagram.most_edges <= CROWDED else 2.0
        brightness = np.rint(shares**contrast * inks.LEVELS).astype(np.int64)
        for layer in self._layers:
            least = np.partition(shares[layer], -self._diagram.strongest)[-self._diagram.strongest]
            brightness[layer[shares[layer] < least]] = NOT_DRAWN
        if lit is not None:
            bright = (self._edge_layers == lit.edges) & (brightness != NOT_DRAWN)
            brightness = np.where(bright, inks.LEVELS, np.minimum(brightness, DIMMED))
        minus = weights < 0.0
        looks = (brightness * 8 + thickness * 2 + minus).tobytes()
        if looks != self._looks:
            self._looks = looks
            self._ground = self._draw_edges(thickness.tolist(), brightness.tolist(), minus.tolist())
        return self._ground

    def _draw_edges(self, thickness: list[int], brightness: list[int], minus: list[bool]) -> Canvas:
        canvas = Canvas(self._diagram.width, self._diagram.height)
        bits: NDArray[np.uint8] = np.zeros(canvas.width * canvas.height, dtype=np.uint8)
        colours: NDArray[np.int16] = np.zeros(len(bits), dtype=np.int16)
        drawn = [number for number, level in enumerate(brightness) if level != NOT_DRAWN]
        for number in sorted(drawn, key=brightness.__getitem__):
            look = (number, thickness[number], minus[number])
            dots = self._dots.get(look)
            if dots is None:
                curve = self._diagram.edges[number].curve
                dots = curve.dots(canvas.width, canvas.height, thickness=look[1], dashed=look[2])
                self._dots[look] = dots
            bits[dots.cells] |= dots.bits
            colours[dots.cells] = inks.edge(brightness[number], minus=minus[number])
        canvas.put_dots(bits, colours)
        return canvas

    def _paint_note(self, canvas: Canvas, node: Node, snapshot: Snapshot, progress: Progress) -> None:
        """Write a bias or its gradient, or an input's value in the file, at its node."""
        labels = self._words.notes[node.column]
        if not labels or node.note_row is None or not self._diagram.room.notes:
            return
        label, room = labels[node.index], self._diagram.room.value
        if node.column:
            biases = self._words.architecture.slots[node.column - 1].biases
            if biases is None:
                return
            label, value = self._of_parameter(biases.start + node.index, node.column, label, snapshot, progress)
            ink = inks.sign(value)
        elif progress.trace is None or snapshot.data.input_scaling is None:
            return
        else:
            ink = inks.MUTED
            value = in_file(snapshot.data.input_scaling.invert(progress.trace.inputs)[node.index])
        label = fitted(label, max(1, self._diagram.room.label + label.startswith("∂")))
        width = node.width - {Form.BOX: 2, Form.NOTED_BOX: 0}.get(node.form, 1)
        text = f"{label} {short_number(value, max(1, min(room, width - cell_len(label) - 1)))}"
        if node.form is Form.NOTED_LINE:
            canvas.put(node.x + 1, node.note_row, text, ink)
        else:
            canvas.put(node.x + (node.width - cell_len(text)) // 2, node.note_row, text, ink)

    def _paint_weights(self, canvas: Canvas, snapshot: Snapshot, progress: Progress) -> None:
        for edge in self._diagram.edges:
            if edge.label:
                label = self._words.weights[edge.parameter]
                label, value = self._of_parameter(edge.parameter, edge.layer, label, snapshot, progress)
                text = f" {label} {short_number(value, self._diagram.room.value)} "
                if cell_len(text) > edge.label.width + 2:
                    text = text.strip()
                x = edge.label.x + (edge.label.width - cell_len(text)) // 2
                canvas.put(x, edge.label.y, text, inks.sign(value))

    def _of_parameter(
        self, index: int, layer: int, label: str, snapshot: Snapshot, progress: Progress
    ) -> tuple[str, float]:
        """Give what is written of a parameter: its label and its value, or those of its gradient."""
        if progress.trace is None or progress.lit is None or progress.lit.gradients != layer:
            return label, float(snapshot.parameters[index])
        return f"∂{label}", float(progress.trace.gradient[index])
