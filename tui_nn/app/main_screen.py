"""The main screen: where header, panes, status and keys stand, at every size."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen

from tui_nn.app.header import Header
from tui_nn.app.key_line import KeyLine
from tui_nn.app.layout import LAYOUTS, NETWORK, PANE_NAMES, WIDE, layout_for
from tui_nn.app.panes.gradient_check import GradientCheckPane
from tui_nn.app.panes.histories import HistoriesPane
from tui_nn.app.panes.loss import LossPane
from tui_nn.app.panes.network import NetworkPane
from tui_nn.app.panes.pane import Pane
from tui_nn.app.panes.parameters import ParametersPane
from tui_nn.app.panes.prediction import PredictionPane
from tui_nn.app.panes.samples import SamplesPane
from tui_nn.app.panes.worksheet import WorksheetPane
from tui_nn.app.status import StatusLine
from tui_nn.app.tabs import PaneTabs
from tui_nn.training.snapshot import Snapshot


class MainScreen(Screen[None]):
    """Shows snapshots in as many panes as there is room for.

    Args:
        first: What to show to begin with.
    """

    def __init__(self, first: Snapshot) -> None:
        super().__init__()
        self.network, self.parameters, self.loss = NetworkPane(), ParametersPane(), LossPane()
        self.samples, self.worksheet, self.check = SamplesPane(), WorksheetPane(), GradientCheckPane()
        self.prediction, self.histories = PredictionPane(), HistoriesPane()
        self.panes: tuple[Pane, ...] = (
            self.network,
            self.parameters,
            self.loss,
            self.samples,
            self.worksheet,
            self.check,
            self.prediction,
            self.histories,
        )
        self._layout = WIDE
        self._chosen = {layout: layout.slot[0] for layout in LAYOUTS}
        self._snapshot = first

    def compose(self) -> ComposeResult:
        """Put header, panes, status and keys on the screen."""
        yield Header()
        with Container(id="panes"):
            # In the order they stand; the slot's panes share a place before the samples.
            yield from (
                self.network,
                self.parameters,
                self.loss,
                self.worksheet,
                self.prediction,
                self.histories,
                self.check,
                self.samples,
            )
        yield PaneTabs(PANE_NAMES)
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin at the diagram."""
        self.panes[NETWORK].focus()
        self._use_layout_for(self.app.size)
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
        self._use_layout_for(event.size)

    def _use_layout_for(self, size: Size) -> None:
        self._layout = layout_for(*size)
        for layout in LAYOUTS:
            self.set_class(layout is self._layout, layout.name)
        self._arrange()

    def _arrange(self) -> None:
        layout = self._layout
        chosen = self._chosen[layout]
        for number, pane in enumerate(self.panes):
            pane.display = number in layout.fixed or number == chosen
        tabs = self.query_one(PaneTabs)
        tabs.choices, tabs.chosen = layout.slot, chosen
        if self.focused is None or not self.focused.display:
            self.panes[chosen].focus()
        self.call_after_refresh(self._fill_panes)

    def on_pane_tabs_chosen(self, message: PaneTabs.Chosen) -> None:
        """Show the pane whose name was clicked."""
        self.go_to(message.number)

    def on_parameters_pane_selected(self, message: ParametersPane.Selected) -> None:
        """Have the worksheet show how the parameter under the cursor comes about."""
        names = self._snapshot.experiment.names.canonical
        self.worksheet.select(None if message.index is None else names[message.index])

    def go_to(self, number: int) -> None:
        """Focus a pane, showing it where not all fit."""
        if self.maximized is not None:
            self.minimize()
        for layout in LAYOUTS:
            if number in layout.slot:
                self._chosen[layout] = number
        self._arrange()
        self.panes[number].focus()

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
        return self.panes[self._chosen[self._layout]]
