"""The plot of losses: braille cells between axes drawn by plotext."""

from __future__ import annotations

from time import perf_counter
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import RenderResult
from textual_plotext import PlotextPlot

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.panes.loss_dots import BAND, CURVE, EDIT, HERE, LATER, Losses, Marks, draw
from tui_nn.app.panes.loss_frame import Frame, Tick, frame_for

_BLANK, _GRID, _TICK = "blank", "grid", "tick"
_LOOKS = (_BLANK, _GRID, BAND, CURVE, LATER, HERE, EDIT)
"""The looks of cells between the axes; a canvas of them has their places here for inks."""


class LossPlot(PlotextPlot):
    """Losses by step: a band from the lowest to the highest example of each column, and the running mean.

    Where there is a column for every step, each example is a point.

    Attributes:
        seconds: How long the last drawing took.
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
        & > .loss--band { color: $foreground 45%; }
        & > .loss--curve { color: $curve; }
        & > .loss--later { color: $foreground 25%; }
        & > .loss--here { color: $accent; }
        & > .loss--edit { color: $foreground; }
        & > .loss--grid { color: $foreground 12%; }
        & > .loss--tick { color: $foreground 60%; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        # Plotext's own colours would paint over those of the pane.
        self.theme = "textual-clear"
        self._losses: Losses | None = None
        self._logarithmic = False
        self._columns = 1
        self._marks = Marks()
        self._axes_of: tuple[object, ...] = ()
        self._axes_drawn: tuple[list[Text], list[Text]] = [], []
        self.seconds = 0.0

    def show(self, losses: Losses, marks: Marks, *, logarithmic: bool) -> None:
        """Draw these losses and marks from now on."""
        self._losses, self._marks, self._logarithmic = losses, marks, logarithmic
        self.refresh()

    def share_at(self, x: int) -> float:
        """Give how far a column of the widget is from the left edge of the area of losses to the right one, 0 to 1."""
        last = self._columns - 1
        return min(1.0, max(0.0, (x - (self.size.width - self._columns)) / last)) if last > 0 else 1.0

    @property
    def steps_a_column(self) -> float:
        """How many steps a column of cells stands for."""
        shown = self._losses
        return (shown.stop - shown.start) / self._columns if shown is not None else 0.0

    def render(self) -> RenderResult:
        """Draw for the present size and colours."""
        losses, (width, height) = self._losses, self.size
        if losses is None or width < 2 or height < 1:
            return ""
        frame = frame_for(losses, self.size, logarithmic=self._logarithmic)
        if frame is None:
            return "All losses shown are 0, which a logarithmic axis cannot show. Press l for the linear one."
        started = perf_counter()
        self._columns = frame.area.width
        beside, below = self._axes(frame)
        rows = [Text.assemble(*parts) for parts in zip(beside, self._cells(frame, losses), strict=True)]
        text = Text("\n").join([*rows, *below])
        self.seconds = perf_counter() - started
        return text

    def _cells(self, frame: Frame, losses: Losses) -> list[Text]:
        """Draw what stands between the axes, row by row from the top."""
        area = frame.area
        canvas = Canvas(area.width, area.height)
        for row, _ in frame.losses:
            canvas.put(0, area.height - 1 - row, "─" * area.width, _LOOKS.index(_GRID))
        for run in draw(losses, area, self._marks):
            canvas.put(run.column, area.height - 1 - run.row, run.text, _LOOKS.index(run.look))
        styles = [Style(), *(self._style(look) for look in _LOOKS[1:])]
        return [Text.assemble(*((text, styles[look]) for text, look in canvas.runs(y))) for y in range(area.height)]

    def _axes(self, frame: Frame) -> tuple[list[Text], list[Text]]:
        """Give the axis of losses, row by row from the top, and the rows of the axis of steps below it."""
        key = self.size, frame.losses, frame.steps, self._style(_TICK)
        if key != self._axes_of:
            # Plotext takes longer for the axes than all the rest does, and they seldom change.
            self._axes_of, self._axes_drawn = key, self._draw_axes(frame)
        return self._axes_drawn

    def _draw_axes(self, frame: Frame) -> tuple[list[Text], list[Text]]:
        area, edge = frame.area, self.size.width - frame.area.width
        # Plotext takes its time for every cell between the axes, so there are as few as can be for each of them.
        beside, below = [Text()] * area.height, list[Text]()
        if frame.losses:
            beside = [row[:edge] for row in self._plotted(edge + 1, area.height, (), frame.losses)]
        if frame.steps:
            margin = ((0, " " * (edge - 1)),) if frame.losses else ()
            below = self._plotted(self.size.width, 3, frame.steps, margin)[1:]
        return beside, below

    def _plotted(self, width: int, height: int, steps: tuple[Tick, ...], losses: tuple[Tick, ...]) -> list[Text]:
        """Give the rows of a plot with these ticks and nothing in it, from the top."""
        plot = self.plt
        plot.clear_figure()
        plot.plotsize(width, height)
        # The first of the two calls alone does not resize the plot (textual-plotext issue 5).
        plot._set_size(width, height)
        plot.theme(self.theme)
        colour = self._style(_TICK).color
        triplet = colour.triplet if colour is not None else None
        plot.ticks_color("default" if triplet is None else (triplet.red, triplet.green, triplet.blue))
        plot.xaxes(bool(steps), False)
        plot.yaxes(bool(losses), False)
        plot.xticks([float(column) for column, _ in steps], [words for _, words in steps])
        plot.yticks([float(row) for row, _ in losses], [words for _, words in losses])
        # Cells are the coordinates, so plotext rounds nothing.
        plot.xlim(0, max(1, width - 2 - max((len(words) for _, words in losses), default=-1)))
        plot.ylim(0, max(1, height - 1 - 2 * bool(steps)))
        # Plotext draws no axes around nothing.
        plot.text(" ", 0, 0)
        return list(Text.from_ansi(plot.build()).split("\n", allow_blank=True))[:height]

    def _style(self, look: str) -> Style:
        return Style(color=self.get_component_rich_style(f"loss--{look}").color)
