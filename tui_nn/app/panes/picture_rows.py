"""Words of pictures in their inks: rows of them beside a picture, and the fullest that fit a frame."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import MINUS, short_number
from tui_nn.app.panes.picture_inks import MUTED, TEXT, ink, variable

Span = tuple[str, int]
"""A piece of text and its colour."""

Row = Sequence[Span]

NUMBER = 8
"""Cells of a number."""


def value(number: float) -> str:
    """Write a number of the data: all of its digits if they are few."""
    text = f"{number:.12g}".replace("-", MINUS)
    return text if len(text) <= NUMBER and "e" not in text else short_number(number, NUMBER)


def row_width(row: Row) -> int:
    """Give the cells of a row."""
    return sum(cell_len(text) for text, _ in row)


def fitting(rows: Sequence[Row], width: int) -> Content:
    """Give the first of some rows of text that is not wider than so many cells."""
    row = next((row for row in rows if row_width(row) <= width), ())
    return Content.assemble(*((text, style) if (style := variable(colour)) else text for text, colour in row))


def pair(label: str, text: str, width: int, colour: int = TEXT) -> Row:
    """Write a label to the left and a text to the right of a width."""
    text = fitted(text, width)
    label = fitted(label, max(0, width - cell_len(text) - 1))
    return [(label, MUTED), (" " * (width - cell_len(label) - cell_len(text)), MUTED), (text, colour)]


def stacked(groups: Sequence[Sequence[Row]], height: int) -> list[Row]:
    """Put groups of rows one below the other, apart by a blank row where they fit so; the last rows are left out."""
    groups = [group for group in groups if group]
    apart = sum(map(len, groups)) + len(groups) - 1 <= height
    rows: list[Row] = []
    for group in groups:
        if rows and apart:
            rows.append([])
        rows += group
    return rows[:height]


def paint_rows(canvas: Canvas, x: int, rows: Sequence[Row]) -> None:
    """Write rows of text one below the other, from the top of a canvas."""
    for y, row in enumerate(rows):
        column = x
        for text, colour in row:
            canvas.put(column, y, text, ink(colour))
            column += cell_len(text)
