"""Puts a network's diagram together: its layout, its pictures, its panel, and the words in its frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.frames import Turn
from tui_nn.app.panes import network_words
from tui_nn.app.panes.network_forms import Words
from tui_nn.app.panes.network_layout import Diagram, lay_out
from tui_nn.app.panes.network_motion import Moment
from tui_nn.app.panes.network_painting import Look, Painter
from tui_nn.app.panes.network_panel import (
    BELOW,
    BESIDE,
    LOWEST_BELOW,
    NARROWEST_BESIDE,
    NARROWEST_LABELLED,
    Told,
    paint_below,
    paint_beside,
    tell,
)
from tui_nn.app.panes.network_pictures import Sample, sampled
from tui_nn.app.panes.network_progress import progress_of
from tui_nn.app.panes.network_views import measure
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.snapshot import Snapshot

PICTURE_SECONDS = 0.4
"""How long the neurons' pictures stand at least while training runs."""


@dataclass(frozen=True)
class Drawn:
    """A diagram with the words in its frame."""

    canvas: Canvas
    title: str
    legend: str


class Drawing:
    """Draws the diagram of one network after the other, at one size after the other.

    Attributes:
        diagram: Where everything stands that was drawn last, None if nothing was.
    """

    def __init__(self) -> None:
        self.diagram: Diagram | None = None
        self._about: tuple[Experiment, Dataset] | None = None
        self._words: Words | None = None
        self._painter: Painter | None = None
        self._painted_size = (0, 0)
        self._sample: Sample | None = None
        self._sampled: Snapshot | None = None
        self._turn = Turn(PICTURE_SECONDS)

    def knows(self, snapshot: Snapshot) -> bool:
        """Say whether a snapshot is of the network that was drawn last; if not, take note of the new one."""
        about = self._about
        if about is not None and about[0] is snapshot.experiment and about[1] is snapshot.data:
            return True
        self._about = (snapshot.experiment, snapshot.data)
        words = network_words.words_for(snapshot.experiment, snapshot.data)
        if words == self._words:
            return True
        self._words, self._painted_size, self._sampled = words, (0, 0), None
        return False

    def draw(
        self, snapshot: Snapshot, size: tuple[int, int], frame: int, look: Look, moment: Moment | None, keys: str
    ) -> Drawn:
        """Draw a snapshot.

        Args:
            snapshot: What there is.
            size: Cells and rows.
            frame: Cells for the words in the frame.
            look: How it is looked at.
            moment: What its motion shows just now.
            keys: Keys to name in the frame.
        """
        self.knows(snapshot)
        assert self._words is not None
        shown, progress = snapshot, progress_of(snapshot)
        if moment is not None:
            shown, progress = moment.snapshot, moment.progress
        told = tell(shown, progress, self._words, look.selection) if look.selection else None
        width, height = size
        beside = told is not None and width >= (NARROWEST_LABELLED if self._words.weights else NARROWEST_BESIDE)
        below = told is not None and not beside and height >= LOWEST_BELOW
        painter = self._painter_for(width - BESIDE * beside, height - BELOW * below)
        title = network_words.title(snapshot, frame, look.view, moment.words if moment else "")
        if painter is None:
            return Drawn(message(width, height, network_words.TOO_SMALL), title, "")
        sample = self._sample_of(snapshot, wanted=told is not None or self._pictured)
        measured = measure(look.view, shown, progress)
        canvas = painter.paint(shown, progress, measured, look, sample)
        if told is not None and (beside or below):
            canvas = self._with_panel(canvas, size, told, sample, look)
        strongest = painter.diagram.strongest
        legend = network_words.legend(shown, measured, frame, strongest=strongest, keys=keys)
        return Drawn(canvas, title, told.line(frame) if told and not (beside or below) else legend)

    @property
    def _pictured(self) -> bool:
        return self.diagram is not None and any(node.form.picture for node in self.diagram.nodes)

    def _with_panel(
        self, diagram: Canvas, size: tuple[int, int], told: Told, sample: Sample | None, look: Look
    ) -> Canvas:
        canvas = Canvas(*size)
        put(canvas, diagram, 0, 0)
        if diagram.width < canvas.width:
            panel = Canvas(canvas.width - diagram.width, canvas.height)
            paint_beside(panel, told, sample, self._axes, coloured=look.coloured)
            put(canvas, panel, diagram.width, 0)
        else:
            panel = Canvas(canvas.width, canvas.height - diagram.height)
            paint_below(panel, told, sample, coloured=look.coloured)
            put(canvas, panel, 0, diagram.height)
        return canvas

    @property
    def _axes(self) -> str:
        inputs = self._words.nodes[0] if self._words else ()
        return "h over " + " and ".join(f"{name} {arrow}" for name, arrow in zip(inputs, "→↑", strict=False))

    def _painter_for(self, width: int, height: int) -> Painter | None:
        """Give the painter for this size; a new one only when it changed, or the network."""
        if self._words is not None and (width, height) != self._painted_size:
            self.diagram = lay_out(self._words, width, height)
            self._painter = Painter(self._words, self.diagram) if self.diagram else None
            self._painted_size = (width, height)
        return self._painter

    def _sample_of(self, snapshot: Snapshot, *, wanted: bool) -> Sample | None:
        """Give what neurons compute: of the latest parameters when paused, now and then while training runs."""
        if not wanted:
            return None
        known = self._sampled
        if known is None or (not snapshot.running or self._turn.has_come):
            if known is None or not np.array_equal(known.parameters, snapshot.parameters):
                with self._turn.taken():
                    self._sample = sampled(snapshot)
            self._sampled = snapshot
        return self._sample


def put(canvas: Canvas, part: Canvas, x: int, y: int) -> None:
    """Put a canvas on another one."""
    area = slice(y, y + part.height), slice(x, x + part.width)
    canvas.codes[area], canvas.inks[area] = part.codes, part.inks


def message(width: int, height: int, text: str) -> Canvas:
    """Give a canvas with some words in its middle."""
    text = fitted(text, width)
    canvas = Canvas(width, height)
    canvas.put((width - len(text)) // 2, height // 2, text, inks.MUTED)
    return canvas
