"""Plain ASCII for terminals whose font has little else: one character for one cell, at the last moment.

All that the app draws goes through its driver as one text with escape sequences, which are ASCII; so this is the one
place where characters are replaced, for panes, dialogs and what Textual draws alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size
from textual.driver import Driver

from tui_nn.app.drawing.braille import EMPTY_CELL

_AS = {
    "-": "─━═╴╶╸╺╼╾–—−‐‑‒―⁻↔∓",
    "|": "│┃║╎┆┊╏┇┋╵╷╹╻╽╿▌▐▏▎▍▕‖∣",
    "/": "╱⁄",
    "\\": "╲",
    "X": "╳",
    " ": "▀",
    "'": "▔▘▝′‘’",
    '"': "“”″",
    "_": "▄▁▂▃▖▗",
    "#": "█▅▆▇▉▊▋▓■▪▙▛▜▟▚▞≠⊗",
    ":": "▒⋮",
    ".": "░‥╌┄┈╍┅┉",
    "<": "←◀◂◄⇐↵⏎⌫≤«‹",
    ">": "→▶▸►⇒≥»›",
    "^": "↑▲▴⇑∧",
    "v": "↓▼▽▾⇓∨",
    "*": "·•∙★⋅✱",
    "o": "○◯∘⊙◦◌",
    "+": "✓✔±⊕",
    "x": "×✗✘✕⨯",
    "~": "…⋯≈∼",
    "h": "½",
    "i": "∞",
    "d": "δ∂",
    "D": "Δ",
    "V": "∇√∛",
    "@": "●",
    "O": "◉",
    "&": "◆",
    "%": "◇",
    "A": "△▵",
    "=": "□▫",
    "!": "†",
    "S": "Σ∑§",
    "P": "Π∏",
    "a": "α",
    "b": "β",
    "g": "γ",
    "e": "εϵ∈",
    "n": "η",
    "t": "θτ",
    "l": "λ",
    "m": "μ",
    "p": "π",
    "r": "ρ",
    "s": "σ",
    "f": "φϕ",
    "w": "ω",
}
_ASCII = {character: plain for plain, characters in _AS.items() for character in characters}

_SHAPES = {
    "-": ("00 11 00 00", "00 00 11 00"),
    "_": ("00 00 00 11",),
    "'": ("11 00 00 00", "10 00 00 00", "01 00 00 00", "10 10 00 00", "01 01 00 00"),
    ".": ("00 00 00 10", "00 00 00 01", "00 00 10 00", "00 00 01 00", "00 10 00 00", "00 01 00 00"),
    "|": ("10 10 10 10", "01 01 01 01", "00 10 10 00", "00 01 01 00", "10 10 10 00", "00 01 01 01"),
    "/": ("01 01 10 10", "01 10 10 00", "00 01 10 10", "00 01 01 10", "01 10 00 00", "00 01 10 00", "00 00 01 10"),
    "\\": ("10 10 01 01", "10 01 01 00", "00 10 01 01", "00 10 10 01", "10 01 00 00", "00 10 01 00", "00 00 10 01"),
    ":": ("10 00 10 00", "01 00 01 00", "10 00 00 10", "01 00 00 01", "00 01 00 01", "10 00 00 01"),
    "=": ("00 11 11 00", "11 00 11 00", "00 11 00 11", "11 11 00 00", "00 00 11 11"),
    "#": ("11 11 11 11", "11 11 11 00", "00 11 11 11"),
}
"""Which dots of a braille cell look like which character, from the top down."""

_BITS = (0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80)


def _braille() -> dict[str, str]:
    shapes = [
        (sum(bit for bit, dot in zip(_BITS, dots.replace(" ", ""), strict=True) if dot == "1"), plain)
        for plain, patterns in _SHAPES.items()
        for dots in patterns
    ]
    nearest = {cell: min(shapes, key=lambda shape: (shape[0] ^ cell).bit_count())[1] for cell in range(1, 256)}
    return {chr(EMPTY_CELL): " "} | {chr(EMPTY_CELL + cell): plain for cell, plain in nearest.items()}


_ASCII |= _braille()
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_BETWEEN_FACTS = " · "


def plain(text: str) -> str:
    """Replace what is not ASCII, keeping every character in its cell.

    >>> plain("╭─ δ1 · ŷ ─╮"), plain("w1·x1"), plain("日本")
    ('+- d1 | y -+', 'w1*x1', '????')
    """
    return _NOT_ASCII.sub(_plain_run, text.replace(_BETWEEN_FACTS, " | "))


def _plain_run(match: re.Match[str]) -> str:
    run = match[0]
    return "".join(map(_plain_character, run)) if run.isprintable() and len(run) == cell_len(run) else _measured(run)


def _measured(run: str) -> str:
    """Give as many characters as the run has cells, whatever its characters join to."""
    return "".join(_plain_character(character) * get_character_cell_size(character) for character in run)[
        : cell_len(run)
    ].ljust(cell_len(run))


@lru_cache(4096)
def _plain_character(character: str) -> str:
    if character in _ASCII:
        return _ASCII[character]
    if "\u2500" <= character <= "\u257f":
        return "+"
    letters = unicodedata.normalize("NFKD", character)
    return letters[0] if letters[0].isascii() and letters[0].isprintable() else "?"


def plain_driver(driver: type[Driver]) -> type[Driver]:
    """Give a driver that sends the terminal nothing but ASCII."""

    class PlainDriver(driver):  # type: ignore[misc, valid-type]
        def write(self, data: str) -> None:
            super().write(plain(data))

    return PlainDriver
