"""The loss of every example, and their running mean."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tui_nn.app.frames import Turn
from tui_nn.app.panes.loss_dots import Losses, Marks
from tui_nn.app.panes.loss_frame import frame_for
from tui_nn.app.panes.loss_plot import LossPlot
from tui_nn.app.panes.loss_words import subtitle, title
from tui_nn.app.panes.zooming import View, Zooming
from tui_nn.training.snapshot import Snapshot

EMPTY = "No loss yet. Press n to train on the first example, space to run."
REDRAW_SECONDS = 0.25
"""How long a running plot stands at least."""


class LossPane(Zooming):
    """Plots the losses of all steps, or of some."""

    EXPLANATION: ClassVar[str] = """\
## Loss

The loss of every example at the step that trained on it, *before* the update it caused, from the first step to the
last. The frame names the formula; the loss of an example adds over the outputs, and no penalty is in it.

- **Points or band**: while there is room each example is a point. Later every column covers several steps, and the band
  goes from the lowest of their losses to the highest, so no outlier is lost.
- **Line**: the running mean of the last N losses, N being the examples of an epoch. Until N steps are done it is
  the mean of what there is. In long runs, whose losses are kept in buckets of several steps, it is over whole buckets.

`↑` and `↓` zoom in and out at the right edge, the mouse wheel where the mouse is. `shift+←` and `shift+→`, or `<` and
`>`, go to earlier and later steps, and so does dragging; `0` shows all steps again. While the latest step is in view
the plot goes along with it. The losses of the last 131,072 steps are all kept; earlier ones are kept in buckets, wider
the later in the run, and where a bucket is wider than a column the frame says how many steps it holds.

- After going back, `▲` and the line above it show **where you are**; what is known of the steps after it is grey.
- `◆` on the axis marks an **edit**: a parameter put by hand or frozen, another learning rate, optimizer, loss or batch.

`l` switches the axis of losses between linear, which starts at 0, and logarithmic, where equal factors are equally
high. A loss of 0 has no place on a logarithmic axis; it is left out, and the frame says so. While training runs the
plot is drawn at most four times a second; paused, it is always the latest.
"""

    DEFAULT_CSS = """
    LossPane {
        & > Static { color: $foreground 65%; padding: 1 0; }
        & > LossPlot { display: none; }
        &.-plotted > Static { display: none; }
        &.-plotted > LossPlot { display: block; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "magnify(2.0)", "Zoom in", show=False, id="loss_pane.zoom_in"),
        Binding("down", "magnify(0.5)", "Zoom out", show=False, id="loss_pane.zoom_out"),
        Binding("shift+left,less_than_sign", "pan(-0.5)", "Earlier steps", show=False, id="loss_pane.earlier"),
        Binding("shift+right,greater_than_sign", "pan(0.5)", "Later steps", show=False, id="loss_pane.later"),
        Binding("0", "show_all", "All steps", show=False, id="loss_pane.all"),
    ]

    logarithmic: reactive[bool] = reactive(False, init=False, repaint=False)
    """Whether the axis of losses is logarithmic."""

    def __init__(self) -> None:
        super().__init__()
        self._plot = LossPlot()
        self._drawn: Snapshot | None = None
        self._losses: Losses | None = None
        self._turn = Turn(REDRAW_SECONDS)

    def compose(self) -> ComposeResult:
        """Put the plot, and words in its place while there is nothing to plot."""
        yield Static(EMPTY)
        yield self._plot

    def on_mount(self) -> None:
        """Show what there is."""
        self.redraw()

    def lay_out(self) -> None:
        """Find titles that fit."""
        self._put_titles()

    def toggle_log(self) -> None:
        """Switch between a linear and a logarithmic axis of losses."""
        self.logarithmic = not self.logarithmic

    def watch_logarithmic(self) -> None:
        """Draw with the other axis."""
        self.redraw()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Draw the new snapshot, at once when paused; a running one is followed by others, so its turn may wait."""
        if snapshot is not None and self._drawn is not None and _same_plot(snapshot, self._drawn):
            return
        if snapshot is None or not snapshot.running or self._drawn is None or self._turn.has_come:
            self.redraw()

    def redraw(self) -> None:
        """Draw the snapshot."""
        if self.is_mounted:
            with self._turn.taken():
                self._draw()

    def _draw(self) -> None:
        before, self._drawn = self._drawn, self.snapshot
        plotted = self.snapshot is not None and self.snapshot.losses.count > 0
        self.set_class(plotted, "-plotted")
        if self.snapshot is not None:
            if before is not None and before.data is not self.snapshot.data:
                self._view = View()
            self._view = self._view.up_to(self.snapshot.losses.count)
            start, stop = self._view.shown(self.snapshot.losses.count)
            self._losses = Losses.of(self.snapshot.losses, start, stop, self.snapshot.position.examples)
            if plotted:
                self._plot.show(self._losses, marks_of(self.snapshot), logarithmic=self.logarithmic)
        self._put_titles()

    def _put_titles(self) -> None:
        width = self.outer_size.width - 6
        snapshot, losses = self._drawn, self._losses
        words = "loss", ""
        if snapshot is not None and losses is not None:
            frame = frame_for(losses, self.content_size, logarithmic=self.logarithmic)
            area = None if frame is None else frame.area
            wide = area is not None and losses.curve.width * area.width > area.stop - area.start
            words = (
                title(snapshot, width, pointwise=area is None or area.pointwise(losses.curve)),
                subtitle(
                    snapshot,
                    losses,
                    marks_of(snapshot),
                    width,
                    wide_buckets=wide and losses.curve.width > 1,
                    logarithmic=self.logarithmic,
                ),
            )
        self.put_titles(*map(Content.from_markup, words))

    # Which steps are looked at.

    @property
    def latest_step(self) -> int:
        """The last step whose loss is known."""
        return self.snapshot.losses.count if self.snapshot is not None else 0

    def action_magnify(self, times: float) -> None:
        """Show so many times fewer steps, of which the last one stays the last."""
        self.magnify(times)

    def _magnify_at(self, event: events.MouseEvent, times: float) -> None:
        event.stop()
        self.magnify(times, self._plot.share_at(event.screen_x - self._plot.region.x))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in where the mouse is."""
        self._magnify_at(event, 2.0)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out where the mouse is."""
        self._magnify_at(event, 0.5)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the plot."""
        if event.button == 1 and self._plot.region.contains_point(event.screen_offset):
            self.take_hold(event.screen_x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the plot with the mouse that holds it."""
        self.drag(event.screen_x, self._plot.steps_a_column)


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
