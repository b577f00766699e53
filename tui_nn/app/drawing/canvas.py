"""A grid of character cells that knows which of its rows changed."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, get_character_cell_size

Codes = NDArray[np.uint32]
Inks = NDArray[np.int16]

_SPACE = ord(" ")
_ONE_CELL_EACH = re.compile(r"[ -~\u00a0-\u02ff\u2190-\u2218\u2500-\u257f●✓✗⋮…]*").fullmatch
"""Tells texts that need no measuring, which is most of them; others are measured character by character."""


def fitted(text: str, width: int) -> str:
    """Cut a text to at most `width` cells; `…` stands for what is cut off, a space for what cannot be printed."""
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    if cell_len(text) <= width:
        return text
    kept, used = "", 0
    for character in text:
        size = get_character_cell_size(character)
        if used + size > width - 1:
            break
        kept, used = kept + character, used + size
    return f"{kept}…" if width > 0 else ""


class Canvas:
    """Cells of one character and one ink each; an ink is an index into a palette's styles.

    Attributes:
        codes: Shape (height, width): code points; 0 in the second cell of a wide character.
        inks: Shape (height, width).
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.codes: Codes = np.full((height, width), _SPACE, dtype=np.uint32)
        self.inks: Inks = np.zeros((height, width), dtype=np.int16)

    def copy(self) -> Canvas:
        """Give a canvas with the same cells."""
        other = Canvas.__new__(Canvas)
        other.width, other.height = self.width, self.height
        other.codes, other.inks = self.codes.copy(), self.inks.copy()
        return other

    def put(self, x: int, y: int, text: str, ink: int) -> None:
        """Write a text from cell (x, y) to the right; what lies outside is left out."""
        if not 0 <= y < self.height or not text:
            return
        codes = _cells(text)
        start, end = max(0, x), min(self.width, x + len(codes))
        if start < end:
            self.codes[y, start:end] = codes[start - x : end - x]
            self.inks[y, start:end] = ink

    def put_dots(self, bits: NDArray[np.uint8], inks: Inks) -> None:
        """Lay braille dots over blank cells; both arrays have shape (height · width,), cells without dots stay."""
        dotted = np.flatnonzero(bits)
        self.codes.ravel()[dotted] = 0x2800 + bits[dotted].astype(np.uint32)
        self.inks.ravel()[dotted] = inks[dotted]

    def changed_rows(self, before: Canvas | None) -> list[int]:
        """Give the rows that differ from an earlier canvas, all where there is none or it had another size."""
        if before is None or before.codes.shape != self.codes.shape:
            return list(range(self.height))
        changed = (self.codes != before.codes) | (self.inks != before.inks)
        rows: list[int] = np.flatnonzero(changed.any(axis=1)).tolist()
        return rows

    def runs(self, y: int) -> list[tuple[str, int]]:
        """Give a row as texts of one ink each, from left to right."""
        inks = self.inks[y]
        if not len(inks):
            return []
        text = self.codes[y].tobytes().decode("utf-32-le")
        edges = [0, *(np.flatnonzero(inks[1:] != inks[:-1]) + 1).tolist(), self.width]
        colours = inks.tolist()
        runs = [(text[start:end], colours[start]) for start, end in zip(edges, edges[1:], strict=False)]
        return [(text.replace("\0", ""), ink) for text, ink in runs] if "\0" in text else runs

    def text(self, y: int) -> str:
        """Give a row's characters without their inks."""
        return "".join(text for text, _ in self.runs(y))


def _cells(text: str) -> Codes:
    """Give one code point a cell: a wide character is followed by 0, one without width is dropped."""
    if not _ONE_CELL_EACH(text) and cell_len(text) != len(text):
        text = "".join(
            character + "\0" * (size - 1) for character in text if (size := get_character_cell_size(character)) > 0
        )
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
