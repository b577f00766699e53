"""The main screen: where header, panes, status and keys stand, at every size."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen

from tui_nn.app.bindings import keys_of, pane_command
from tui_nn.app.header import Header
from tui_nn.app.key_line import KeyLine
from tui_nn.app.key_names import for_people
from tui_nn.app.layout import (
    LAYOUTS,
    PANE_NAMES,
    PANES,
    PANES_PACKAGE,
    Arrangement,
    Layout,
    SizeClass,
    layout_named,
    size_class,
)
from tui_nn.app.pane_space import PaneSpace
from tui_nn.app.panes.histories import HistoriesPane
from tui_nn.app.panes.landscape import LandscapePane
from tui_nn.app.panes.loss import LossPane
from tui_nn.app.panes.network import NetworkPane
from tui_nn.app.panes.pane import Pane
from tui_nn.app.panes.parameters import ParametersPane
from tui_nn.app.panes.worksheet import WorksheetPane
from tui_nn.app.status import StatusLine
from tui_nn.app.tabs import PaneTabs
from tui_nn.training.snapshot import Snapshot

P = TypeVar("P", bound=Pane)


class MainScreen(Screen[None]):
    """Shows snapshots in as many panes as there is room for.

    A slot shows the pane that last had the focus among those that may be there, so that neither another size nor
    another layout takes the pane at hand away.

    Args:
        first: What to show to begin with.
        layout: The name of the layout to begin with.
        recent: The panes that had the focus last, the latest first, by the layout's name.
        keys: The user's own keys by the command's id.
    """

    class Rearranged(Message):
        """Another layout, or another pane, is at hand."""

    def __init__(
        self,
        first: Snapshot,
        layout: str = LAYOUTS[0].name,
        recent: Mapping[str, tuple[str, ...]] | None = None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.panes: dict[str, Pane] = {kind.name: pkgutil.resolve_name(PANES_PACKAGE + kind.place)() for kind in PANES}
        self.network, self.parameters = self.pane_of(NetworkPane), self.pane_of(ParametersPane)
        self.loss, self.worksheet = self.pane_of(LossPane), self.pane_of(WorksheetPane)
        self.histories, self.landscape = self.pane_of(HistoriesPane), self.pane_of(LandscapePane)
        self.recent = {layout.name: tuple((recent or {}).get(layout.name, ())) for layout in LAYOUTS}
        self.used_layout: Layout = layout_named(layout)
        self._size_class = SizeClass.WIDE
        self._snapshot = first
        self._keys = keys or {}

    def pane_of(self, kind: type[P]) -> P:
        """Give the pane of a class."""
        return next(pane for pane in self.panes.values() if isinstance(pane, kind))

    def compose(self) -> ComposeResult:
        """Put header, panes, status and keys on the screen."""
        yield Header()
        yield PaneSpace(self.panes, self._arrangement.split)
        keys = (for_people(keys_of(pane_command(name), self._keys)).partition(" ")[0] for name in PANE_NAMES)
        yield PaneTabs(PANE_NAMES, tuple(keys))
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin at the leading pane, or at the one chosen last where there is room for one only."""
        self._size_class = size_class(*self.app.size)
        leading = self.used_layout.leading
        self._arrange(leading if leading in self._arrangement.fixed else self._chosen)
        self.show(self._snapshot)

    def show(self, snapshot: Snapshot) -> None:
        """Give a snapshot to everything that can be seen."""
        self._snapshot = snapshot
        self.query_one(Header).snapshot = snapshot
        self.query_one(StatusLine).show(snapshot)
        self._fill_panes()

    def _fill_panes(self) -> None:
        """Give the panes in sight the latest snapshot, which those just uncovered have missed."""
        for pane in self.panes.values():
            if pane.display and self.maximized in (None, pane):
                pane.snapshot = self._snapshot

    # Which panes are in sight.

    @property
    def _arrangement(self) -> Arrangement:
        return self.used_layout.arrangements[self._size_class]

    @property
    def _chosen(self) -> str:
        return self._arrangement.chosen(self.recent[self.used_layout.name])

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes by the room there is."""
        self._remember(self.name_at_hand)
        self._size_class = size_class(*event.size)
        self._arrange(self.name_at_hand)

    def _arrange(self, wanted: str) -> None:
        """Show what the arrangement has, with the focus on a pane; on the leading one where that is out of sight."""
        arrangement = self._arrangement
        if wanted in arrangement.slot and wanted != self._chosen:
            wanted = self.used_layout.leading if self.used_layout.leading in arrangement.fixed else self._chosen
        for kind in SizeClass:
            self.set_class(kind is self._size_class, kind.value)
        in_sight = {*arrangement.fixed, self._chosen}
        for name in in_sight:
            self.panes[name].display = True
        # The focus moves before its pane may be hidden: Textual would choose another.
        if self.name_at_hand != wanted or self.focused is None:
            self.set_focus(self.panes[wanted])
        for name in self.panes.keys() - in_sight:
            self.panes[name].display = False
        self.query_one(PaneSpace).divide(arrangement.split)
        tabs = self.query_one(PaneTabs)
        tabs.choices, tabs.chosen = tuple(map(PANE_NAMES.index, arrangement.slot)), PANE_NAMES.index(self._chosen)
        self.call_after_refresh(self._fill_panes)

    def on_descendant_focus(self) -> None:
        """Remember which pane is at hand."""
        self._remember(self.name_at_hand)

    def _remember(self, name: str) -> None:
        layout, before = self.used_layout.name, self.recent[self.used_layout.name]
        if not before and name == self.used_layout.leading:
            # Nothing was gone to yet.
            return
        self.recent[layout] = (name, *(other for other in before if other != name))
        if self.recent[layout] != before:
            self.post_message(self.Rearranged())

    def go_to(self, name: str) -> None:
        """Focus a pane, showing it where not all fit."""
        if self.maximized is not None:
            self.minimize()
        self._remember(name)
        self._arrange(name)

    def use_layout(self, name: str) -> None:
        """Arrange the panes in another way; the focus stays if its pane is in sight."""
        if self.maximized is not None:
            self.minimize()
        self.used_layout = layout_named(name)
        self._arrange(self.name_at_hand)
        self._remember(self.name_at_hand)
        self.post_message(self.Rearranged())

    def next_layout(self) -> None:
        """Use the layout after this one; after the last, the first."""
        self.use_layout(LAYOUTS[(LAYOUTS.index(self.used_layout) + 1) % len(LAYOUTS)].name)

    def zoom(self) -> None:
        """Give the pane at hand the whole screen, or take it back."""
        if self.maximized is None:
            self.maximize(self.pane_at_hand)
        else:
            self.minimize()
        self.call_after_refresh(self._fill_panes)

    @property
    def name_at_hand(self) -> str:
        """The name of the pane with the focus, or else of the one chosen."""
        if self.focused is not None:
            for widget in self.focused.ancestors_with_self:
                for name, pane in self.panes.items():
                    if widget is pane:
                        return name
        return self._chosen

    @property
    def pane_at_hand(self) -> Pane:
        """The pane with the focus, or else the one chosen."""
        return self.panes[self.name_at_hand]

    # What panes and tabs tell.

    def on_pane_tabs_chosen(self, message: PaneTabs.Chosen) -> None:
        """Show the pane whose name was clicked."""
        self.go_to(PANE_NAMES[message.number])

    def on_parameters_pane_selected(self, message: ParametersPane.Selected) -> None:
        """Have the worksheet show how the parameter under the cursor comes about, and the landscape go along it."""
        names = self._snapshot.experiment.names.canonical
        self.worksheet.select(None if message.index is None else names[message.index])
        self.landscape.select(message.index)
        # Who leaves the parameters for the diagram goes on with what is selected.
        if message.index is not None or self.focused is not self.network:
            self.network.select_parameter(message.index)

    def on_network_pane_selected(self, message: NetworkPane.Selected) -> None:
        """Put the cursor on the parameter selected in the diagram, and have the worksheet show how it comes about."""
        if message.parameter is not None:
            self.parameters.point_at(message.parameter, self._snapshot.experiment.names)
            self.landscape.select(message.parameter)
        self.worksheet.select(message.name)

    def on_key(self) -> None:
        """Let nobody wait for a moving picture."""
        self.network.end_motion()
