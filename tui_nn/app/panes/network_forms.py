"""How the nodes of a network's diagram can look, and how much room their texts have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len

from tui_nn.core.network import Architecture


@dataclass(frozen=True)
class Form:
    """How a node looks.

    Attributes:
        rows: The rows it takes.
        picture: The rows of its picture, 0 for none. In a box it stands under the value, as wide as the box; otherwise
            before the node, twice as many cells wide.
    """

    rows: int
    picture: int = 0

    @cached_property
    def boxed(self) -> bool:
        """Whether the node has a frame."""
        return self.rows - self.picture >= 3

    @cached_property
    def noted(self) -> bool:
        """Whether there is room for a bias or a value in the file."""
        return self.rows > 1

    @cached_property
    def before(self) -> int:
        """The cells of a picture that stands before the node."""
        return 0 if self.boxed else 2 * self.picture

    @cached_property
    def value_row(self) -> int:
        """The row of the value, from its top."""
        return int(self.boxed) if self.boxed or not self.picture else (self.picture - 1) // 2

    @cached_property
    def middle(self) -> int:
        """The row where edges arrive, from its top."""
        return self.rows // 2 if self.boxed and self.picture else self.value_row

    @cached_property
    def note_row(self) -> int:
        """The row of the bias or the value in the file, from its top: in the frame's lower line, or under the value."""
        return self.rows - 1 if self.boxed else self.value_row + 1


LINE = Form(1)
"""`●h1 0.98`."""
NOTED_LINE = Form(2)
"""A line, with its bias or its value in the file under it."""
BOX = Form(3)
"""A box, with its bias or its value in the file in the frame."""
NOTED_BOX = Form(4)
"""A box, with its bias or its value in the file under it."""

PLAIN = (NOTED_BOX, BOX, NOTED_LINE, LINE)
TALLEST = 6
"""The rows of the highest picture in a node."""

PICTURED = (*(Form(3 + rows, rows) for rows in range(TALLEST, 1, -1)), Form(3, 3), Form(2, 2))
"""Nodes with a picture of what they compute: boxes, and lines that have it before them."""


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

    @property
    def pictured(self) -> bool:
        """Whether what a neuron computes can be drawn: over one input, or over two."""
        return self.architecture.inputs <= 2


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
        return (self.first + self.last) * self.form.rows + (self.folded > 0)


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
            return 1 + form.before
        label = min(self.label, max(map(cell_len, labels)))
        text = label + (label > 0) + self.value
        note = self.note(notes) if form.noted else 0
        return max(text + 2 * self.padding, note) + 2 if form.boxed else form.before + 1 + max(text, note)
