"""The neuron or the edge of a network's diagram that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui_nn.app.panes.network_layout import Diagram, Node
from tui_nn.core.network import Architecture

NEAR = 4.0
"""An edge is under the mouse at most so many dots away."""


@dataclass(frozen=True)
class Selection:
    """A neuron or an input, or an edge into a neuron.

    Attributes:
        column: The neuron's column: 0 for inputs, then the layer.
        index: Its number in the column, from 0.
        source: Of an edge, the number of where it comes from in the column before; None for the neuron itself.
    """

    column: int
    index: int
    source: int | None = None

    def parameter(self, architecture: Architecture) -> int | None:
        """Give the place of an edge's weight, or of a neuron's bias, in the flat vector; None where there is none."""
        if not self.column:
            return None
        slots = architecture.slots[self.column - 1]
        if self.source is not None:
            return int(slots.weights.start) + self.index * slots.shape[1] + self.source
        return None if slots.biases is None else int(slots.biases.start) + self.index

    @property
    def name(self) -> str | None:
        """The canonical name of an edge's weight or a neuron's activation, None for an input."""
        if not self.column:
            return None
        if self.source is None:
            return f"h{self.column}[{self.index + 1}]"
        return f"W{self.column}[{self.index + 1},{self.source + 1}]"

    def fits(self, architecture: Architecture) -> bool:
        """Say whether a network has it."""
        sizes = architecture.sizes
        if self.column >= len(sizes) or self.index >= sizes[self.column]:
            return False
        return self.source is None or self.source < sizes[self.column - 1]


def selection_of(parameter: int, architecture: Architecture) -> Selection:
    """Give the edge of a weight, or the neuron of a bias."""
    for layer, slots in enumerate(architecture.slots, start=1):
        if parameter < slots.weights.stop:
            to, source = divmod(parameter - slots.weights.start, slots.shape[1])
            return Selection(layer, to, source)
        if slots.biases is not None and parameter < slots.biases.stop:
            return Selection(layer, parameter - slots.biases.start)
    raise IndexError(parameter)


def _nodes_of(diagram: Diagram, column: int) -> list[Node]:
    return [node for node in diagram.nodes if node.column == column]


def first(diagram: Diagram) -> Selection:
    """Give what is selected at first: the uppermost neuron behind the inputs."""
    node = next((node for node in diagram.nodes if node.column), diagram.nodes[0])
    return Selection(node.column, node.index)


def moved_down(diagram: Diagram, selection: Selection, by: int) -> Selection:
    """Go to another neuron of the column that is shown; of an edge, to the edge from the same source."""
    indices = [node.index for node in _nodes_of(diagram, selection.column)]
    place = int(np.searchsorted(indices, selection.index))
    return replace(selection, index=indices[max(0, min(len(indices) - 1, place + by))])


def moved_across(diagram: Diagram, selection: Selection, by: int) -> Selection:
    """Go to the nearest neuron of the next column that is shown, or the one before; of an edge, to one of its ends."""
    if selection.source is not None:
        return Selection(selection.column, selection.index) if by > 0 else Selection(*_source(selection))
    columns = sorted({node.column for node in diagram.nodes})
    place = columns.index(selection.column) if selection.column in columns else 0
    column = columns[max(0, min(len(columns) - 1, place + by))]
    if column == selection.column:
        return selection
    here = next((n for n in diagram.nodes if (n.column, n.index) == (selection.column, selection.index)), None)
    row = diagram.height // 2 if here is None else here.middle
    node = min(_nodes_of(diagram, column), key=lambda node: abs(node.middle - row))
    return Selection(node.column, node.index)


def _source(selection: Selection) -> tuple[int, int]:
    return selection.column - 1, selection.source or 0


def moved_along_edges(diagram: Diagram, selection: Selection, by: int) -> Selection:
    """Go to the next edge into the neuron that is shown, from the neuron to the first one; an input has none."""
    sources = [node.index for node in _nodes_of(diagram, selection.column - 1)]
    if not sources:
        return selection
    if selection.source is None:
        return replace(selection, source=sources[0 if by > 0 else -1])
    place = int(np.searchsorted(sources, selection.source)) + by
    return replace(selection, source=sources[place] if 0 <= place < len(sources) else None)


def selection_at(diagram: Diagram, architecture: Architecture, x: int, y: int) -> Selection | None:
    """Give what is at a cell: a node, an edge's weight, or else the nearest edge if it is near."""
    for node in diagram.nodes:
        if node.x <= x < node.x + node.width and node.y <= y < node.y + node.form.rows:
            return Selection(node.column, node.index)
    for edge in diagram.edges:
        label = edge.label
        if label and label.y == y and label.x <= x < label.x + label.width:
            return selection_of(edge.parameter, architecture)
    best, nearest = None, NEAR
    for edge in diagram.edges:
        if edge.curve.x0 <= 2 * x + 1 and 2 * x <= edge.curve.x1:
            away = abs(float(edge.curve.height(2.0 * x + 0.5)) - 4.0 * y - 1.5)
            if away < nearest:
                best, nearest = edge, away
    return None if best is None else selection_of(best.parameter, architecture)
