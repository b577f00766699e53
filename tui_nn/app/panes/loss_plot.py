"""The plot of losses, drawn by plotext."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import ClassVar

from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Size
from textual_plotext import PlotextPlot

from tui_nn.app.numbers import compact
from tui_nn.app.panes.loss_dots import Area, Marks, draw
from tui_nn.app.panes.loss_scale import linear_scale, log_scale, nice_values
from tui_nn.training.history import LossCurve

FEWEST_STEPS = 10
"""Steps that the axis has room for at least, so that the first points do not jump about."""

_LOWEST_WITH_STEPS = 5
_NARROWEST_WITH_LOSSES = 16
_NARROWEST_WITH_WORDS = 24


@dataclass(frozen=True)
class Frame:
    """Where axes and losses go.

    Attributes:
        area: The cells between the axes.
        ticks: Share of the height and words of each tick of the axis of losses; empty where it is left out.
        with_steps: Whether there is an axis of steps.
    """

    area: Area
    ticks: list[tuple[float, str]]
    with_steps: bool


def frame_for(curve: LossCurve, size: Size, *, logarithmic: bool) -> Frame | None:
    """Lay the plot out; None where a logarithmic axis has nothing to show."""
    scale = log_scale(curve.low, curve.high) if logarithmic else linear_scale(curve.high)
    if scale is None:
        return None
    with_steps = size.height >= _LOWEST_WITH_STEPS
    rows = size.height - 2 if with_steps else size.height
    ticks = scale.ticks(max(2, (rows + 1) // 2)) if size.width >= _NARROWEST_WITH_LOSSES else []
    columns = size.width - 1 - max(len(words) for _, words in ticks) if ticks else size.width
    return Frame(Area(columns, rows, max(FEWEST_STEPS, curve.count), scale), ticks, with_steps)


class LossPlot(PlotextPlot):
    """Losses by step: a band from the lowest to the highest example of each column, and the running mean.

    Where there is a column for every step, each example is a point.

    Attributes:
        seconds: How long the last drawing took.
    """

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
        self._curve: LossCurve | None = None
        self._window = 1
        self._logarithmic = False
        self._marks = Marks()
        self.seconds = 0.0

    def show(self, curve: LossCurve, window: int, marks: Marks, *, logarithmic: bool) -> None:
        """Draw these losses and marks from now on, with a running mean over `window` losses."""
        self._curve, self._window, self._marks, self._logarithmic = curve, window, marks, logarithmic
        self.refresh()

    def render(self) -> RenderResult:
        """Draw for the present size and colours."""
        curve, (width, height) = self._curve, self.size
        if curve is None or not curve.count or width < 2 or height < 1:
            return ""
        frame = frame_for(curve, self.size, logarithmic=self._logarithmic)
        if frame is None:
            return "All losses are 0, which a logarithmic axis cannot show. Press l for the linear one."
        started = perf_counter()
        plot = self.plt
        plot.clear_figure()
        plot.plotsize(width, height)
        # The first of the two calls alone does not resize the plot (textual-plotext issue 5).
        plot._set_size(width, height)
        plot.theme(self.theme)
        plot.ticks_color(self._colour("loss--tick"))
        # Cells are the coordinates, so plotext rounds nothing.
        plot.xlim(0, max(1, frame.area.width - 1))
        plot.ylim(0, max(1, frame.area.height - 1))
        self._put_ticks(frame)
        for run in draw(curve, self._window, frame.area, self._marks):
            plot.text(run.text, run.column, run.row, color=self._colour(f"loss--{run.look}"), alignment="left")
        text = Text.from_ansi(plot.build())
        self.seconds = perf_counter() - started
        return text

    def _put_ticks(self, frame: Frame) -> None:
        plot, area = self.plt, frame.area
        plot.xaxes(frame.with_steps, False)
        plot.yaxes(bool(frame.ticks), False)
        rows = [round(share * (4 * area.height - 1)) // 4 for share, _ in frame.ticks]
        plot.yticks(list(map(float, rows)), [words for _, words in frame.ticks])
        grid = self._colour("loss--grid")
        for row in rows:
            plot.text("─" * area.width, 0, row, color=grid, alignment="left")
        steps = nice_values(0.0, float(area.steps), max(2, area.width // 9)) if frame.with_steps else []
        names = [compact(step) for step in steps]
        if area.width >= _NARROWEST_WITH_WORDS:
            names[:1] = ["step 0"] * bool(names)
        plot.xticks([float(round(step / area.steps * (2 * area.width - 1)) // 2) for step in steps], names)

    def _colour(self, component: str) -> tuple[int, int, int] | str:
        colour = self.get_component_rich_style(component).color
        triplet = colour.triplet if colour is not None else None
        return "default" if triplet is None else (triplet.red, triplet.green, triplet.blue)
