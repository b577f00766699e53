"""Which columns of the sample stream fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, product

from tui_nn.app.panes.rows import Line
from tui_nn.app.panes.samples_columns import (
    UPDATED,
    Column,
    Density,
    arrow_column,
    folded,
    input_columns,
    loss_column,
    prediction_columns,
    row_column,
    step_column,
    target_columns,
    time_column,
    update_column,
    verdict_column,
)
from tui_nn.app.panes.samples_values import Formats
from tui_nn.training.snapshot import Sample

_NAMES = (14, 6, 1)
_CLASSES = (14, 6)
_MOST_FOLDED = 100

Choice = tuple[int, Sequence[Column]]
"""Decimals of the scaled values beside those of the file, 0 without them, and the columns."""


class Plan:
    """The columns of the stream for one width: the richest choice that fits.

    Args:
        formats: How the data are written.
        width: Cells of a whole line.
        steps: The largest step there must be room for.
        classifies: Whether samples are right or wrong.
        marks: Whether updates are marked.

    Attributes:
        columns: What is shown, from the left.
        scaled: Whether scaled values stand beside those of the file.
        marked: Whether updates are marked.
    """

    def __init__(self, formats: Formats, width: int, *, steps: int, classifies: bool, marks: bool) -> None:
        self._formats = formats
        self._classifies = classifies
        self._marks = marks
        decimals, self.columns = next(
            choice
            for choice in self._choices(steps)
            if sum(column.width + column.gap for column in choice[1]) <= width or len(choice[1]) == 1
        )
        self.scaled = decimals > 0
        self.marked = self.columns[-1].title == UPDATED

    def header(self) -> Line:
        """Give the header line."""
        return (("".join(" " * column.gap + column.fit(column.title) for column in self.columns), "header"),)

    def line(self, sample: Sample, *, newest: bool) -> Line:
        """Give a sample's line; nothing is dim in the newest."""
        spans = []
        for column in self.columns:
            text, look = column.write(sample)
            spans.append((" " * column.gap + column.fit(text), "" if newest and look == "dim" else look))
        return tuple(spans)

    def _choices(self, steps: int) -> Iterator[Choice]:
        formats, data, step = self._formats, self._formats.data, step_column(steps)
        is_scaled = data.input_scaling is not None or data.target_scaling is not None
        for scaled in (4, 2, 0) if is_scaled else (0,):
            for timed in (True, False) if data.times else (False,):
                for names, tight in product(_NAMES, (False, True)):
                    density = Density(scaled, names, _CLASSES[0], tight)
                    time = [time_column(formats, density)] if timed else []
                    before = (step, row_column(formats, density), *time)
                    yield scaled, (*before, *input_columns(formats, density), *self._outcome(density))
        for columns in chain(self._with_fewer_inputs(step), self._without_inputs(step)):
            yield 0, columns

    def _with_fewer_inputs(self, step: Column) -> Iterator[Sequence[Column]]:
        for classes in _CLASSES:
            tight = Density(0, _NAMES[-1], classes, True)
            inputs, outcome = input_columns(self._formats, tight), self._outcome(tight)
            yield (step, *inputs, *outcome)
            for before in ((step, row_column(self._formats, tight)), (step,)):
                for some in range(min(len(inputs) - 1, _MOST_FOLDED), 1, -1):
                    yield (*before, *folded(inputs, some), *outcome)

    def _without_inputs(self, step: Column) -> Iterator[Sequence[Column]]:
        for classes in _CLASSES:
            tight = Density(0, _NAMES[-1], classes, True)
            targets, said = target_columns(self._formats, tight), self._predictions(tight)
            ends = self._ends(tight)
            yield (step, row_column(self._formats, tight), *targets, *said, *ends)
            yield (step, *targets, *said, *ends)
        yield (step, *said, *ends)
        yield (step, *ends)
        yield (step, ends[0])
        yield (step,)

    def _outcome(self, density: Density) -> list[Column]:
        targets = target_columns(self._formats, density)
        return [arrow_column(), *targets, *self._predictions(density), *self._ends(density)]

    def _predictions(self, density: Density) -> list[Column]:
        return prediction_columns(self._formats, density, chances=self._classifies)

    def _ends(self, density: Density) -> list[Column]:
        verdict = [verdict_column()] if self._classifies else []
        return [loss_column(density), *verdict, *([update_column(0 if verdict else 1)] if self._marks else [])]
