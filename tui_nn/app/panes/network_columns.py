"""How a network's columns of nodes use a height and a width: forms, folds, and how much text fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_nn.app.panes.network_forms import BOX, LINE, NOTED_BOX, PICTURED, PLAIN, TALLEST, Room, Rows, Words

ALWAYS_ENTIRE = 16
"""Layers up to this size shrink their nodes to a line before neurons are folded away."""

CROWDED = 24
"""With more edges than this between two columns, edges need more space and nodes give up digits for it."""

FEWEST_BOXES = 5
"""A folded layer shows boxes if at least this many fit, otherwise lines."""

DEEP = 6
"""Networks of more columns than this have layers folded away before the gaps between them become too narrow."""

_PICTURED_ROOMS, _PICTURED_GAP = 6, 7
"""With less text than the first of these rooms have, or narrower gaps, nodes are better without pictures."""

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
_DEEP_ROOMS, _DEEP_LINE_ROOMS = (*_ROOMS[:6], Room(0, 6, 5)), (Room(0, 5, 5, notes=False), Room(0, 4, 5, notes=False))
"""What networks with many layers have room for before layers are folded away; in narrower gaps edges are a blot."""


@dataclass(frozen=True)
class Columns:
    """How all columns are drawn.

    Attributes:
        shown: Which columns, by their numbers.
        rows: Which neurons, a column shown.
        widths: Cells, a column shown.
        room: How much text fits.
        target: Cells for the targets, 0 for none.
        fold: Cells for what stands in the place of the layers folded away, 0 where all are shown.
    """

    shown: tuple[int, ...]
    rows: tuple[Rows, ...]
    widths: tuple[int, ...]
    room: Room
    target: int
    fold: int = 0

    @property
    def before_fold(self) -> int:
        """How many of the columns shown stand before the layers folded away."""
        return (len(self.shown) + 1) // 2


@dataclass(frozen=True)
class _Sizes:
    """What is to be fitted: columns of these neurons, their words, the cells across and the rows."""

    words: Words
    width: int
    height: int
    shown: tuple[int, ...]

    def deep(self, fold: int = 0) -> Columns | None:
        """Give the columns in boxes or else in lines, with gaps that are wide enough for edges."""
        boxes = self.with_rows(self.rows(), _DEEP_ROOMS, fold=fold)
        return boxes or self.with_rows(self.rows(boxes=False), _DEEP_LINE_ROOMS, fold=fold)

    def with_rows(
        self, rows: Sequence[Rows], rooms: Sequence[Room], *, least: int = 0, fold: int = 0
    ) -> Columns | None:
        """Give the columns with the most text for which these rows have room."""
        words = self.words
        crowded = most_edges(rows) > CROWDED
        for room in rooms:
            widths = tuple(
                room.width(column.form, words.nodes[number], words.notes[number])
                for column, number in zip(rows, self.shown, strict=True)
            )
            target = target_width(words, room)
            gap = max(least, room.gap * 5 // 4 if crowded and room.target else room.gap)
            gaps = len(rows) - 1 + (fold > 0)
            if sum(widths) + target + 2 * room.target + fold + gaps * gap <= self.width:
                return Columns(self.shown, tuple(rows), widths, room, target, fold)
        return None

    def rows(self, *, boxes: bool = True, tallest: int = 0) -> tuple[Rows, ...]:
        """Share the height among each column's neurons."""
        sizes = [self.words.architecture.sizes[number] for number in self.shown]
        return choose_rows(sizes, self.height, boxes=boxes, tallest=tallest)


def choose_columns(words: Words, width: int, height: int, tallest: int = TALLEST) -> Columns | None:
    """Choose the largest nodes and the most text that a diagram of this size has room for.

    Args:
        words: The labels.
        width: Cells.
        height: Rows.
        tallest: The rows of the pictures in nodes, at most.

    Returns:
        None if not even one dot a layer fits.
    """
    count = len(words.architecture.sizes)
    whole = _Sizes(words, width, height, tuple(range(count)))
    deep = count > DEEP
    if height < 1:
        return None
    if words.pictured:
        found = whole.with_rows(whole.rows(tallest=tallest), _ROOMS[:_PICTURED_ROOMS], least=_PICTURED_GAP)
        if found is not None and any(rows.form.picture for rows in found.rows):
            return found
    found = whole.deep() if deep else whole.with_rows(whole.rows(), _ROOMS)
    for kept in range(count - 1, 1, -1) if deep and found is None else ():
        part = _Sizes(words, width, height, (*range((kept + 1) // 2), *range(count - kept // 2, count)))
        for fold in (len(f"⋯ {count - kept} layers"), len(f"⋯{count - kept}")):
            found = found or part.deep(fold)
        if found is not None:
            break
    return found or whole.with_rows(whole.rows(boxes=False), _LINE_ROOMS)


def most_edges(rows: Sequence[Rows]) -> int:
    """Give the number of edges between the two columns that have most."""
    return max(
        (below.first + below.last) * (above.first + above.last) for below, above in zip(rows, rows[1:], strict=False)
    )


def target_width(words: Words, room: Room) -> int:
    """Give the cells that the targets take beside the outputs, with the space before them."""
    if not (room.target and words.target):
        return 0
    return max(2 + room.value + 2 * words.classes, len("loss ") + room.value) + 1


def choose_rows(sizes: Sequence[int], height: int, *, boxes: bool = True, tallest: int = 0) -> tuple[Rows, ...]:
    """Choose how each column's neurons share a height of at least one row.

    Inputs never have pictures, which are `tallest` rows high at most; 0 for none.
    """
    columns = [_rows(size, height, boxes=boxes, tallest=tallest if n else 0) for n, size in enumerate(sizes)]
    if any(column.form is BOX for column in columns):
        return tuple(Rows(BOX, column.first) if column.form is NOTED_BOX else column for column in columns)
    return tuple(columns)


def _rows(size: int, height: int, *, boxes: bool, tallest: int) -> Rows:
    forms = [form for form in (*PICTURED, *PLAIN) if form.picture <= tallest and (boxes or not form.boxed)]
    if size <= ALWAYS_ENTIRE:
        for form in forms:
            if size * form.rows <= height:
                return Rows(form, size)
    form = BOX if boxes and (height - 1) // BOX.rows >= FEWEST_BOXES else LINE
    if size * form.rows <= height:
        return Rows(form, size)
    shown = (height - 1) // form.rows
    last = shown // 3
    return Rows(form, shown - last, last, size - shown)
