"""A line naming the panes, shown where only some of them fit."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget


class PaneTabs(Widget):
    """Names of panes with the keys that show them; a click does the same.

    Args:
        names: What the panes are called.
        keys: The key of each.
    """

    COMPONENT_CLASSES = {"pane-tabs--chosen", "pane-tabs--other"}

    DEFAULT_CSS = """
    PaneTabs {
        height: 1;
        padding: 0 1;
        &> .pane-tabs--chosen { color: $accent; text-style: bold reverse; }
        &> .pane-tabs--other { color: $text-muted; }
    }
    """

    chosen: reactive[int] = reactive(0)
    """The number of the pane that is shown."""

    choices: reactive[tuple[int, ...]] = reactive[tuple[int, ...]](())
    """The numbers of the panes to choose from here."""

    class Chosen(Message):
        """A pane's name was clicked.

        Attributes:
            number: The pane's number from 0.
        """

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, names: tuple[str, ...], keys: tuple[str, ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = names
        self._keys = keys

    def render_line(self, y: int) -> Strip:
        """Draw the names."""
        segments = []
        for number, name in self._choices():
            kind = "chosen" if number == self.chosen else "other"
            style = self.get_component_rich_style(f"pane-tabs--{kind}")
            segments += [Segment(self._label(number, name), style), Segment(" ", self.rich_style)]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Ask for the pane under the mouse."""
        place = event.x - self.gutter.left
        for number, name in self._choices():
            width = len(self._label(number, name))
            if 0 <= place < width:
                self.post_message(self.Chosen(number))
                return
            place -= width + 1

    def _choices(self) -> list[tuple[int, str]]:
        return [(number, self._names[number]) for number in self.choices]

    def _label(self, number: int, name: str) -> str:
        # At the narrowest only the chosen one has room for its name.
        short = sum(len(self._names[choice]) + 5 for choice in self.choices) > self.size.width
        key = self._keys[number]
        return f" {key} " if short and number != self.chosen else f" {key} {name} ".replace("  ", " ")

    def on_resize(self) -> None:
        """Draw anew: names shorten with the width."""
        self.refresh()
