"""How a network's columns of nodes use a height and a width: forms, folds, and how much text fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rich.cells import cell_len

from tui_nn.core.network import Architecture

ALWAYS_ENTIRE = 16
"""Layers up to this size shrink their nodes to a line before neurons are folded away."""

CROWDED = 24
"""With more edges than this between two columns, edges need more space and nodes give up digits for it."""

FEWEST_BOXES = 5
"""A folded layer shows boxes if at least this many fit, otherwise lines."""


class Form(IntEnum):
    """How a node looks; the value is the rows it takes."""

    LINE = 1
    """`●h1 0.98`."""
    NOTED_LINE = 2
    """A line, with its bias or its value in the file under it."""
    BOX = 3
    """A box, with its bias or its value in the file in the frame."""
    NOTED_BOX = 4
    """A box, with its bias or its value in the file under it."""

    @property
    def boxed(self) -> bool:
        """Whether the node has a frame."""
        return self >= Form.BOX

    @property
    def noted(self) -> bool:
        """Whether there is room for a bias or a value in the file."""
        return self is not Form.LINE


@dataclass(frozen=True)
class Words:
    """The words of a network's diagram; all that is fixed while it trains.

    Attributes:
        architecture: The shape.
        nodes: The label of every neuron, a tuple a column, inputs first.
        sums: The label of every neuron's z, a tuple a column, none for inputs.
        deltas: The label of every neuron's δ, a tuple a column, none for inputs.
        notes: For each column the labels of its notes (`b1`, or `=` for a value in the file), empty if it has none.
        captions: What stands under each column.
        weights: The label of every parameter, empty where weights are not written on their edges.
        target: How the target is called, empty for none.
        classes: Whether predictions are right or wrong.
    """

    architecture: Architecture
    nodes: tuple[tuple[str, ...], ...]
    sums: tuple[tuple[str, ...], ...]
    deltas: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, ...], ...]
    captions: tuple[str, ...]
    weights: tuple[str, ...]
    target: str
    classes: bool


@dataclass(frozen=True)
class Rows:
    """Which neurons of a column are shown, and how.

    Attributes:
        form: How its nodes look.
        first: So many neurons from the top.
        last: So many from the end, below the fold.
        folded: How many neurons are folded away between them.
    """

    form: Form
    first: int
    last: int = 0
    folded: int = 0

    @property
    def height(self) -> int:
        """The rows that are needed."""
        return (self.first + self.last) * self.form + (self.folded > 0)


@dataclass(frozen=True)
class Room:
    """How much text nodes have room for, in cells.

    Attributes:
        label: For a label; 0 leaves labels out.
        value: For a value; 0 leaves values out.
        gap: The least space between columns.
        target: Whether targets stand beside the outputs.
        padding: Blank cells on either side within a box.
        notes: Whether biases and values in the file are written.
    """

    label: int
    value: int
    gap: int
    target: bool = False
    padding: int = 0
    notes: bool = True

    def note(self, labels: tuple[str, ...]) -> int:
        """Give the width of a column's notes."""
        if not (labels and self.notes):
            return 0
        return min(max(1, self.label), max(map(cell_len, labels))) + 1 + self.value

    def width(self, form: Form, labels: tuple[str, ...], notes: tuple[str, ...]) -> int:
        """Give the width of a column's nodes."""
        if not self.value:
            return 1
        label = min(self.label, max(map(cell_len, labels)))
        text = label + (label > 0) + self.value
        note = self.note(notes) if form.noted else 0
        return max(text + 2 * self.padding, note) + 2 if form.boxed else 1 + max(text, note)


_ROOMS = (
    Room(20, 8, 20, target=True, padding=1),
    Room(14, 7, 14, target=True, padding=1),
    Room(12, 7, 11, target=True),
    Room(8, 7, 9, target=True),
    Room(6, 6, 7, target=True),
    Room(6, 5, 5, target=True),
    Room(6, 5, 4),
    Room(5, 4, 3),
    Room(0, 6, 5),
    Room(0, 5, 4),
    Room(0, 4, 4),
)
_LINE_ROOMS = (
    Room(6, 5, 4),
    Room(5, 4, 3),
    Room(0, 5, 3, notes=False),
    Room(0, 4, 1, notes=False),
    Room(0, 0, 1, notes=False),
)


@dataclass(frozen=True)
class Columns:
    """How all columns are drawn.

    Attributes:
        rows: Which neurons, a column.
        widths: Cells, a column.
        room: How much text fits.
        target: Cells for the targets, 0 for none.
    """

    rows: tuple[Rows, ...]
    widths: tuple[int, ...]
    room: Room
    target: int


def choose_columns(words: Words, width: int, height: int) -> Columns | None:
    """Choose the largest nodes and the most text that a diagram of this size has room for.

    Returns:
        None if not even one dot a layer fits.
    """
    sizes = words.architecture.sizes
    if height < 1 or 2 * len(sizes) - 1 > width:
        return None
    for rooms, boxes in ((_ROOMS, True), (_LINE_ROOMS, False)):
        rows = choose_rows(sizes, height, boxes=boxes)
        crowded = most_edges(rows) > CROWDED
        for room in rooms:
            widths = tuple(
                room.width(column.form, labels, notes)
                for column, labels, notes in zip(rows, words.nodes, words.notes, strict=True)
            )
            target = target_width(words, room)
            gap = room.gap * 5 // 4 if crowded and room.target else room.gap
            margins = 2 * room.target
            if sum(widths) + target + margins + (len(sizes) - 1) * gap <= width:
                return Columns(rows, widths, room, target)
    return None


def most_edges(rows: tuple[Rows, ...]) -> int:
    """Give the number of edges between the two columns that have most."""
    return max(
        (below.first + below.last) * (above.first + above.last) for below, above in zip(rows, rows[1:], strict=False)
    )


def target_width(words: Words, room: Room) -> int:
    """Give the cells that the targets take beside the outputs, with the space before them."""
    if not (room.target and words.target):
        return 0
    return max(2 + room.value + 2 * words.classes, len("loss ") + room.value) + 1


def choose_rows(sizes: tuple[int, ...], height: int, *, boxes: bool = True) -> tuple[Rows, ...]:
    """Choose how each column's neurons share a height of at least one row."""
    columns = [_rows(size, height, boxes=boxes) for size in sizes]
    if any(column.form is Form.BOX for column in columns):
        return tuple(Rows(Form.BOX, column.first) if column.form is Form.NOTED_BOX else column for column in columns)
    return tuple(columns)


def _rows(size: int, height: int, *, boxes: bool) -> Rows:
    forms = [form for form in reversed(Form) if boxes or not form.boxed]
    if size <= ALWAYS_ENTIRE:
        for form in forms:
            if size * form <= height:
                return Rows(form, size)
    form = Form.BOX if boxes and (height - 1) // Form.BOX >= FEWEST_BOXES else Form.LINE
    if size * form <= height:
        return Rows(form, size)
    shown = (height - 1) // form
    last = shown // 3
    return Rows(form, shown - last, last, size - shown)
