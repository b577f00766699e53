"""Half blocks: two places in every cell, one above the other and each about square."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.braille import Curve
from tui_nn.app.drawing.canvas import Canvas, Inks
from tui_nn.core.floats import Floats

DASH, GAP = 5.0, 3.0
"""Lengths in places of a dash and of the gap after it."""

_BOTH, _UPPER, _LOWER = map(ord, "█▀▄")


@dataclass(frozen=True, eq=False)
class Cover:
    """What a line covers.

    Attributes:
        places: Indices into the flat grid of places, two rows of them a row of cells; each once.
        shares: How much of each of these places is covered, above 0 and up to 1.
    """

    places: NDArray[np.intp]
    shares: Floats


def cover(curve: Curve, width: int, height: int, *, thickness: float, dashed: bool = False) -> Cover:
    """Draw an S-curve with soft edges on a grid of `width` × `height` cells; what lies outside is left out.

    Args:
        curve: The curve, in dots of braille.
        width: Cells in a row.
        height: Rows of cells.
        thickness: Places across the line.
        dashed: Whether to leave gaps; both ends are drawn.
    """
    columns = np.arange(max(0, int(curve.x0) // 2), min(width, int(curve.x1) // 2 + 1))
    x = columns.astype(np.float64) * 2.0 + 0.5
    middle = (curve.height(x) + 0.5) / 2.0
    t = np.clip((x - curve.x0) / max(curve.x1 - curve.x0, 1e-9), 0.0, 1.0)
    length = np.hypot(1.0, 6.0 * t * (1.0 - t) * (curve.y1 - curve.y0) / max(curve.x1 - curve.x0, 1e-9))
    if dashed and len(columns):
        along = np.cumsum(length) - length / 2.0
        gaps = max(1, round((along[-1] - DASH) / (DASH + GAP)))
        drawn = along * (gaps * (DASH + GAP) + DASH) / (along[-1] + length[-1] / 2.0) % (DASH + GAP) < DASH
        columns, middle, length = columns[drawn], middle[drawn], length[drawn]
    reach = thickness / 2.0 * length
    top = np.floor(middle - reach).astype(np.intp)
    most = int(np.ceil(2.0 * reach.max(initial=0.0))) + 1
    rows = top[:, None] + np.arange(most)
    shares = np.minimum(rows + 1.0, (middle + reach)[:, None]) - np.maximum(rows, (middle - reach)[:, None])
    inside = (shares > 0.0) & (rows >= 0) & (rows < 2 * height)
    return Cover((rows * width + columns[:, None])[inside], np.minimum(shares[inside], 1.0))


def put_pixels(canvas: Canvas, levels: Inks, area: tuple[slice, slice] = (slice(None), slice(None))) -> None:
    """Lay places over the cells of an area; cells of which both are 0 stay as they are.

    Args:
        canvas: Where to.
        levels: From −`inks.LEVELS` to `inks.LEVELS`, shape (2 · rows, columns).
        area: Rows and columns of the canvas.
    """
    upper, lower = levels[::2], levels[1::2]
    codes = np.where(upper == lower, _BOTH, np.where(upper == 0, _LOWER, _UPPER)).astype(np.uint32)
    drawn = (upper != 0) | (lower != 0)
    np.copyto(canvas.codes[area], codes, where=drawn)
    np.copyto(canvas.inks[area], inks.pixels(upper, lower), where=drawn)
