"""The plot of losses: braille cells between axes drawn by plotext."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.looks import Looks
from tui_nn.app.panes.loss_dots import BAND, CURVE, EDIT, HERE, LATER, Losses, Marks, draw
from tui_nn.app.panes.loss_frame import Frame, Tick, frame_for

_PLAIN, _GRID, _TICK = "", "grid", "tick"
_LOOKS = (_PLAIN, _TICK, _GRID, BAND, CURVE, LATER, HERE, EDIT)
"""The looks of cells; a canvas of them has their places here for inks."""

ONLY_ZEROS = "All losses shown are 0, which a logarithmic axis cannot show. Press l for the linear one."


class LossPlot(Widget):
    """Losses by step: a band from the lowest to the highest example of each column, and the running mean.

    Where there is a column for every step, each example is a point.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    """Dragging moves the plot."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "loss--band",
        "loss--curve",
        "loss--later",
        "loss--here",
        "loss--edit",
        "loss--grid",
        "loss--tick",
    }

    DEFAULT_CSS = """
    LossPlot {
        & > .loss--band { color: $foreground 52%; }
        & > .loss--curve { color: $curve; }
        & > .loss--later { color: $foreground 25%; }
        & > .loss--here { color: $accent; }
        & > .loss--edit { color: $foreground; }
        & > .loss--grid { color: $foreground 12%; }
        & > .loss--tick { color: $foreground 65%; }
    }
    """

    def __init__(self) -> None:
        # Textual tells of styles while it sets a widget up.
        self._looks = Looks(self, "loss--")
        self._canvas: Canvas | None = None
        super().__init__()
        self._losses: Losses | None = None
        self._logarithmic = False
        self._columns = 1
        self._marks = Marks()
        self._beside: tuple[tuple[object, ...], list[str]] = (), []
        self._below: tuple[tuple[object, ...], list[str]] = (), []

    def show(self, losses: Losses, marks: Marks, *, logarithmic: bool) -> None:
        """Draw these losses and marks from now on."""
        self._losses, self._marks, self._logarithmic = losses, marks, logarithmic
        before, size = self._canvas, self.size
        if size:
            self._draw(size)
            assert self._canvas is not None
            self.refresh(*(Region(0, y, size.width, 1) for y in self._canvas.changed_rows(before)))

    def share_at(self, x: int) -> float:
        """Give how far a column of the widget is from the left edge of the area of losses to the right one, 0 to 1."""
        last = self._columns - 1
        return min(1.0, max(0.0, (x - (self.size.width - self._columns)) / last)) if last > 0 else 1.0

    @property
    def steps_a_column(self) -> float:
        """How many steps a column of cells stands for."""
        shown = self._losses
        return (shown.stop - shown.start) / self._columns if shown is not None else 0.0

    def notify_style_update(self) -> None:
        """Forget colours that may belong to another theme."""
        super().notify_style_update()
        self._looks.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give rows, drawn for the present size."""
        size = self.size
        if self._canvas is None or (self._canvas.width, self._canvas.height) != size:
            self._draw(size)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Give one row."""
        if self._canvas is None or y >= self._canvas.height:
            return Strip.blank(self.size.width, self._looks[_PLAIN])
        segments = [Segment(text, self._looks[_LOOKS[ink]]) for text, ink in self._canvas.runs(y)]
        return Strip(segments, self._canvas.width)

    def _draw(self, size: Size) -> None:
        canvas, losses = Canvas(*size), self._losses
        frame = frame_for(losses, size, logarithmic=self._logarithmic) if losses is not None else None
        if losses is not None and frame is not None:
            self._columns = frame.area.width
            self._put_axes(canvas, frame)
            self._put_losses(canvas, frame, losses)
        elif losses is not None:
            for y, line in enumerate(wrap(ONLY_ZEROS, size.width)):
                canvas.put(0, y, line, _LOOKS.index(_PLAIN))
        self._canvas = canvas

    def _put_losses(self, canvas: Canvas, frame: Frame, losses: Losses) -> None:
        """Draw what stands between the axes."""
        area, left, bottom = frame.area, canvas.width - frame.area.width, frame.area.height - 1
        for row, _ in frame.losses:
            canvas.put(left, bottom - row, "─" * area.width, _LOOKS.index(_GRID))
        for run in draw(losses, area, self._marks):
            canvas.put(left + run.column, bottom - run.row, run.text, _LOOKS.index(run.look))

    def _put_axes(self, canvas: Canvas, frame: Frame) -> None:
        """Draw the axes; plotext takes longer for them than all the rest does, and not always are they others."""
        area, edge = frame.area, canvas.width - frame.area.width
        # Plotext takes its time for every cell between the axes, so there are as few as can be for each of them.
        beside = area.height, edge, frame.losses
        if beside != self._beside[0]:
            self._beside = beside, _plotted(edge + 1, area.height, (), frame.losses) if frame.losses else []
        below = canvas.width, edge, frame.steps
        if below != self._below[0]:
            margin = ((0, " " * (edge - 1)),) if frame.losses else ()
            self._below = below, _plotted(canvas.width, 3, frame.steps, margin)[1:] if frame.steps else []
        for y, text in enumerate(self._beside[1]):
            canvas.put(0, y, text[:edge], _LOOKS.index(_TICK))
        for y, text in enumerate(self._below[1], start=area.height):
            canvas.put(0, y, text, _LOOKS.index(_TICK))


def _plotted(width: int, height: int, steps: tuple[Tick, ...], losses: tuple[Tick, ...]) -> list[str]:
    """Give the rows of a plot with these ticks and nothing in it, from the top."""
    # The first frame, on which nothing is plotted yet, need not wait for plotext.
    from textual_plotext.plot import Plot

    plot = Plot()
    plot.plotsize(width, height)
    # The first of the two calls alone does not resize the plot (textual-plotext issue 5).
    plot._set_size(width, height)
    plot.theme("clear")
    plot.xaxes(bool(steps), False)
    plot.yaxes(bool(losses), False)
    plot.xticks([float(column) for column, _ in steps], [words for _, words in steps])
    plot.yticks([float(row) for row, _ in losses], [words for _, words in losses])
    # Cells are the coordinates, so plotext rounds nothing.
    plot.xlim(0, max(1, width - 2 - max((len(words) for _, words in losses), default=-1)))
    plot.ylim(0, max(1, height - 1 - 2 * bool(steps)))
    # Plotext draws no axes around nothing.
    plot.text(" ", 0, 0)
    return Text.from_ansi(plot.build()).plain.split("\n")[:height]
