"""The help screen: all keys, and what the pane at hand shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Markdown, Static

from tui_nn.app.screens.dialog import Dialog


@dataclass(frozen=True)
class CommandRow:
    """A command as help shows it.

    Attributes:
        group: Its heading, such as Run or Step.
        keys: The keys as people read them.
        name: A word or two.
        what: A sentence.
    """

    group: str
    keys: str
    name: str
    what: str


class HelpScreen(Dialog[None]):
    """Shows the keys by group beside an explanation.

    Args:
        commands: The commands; those of a group need not stand together.
        explanation: What the pane at hand shows, in Markdown; may be empty.
    """

    DEFAULT_CSS = """
    HelpScreen .keys {
        width: 1fr;
        height: auto;
        padding: 0 1;
    }
    HelpScreen .group {
        text-style: bold;
        color: $accent;
        margin-top: 1;
    }
    HelpScreen .keys > .group:first-child {
        margin-top: 0;
    }
    HelpScreen Grid {
        grid-size: 2;
        grid-columns: 13 1fr;
        grid-rows: auto;
        height: auto;
    }
    HelpScreen Grid Static {
        height: auto;
    }
    HelpScreen .key {
        text-style: bold;
        color: $primary;
    }
    HelpScreen Markdown {
        width: 1fr;
        height: auto;
        margin: 0;
        padding: 0 1;
        background: transparent;
    }
    HelpScreen MarkdownHeader {
        margin: 0 0 1 0;
        content-align: left middle;
        color: $accent;
        text-style: bold;
    }
    HelpScreen.-wide VerticalScroll {
        layout: horizontal;
    }
    HelpScreen.-wide Markdown {
        border-left: solid $pane-border;
        padding: 0 1 0 2;
    }
    HelpScreen.-medium Markdown, HelpScreen.-narrow Markdown {
        border-top: solid $pane-border;
        margin-top: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q", "close", "Close")]

    def __init__(self, commands: Sequence[CommandRow], explanation: str) -> None:
        super().__init__()
        self._groups: dict[str, list[CommandRow]] = {}
        for command in commands:
            self._groups.setdefault(command.group, []).append(command)
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        """Put keys and explanation into a box that scrolls."""
        box = Vertical(classes="box")
        box.border_title = "Help"
        box.border_subtitle = "↑↓ scroll · esc close"
        with box, VerticalScroll():
            with Vertical(classes="keys"):
                for group, commands in self._groups.items():
                    yield Static(group, classes="group", markup=False)
                    with Grid():
                        for command in commands:
                            yield Static(command.keys, classes="key", markup=False)
                            yield Static(Content.assemble(f"{command.name}  ", (command.what, "$foreground 65%")))
            if self._explanation:
                yield Markdown(self._explanation, open_links=False)

    def action_close(self) -> None:
        """Go back to the panes."""
        self.dismiss(None)
