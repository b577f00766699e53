"""The places of a network's nodes, folds, edges and captions on a diagram of a given size."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from tui_nn.app.panes.network_columns import Columns, Form, Room, Rows, Words, choose_columns, most_edges
from tui_nn.app.panes.network_edges import MOST_LABELLED, Edge, Label, Port, edge_curves, place_labels

CAPTIONED_HEIGHT = 8
"""Diagrams of at least this height have a caption under every column."""

FEWEST_STRONGEST = 16
"""So many edges into a layer are drawn however low the diagram is."""

WIDEST_GAP = 44
"""Columns move no further apart than this; what is left becomes the margin."""


@dataclass(frozen=True)
class Node:
    """A neuron or an input that is shown.

    Attributes:
        column: 0 for inputs, then the layer's number.
        index: Its number in the column, from 0.
        form: How it looks.
        x: Its leftmost cell.
        y: Its top row.
        width: Its cells across.
    """

    column: int
    index: int
    form: Form
    x: int
    y: int
    width: int

    @property
    def middle(self) -> int:
        """The row of its value, where edges arrive."""
        return self.y + self.form.boxed

    @property
    def note_row(self) -> int | None:
        """The row of its bias or value in the file, None without room for one."""
        return self.middle + (2 if self.form is Form.NOTED_BOX else 1) if self.form.noted else None

    @property
    def reach(self) -> float:
        """Dots above and below the middle where edges may arrive."""
        return 4.0 if self.form.boxed else 1.0


@dataclass(frozen=True)
class Text:
    """A text's place: its column, its leftmost cell, its row, its cells; and how many neurons a fold stands for."""

    column: int
    x: int
    y: int
    width: int
    folded: int = 0


@dataclass(frozen=True)
class Diagram:
    """A network laid out on a grid of cells; pure geometry.

    Attributes:
        width: Cells.
        height: Rows.
        room: How much text nodes have room for.
        nodes: What is shown, column by column from the top.
        folds: Where neurons are folded away.
        edges: The edges between nodes that are shown.
        most_edges: The number of edges between the two columns that have most.
        captions: Where the columns' captions go.
        target: The leftmost cell of the targets beside the outputs, None without room.
        target_width: Their cells.
    """

    width: int
    height: int
    room: Room
    nodes: tuple[Node, ...]
    folds: tuple[Text, ...]
    edges: tuple[Edge, ...]
    most_edges: int
    captions: tuple[Text, ...]
    target: int | None
    target_width: int

    @property
    def strongest(self) -> int:
        """How many edges into a layer are drawn; more would be a blot. 0 if all are."""
        most = max(FEWEST_STRONGEST, self.height * 3 // 2)
        return most if self.most_edges > most else 0


def lay_out(words: Words, width: int, height: int) -> Diagram | None:
    """Place a network on `width` × `height` cells; None where not even a dot for each layer fits."""
    captioned = height >= CAPTIONED_HEIGHT
    usable = height - captioned
    columns = choose_columns(words, width, usable)
    if columns is None:
        return None
    lefts, gap = _lefts(columns, width)
    nodes: list[Node] = []
    folds: list[Text] = []
    for column, (rows, x) in enumerate(zip(columns.rows, lefts, strict=True)):
        size = words.architecture.sizes[column]
        _stack(column, size, rows, x, columns.widths[column], usable, nodes, folds)
    target = lefts[-1] + columns.widths[-1] + 1 if columns.target else None
    return Diagram(
        width,
        height,
        columns.room,
        tuple(nodes),
        tuple(folds),
        tuple(_edges(words, columns.room, nodes)),
        most_edges(columns.rows),
        _captions(words, columns, lefts, gap, height) if captioned and columns.room.value else (),
        target,
        min(columns.target - 1, width - target) if target is not None else 0,
    )


def _lefts(columns: Columns, width: int) -> tuple[list[int], int]:
    """Give the leftmost cell of every column, and the least gap between two."""
    taken = sum(columns.widths) + columns.target
    gaps = len(columns.widths) - 1
    spare = width - taken
    margin = min(3, max(0, (spare - gaps * columns.room.gap) // 4))
    between = min(float(WIDEST_GAP), (spare - 2 * margin) / gaps)
    start = (width - taken - between * gaps) / 2.0
    lefts, before = [], 0
    for number, column in enumerate(columns.widths):
        lefts.append(int(start + before + between * number))
        before += column
    return lefts, int(between)


def _stack(
    column: int, size: int, rows: Rows, x: int, width: int, height: int, nodes: list[Node], folds: list[Text]
) -> None:
    """Spread a column's nodes, and its fold, evenly over the height."""
    units = rows.first + rows.last + (rows.folded > 0)
    spare, top = height - rows.height, 0
    for unit in range(units):
        y = top + int(spare * (_fold_share(unit, rows) if rows.folded else (unit + 0.5) / units))
        if rows.folded and unit == rows.first:
            folds.append(Text(column, x, y, width, rows.folded))
            top += 1
            continue
        index = unit if unit < rows.first else size - units + unit
        nodes.append(Node(column, index, rows.form, x, y, width))
        top += rows.form


def _fold_share(unit: int, rows: Rows) -> float:
    """Give the share of spare rows above a unit of a folded column: they all go to the fold."""
    return 0.0 if unit < rows.first else 0.5 if unit == rows.first else 1.0


def _edges(words: Words, room: Room, nodes: list[Node]) -> list[Edge]:
    sizes = words.architecture.sizes
    weights = sum(below * above for below, above in zip(sizes, sizes[1:], strict=False))
    labelled = weights <= MOST_LABELLED and room.label > 0
    edges: list[Edge] = []
    taken: list[Label] = []
    for layer, slots in enumerate(words.architecture.slots, start=1):
        below = [node for node in nodes if node.column == layer - 1]
        above = [node for node in nodes if node.column == layer]
        curves = edge_curves(
            [Port(node.x + node.width, node.middle, node.reach) for node in below],
            [Port(node.x - 1, node.middle, node.reach) for node in above],
        )
        gap = [
            Edge(layer, slots.weights.start + target.index * slots.shape[1] + source.index, curves[number][place])
            for number, source in enumerate(below)
            for place, target in enumerate(above)
        ]
        if labelled:
            widths = [cell_len(words.weights[edge.parameter]) + 1 + room.value for edge in gap]
            gap = place_labels(gap, widths, taken)
        edges += gap
    return edges


def _captions(words: Words, columns: Columns, lefts: list[int], gap: int, height: int) -> tuple[Text, ...]:
    """Centre each caption under its column, reaching at most half-way into the gaps beside it."""
    captions = []
    last = len(lefts) - 1
    end = lefts[-1] + columns.widths[-1]
    for column, (x, width) in enumerate(zip(lefts, columns.widths, strict=True)):
        reach = max(0, (gap - 2) // 2)
        cells = min(cell_len(words.captions[column]), width + reach * (2 if 0 < column < last else 1))
        left = max(lefts[0], min(x + (width - cells) // 2, end - cells))
        captions.append(Text(column, left, height - 1, cells))
    return tuple(captions)
