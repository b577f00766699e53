"""Paints a laid out network with a snapshot's numbers."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network_edges import Edge
from tui_nn.app.panes.network_forms import NOTED_BOX, Words
from tui_nn.app.panes.network_layout import Diagram, Node, Text
from tui_nn.app.panes.network_nodes import NodePainter
from tui_nn.app.panes.network_pictures import Sample
from tui_nn.app.panes.network_progress import Progress
from tui_nn.app.panes.network_selection import Selection, selection_of
from tui_nn.app.panes.network_strokes import Strokes
from tui_nn.app.panes.network_targets import in_file, paint_targets
from tui_nn.app.panes.network_views import Measure, View
from tui_nn.training.snapshot import Snapshot

_SHORTEST_NUMBER = 5
"""A longer label is written on an edge only if it leaves so many cells for the number."""


@dataclass(frozen=True)
class Look:
    """How a diagram is looked at.

    Attributes:
        view: What edges show.
        halves: Whether they are drawn in half blocks.
        selection: What is selected.
        coloured: Whether there are colours.
    """

    view: View = View.WEIGHTS
    halves: bool = False
    selection: Selection | None = None
    coloured: bool = True


class Painter:
    """Paints one diagram again and again; what does not change between snapshots is kept.

    Args:
        words: The labels.
        diagram: Where everything goes.
    """

    def __init__(self, words: Words, diagram: Diagram) -> None:
        self._words = words
        self.diagram = diagram
        self._boxed = any(node.form.boxed for node in diagram.nodes)
        self._labelled = [edge for edge in diagram.edges if edge.label]
        self._noted = [node for node in diagram.nodes if node.note_row is not None and diagram.room.notes]
        self._nodes = NodePainter(words, diagram)
        self._strokes = Strokes(diagram, words.architecture)
        self._ground: tuple[Canvas, Sample | None, bool] | None = None
        self._with_pictures = Canvas(0, 0)

    def paint(
        self,
        snapshot: Snapshot,
        progress: Progress,
        shown: Measure,
        look: Look | None = None,
        sample: Sample | None = None,
    ) -> Canvas:
        """Give a new canvas with everything on it.

        Args:
            snapshot: The network and its parameters.
            progress: Which numbers of the pass are known.
            shown: What edges show.
            look: How it is looked at, as at first if it is not said.
            sample: What the neurons compute, for their pictures.
        """
        look = look or Look()
        edges = self._strokes.draw(shown, progress.lit, look.selection, halves=look.halves)
        canvas = self._over(edges, sample, coloured=look.coloured).copy()
        self._nodes.paint(canvas, progress, snapshot.health, look.selection)
        for node in self._noted:
            self._paint_note(canvas, node, snapshot, progress, shown)
        for caption in self.diagram.captions:
            self._paint_caption(canvas, caption, progress)
        for edge in self._labelled:
            self._paint_weight(canvas, edge, snapshot, progress, shown, look.selection)
        paint_targets(canvas, self.diagram, self._words, snapshot, progress)
        return canvas

    def _over(self, edges: Canvas, sample: Sample | None, *, coloured: bool) -> Canvas:
        """Put on the edges what changes more seldom than numbers: the nodes' pictures, and words for what is folded."""
        ground = edges, sample, coloured
        if self._ground is None or any(a is not b for a, b in zip(ground, self._ground, strict=True)):
            self._ground = ground
            self._with_pictures = canvas = edges.copy()
            for node in self.diagram.nodes if sample is not None else ():
                if node.picture is not None and sample is not None:
                    place = node.column, node.index
                    sample.paint(canvas, node.picture, *place, coloured=coloured, apart=not node.form.boxed)
            for fold in self.diagram.folds:
                _paint_fold(canvas, fold, (f"⋮ {fold.folded:,} more", f"⋮ {fold.folded:,}", f"⋮{fold.folded}", "⋮"))
            if self.diagram.layers:
                fold = self.diagram.layers
                many = "layers" if fold.folded > 1 else "layer"
                _paint_fold(canvas, fold, (f"⋯ {fold.folded} {many}", f"⋯{fold.folded}", "⋯"))
        return self._with_pictures

    def _paint_caption(self, canvas: Canvas, caption: Text, progress: Progress) -> None:
        text = self._words.captions[caption.column]
        # Nodes without labels cannot say what their numbers are.
        if not self.diagram.room.label:
            if progress.uses_deltas(caption.column) and not self._boxed:
                text = "δ"
            elif progress.values(caption.column)[0] == "z":
                text = "z"
        canvas.put(caption.x, caption.y, fitted(text, caption.width), inks.MUTED)

    def _paint_note(self, canvas: Canvas, node: Node, snapshot: Snapshot, progress: Progress, shown: Measure) -> None:
        """Write a bias or its gradient, or an input's value in the file, at its node."""
        labels = self._words.notes[node.column]
        if not labels or node.note_row is None:
            return
        label, room = labels[node.index], self.diagram.room.value
        if node.column:
            biases = self._words.architecture.slots[node.column - 1].biases
            if biases is None:
                return
            label, value = _of_parameter(biases.start + node.index, node.column, label, progress, shown)
            ink = inks.sign(value)
        elif progress.trace is None or snapshot.data.input_scaling is None:
            return
        else:
            ink = inks.MUTED
            value = in_file(snapshot.data.input_scaling.invert(progress.trace.inputs)[node.index])
        label = fitted(label, max(1, self.diagram.room.label + label.startswith("∂")))
        form = node.form
        width = node.width - (1 + form.before if not form.boxed else 0 if form == NOTED_BOX else 2)
        text = f"{label} {_number(value, max(1, min(room, width - cell_len(label) - 1)))}"
        x = node.x + (node.width - cell_len(text)) // 2 if form.boxed else node.x + form.before + 1
        canvas.put(x, node.note_row, text, ink)

    def _paint_weight(
        self,
        canvas: Canvas,
        edge: Edge,
        snapshot: Snapshot,
        progress: Progress,
        shown: Measure,
        selection: Selection | None,
    ) -> None:
        place, room = edge.label, self.diagram.room.value
        if place is None:
            return
        label = self._words.weights[edge.parameter]
        label, value = _of_parameter(edge.parameter, edge.layer, label, progress, shown)
        if shown.view is View.CONTRIBUTIONS:
            source = selection_of(edge.parameter, self._words.architecture).source or 0
            product = f"{label}·{self._words.nodes[edge.layer - 1][source]}"
            spare = place.width + 2 - cell_len(product) - 1
            label, room = (product, min(room, spare)) if spare >= _SHORTEST_NUMBER else (f"·{label}", room)
        chosen = selection is not None and selection.parameter(self._words.architecture) == edge.parameter
        text = f" {label} {_number(value, room)} "
        if cell_len(text) > place.width + 2:
            text = text.strip()
        x = place.x + (place.width - cell_len(text)) // 2
        canvas.put(x, place.y, text, inks.sign(value, chosen=chosen))


def _paint_fold(canvas: Canvas, fold: Text, texts: tuple[str, ...]) -> None:
    text = next((text for text in texts if len(text) <= fold.width), texts[-1])
    canvas.put(fold.x + (fold.width - len(text)) // 2, fold.y, text, inks.MUTED)


def _of_parameter(index: int, layer: int, label: str, progress: Progress, shown: Measure) -> tuple[str, float]:
    """Give what is written of a parameter: its label and what is shown of it, or its gradient when it is at hand."""
    lit, trace = progress.lit, progress.trace
    if shown.view is View.WEIGHTS and lit is not None and lit.gradients == layer and trace is not None:
        return f"∂{label}", float(trace.gradient[index])
    return shown.label(label), float(shown.values[index])


def _number(value: float, width: int) -> str:
    return "·" if value != value else short_number(value, width)
