"""The loss of every example, and their running mean."""

from __future__ import annotations

from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Static

from tui_nn.app.numbers import count
from tui_nn.app.panes.loss_dots import MARK_EDIT, MARK_HERE, Marks
from tui_nn.app.panes.loss_plot import LossPlot, frame_for
from tui_nn.app.panes.pane import Pane
from tui_nn.core.losses import LOSSES
from tui_nn.training.snapshot import Snapshot

EMPTY = "No loss yet. Press → to train on the first example, space to run."
REDRAW_SECONDS = 0.15
"""How long a running plot stands at least; drawing it costs more than any other pane."""

REDRAW_SHARE = 8.0
"""How many times as long as it took to draw a running plot stands at least."""


_POINTS, _BAND, _LINE = "[$foreground 60%]•[/]", "[$foreground 45%]⡇⡇[/]", "[$curve]━━[/]"
_HERE, _EDIT = f"[$accent]{MARK_HERE}[/]", f"[$foreground]{MARK_EDIT}[/]"


class LossPane(Pane):
    """Plots the losses of all steps."""

    EXPLANATION: ClassVar[str] = """\
## Loss

The loss of every example at the step that trained on it, *before* the update it caused, from the first step to the
last. The frame names the formula; the loss of an example adds over the outputs, and no penalty is in it.

- **Points or band**: while there is room each example is a point. Later every column covers several steps, and the band
  goes from the lowest of their losses to the highest, so no outlier is lost.
- **Line**: the running mean of the last N losses, N being the examples of an epoch. Until N steps are done it is
  the mean of what there is. In long runs, whose losses are kept in buckets of several steps, it is over whole buckets.

- After going back, `▲` and the line above it show **where you are**; what is known of the steps after it is grey.
- `◆` on the axis marks an **edit**: a parameter put by hand or frozen, another learning rate, optimizer, loss or batch.

`l` switches the axis of losses between linear, which starts at 0, and logarithmic, where equal factors are equally
high. A loss of 0 has no place on a logarithmic axis; it is left out, and the frame says so. While training runs the
plot is drawn at most seven times a second; paused, it is always the latest.
"""

    DEFAULT_CSS = """
    LossPane {
        & > Static { color: $foreground 50%; padding: 1 0; }
        & > LossPlot { display: none; }
        &.-plotted > Static { display: none; }
        &.-plotted > LossPlot { display: block; }
    }
    """

    logarithmic: reactive[bool] = reactive(False, init=False, repaint=False)
    """Whether the axis of losses is logarithmic."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._plot = LossPlot()
        self._drawn: Snapshot | None = None
        self._drawn_at = 0.0
        self._waiting: Timer | None = None
        self._titles = "", ""

    def compose(self) -> ComposeResult:
        """Put the plot, and words in its place while there is nothing to plot."""
        yield Static(EMPTY)
        yield self._plot

    def on_mount(self) -> None:
        """Show what there is."""
        self._redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Find titles that fit."""
        self._put_titles()

    def toggle_log(self) -> None:
        """Switch between a linear and a logarithmic axis of losses."""
        self.logarithmic = not self.logarithmic

    def watch_logarithmic(self) -> None:
        """Draw with the other axis."""
        self._redraw()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Draw the new snapshot, at once when paused, and not too often while running."""
        if snapshot is not None and self._drawn is not None and _same_plot(snapshot, self._drawn):
            return
        wait = self._drawn_at + max(REDRAW_SECONDS, REDRAW_SHARE * self._plot.seconds) - monotonic()
        if snapshot is None or not snapshot.running or self._drawn is None or wait <= 0:
            self._redraw()
        elif self._waiting is None:
            self._waiting = self.set_timer(wait, self._redraw)

    def _redraw(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if not self.is_mounted:
            return
        self._drawn, self._drawn_at = self.snapshot, monotonic()
        plotted = self.snapshot is not None and self.snapshot.losses.count > 0
        self.set_class(plotted, "-plotted")
        self._put_titles()
        if self.snapshot is not None and plotted:
            losses, window = self.snapshot.losses, self.snapshot.position.examples
            self._plot.show(losses, window, marks_of(self.snapshot), logarithmic=self.logarithmic)

    def _put_titles(self) -> None:
        width = self.outer_size.width - 6
        snapshot = self._drawn
        title, subtitle = "loss", ""
        if snapshot is not None:
            last = count(snapshot.position.examples)
            frame = frame_for(snapshot.losses, self.content_size, logarithmic=self.logarithmic)
            each = _POINTS if frame is None or frame.area.pointwise(snapshot.losses.count) else _BAND
            titles = (
                f"loss of each example {each}, and mean of the last {last} {_LINE}",
                f"loss {each}, mean of last {last} {_LINE}",
            )
            title = next((words for words in titles if Content.from_markup(words).cell_length <= width), title)
            notes = [LOSSES[snapshot.experiment.training.loss].formula]
            if self.logarithmic:
                zeros = snapshot.losses.count > 0 and float(snapshot.losses.low.min()) <= 0.0
                notes.insert(0, "log axis, zeros left out" if zeros else "log axis")
            marks = marks_of(snapshot)
            if marks.edits:
                notes.insert(0, f"{_EDIT} edits")
            if marks.here is not None:
                notes.insert(0, f"{_HERE} step {count(marks.here)} of {count(snapshot.latest)}")
            while notes and Content.from_markup(" · ".join(notes)).cell_length > width:
                notes.pop()
            subtitle = " · ".join(notes)
        if (title, subtitle) != self._titles:
            self._titles = title, subtitle
            self.border_title, self.border_subtitle = title, subtitle


def marks_of(snapshot: Snapshot) -> Marks:
    """Give what stands on the axis of steps: the position where more is known after it, and the edits."""
    step = snapshot.position.step
    return Marks(step if snapshot.latest > step else None, tuple(event.step for event in snapshot.events))


def _same_plot(one: Snapshot, other: Snapshot) -> bool:
    return (
        one.losses.count == other.losses.count
        and one.data is other.data
        and marks_of(one) == marks_of(other)
        and one.experiment.start == other.experiment.start
        and one.experiment.training.loss == other.experiment.training.loss
    )
