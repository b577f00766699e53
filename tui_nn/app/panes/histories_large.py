"""One history large, between axes, with a cursor that reads it off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.numbers import count, shortest
from tui_nn.app.panes.histories_inks import CURSOR, GRID, TICK, ink
from tui_nn.app.panes.histories_marks import Marks
from tui_nn.app.panes.histories_plot import Block, scale_for
from tui_nn.app.panes.histories_series import Series
from tui_nn.app.panes.loss_scale import step_ticks

_NARROWEST_WITH_VALUES, _LOWEST_WITH_STEPS = 20, 5
_NARROWEST_WITH_WORDS = 24
_BELOW = 2


@dataclass(frozen=True, eq=False)
class Large:
    """A series as it stands on the canvas.

    Attributes:
        series: What is shown.
        block: Where.
    """

    series: Series
    block: Block

    def paint(self, canvas: Canvas, marks: Marks) -> None:
        """Paint axes, series and marks."""
        block = self.block
        bottom = block.height - 1
        if block.x:
            for row in range(block.height):
                canvas.put(block.x - 1, row, "│", ink(TICK))
            for row, words in _value_ticks(block):
                canvas.put(block.x - 1 - len(words), bottom - row, f"{words}┤", ink(TICK))
                canvas.put(block.x, bottom - row, "─" * block.width, ink(GRID))
        if canvas.height > block.height:
            self._paint_steps(canvas)
        block.paint(canvas, self.series, marks)

    def _paint_steps(self, canvas: Canvas) -> None:
        block = self.block
        canvas.put(block.x - 1, block.height, "└" + "─" * block.width, ink(TICK))
        steps, names = step_ticks(block.start, block.stop, block.width)
        if block.width >= _NARROWEST_WITH_WORDS:
            names[0] = f"step {names[0]}"
        taken = 0
        for step, words in zip(steps, names, strict=True):
            at = block.x + block.column(step)
            canvas.put(at, block.height, "┬", ink(TICK))
            first = max(0, min(at - len(words) // 2, canvas.width - len(words)))
            if first >= taken:
                canvas.put(first, block.height + 1, words, ink(TICK))
                taken = first + len(words) + 1

    def sample_near(self, step: float) -> int | None:
        """Give the step of the sample nearest to a step, None if there is none."""
        steps = self.series.lines[0].steps
        place = self.series.lines[0].at(step)
        return None if place is None else int(steps[place])

    def sample_beside(self, step: int, direction: int) -> int:
        """Give the step of the next sample to be told from one at a step, in a direction: at least a column away."""
        block, steps = self.block, self.series.lines[0].steps
        near = self.sample_near(block.step_at(block.column(step) + direction))
        if near is not None and (near - step) * direction > 0:
            return near
        place = int(np.searchsorted(steps, step)) + direction
        return int(steps[min(max(place, 0), len(steps) - 1)])

    def paint_cursor(self, canvas: Canvas, step: int) -> None:
        """Mark the sample of a step."""
        block = self.block
        column = block.column(step)
        if not 0 <= column < block.width:
            return
        for row in range(block.height):
            canvas.put(block.x + column, row, "│", ink(CURSOR))
        for line in self.series.lines:
            place = line.at(step)
            if place is not None and np.isfinite(block.rises(line.values[place : place + 1]))[0]:
                canvas.put(block.x + column, block.row(float(line.values[place])), "●", ink(CURSOR))

    def told(self, step: int) -> list[str]:
        """Say what the lines are at a sample, the most telling text first."""
        values = [
            (line.name, shortest(float(line.values[place])))
            for line in reversed(self.series.lines)
            if (place := line.at(step)) is not None
        ]
        whole, short = ", ".join(map(" ".join, values)), ", ".join(value for _, value in values)
        return [f"step {count(step)}: {whole}", f"step {count(step)}: {short}", short]


def large_for(series: Series, start: int, stop: int, width: int, height: int, *, logarithmic: bool) -> Large | None:
    """Lay a series out; None where there is nothing to show of it."""
    scale = scale_for(series, start, stop, logarithmic=logarithmic)
    if scale is None:
        return None
    rows = height - _BELOW if height >= _LOWEST_WITH_STEPS else height
    left = 0
    if width >= _NARROWEST_WITH_VALUES:
        left = 1 + max(len(words) for _, words in scale.ticks(max(2, (rows + 1) // 2)))
    return Large(series, Block(left, 0, max(1, width - left), rows, start, stop, scale))


def _value_ticks(block: Block) -> list[tuple[int, str]]:
    ticks = block.scale.ticks(max(2, (block.height + 1) // 2))
    return [(round(share * (4 * block.height - 1)) // 4, words) for share, words in ticks]
