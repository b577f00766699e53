"""Draws the edges of a network's diagram, in braille dots or half blocks, as thick and bright as their numbers say."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.braille import Dots
from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.drawing.pixels import Cover, cover, put_pixels
from tui_nn.app.panes.network_columns import CROWDED
from tui_nn.app.panes.network_layout import Diagram
from tui_nn.app.panes.network_progress import EVERY_LAYER, Lit
from tui_nn.app.panes.network_selection import Selection
from tui_nn.app.panes.network_views import Measure
from tui_nn.core.network import Architecture

THICKEST = ((12, 4), (CROWDED, 3), (math.inf, 2))
"""Dots across the edge with the largest magnitude, by the most edges there are between two columns."""

FEW, DOTS_A_THICKNESS = 4, 5
"""With more edges than a few, a gap must be so many dots wide for each dot across its thickest edges."""

NOT_DRAWN = -1
"""The brightness of an edge that is left out for clearness."""

DIMMED = 1
"""The brightness, at most, of edges that the operation at hand, or what is selected, is not about."""

STANDING_OUT = 5
"""The brightness, at least, of edges that what is selected is about."""


@dataclass(frozen=True, eq=False)
class _Looks:
    """How edges look: dots across, brightness, and sign; each of shape (edges,)."""

    thickness: NDArray[np.int64]
    brightness: NDArray[np.int64]
    signs: NDArray[np.int64]


class Strokes:
    """Draws the edges of one diagram again and again; an edge that looks as it did before is not computed anew.

    Args:
        diagram: Where everything goes.
        architecture: The network's shape.
    """

    def __init__(self, diagram: Diagram, architecture: Architecture) -> None:
        self._diagram = diagram
        self._parameters = np.array([edge.parameter for edge in diagram.edges], dtype=np.intp)
        self._layers = np.array([edge.layer for edge in diagram.edges], dtype=np.intp)
        starts = np.array([0] + [slots.weights.start for slots in architecture.slots])
        within = self._parameters - starts[self._layers]
        across = np.array(architecture.sizes)[self._layers - 1]
        self._targets, self._sources = within // across, within % across
        gap = min((int(edge.curve.x1 - edge.curve.x0) for edge in diagram.edges), default=0)
        thickest = next(dots for edges, dots in THICKEST if diagram.most_edges <= edges)
        self._thickest = max(1, min(thickest, gap // DOTS_A_THICKNESS)) if diagram.most_edges > FEW else thickest
        strongest = diagram.strongest
        groups = [np.flatnonzero(self._layers == layer) for layer in range(1, len(architecture.sizes))]
        self._crowds = [group for group in groups if strongest and len(group) > strongest]
        self._dots: dict[tuple[int, int, bool], Dots] = {}
        self._covers: dict[tuple[int, int, bool], Cover] = {}
        self._others: list[Dots] | None = None
        self._drawn_looks: tuple[bytes, bool] = b"", False
        self._drawn = Canvas(diagram.width, diagram.height)

    def draw(self, measure: Measure, lit: Lit | None, selection: Selection | None, *, halves: bool) -> Canvas:
        """Give a canvas with the edges, the same one as long as none looks different.

        Args:
            measure: What edges show.
            lit: What the operation at hand is about.
            selection: What is selected.
            halves: Whether to draw in half blocks.
        """
        looks = self._looks(measure, lit, selection)
        key = (looks.brightness * 32 + looks.thickness * 4 + looks.signs).tobytes(), halves
        if key != self._drawn_looks:
            self._drawn_looks = key
            self._drawn = self._draw(looks, halves=halves)
        return self._drawn

    def _looks(self, measure: Measure, lit: Lit | None, selection: Selection | None) -> _Looks:
        values = measure.values[self._parameters]
        strongest = self._diagram.strongest
        shares = np.minimum(np.nan_to_num(np.abs(values) / (measure.largest or 1.0), posinf=1.0), 1.0)
        thickness = np.minimum(1 + (shares * self._thickest).astype(np.int64), self._thickest)
        contrast = 1.0 if self._diagram.most_edges <= CROWDED else 2.0
        brightness = np.rint(shares**contrast * inks.LEVELS).astype(np.int64)
        for crowd in self._crowds:
            least = np.partition(shares[crowd], -strongest)[-strongest]
            brightness[crowd[shares[crowd] < least]] = NOT_DRAWN
        if lit is not None:
            bright = ((self._layers == lit.edges) | (lit.edges == EVERY_LAYER)) & (brightness != NOT_DRAWN)
            brightness = np.where(bright, inks.LEVELS, np.minimum(brightness, DIMMED))
        elif selection is not None:
            chosen = self._chosen(selection)
            brightness = np.where(chosen, np.maximum(brightness, STANDING_OUT), np.minimum(brightness, DIMMED))
            thickness = np.where(chosen, np.maximum(thickness, 2), 1)
        return _Looks(thickness, brightness, np.sign(np.nan_to_num(values)).astype(np.int64))

    def _chosen(self, selection: Selection) -> NDArray[np.bool_]:
        """Say which edges a selection is about: itself, or those into a neuron and out of it."""
        into = (self._layers == selection.column) & (self._targets == selection.index)
        if selection.source is not None:
            edge: NDArray[np.bool_] = into & (self._sources == selection.source)
            return edge
        both: NDArray[np.bool_] = into | ((self._layers == selection.column + 1) & (self._sources == selection.index))
        return both

    def _draw(self, looks: _Looks, *, halves: bool) -> Canvas:
        canvas = Canvas(self._diagram.width, self._diagram.height)
        bits: NDArray[np.uint8] = np.zeros(canvas.width * canvas.height, dtype=np.uint8)
        colours: NDArray[np.int16] = np.zeros(len(bits), dtype=np.int16)
        levels: NDArray[np.int16] = np.zeros(2 * len(bits), dtype=np.int16)
        for dots in self._fold_dots():
            bits[dots.cells] |= dots.bits
            colours[dots.cells] = inks.NO_SIGN
        order = np.argsort(looks.brightness, kind="stable")
        every = zip(looks.thickness.tolist(), looks.brightness.tolist(), looks.signs.tolist(), strict=True)
        edges = list(every)
        for number in order.tolist():
            thickness, brightness, sign = edges[number]
            if brightness == NOT_DRAWN:
                continue
            # Thin edges have no inside that half blocks could fill.
            if halves and thickness > 1 and sign:
                covered = self._cover_of(number, thickness, sign < 0)
                shades = np.rint(covered.shares * (sign * max(1, brightness))).astype(np.int16)
                stronger = abs(shades) >= abs(levels[covered.places])
                levels[covered.places[stronger]] = shades[stronger]
                continue
            dots = self._dots_of(number, thickness if sign else 1, sign < 0)
            bits[dots.cells] |= dots.bits
            colours[dots.cells] = inks.edge(brightness, minus=sign < 0) if sign else inks.NO_SIGN
        canvas.put_dots(bits, colours)
        if halves:
            put_pixels(canvas, levels.reshape(-1, canvas.width))
        return canvas

    def _dots_of(self, number: int, thickness: int, minus: bool) -> Dots:
        look = number, thickness, minus
        dots = self._dots.get(look)
        if dots is None:
            curve, diagram = self._diagram.edges[number].curve, self._diagram
            dots = self._dots[look] = curve.dots(diagram.width, diagram.height, thickness=thickness, dashed=minus)
        return dots

    def _cover_of(self, number: int, thickness: int, minus: bool) -> Cover:
        look = number, thickness, minus
        covered = self._covers.get(look)
        if covered is None:
            curve, diagram = self._diagram.edges[number].curve, self._diagram
            covered = cover(curve, diagram.width, diagram.height, thickness=float(thickness), dashed=minus)
            self._covers[look] = covered
        return covered

    def _fold_dots(self) -> list[Dots]:
        if self._others is None:
            diagram = self._diagram
            self._others = [curve.dots(diagram.width, diagram.height, dotted=True) for curve in diagram.others]
        return self._others
