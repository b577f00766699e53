"""The part of the screen where panes stand, divided as an arrangement says."""

from __future__ import annotations

from collections.abc import Mapping

from textual.geometry import NULL_OFFSET, NULL_SPACING, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from tui_nn.app.panes.pane import Pane
from tui_nn.app.splits import SLOT, Split


class _BySplit(Layout):
    """Gives each pane in sight the part of the space that has its name, the one without a part the slot."""

    name = "split"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        assert isinstance(parent, PaneSpace)
        places = parent.split.places(size.region)
        names = {pane: name for name, pane in parent.panes.items()}
        return [
            WidgetPlacement(places.get(names[child], places.get(SLOT, size.region)), NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if isinstance(child, Pane)
        ]


class PaneSpace(Widget):
    """Holds all panes; those that are displayed have a place in `split`.

    Args:
        panes: The panes by name.
        split: How the space is divided to begin with.
    """

    DEFAULT_CSS = """
    PaneSpace { height: 1fr; width: 1fr; }
    """

    def __init__(self, panes: Mapping[str, Pane], split: Split) -> None:
        super().__init__(*panes.values())
        self.panes = panes
        self.split = split
        self._by_split = _BySplit()

    @property
    def layout(self) -> Layout:
        """How the panes are laid out."""
        return self._by_split

    def divide(self, split: Split) -> None:
        """Divide the space in another way."""
        self.split = split
        self.refresh(layout=True)
