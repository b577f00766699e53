"""S-curves of braille dots: two dots across and four down in every cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_nn.core.floats import Floats

DASH, GAP = 6.0, 3.0
"""Lengths in dots of a dash and of the gap after it."""

POINT, APART = 1.0, 3.0
"""The same of a dotted line."""

EMPTY_CELL = 0x2800
"""The braille cell without dots; its bits are added to it."""

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Dots:
    """Dots on a canvas.

    Attributes:
        cells: Indices into the flat grid of cells, ascending, each once.
        bits: The braille bits of each of these cells.
    """

    cells: NDArray[np.intp]
    bits: NDArray[np.uint8]


@dataclass(frozen=True)
class Curve:
    """An S-curve between two dots, level at both ends; x grows to the right, y downwards, in dots.

    Its height is y₀ + (y₁ − y₀)(3t² − 2t³) at x = x₀ + (x₁ − x₀)t.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    def height(self, x: Floats | float) -> Floats:
        """Give y at x, level beyond the ends."""
        t = np.clip((np.asarray(x, dtype=np.float64) - self.x0) / max(self.x1 - self.x0, 1e-9), 0.0, 1.0)
        height: Floats = self.y0 + (self.y1 - self.y0) * t * t * (3.0 - 2.0 * t)
        return height

    def dots(self, width: int, height: int, *, thickness: int = 1, dashed: bool = False, dotted: bool = False) -> Dots:
        """Draw the curve on a grid of `width` × `height` cells.

        Args:
            width: Cells in a row.
            height: Rows; dots outside the grid are left out.
            thickness: Dots across the line.
            dashed: Whether to leave gaps; both ends are drawn.
            dotted: Whether to draw points with gaps between them.
        """
        across, down = self.x1 - self.x0, self.y1 - self.y0
        t = np.linspace(0.0, 1.0, int(2.0 * (abs(across) + 1.5 * abs(down))) + 2)
        x = self.x0 + across * t
        y = self.height(x)
        slope = 6.0 * t * (1.0 - t) * down
        length = np.maximum(np.hypot(across, slope), 1e-9)
        if dashed or dotted:
            dash, gap = (POINT, APART) if dotted else (DASH, GAP)
            along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
            period = dash + gap
            gaps = max(1, round((along[-1] - dash) / period))
            stretch = (gaps * period + dash - 1.0) / max(along[-1], 1e-9)
            drawn = (along * stretch + 0.5) % period < dash
            x, y, slope, length = x[drawn], y[drawn], slope[drawn], length[drawn]
        half = (thickness - 1) / 2.0
        offsets = np.arange(-half, half + 0.25, 0.5)[:, None]
        columns = np.floor(x - offsets * slope / length + 0.5).astype(np.intp)
        rows = np.floor(y + offsets * across / length + 0.5).astype(np.intp)
        inside = (columns >= self.x0) & (columns <= self.x1) & (columns >= 0) & (columns < 2 * width)
        inside &= (rows >= 0) & (rows < 4 * height)
        return _gathered(columns[inside], rows[inside], width)


def _gathered(columns: NDArray[np.intp], rows: NDArray[np.intp], width: int) -> Dots:
    """Put single dots together to one entry a cell."""
    cells = (rows // 4) * width + columns // 2
    order = np.argsort(cells, kind="stable")
    cells = cells[order]
    bits = _BITS[rows[order] % 4, columns[order] % 2]
    if not len(cells):
        return Dots(cells, bits)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(cells)) + 1))
    return Dots(cells[starts], np.bitwise_or.reduceat(bits, starts))


def packed(dots: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Put dots together to braille cells.

    Args:
        dots: Shape (4 · rows, 2 · columns), the top row first.

    Returns:
        The braille bits of each cell, shape (rows, columns).
    """
    rows, columns = dots.shape[0] // 4, dots.shape[1] // 2
    bits: NDArray[np.uint8] = (dots.reshape(rows, 4, columns, 2) * _BITS[None, :, None, :]).sum(
        axis=(1, 3), dtype=np.uint8
    )
    return bits


def polyline(heights: Floats, rows: int) -> NDArray[np.bool_]:
    """Draw a line through one height a column of dots, without gaps.

    Args:
        heights: From 0 at the top to 1 at the bottom; what lies outside, or is not a number, is left out.
        rows: Rows of dots.

    Returns:
        Shape (rows, columns), for `packed`.
    """
    places = np.clip(heights, -9.0, 9.0) * rows - 0.5
    middles = (places[1:] + places[:-1]) / 2.0
    before, after = np.concatenate((places[:1], middles)), np.concatenate((middles, places[-1:]))
    top = np.rint(np.fmin(np.fmin(before, after), places))
    bottom = np.rint(np.fmax(np.fmax(before, after), places))
    dots = np.arange(rows)[:, None]
    drawn: NDArray[np.bool_] = (dots >= top) & (dots <= bottom)
    return drawn
