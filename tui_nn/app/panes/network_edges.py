"""Where the edges between two columns of nodes run, and where their weights can be written."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.app.drawing.braille import Curve
from tui_nn.core.floats import Floats

MOST_LABELLED = 12
"""Networks with more weights than this have none written on their edges."""

_PREFERRED = 0.36
"""The share of an edge's way where its weight is best written: nearer to its source, before edges cross."""
_SHARES = (0.5, 0.3, 0.7, 0.1, 0.9)
"""Where on its text an edge may pass under it, as shares of the text's width."""

_CLEAR = 0.8
"""So many rows must lie between a weight's text and every other edge."""


@dataclass(frozen=True)
class Port:
    """A side of a node where edges meet: the cell beside the node, the row of its middle, rows to either side."""

    x: int
    row: int
    reach: float


@dataclass(frozen=True)
class Label:
    """Where a weight is written: the cell its text begins at, and the cells it has."""

    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Edge:
    """An edge into a layer, with the index of its weight in the flat vector."""

    layer: int
    parameter: int
    curve: Curve
    label: Label | None = None


def largest_magnitude(values: Floats) -> float:
    """Give the largest finite |value|, 0 if there is none."""
    magnitudes = abs(values[abs(values) < math.inf])
    return float(magnitudes.max()) if magnitudes.size else 0.0


def edge_curves(sources: list[Port], targets: list[Port]) -> list[list[Curve]]:
    """Give the curves from every source (first index) to every target, side by side where they meet at a node."""
    return [
        [
            Curve(
                2.0 * source.x,
                _height(source, place, len(targets)),
                2.0 * target.x + 1.0,
                _height(target, number, len(sources)),
            )
            for place, target in enumerate(targets)
        ]
        for number, source in enumerate(sources)
    ]


def _height(port: Port, place: int, edges: int) -> float:
    """Give the dot where the edge at this place, from the top, meets a node."""
    spread = min(6.0, 2.0 * port.reach / max(1, edges - 1))
    return 4.0 * port.row + 1.5 + (place - (edges - 1) / 2.0) * spread


def place_labels(edges: list[Edge], widths: list[int], taken: list[Label]) -> list[Edge]:
    """Find places on the edges of one gap for their weights' texts, clear of other edges and of each other.

    Args:
        edges: All edges of the gap.
        widths: The cells that each edge's text needs.
        taken: Places already used; new ones are added.

    Returns:
        The edges, with a label where there was room for one.
    """
    placed = []
    for edge, width in zip(edges, widths, strict=True):
        others = [other.curve for other in edges if other is not edge]
        label = next(
            (label for label in _possible(edge.curve, width) if _is_clear(label, others, taken)),
            None,
        )
        if label:
            taken.append(label)
        placed.append(replace(edge, label=label))
    return placed


def _possible(curve: Curve, width: int) -> list[Label]:
    """Give the places on a curve that do not touch its nodes, the best first."""
    first, last = int(curve.x0) // 2, int(curve.x1) // 2
    best = first + _PREFERRED * (last - first) - width / 2
    labels: dict[Label, float] = {}
    for x in range(first + 2, last - width):
        for share in _SHARES:
            y = int(curve.height(2.0 * (x + share * width)) // 4)
            labels.setdefault(Label(x, y, width), abs(x - best) + width * abs(share - 0.5))
    return sorted(labels, key=labels.__getitem__)


def _is_clear(label: Label, others: list[Curve], taken: list[Label]) -> bool:
    for other in taken:
        if other.y == label.y and other.x < label.x + label.width + 2 and label.x < other.x + other.width + 2:
            return False
    columns = np.arange(2.0 * (label.x - 1), 2.0 * (label.x + label.width + 1) + 1.0)
    middle = 4.0 * label.y + 1.5
    return all(np.abs(other.height(columns) - middle).min() >= 4.0 * _CLEAR for other in others)
