"""Paints the nodes of a network's diagram."""

from __future__ import annotations

import math

from rich.cells import cell_len

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network_edges import largest_magnitude
from tui_nn.app.panes.network_forms import NOTED_BOX, Words
from tui_nn.app.panes.network_layout import Diagram, Node
from tui_nn.app.panes.network_progress import Flow, Lit, Progress
from tui_nn.app.panes.network_selection import Selection
from tui_nn.app.panes.network_words import DEAD, SATURATED
from tui_nn.core.network import Architecture
from tui_nn.training.health import Health

_ROUND, _HEAVY, _DOUBLE = tuple("╭─╮│╰╯"), tuple("┏━┓┃┗┛"), tuple("╔═╗║╚╝")
"""Frames of nodes, of those lit, and of the one selected: the corners, the horizontal line and the vertical one."""

_OTHERS = {"z": "z", "delta": "δ"}
"""What can stand at a node in the place of its value, and its label where there is no room for the whole one."""

_GOOD_DELTA = 7
"""With fewer cells than this for its number, δ's label is shortened."""


class NodePainter:
    """Paints the nodes of one diagram again and again.

    Args:
        words: The labels.
        diagram: Where everything goes.
    """

    def __init__(self, words: Words, diagram: Diagram) -> None:
        self._architecture = words.architecture
        self._diagram = diagram
        self._deltas = words.deltas
        self._labels = {
            kind: [self._label(words, kind, node) for node in diagram.nodes] for kind in ("x", "h", "z", "delta")
        }

    def _label(self, words: Words, kind: str, node: Node) -> str:
        """Give a node's label with the space before its value, as wide as every label of its column."""
        if not self._diagram.room.label:
            return ""
        labels = words.nodes[node.column]
        width = min(self._diagram.room.label, max(map(cell_len, labels)))
        label = labels[node.index]
        if kind in _OTHERS and node.column:
            label = (words.sums if kind == "z" else words.deltas)[node.column][node.index]
            label = label if cell_len(label) <= width else _OTHERS[kind]
        label = fitted(label, width)
        return label + " " * (width - cell_len(label) + 1)

    def paint(self, canvas: Canvas, progress: Progress, health: Health | None, selection: Selection | None) -> None:
        """Paint every node with its number, lit ones heavy, unhealthy ones and the one selected marked."""
        lit, faults = progress.lit, _faults(health)
        selected = (selection.column, selection.index) if selection and selection.source is None else None
        columns = range(len(self._architecture.sizes))
        shown = [progress.values(column) for column in columns]
        deltas = [progress.deltas(column) for column in columns]
        limits = [_limit(self._architecture, progress, column) for column in columns]
        for place, node in enumerate(self._diagram.nodes):
            kind, values = shown[node.column]
            above = deltas[node.column]
            value = None if values is None else float(values[node.index])
            delta = None if above is None else float(above[node.index])
            limit = limits[node.column]
            level = round(min(1.0, abs(value) / limit) * inks.LEVELS) if value is not None and limit > 0.0 else 0
            fault = faults.get((node.column, node.index + 1), "")
            is_lit = lit is not None and node.column == lit.column
            chosen = (node.column, node.index) == selected
            if node.form.boxed:
                lines = _DOUBLE if chosen else _HEAVY if is_lit else _ROUND
                ink = inks.LIT if is_lit else inks.TEXT if chosen else inks.frame(level)
                _paint_box(canvas, node, self._text(place, kind, value), level, lines, ink)
                if delta is not None:
                    self._paint_delta(canvas, node, delta, room=node.width - 2 - bool(fault))
                canvas.put(node.x + node.width - 2, node.y, fault, inks.WARNING)
            else:
                # Without a frame to stand in, δ takes the place of the value while it is made or used.
                instead = progress.uses_deltas(node.column)
                text = self._text(place, "delta", delta) if instead else self._text(place, kind, value)
                dot = "◉" if is_lit else "●" if self._diagram.room.value or value is not None else "○"
                x, y = node.x + node.form.before, node.value_row
                canvas.put(x, y, fault or ("◆" if chosen else dot), _dot_ink(level, fault, is_lit=is_lit))
                if self._diagram.room.value:
                    canvas.put(x + 1, y, text, inks.CHOSEN if chosen else inks.fill(level))
            if lit is not None and is_lit:
                _paint_arrow(canvas, node, lit)

    def _text(self, place: int, kind: str, value: float | None) -> str:
        room = self._diagram.room.value
        number = "·" if value is None else short_number(value, room)
        return f"{self._labels[kind][place]}{number:>{room}}"

    def _paint_delta(self, canvas: Canvas, node: Node, delta: float, room: int) -> None:
        """Write δ in the upper line of a node's frame."""
        label, most = self._deltas[node.column][node.index], self._diagram.room.value
        ways = [(start, min(most, room - cell_len(start))) for start in (f" {label} ", f"{label} ", " δ ", "δ ", "δ")]
        start, width = next((way for way in ways if way[1] >= min(most, _GOOD_DELTA)), ways[-1])
        canvas.put(node.x + 1, node.y, start + short_number(delta, max(1, width)), inks.sign(delta))


def _paint_box(canvas: Canvas, node: Node, text: str, level: int, lines: tuple[str, ...], ink: int) -> None:
    inner, last = node.width - 2, node.form.rows - 1 - (node.form == NOTED_BOX)
    left, line, right, side, low_left, low_right = lines
    canvas.put(node.x, node.y, f"{left}{line * inner}{right}", ink)
    sides = slice(node.y + 1, node.y + last), slice(node.x, node.x + inner + 2, inner + 1)
    canvas.codes[sides], canvas.inks[sides] = ord(side), ink
    canvas.put(node.x, node.y + last, f"{low_left}{line * inner}{low_right}", ink)
    spare = inner - cell_len(text)
    text = f"{' ' * (spare // 2)}{text}{' ' * (spare - spare // 2)}"
    canvas.put(node.x + 1, node.value_row, text, inks.fill(level))


def _dot_ink(level: int, fault: str, *, is_lit: bool) -> int:
    return inks.WARNING if fault else inks.LIT if is_lit else inks.frame(level)


def _paint_arrow(canvas: Canvas, node: Node, lit: Lit) -> None:
    """Say without colour which way numbers arrived at a node."""
    x = node.x - 1 if lit.flow is Flow.FORWARDS else node.x + node.width
    canvas.put(x, node.middle, lit.flow.value, inks.LIT)


def _faults(health: Health | None) -> dict[tuple[int, int], str]:
    """Give the mark of each unhealthy neuron by layer and number."""
    if health is None:
        return {}
    return dict.fromkeys(health.saturated, SATURATED) | dict.fromkeys(health.dead, DEAD)


def _limit(architecture: Architecture, progress: Progress, column: int) -> float:
    """Give what counts as full in a column: the limit of its activation, otherwise the largest value there."""
    kind, values = progress.values(column)
    if values is None or kind == "z":
        return 0.0
    if kind == "h":
        activation = architecture.activations[column - 1]
        limit = max(abs(activation.low), abs(activation.high))
        if math.isfinite(limit):
            return limit
    return largest_magnitude(values)
