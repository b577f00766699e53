"""The picture of classes: how many examples of each are taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from rich.cells import cell_len

from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import count
from tui_nn.app.panes.picture_inks import ACCENT, BAD, BASE, CURSOR, GOOD, LEVELS, MUTED, TEXT, ink, shade
from tui_nn.app.panes.picture_plot import Place
from tui_nn.app.panes.picture_rows import Row, pair, stacked
from tui_nn.app.panes.prediction_panel import class_rows, place_rows
from tui_nn.app.panes.prediction_picture import Reading
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_scores import confusion
from tui_nn.app.panes.prediction_words import step_words
from tui_nn.data.dataset import Integers

_WIDEST, _HIGHEST, _WIDEST_LIST = 24, 9, 60
_SHARE = 8
"""Cells of ` 97.0 %`, how many of a class are recognised."""


class ConfusionPicture:
    """A matrix with a row for each true class and a column for each predicted one; too many classes make a list.

    Args:
        scene: What is to be seen.
        width: The columns there are.
    """

    def __init__(self, scene: Scene, width: int) -> None:
        self.scene = scene
        classes = scene.subject.classes
        self._names = min(max(map(cell_len, classes)), max(3, width // 4))
        room = width - self._names - 1
        most = len(count(len(scene.judged.examples))) + 2
        self._shares = room - _SHARE >= most * len(classes)
        self._width = min(_WIDEST, (room - _SHARE * self._shares) // len(classes))
        self._height = min(_HIGHEST, (scene.height - 1) // len(classes))
        self._filled = self._height - (self._height > 1)
        self._listed = self._width < most or self._height < 1
        self._columns = width

    @cached_property
    def _true(self) -> Integers:
        return self.scene.subject.winners(self.scene.judged.targets, self.scene.choice.output)

    @cached_property
    def _said(self) -> Integers:
        return self.scene.subject.winners(self.scene.judged.predictions, self.scene.choice.output)

    @cached_property
    def counts(self) -> Integers:
        """Examples by true and predicted class, shape (classes, classes)."""
        return confusion(self._true, self._said, len(self.scene.subject.classes))

    @property
    def places(self) -> Place:
        """How many columns and rows of places there are."""
        classes = len(self.scene.subject.classes)
        return (1, max(1, len(self._worst))) if self._listed else (classes, classes)

    def place_at(self, x: int, y: int) -> Place | None:
        """Give the place in a cell of the canvas, None outside the picture."""
        if self._listed:
            return (0, y) if 0 <= y < len(self._worst) else None
        column, row = (x - self._names - 1) // self._width, (y - 1) // self._height
        return (column, row) if 0 <= column < self.places[0] and 0 <= row < self.places[1] else None

    def start(self) -> Place:
        """Begin at the example at hand."""
        return self._here or (0, 0)

    @property
    def _here(self) -> Place | None:
        """The place of the example at hand."""
        scene = self.scene
        if scene.current is None or self._listed:
            return None
        said = scene.predict(scene.snapshot.data.inputs[scene.current])
        winners, output = scene.subject.winners, scene.choice.output
        return int(winners(said, output)), int(winners(scene.snapshot.data.targets[scene.current], output))

    @cached_property
    def _worst(self) -> list[tuple[int, int, int]]:
        """True and predicted class of what is confused, and how often, the most frequent first."""
        wrong = self._true != self._said
        pairs, counts = np.unique(np.stack((self._true[wrong], self._said[wrong])), axis=1, return_counts=True)
        order = np.argsort(-counts, kind="stable")[: self.scene.height]
        return [(*pairs[:, place].tolist(), int(counts[place])) for place in order.tolist()]

    def paint(self, canvas: Canvas) -> None:
        """Paint the matrix, or the list."""
        if self._listed:
            self._paint_list(canvas, None)
            return
        classes = self.scene.subject.classes
        left, totals = self._names + 1, self.counts.sum(axis=1)
        for number, name in enumerate(classes):
            text = fitted(name, self._width - 1)
            canvas.put(left + number * self._width + (self._width - cell_len(text)) // 2, 0, text, ink(MUTED))
            middle = 1 + number * self._height + (self._filled - 1) // 2
            canvas.put(0, middle, fitted(name, self._names), ink(MUTED))
            for other in range(len(classes)):
                self._paint_cell(canvas, (other, number))
            if self._shares and totals[number]:
                share = f"{100.0 * self.counts[number, number] / totals[number]:.1f} %".rjust(_SHARE)
                canvas.put(left + len(classes) * self._width, middle, share, ink(MUTED))

    def _paint_cell(self, canvas: Canvas, place: Place, ground: int | None = None) -> None:
        column, row = place
        number, total = int(self.counts[row, column]), max(1, int(self.counts[row].sum()))
        level = -(-number * LEVELS // total)
        behind = shade(GOOD if row == column else BAD, level)
        x, y = self._names + 1 + column * self._width, 1 + row * self._height
        for line in range(self._filled):
            canvas.put(x, y + line, " " * (self._width - 1), ink(TEXT, behind))
        text = count(number) if number else "·"
        colour = ink(TEXT if number else MUTED, behind)
        if ground is None and place == self._here:
            ground = ACCENT
        if ground is not None:
            text, colour = f" {text} ", ink(TEXT, ground)
        canvas.put(x + (self._width - 1 - len(text)) // 2, y + (self._filled - 1) // 2, text, colour)

    def _paint_list(self, canvas: Canvas, cursor: Place | None) -> None:
        names = self.scene.subject.classes
        if not self._worst:
            canvas.put(0, 0, fitted("No class is taken for another.", self._columns), ink(TEXT))
        for y, (true, said, number) in enumerate(self._worst):
            row = pair(f"{names[true]} taken for {names[said]}", count(number), min(self._columns, _WIDEST_LIST))
            x = 0
            for part, colour in row:
                canvas.put(x, y, part, ink(colour, CURSOR if cursor == (0, y) else BASE))
                x += cell_len(part)

    def paint_cursor(self, canvas: Canvas, cursor: Place) -> None:
        """Reverse the number under the cursor."""
        if self._listed:
            self._paint_list(canvas, cursor)
        else:
            self._paint_cell(canvas, cursor, CURSOR)

    def titles(self) -> Sequence[str]:
        """Say what rows and columns are."""
        name, step = self.scene.subject.title(self.scene.choice.output), step_words(self.scene)
        if self._listed:
            return [f"{name}: which is taken for which · {step}", f"{name}: confusions", "confusions"]
        return [
            f"{name}: predicted → against actual ↓ · {step}",
            f"{name}: predicted →, actual ↓ · {step}",
            f"{name}: predicted →, actual ↓",
            "predicted →, actual ↓",
            "prediction",
        ]

    def legends(self) -> Sequence[Row]:
        """Say how many are right."""
        right, total, data = int((self._true == self._said).sum()), len(self._true), len(self.scene.snapshot.data)
        words = f"right {count(right)} of {count(total)} ({100.0 * right / total:.1f} %)"
        some = f", looked at {count(total)} of {count(data)} examples" if total < data else ""
        return [[(words + some, MUTED)], [(words, MUTED)]]

    def told(self, cursor: Place) -> Sequence[Row]:
        """Say what is counted under the cursor, and which rows of the file these are."""
        if self._listed:
            if cursor[1] >= len(self._worst):
                return []
            true, said, _ = self._worst[cursor[1]]
        else:
            said, true = cursor
        names, found = self.scene.subject.classes, (self._true == true) & (self._said == said)
        number = int(found.sum())
        verb = "recognised" if true == said else f"taken for {names[said]}"
        words = f"{names[true]} {verb}: {count(number)} of {count(int((self._true == true).sum()))}"
        rows = self.scene.snapshot.data.rows[self.scene.judged.examples[found]]
        lists = [", ".join(map(str, rows[:some].tolist())) for some in (30, 12, 6, 3) if number]
        ends = [", …" if number > some else "" for some in (30, 12, 6, 3)]
        told = [f"{words}, rows {some}{end}" for some, end in zip(lists, ends, strict=False)]
        return [[(text, TEXT)] for text in (*told, words)]

    def panel(self, cursor: Place | None, width: int, height: int) -> Sequence[Row]:
        """Give the example at hand."""
        scene = self.scene
        if scene.current is None:
            return []
        inputs = scene.snapshot.data.inputs[scene.current]
        reading = Reading(inputs, scene.predict(inputs), scene.current)
        columns = range(min(height, len(inputs)))
        place = place_rows(scene, reading, columns, width)[: max(3, height - len(scene.subject.classes) - 1)]
        return stacked([class_rows(scene, reading, width, max(2, height - len(place)), small=False), place], height)
