"""The network as a diagram: nodes filled by activation, edges drawn by weight."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from tui_nn.app.drawing import inks
from tui_nn.app.panes import network_selection as selecting
from tui_nn.app.panes import network_words
from tui_nn.app.panes.canvas_pane import CanvasPane
from tui_nn.app.panes.network_drawing import Drawing, message
from tui_nn.app.panes.network_explanation import EXPLANATION
from tui_nn.app.panes.network_layout import Diagram
from tui_nn.app.panes.network_motion import Motion, Motions, motion_of
from tui_nn.app.panes.network_painting import Look
from tui_nn.app.panes.network_selection import Selection
from tui_nn.app.panes.network_views import View
from tui_nn.training.snapshot import Snapshot

MOTION_SECONDS = 1 / 25
"""How often a motion is looked at."""

PATIENCE = 0.5
"""After a motion was ended by a key, nothing moves for so many seconds."""


class NetworkPane(CanvasPane):
    """Draws the snapshot's network with the last example's values."""

    EXPLANATION: ClassVar[str] = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "select_down(-1)", "Neuron above", show=False, id="network_pane.up"),
        Binding("down", "select_down(1)", "Neuron below", show=False, id="network_pane.down"),
        Binding("shift+left,less_than_sign", "select_across(-1)", "Layer before", show=False, id="network_pane.before"),
        Binding("shift+right,greater_than_sign", "select_across(1)", "Next layer", show=False, id="network_pane.after"),
        Binding("shift+down,j", "select_edge(1)", "Next weight", show=False, id="network_pane.next_weight"),
        Binding("shift+up,k", "select_edge(-1)", "Weight before", show=False, id="network_pane.weight_before"),
        Binding("escape", "unselect", "Select nothing", show=False, id="network_pane.nothing"),
        Binding("m", "view", "Weights, contributions or gradients", show=False, id="network_pane.view"),
        Binding("x", "strokes", "Dots or half blocks", show=False, id="network_pane.strokes"),
        Binding("a", "motions", "What moves", show=False, id="network_pane.motion"),
    ]

    class Selected(Message):
        """A neuron or an edge was selected, or nothing any more.

        Attributes:
            parameter: The place of its weight or bias in the flat vector, None if it has none.
            name: The canonical name of the weight or the neuron's activation, None for an input or nothing.
        """

        def __init__(self, parameter: int | None, name: str | None) -> None:
            super().__init__()
            self.parameter = parameter
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self._drawing = Drawing()
        self._view = View.WEIGHTS
        self._halves = False
        self._selection: Selection | None = None
        self._seen: Snapshot | None = None
        self._motions = Motions.RUNS
        self._motion: Motion | None = None
        self._began = self._ended = 0.0
        self._phase: int | None = None
        self._timer: Timer | None = None

    # Drawing.

    def redraw(self) -> None:
        """Draw the snapshot."""
        width, height = self.content_size
        if width < 1 or height < 1:
            return
        snapshot, frame = self.snapshot, width - 4
        if snapshot is None:
            self.show(message(width, height, network_words.EMPTY), network_words.title(None, frame), "")
            return
        if not self._drawing.knows(snapshot):
            self._selection = None
        look = Look(self._view, self._halves, self._selection, self.has_shades)
        moment = None
        if self._motion is not None and self._phase is not None:
            moment = self._motion.moment(self._phase)
        keys = network_words.KEYS if self.has_focus else ""
        drawn = self._drawing.draw(snapshot, (width, height), frame, look, moment, keys)
        self.show(drawn.canvas, drawn.title, drawn.legend)

    def ink_styles(self) -> Callable[[int], Style]:
        """Give the styles of inks."""
        background = self.background_colors[1]
        return inks.Palette(self.app.theme_variables, background, dark=self.app.current_theme.dark).style

    def watch_has_focus(self, focused: bool) -> None:
        """Name the keys, or no more."""
        super().watch_has_focus(focused)
        self.redraw()

    # How it is looked at.

    def action_view(self) -> None:
        """Show weights, contributions or gradients."""
        self._view = self._view.next
        self.redraw()

    def action_strokes(self) -> None:
        """Draw edges in dots or in half blocks."""
        self._halves = not self._halves
        self.redraw()

    def action_motions(self) -> None:
        """Choose which steps move."""
        self._motions = self._motions.next
        self.notify(self._motions.value, timeout=2)

    # What is selected.

    @property
    def selection(self) -> Selection | None:
        """The neuron or edge that is selected."""
        return self._selection

    def select_parameter(self, index: int | None) -> None:
        """Select the edge of a weight or the neuron of a bias, or nothing, without telling anybody."""
        if self.snapshot is None or index is None:
            self._selection = None
        else:
            self._selection = selecting.selection_of(index, self.snapshot.experiment.network)
        self.redraw()

    def action_select_down(self, by: int) -> None:
        """Select another neuron of the column, or edge from the same source."""
        self._move(selecting.moved_down, by)

    def action_select_across(self, by: int) -> None:
        """Select a neuron of the layer before or after, or an end of the edge."""
        self._move(selecting.moved_across, by)

    def action_select_edge(self, by: int) -> None:
        """Select the next edge into the neuron, or the one before."""
        self._move(selecting.moved_along_edges, by)

    def action_unselect(self) -> None:
        """Select nothing."""
        self._select(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to others as long as nothing is selected."""
        return action != "unselect" or self._selection is not None

    def _move(self, move: Callable[[Diagram, Selection, int], Selection], by: int) -> None:
        diagram = self._drawing.diagram
        if diagram is not None:
            self._select(move(diagram, self._selection, by) if self._selection else selecting.first(diagram))

    def _select(self, selection: Selection | None) -> None:
        self._selection = selection
        self.redraw()
        if self.snapshot is None:
            return
        if selection is None:
            self.post_message(self.Selected(None, None))
        else:
            self.post_message(self.Selected(selection.parameter(self.snapshot.experiment.network), selection.name))

    def on_click(self, event: events.Click) -> None:
        """Select what was clicked."""
        place, diagram = event.get_content_offset(self), self._drawing.diagram
        if place is None or diagram is None or self.snapshot is None:
            return
        if place.x < diagram.width and place.y < diagram.height:
            self._select(selecting.selection_at(diagram, self.snapshot.experiment.network, *place))

    # What moves.

    def on_mount(self) -> None:
        """Have a clock for motions."""
        self._timer = self.set_interval(MOTION_SECONDS, self._move_on, pause=True)

    def watch_snapshot(self) -> None:
        """Draw the new snapshot, or begin to move towards it."""
        before, self._seen = self._seen, self.snapshot
        if self._motion is not None and self.snapshot is not None and self._motion.goes_on_with(self.snapshot):
            return
        # Whoever presses keys faster than motions end wants to see where they lead.
        idle = self._motion is None and monotonic() - self._ended > PATIENCE
        moves = idle and self.is_mounted and self.app.animation_level != "none"
        self._stop()
        motion = motion_of(before, self.snapshot, self._motions) if moves else None
        if motion is not None and self._timer is not None:
            self._motion, self._began, self._phase = motion, monotonic(), 0
            self._timer.resume()
        self.redraw()

    def end_motion(self) -> None:
        """Show what is there in the end, at once."""
        if self._motion is not None:
            self._ended = monotonic()
            self._stop()
            self.redraw()

    def _stop(self) -> None:
        self._motion = self._phase = None
        if self._timer is not None:
            self._timer.pause()

    def _move_on(self) -> None:
        if self._motion is None:
            return
        phase = self._motion.phase_at(monotonic() - self._began)
        if phase is None:
            self._stop()
            self.redraw()
        elif phase != self._phase:
            self._phase = phase
            self.redraw()
