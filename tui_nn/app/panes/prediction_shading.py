"""How predictions become colours and regions of a picture, and data become points of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.drawing.canvas import Codes, Inks
from tui_nn.app.panes.loss_scale import nice_values
from tui_nn.app.panes.picture_inks import HUES, LEVELS, TEXT, point, shades
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.data.dataset import Floats, Integers

GLYPHS, SMALL_GLYPHS = "○●▲■◆△□◇", "◦•▴▪◆▵▫◇"
"""Points of classes, where there is room for them and where they stand close; after them come letters."""

ABOVE, BELOW, CLOSE = "▴", "▾", "•"
"""Points of numbers: the target is higher than the prediction, lower, or about the same."""

CLOSE_SHARE = 0.05
"""The share of the targets' range within which a prediction is about the same as its target."""

LINES = 6
"""The most contour lines of numbers."""

_GREYS = np.array([ord(character) for character in " ░▒▓"], dtype=np.uint32)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Shading(Protocol):
    """How predictions look. Predictions and targets have the shape (outputs, ...), and the results (...,)."""

    def colours(self, predictions: Floats) -> Inks:
        """Give the colours of places."""
        ...

    def regions(self, predictions: Floats) -> Integers:
        """Give numbers that differ where there is a border between places."""
        ...

    def textures(self, predictions: Floats) -> Codes:
        """Give characters for cells of shape (rows, columns), where there are no colours."""
        ...

    def points(self, targets: Floats, predictions: Floats, *, small: bool) -> tuple[Codes, Inks]:
        """Give characters and colours of the data's points."""
        ...


@dataclass(frozen=True, eq=False)
class ClassShading:
    """The colour of the class that leads, stronger the clearer it leads; borders are where two are equal.

    Attributes:
        subject: What is predicted.
        output: The output that is shown.
    """

    subject: Subject
    output: int

    def colours(self, predictions: Floats) -> Inks:
        """Give the colours of places."""
        levels = np.rint(self.subject.leads(predictions, self.output) * LEVELS).astype(np.int64)
        return shades(self.subject.hues[self.regions(predictions)], levels)

    def regions(self, predictions: Floats) -> Integers:
        """Give the class that leads."""
        return self.subject.winners(predictions, self.output)

    def textures(self, predictions: Floats) -> Codes:
        """Give greys from the first class of two to the second, or the letters of more."""
        winners = self.regions(predictions)
        if len(self.subject.classes) <= 2:
            signed = (2 * winners - 1) * self.subject.leads(predictions, self.output)
            return _GREYS[np.minimum((0.5 + 0.5 * signed) * len(_GREYS), len(_GREYS) - 1).astype(np.int64)]
        rows, columns = np.indices(winners.shape)
        written = (columns + rows % 2 * 2) % 4 == 0
        letters = np.array([ord(letter_of(number)) for number in range(len(self.subject.classes))], dtype=np.uint32)
        return np.where(written, letters[winners], np.uint32(ord(" ")))

    def points(self, targets: Floats, predictions: Floats, *, small: bool) -> tuple[Codes, Inks]:
        """Give each class its glyph and colour."""
        classes = self.subject.winners(targets, self.output)
        numbers = range(len(self.subject.classes))
        glyphs = np.array([ord(glyph_of(number, small=small)) for number in numbers], dtype=np.uint32)
        colours = np.array([point(hue) for hue in self.subject.hues.tolist()], dtype=np.int16)
        return glyphs[classes], colours[classes]


@dataclass(frozen=True, eq=False)
class NumberShading:
    """The first hue for low predictions, the second for high ones, none in the middle of the targets' range.

    Attributes:
        subject: What is predicted.
        output: The output that is shown.
        low: The least target, in the file's unit.
        high: The greatest target, in the file's unit.
    """

    subject: Subject
    output: int
    low: float
    high: float

    def colours(self, predictions: Floats) -> Inks:
        """Give the colours of places."""
        signed = 2.0 * self._shares(predictions) - 1.0
        levels = np.rint(np.abs(signed) * LEVELS).astype(np.int64)
        return shades((signed > 0.0).astype(np.int64), levels)

    def regions(self, predictions: Floats) -> Integers:
        """Give between which contour lines places lie."""
        return np.searchsorted(self.lines, self.subject.in_file(predictions, self.output)).astype(np.int64)

    @property
    def lines(self) -> list[float]:
        """The values of the contour lines, in the file's unit."""
        return nice_values(self.low, self.high, LINES)

    def textures(self, predictions: Floats) -> Codes:
        """Give greys from the least target to the greatest."""
        return _GREYS[np.minimum(self._shares(predictions) * len(_GREYS), len(_GREYS) - 1).astype(np.int64)]

    def points(self, targets: Floats, predictions: Floats, *, small: bool) -> tuple[Codes, Inks]:
        """Say by glyphs on which side of the prediction a target is, by colours in which half of their range."""
        wanted, said = (self.subject.in_file(numbers, self.output) for numbers in (targets, predictions))
        apart = np.nan_to_num((wanted - said) / ((self.high - self.low) or 1.0))
        glyphs: NDArray[np.uint32] = np.select(
            [apart > CLOSE_SHARE, apart < -CLOSE_SHARE], [ord(ABOVE), ord(BELOW)], ord(CLOSE)
        ).astype(np.uint32)
        shares = self._shares(targets)
        colours = np.select([shares > 0.6, shares < 0.4], [point(1), point(0)], TEXT).astype(np.int16)
        return glyphs, colours

    def _shares(self, predictions: Floats) -> Floats:
        values = self.subject.in_file(predictions, self.output)
        span = (self.high - self.low) or 1.0
        shares: Floats = np.clip(np.nan_to_num((values - self.low) / span, nan=0.5), 0.0, 1.0)
        return shares


def shading_of(subject: Subject, output: int) -> Shading:
    """Give the shading for what is predicted."""
    if subject.classifies:
        return ClassShading(subject, output)
    return NumberShading(subject, output, *subject.target_range(output))


def glyph_of(number: int, *, small: bool = False) -> str:
    """Give the glyph of a class, counted from 0."""
    glyphs = SMALL_GLYPHS if small else GLYPHS
    return glyphs[number] if number < HUES else letter_of(number - HUES).upper()


def letter_of(number: int) -> str:
    """Give the letter of a class, counted from 0."""
    return _LETTERS[number % len(_LETTERS)]
