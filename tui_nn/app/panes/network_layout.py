"""The places of a network's nodes, folds, edges and captions on a diagram of a given size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from rich.cells import cell_len

from tui_nn.app.drawing.braille import Curve
from tui_nn.app.panes.network_columns import Columns, choose_columns, most_edges
from tui_nn.app.panes.network_edges import MOST_LABELLED, Edge, Label, Port, edge_curves, place_labels
from tui_nn.app.panes.network_forms import TALLEST, Form, Room, Rows, Words

CAPTIONED_HEIGHT = 8
"""Diagrams of at least this height have a caption under every column."""

FEWEST_STRONGEST = 16
"""So many edges into a layer are drawn however low the diagram is."""

WIDEST_GAP = 44
"""Columns move no further apart than this; what is left becomes the margin."""

STEEPEST = 0.6
"""Nodes of a column stand no further apart than so many rows a cell of the gap, lest edges become upright, and"""
NEAREST = 2
"""at least so many rows."""


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

    @cached_property
    def middle(self) -> int:
        """The row where edges arrive."""
        return self.y + self.form.middle

    @cached_property
    def value_row(self) -> int:
        """The row of its value."""
        return self.y + self.form.value_row

    @cached_property
    def note_row(self) -> int | None:
        """The row of its bias or value in the file, None without room for one."""
        return self.y + self.form.note_row if self.form.noted else None

    @property
    def reach(self) -> float:
        """Dots above and below the middle where edges may arrive."""
        return max(4.0, 1.5 * self.form.rows) if self.form.boxed else 1.0 + self.form.picture

    @property
    def picture(self) -> tuple[slice, slice] | None:
        """The rows and columns of its picture, None without one."""
        form = self.form
        if not form.picture:
            return None
        if form.boxed:
            return slice(self.y + 2, self.y + 2 + form.picture), slice(self.x + 1, self.x + self.width - 1)
        return slice(self.y, self.y + form.picture), slice(self.x, self.x + form.before)


@dataclass(frozen=True)
class Text:
    """A text's place: its column, its leftmost cell, its row, its cells; and how many neurons a fold stands for.

    In the place of layers folded away, the column is the first of them, and `folded` says how many they are.
    """

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
        layers: Where layers are folded away, None if all are shown.
        edges: The edges between nodes that are shown.
        others: Curves that stand for the edges of what is folded away.
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
    layers: Text | None
    edges: tuple[Edge, ...]
    others: tuple[Curve, ...]
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
    diagram = _lay_out(words, width, height, TALLEST)
    if diagram is None or not words.weights or all(edge.label for edge in diagram.edges):
        return diagram
    # A row can decide whether an edge leaves room for another one's weight, which matters more than a picture's size.
    tallest = max(node.form.picture for node in diagram.nodes)
    other = _lay_out(words, width, height, tallest - 1) if tallest else None
    return max((diagram, other or diagram), key=lambda each: sum(edge.label is not None for edge in each.edges))


def _lay_out(words: Words, width: int, height: int, tallest: int) -> Diagram | None:
    captioned = height >= CAPTIONED_HEIGHT
    usable = height - captioned
    columns = choose_columns(words, width, usable, tallest)
    if columns is None:
        return None
    lefts, fold_left, gap = _lefts(columns, width)
    nodes: list[Node] = []
    folds: list[Text] = []
    for column, rows, x, across in zip(columns.shown, columns.rows, lefts, columns.widths, strict=True):
        size = words.architecture.sizes[column]
        _stack(column, size, rows, x, across, usable, gap, nodes, folds)
    count = len(words.architecture.sizes) - len(columns.shown)
    layers = Text(columns.before_fold, fold_left, usable // 2, columns.fold, count) if count else None
    target = lefts[-1] + columns.widths[-1] + 1 if columns.target else None
    return Diagram(
        width,
        height,
        columns.room,
        tuple(nodes),
        tuple(folds),
        layers,
        tuple(_edges(words, columns, nodes)),
        tuple(_others(columns, nodes, folds, layers)),
        most_edges(columns.rows),
        _captions(words, columns, lefts, gap, height) if captioned and columns.room.value else (),
        target,
        min(columns.target - 1, width - target) if target is not None else 0,
    )


def _lefts(columns: Columns, width: int) -> tuple[list[int], int, int]:
    """Give the leftmost cell of every column, that of the layers folded away, and the least gap between two."""
    widths = list(columns.widths)
    if columns.fold:
        widths.insert(columns.before_fold, columns.fold)
    taken = sum(widths) + columns.target
    gaps = len(widths) - 1
    spare = width - taken
    margin = min(3, max(0, (spare - gaps * columns.room.gap) // 4))
    between = min(float(WIDEST_GAP), (spare - 2 * margin) / gaps)
    start = (width - taken - between * gaps) / 2.0
    lefts, before = [], 0
    for number, column in enumerate(widths):
        lefts.append(int(start + before + between * number))
        before += column
    return lefts, lefts.pop(columns.before_fold) if columns.fold else 0, int(between)


def _stack(
    column: int, size: int, rows: Rows, x: int, width: int, height: int, gap: int, nodes: list[Node], folds: list[Text]
) -> None:
    """Spread a column's nodes, and its fold, evenly over the height, yet not so far that edges become upright."""
    units = rows.first + rows.last + (rows.folded > 0)
    spare, top = height - rows.height, 0
    if not rows.folded:
        spare = min(spare, int(units * max(NEAREST, gap * STEEPEST)))
        top = (height - rows.height - spare) // 2
    if units == 1:
        # A chain of single neurons is straight, however high they are.
        form = rows.form
        y = max(0, min(height - form.rows, (height - 1) // 2 - form.middle))
        nodes.append(Node(column, 0, form, x, y, width))
        return
    for unit in range(units):
        y = top + int(spare * (_fold_share(unit, rows) if rows.folded else (unit + 0.5) / units))
        if rows.folded and unit == rows.first:
            folds.append(Text(column, x, y, width, rows.folded))
            top += 1
            continue
        index = unit if unit < rows.first else size - units + unit
        nodes.append(Node(column, index, rows.form, x, y, width))
        top += rows.form.rows


def _fold_share(unit: int, rows: Rows) -> float:
    """Give the share of spare rows above a unit of a folded column: they all go to the fold."""
    return 0.0 if unit < rows.first else 0.5 if unit == rows.first else 1.0


def _edges(words: Words, columns: Columns, nodes: list[Node]) -> list[Edge]:
    sizes = words.architecture.sizes
    weights = sum(below * above for below, above in zip(sizes, sizes[1:], strict=False))
    labelled = weights <= MOST_LABELLED and columns.room.label > 0
    edges: list[Edge] = []
    taken: list[Label] = []
    for layer, slots in enumerate(words.architecture.slots, start=1):
        below = [node for node in nodes if node.column == layer - 1]
        above = [node for node in nodes if node.column == layer]
        curves = edge_curves([_right(node) for node in below], [_left(node) for node in above])
        gap = [
            Edge(layer, slots.weights.start + target.index * slots.shape[1] + source.index, curves[number][place])
            for number, source in enumerate(below)
            for place, target in enumerate(above)
        ]
        if labelled:
            widths = [cell_len(words.weights[edge.parameter]) + 1 + columns.room.value for edge in gap]
            gap = place_labels(gap, widths, taken)
        edges += gap
    return edges


def _left(place: Node | Text) -> Port:
    """Give where edges arrive; a picture without a frame keeps a cell's distance, lest it be taken for their end."""
    if isinstance(place, Text):
        return Port(place.x - 1, place.y, 0.0)
    return Port(place.x - 1 - (place.form.before > 0), place.middle, place.reach)


def _right(place: Node | Text) -> Port:
    """Give where edges leave."""
    return replace(_left(place), x=place.x + place.width)


def _others(columns: Columns, nodes: list[Node], folds: list[Text], layers: Text | None) -> list[Curve]:
    """Join folded neurons and layers to their neighbours, each fold by one curve to every node beside it."""
    curves: list[Curve] = []
    places: list[Node | Text] = [*nodes, *folds]
    stacks = [[place for place in places if place.column == column] for column in columns.shown]
    if layers is not None:
        stacks.insert(columns.before_fold, [layers])
    for below, above in zip(stacks, stacks[1:], strict=False):
        for source in below:
            for target in above:
                if isinstance(source, Text) or isinstance(target, Text):
                    curves += edge_curves([_right(source)], [_left(target)])[0]
    return curves


def _captions(words: Words, columns: Columns, lefts: list[int], gap: int, height: int) -> tuple[Text, ...]:
    """Centre each caption under its column, reaching at most half-way into the gaps beside it."""
    captions = []
    last = columns.shown[-1]
    end = lefts[-1] + columns.widths[-1]
    for column, x, width in zip(columns.shown, lefts, columns.widths, strict=True):
        reach = max(0, (gap - 2) // 2)
        cells = min(cell_len(words.captions[column]), width + reach * (2 if 0 < column < last else 1))
        left = max(lefts[0], min(x + (width - cells) // 2, end - cells))
        captions.append(Text(column, left, height - 1, cells))
    return tuple(captions)
