"""Small pictures of what each neuron computes: its activation over one input, or over two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.braille import EMPTY_CELL, packed, polyline
from tui_nn.app.drawing.canvas import Canvas, Inks
from tui_nn.app.drawing.pixels import put_pixels
from tui_nn.core.activations import Activation
from tui_nn.core.floats import Floats
from tui_nn.core.network import Network
from tui_nn.training.snapshot import Snapshot

SIDE, POINTS = 32, 128
"""Places along each of two inputs, and along a single one."""

MARGIN = 0.12
"""How far pictures go beyond the data, as a share of their range."""

BRIGHTEST = 6
"""The level of the activation's limits: pictures are paler than edges, which matter more."""

_WORK = 3_000_000
"""Multiplications that one sampling may take."""

_FEWEST = 6
_GREYS = np.array([ord(character) for character in " ░▒▓"], dtype=np.uint32)

Area = tuple[slice, slice]


@dataclass(frozen=True, eq=False)
class Sample:
    """What every neuron computes over the inputs' range.

    Attributes:
        h: One array a layer, shape (places, neurons); of two inputs the places are a square, row by row from the top.
        activations: The activation of each layer.
        square: Whether there are two inputs.
    """

    h: tuple[Floats, ...]
    activations: tuple[Activation, ...]
    square: bool

    def shares(self, layer: int, index: int) -> Floats:
        """Give a neuron's activation from −1 to 1: within its activation's limits, or against the largest there is.

        Args:
            layer: From 1.
            index: From 0.
        """
        values, activation = self.h[layer - 1][:, index], self.activations[layer - 1]
        values = np.nan_to_num(values, nan=0.0, posinf=1e300, neginf=-1e300)
        if math.isfinite(activation.low) and math.isfinite(activation.high):
            middle, reach = (activation.low + activation.high) / 2.0, (activation.high - activation.low) / 2.0
        else:
            middle, reach = 0.0, float(np.abs(values).max()) or 1.0
        shares: Floats = (values - middle) / reach
        return shares

    def paint(self, canvas: Canvas, area: Area, layer: int, index: int, *, coloured: bool, apart: bool = False) -> None:
        """Paint a neuron's picture: a heat map over two inputs, a curve over one.

        Args:
            canvas: Where to.
            area: Rows and columns of cells.
            layer: From 1.
            index: From 0.
            coloured: Whether there are colours; otherwise shades of grey stand for low and high.
            apart: Whether half a row is left blank below, where the next picture may follow at once.
        """
        rows, columns = area[0].stop - area[0].start, area[1].stop - area[1].start
        shares = self.shares(layer, index)
        if not self.square:
            along = np.linspace(0.0, len(shares) - 1.0, 2 * columns)
            heights = (1.0 - np.interp(along, np.arange(len(shares)), shares) * 0.98) / 2.0
            bits = packed(polyline(heights, 4 * rows))
            canvas.codes[area] = np.where(bits > 0, EMPTY_CELL + bits.astype(np.uint32), ord(" "))
            canvas.inks[area] = inks.PLUS
            return
        side = math.isqrt(len(shares))
        grid = shares.reshape(side, side)
        across = np.arange(columns) * side // columns + side // (2 * columns)
        if not coloured:
            down = np.arange(rows) * side // rows + side // (2 * rows)
            greys = (grid[down[:, None], across] + 1.0) / 2.0 * len(_GREYS)
            canvas.codes[area] = _GREYS[np.clip(greys, 0, len(_GREYS) - 1).astype(np.int64)]
            canvas.inks[area] = inks.TEXT
            return
        halves = 2 * rows - apart
        down = np.arange(halves) * side // halves + side // (2 * halves)
        levels: Inks = np.zeros((2 * rows, columns), dtype=np.int16)
        levels[:halves] = np.rint(grid[down[:, None], across] * BRIGHTEST)
        canvas.codes[area], canvas.inks[area] = ord(" "), inks.BLANK
        put_pixels(canvas, levels, area)


def sampled(snapshot: Snapshot) -> Sample | None:
    """Compute every neuron over the range of the data; None for more than two inputs, or a network too large for it."""
    architecture, inputs = snapshot.experiment.network, snapshot.data.inputs
    affordable = _WORK // architecture.parameter_count
    if architecture.inputs > 2 or affordable < _FEWEST**architecture.inputs:
        return None
    places = _places(inputs, min(SIDE, math.isqrt(affordable)), min(POINTS, affordable))
    with np.errstate(all="ignore"):
        _, h = Network(architecture, snapshot.parameters).forward(places)
    return Sample(tuple(h), architecture.activations, architecture.inputs == 2)


def _places(inputs: Floats, side: int, points: int) -> Floats:
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    room = np.where(high > low, (high - low) * MARGIN, 1.0)
    low, high = low - room, high + room
    if inputs.shape[1] == 1:
        line: Floats = np.linspace(low, high, points)
        return line
    across, up = (np.linspace(low[n], high[n], side) for n in (0, 1))
    square: NDArray[np.float64] = np.empty((side, side, 2))
    square[:, :, 0] = across
    square[:, :, 1] = up[::-1, None]
    return square.reshape(-1, 2)
