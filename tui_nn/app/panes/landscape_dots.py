"""Lines of braille dots through places of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing.braille import packed
from tui_nn.core.floats import Floats

_FAR = 4.0
"""Places farther outside than so many pictures are taken to be there."""

HEADS, DOUBLE_HEADS = "→↗↑↖←↙↓↘", "⇒⇗⇑⇖⇐⇙⇓⇘"
"""Arrow heads by direction, counter-clockwise in eighths from the right."""


def line_through(across: Floats, down: Floats, width: int, height: int) -> NDArray[np.uint8]:
    """Join places one after the other by straight lines.

    Args:
        across: From 0 at the left edge to 1 at the right one, shape (places,); what is outside is left out.
        down: From 0 at the upper edge to 1 at the lower one, shape (places,).
        width: Columns of cells.
        height: Rows of cells.

    Returns:
        The braille bits of each cell, shape (height, width).
    """
    dots = np.zeros((4 * height, 2 * width), dtype=np.bool_)
    known = np.isfinite(across) & np.isfinite(down)
    x = np.clip(across[known], -_FAR, 1.0 + _FAR) * 2 * width
    y = np.clip(down[known], -_FAR, 1.0 + _FAR) * 4 * height
    if len(x):
        # Each stretch is so many dots long, and each dot says how far along its stretch it lies.
        lengths = np.maximum(np.ceil(np.maximum(np.abs(np.diff(x)), np.abs(np.diff(y)))), 1.0).astype(np.intp)
        stretch = np.repeat(np.arange(len(lengths)), lengths)
        share = (np.arange(len(stretch)) - np.repeat(np.cumsum(lengths) - lengths, lengths)) / lengths[stretch]
        columns = np.floor(np.append(x[stretch] + share * np.diff(x)[stretch], x[-1])).astype(np.intp)
        rows = np.floor(np.append(y[stretch] + share * np.diff(y)[stretch], y[-1])).astype(np.intp)
        inside = (columns >= 0) & (columns < 2 * width) & (rows >= 0) & (rows < 4 * height)
        dots[rows[inside], columns[inside]] = True
    return packed(dots)


def head_of(across: float, up: float, heads: str = HEADS) -> str:
    """Give the arrow head of a direction, in dots.

    >>> head_of(1.0, 0.1), head_of(-1.0, -1.0), head_of(0.0, 2.0)
    ('→', '↙', '↑')
    """
    return heads[round(float(np.arctan2(up, across)) / (np.pi / 4)) % 8]
