"""The looks of cells in the histories pane, and their places as inks of a canvas."""

from __future__ import annotations

PLAIN, NAME, VALUE, CURSOR = "", "name", "value", "cursor"
PLUS, MINUS, LOSS, TEST, LATER = "plus", "minus", "loss", "test", "later"
HERE, EVENT, GRID, TICK = "here", "event", "grid", "tick"

LOOKS = (PLAIN, NAME, VALUE, CURSOR, PLUS, MINUS, LOSS, TEST, LATER, HERE, EVENT, GRID, TICK)

SIGNED = "signed"
"""Stands for PLUS or MINUS, whichever a value is."""


def ink(look: str) -> int:
    """Give the ink of a look."""
    return LOOKS.index(look)
