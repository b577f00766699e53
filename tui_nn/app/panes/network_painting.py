"""Paints a laid out network with a snapshot's numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.braille import Dots
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.drawing.numbers import largest_magnitude, short_number
from tui_nn.app.panes.network_columns import CROWDED, Form, Words
from tui_nn.app.panes.network_layout import Diagram, Node
from tui_nn.app.panes.network_targets import in_file, paint_targets
from tui_nn.data.dataset import Floats
from tui_nn.training.snapshot import Snapshot

THICKEST = ((12, 4), (CROWDED, 3), (math.inf, 2))
"""Dots across the edge with the largest |w|, by the most edges there are between two columns."""


NOT_DRAWN = -1
"""The brightness of an edge that is left out for clearness."""


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
        self._labels = [self._label(node) for node in diagram.nodes]

    @property
    def strongest(self) -> int:
        """How many edges into a layer are drawn, 0 if all are."""
        return self._diagram.strongest

    def paint(self, snapshot: Snapshot) -> Canvas:
        """Give a new canvas with everything on it."""
        canvas = self._edges(snapshot.parameters).copy()
        values, limits = _values(snapshot)
        for node, label in zip(self._diagram.nodes, self._labels, strict=True):
            value = float(values[node.column][node.index]) if values else None
            self._paint_node(canvas, node, label, value, limits[node.column] if limits else 0.0)
            self._paint_note(canvas, node, snapshot)
        for fold in self._diagram.folds:
            texts = (f"⋮ {fold.folded:,} more", f"⋮ {fold.folded:,}", f"⋮{fold.folded}", "⋮")
            text = next((text for text in texts if len(text) <= fold.width), "⋮")
            canvas.put(fold.x + (fold.width - len(text)) // 2, fold.y, text, inks.MUTED)
        for caption in self._diagram.captions:
            text = fitted(self._words.captions[caption.column], caption.width)
            canvas.put(caption.x, caption.y, text, inks.MUTED)
        self._paint_weights(canvas, snapshot.parameters)
        paint_targets(canvas, self._diagram, self._words, snapshot)
        return canvas

    def _label(self, node: Node) -> str:
        """Give a node's label with the space before its value, as wide as every label of its column."""
        if not self._diagram.room.label:
            return ""
        labels = self._words.nodes[node.column]
        width = min(self._diagram.room.label, max(map(cell_len, labels)))
        label = fitted(labels[node.index], width)
        return label + " " * (width - cell_len(label) + 1)

    def _edges(self, parameters: Floats) -> Canvas:
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

    def _paint_node(self, canvas: Canvas, node: Node, label: str, value: float | None, limit: float) -> None:
        share = min(1.0, abs(value) / limit) if value is not None and limit > 0.0 else 0.0
        level = round(share * inks.LEVELS)
        room = self._diagram.room.value
        number = "·" if value is None else short_number(value, room)
        text = f"{label}{number:>{room}}"
        if not node.form.boxed:
            canvas.put(node.x, node.middle, "○" if value is None and not room else "●", inks.frame(level))
            if room:
                canvas.put(node.x + 1, node.middle, text, inks.fill(level))
            return
        inner, ink = node.width - 2, inks.frame(level)
        canvas.put(node.x, node.y, f"╭{'─' * inner}╮", ink)
        canvas.put(node.x, node.y + 1, f"│{' ' * inner}│", ink)
        canvas.put(node.x, node.y + 2, f"╰{'─' * inner}╯", ink)
        spare = inner - cell_len(text)
        canvas.put(node.x + 1, node.middle, f"{' ' * (spare // 2)}{text}{' ' * (spare - spare // 2)}", inks.fill(level))

    def _paint_note(self, canvas: Canvas, node: Node, snapshot: Snapshot) -> None:
        """Write a bias, or an input's value in the file, at its node."""
        labels = self._words.notes[node.column]
        if not labels or node.note_row is None or not self._diagram.room.notes:
            return
        ink = inks.MUTED
        if node.column:
            biases = self._words.architecture.slots[node.column - 1].biases
            value = float(snapshot.parameters[biases][node.index]) if biases else 0.0
            ink = inks.sign(value)
        elif snapshot.trace is None or snapshot.data.input_scaling is None:
            return
        else:
            value = in_file(snapshot.data.input_scaling.invert(snapshot.trace.inputs)[node.index])
        label = fitted(labels[node.index], max(1, self._diagram.room.label))
        text = f"{label} {short_number(value, self._diagram.room.value)}"
        if node.form is Form.NOTED_LINE:
            canvas.put(node.x + 1, node.note_row, text, ink)
        else:
            canvas.put(node.x + (node.width - cell_len(text)) // 2, node.note_row, text, ink)

    def _paint_weights(self, canvas: Canvas, parameters: Floats) -> None:
        for edge in self._diagram.edges:
            if edge.label:
                value = float(parameters[edge.parameter])
                number = short_number(value, self._diagram.room.value)
                text = f" {self._words.weights[edge.parameter]} {number} "
                x = edge.label.x + (edge.label.width - cell_len(text)) // 2
                canvas.put(x, edge.label.y, text, inks.sign(value))


def _values(snapshot: Snapshot) -> tuple[tuple[Floats, ...], list[float]]:
    """Give each column's values and what counts as full; nothing before the first step."""
    trace = snapshot.trace
    if trace is None:
        return (), []
    limits = [largest_magnitude(trace.inputs)]
    for activation, h in zip(snapshot.experiment.network.activations, trace.h, strict=True):
        limit = max(abs(activation.low), abs(activation.high))
        limits.append(limit if math.isfinite(limit) else largest_magnitude(h))
    return (trace.inputs, *trace.h), limits
