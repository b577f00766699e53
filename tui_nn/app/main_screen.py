"""The main screen: where header, panes, status and keys stand, at every size."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Footer

from tui_nn.app.header import Header
from tui_nn.app.panes.loss import LossPane
from tui_nn.app.panes.network import NetworkPane
from tui_nn.app.panes.pane import Pane
from tui_nn.app.panes.parameters import ParametersPane
from tui_nn.app.panes.samples import SamplesPane
from tui_nn.app.status import StatusLine
from tui_nn.app.tabs import PaneTabs
from tui_nn.training.snapshot import Snapshot

NARROW = 100, 28
"""Below these columns or rows there is room for the diagram and one pane more."""

TINY = 60, 20
"""Below these columns or rows there is room for one pane."""

PANE_NAMES = ("network", "parameters", "loss", "samples")


class MainScreen(Screen[None]):
    """Shows snapshots in as many panes as there is room for.

    Args:
        first: What to show to begin with.
    """

    def __init__(self, first: Snapshot) -> None:
        super().__init__()
        self.loss_pane = LossPane()
        self.panes: tuple[Pane, ...] = (NetworkPane(), ParametersPane(), self.loss_pane, SamplesPane())
        self._chosen = 1
        self._snapshot = first

    def compose(self) -> ComposeResult:
        """Put header, panes, status and keys on the screen."""
        yield Header()
        with Container(id="panes"):
            yield from self.panes
        yield PaneTabs(PANE_NAMES)
        yield StatusLine()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin at the diagram."""
        self.panes[0].focus()
        self.show(self._snapshot)

    def show(self, snapshot: Snapshot) -> None:
        """Give a snapshot to everything that can be seen."""
        self._snapshot = snapshot
        self.query_one(Header).snapshot = snapshot
        self.query_one(StatusLine).show(snapshot)
        self._fill_panes()

    def _fill_panes(self) -> None:
        """Give the panes in sight the latest snapshot, which those just uncovered have missed."""
        for pane in self.panes:
            if pane.display and self.maximized in (None, pane):
                pane.snapshot = self._snapshot

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout by the room there is."""
        width, height = event.size
        tiny = width < TINY[0] or height < TINY[1]
        narrow = not tiny and (width < NARROW[0] or height < NARROW[1])
        self.set_class(tiny, "-tiny")
        self.set_class(narrow, "-narrow")
        self.query_one(PaneTabs).first = 1 if narrow else 0
        self._choose(self._chosen)
        self.call_after_refresh(self._fill_panes)

    def _choose(self, number: int) -> None:
        """Make a pane the one that is shown where not all fit."""
        # The narrow layout shows the diagram always, so the choice is among the others.
        if number == 0 and self.has_class("-narrow"):
            number = self._chosen or 1
        self._chosen = number
        for index, pane in enumerate(self.panes):
            pane.set_class(index == number, "-chosen")
        self.query_one(PaneTabs).chosen = number

    def on_pane_tabs_chosen(self, message: PaneTabs.Chosen) -> None:
        """Show the pane whose name was clicked."""
        self.go_to(message.number)

    def go_to(self, number: int) -> None:
        """Focus a pane, showing it where not all fit."""
        if self.maximized is not None:
            self.minimize()
        self._choose(number)
        self.panes[number].focus()
        self.call_after_refresh(self._fill_panes)

    def zoom(self) -> None:
        """Give the pane at hand the whole screen, or take it back."""
        if self.maximized is None:
            self.maximize(self.pane_at_hand)
        else:
            self.minimize()
        self.call_after_refresh(self._fill_panes)

    @property
    def pane_at_hand(self) -> Pane:
        """The pane with the focus, or else the one chosen."""
        if self.focused is not None:
            for widget in self.focused.ancestors_with_self:
                if isinstance(widget, Pane):
                    return widget
        return self.panes[self._chosen]
