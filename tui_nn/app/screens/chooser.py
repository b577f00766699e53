"""Step one of opening: find a lesson, a data set or a file by typing, by arrow keys, or by clicking."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from tui_nn.app.screens.entries import Entry, best, find, is_path, shown_path, split_path
from tui_nn.app.screens.entry_list import EntryList
from tui_nn.app.screens.glance import glance
from tui_nn.app.screens.search import SearchInput
from tui_nn.data.growing import shown
from tui_nn.errors import TuiNNError, UsageError


class Chooser(Vertical):
    """A search box over a list of what can be opened, beside a look at the entry at hand.

    Args:
        folder: The folder whose files are offered, and that typed paths start from.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Chooser #search {
        background: $panel;
        padding: 0 1;
        margin-bottom: 1;
    }
    Chooser #entries {
        width: 1fr;
        height: 1fr;
        background: transparent;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    Chooser #entries > .option-list--option-highlighted {
        background: $picked;
        color: $text;
        text-style: bold;
    }
    Chooser #entries > .option-list--option-disabled {
        color: $text-muted;
    }
    Chooser #glance {
        width: 1fr;
        height: 1fr;
        border-left: solid $pane-border;
        padding: 0 1;
    }
    Chooser #glance:focus {
        border-left: solid $accent;
    }
    Dialog.-narrow Chooser #glance {
        display: none;
    }
    Dialog.-short Chooser #search {
        margin-bottom: 0;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('cursor_up')", "Up"),
        Binding("down", "move('cursor_down')", "Down"),
        Binding("pageup", "move('page_up')", "Page up"),
        Binding("pagedown", "move('page_down')", "Page down"),
    ]

    class Chosen(Message):
        """Something to open: a lesson's name, or the path of a file."""

        def __init__(self, source: str) -> None:
            super().__init__()
            self.source = source

    class Refused(Message):
        """What was typed stands for nothing."""

        def __init__(self, error: TuiNNError) -> None:
            super().__init__()
            self.error = error

    class Changed(Message):
        """Something else is typed."""

    def __init__(self, folder: Path, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._folder = folder
        self._every_file = False

    def compose(self) -> ComposeResult:
        """Put the search box over list and glance."""
        yield SearchInput(self._folder)
        with Horizontal():
            yield EntryList()
            with VerticalScroll(id="glance"):
                yield Static(markup=False)

    def on_mount(self) -> None:
        """List everything."""
        self._list("")

    def open(self) -> None:
        """Open what is typed if it is a file or a folder itself, else the entry at hand."""
        text = self.query_one(SearchInput).value.strip()
        typed = Path(os.path.abspath(os.path.join(self._folder, os.path.expanduser(text.replace("\0", "")))))
        if text and os.path.isfile(typed) and (is_path(text) or self._at_hand is None):
            self.post_message(self.Chosen(str(typed)))
        elif is_path(text) and os.path.isdir(typed) and split_path(text, self._folder)[1]:
            self._browse(typed)
        elif self._at_hand is not None:
            self._open(self._at_hand)
        elif is_path(text):
            self.post_message(self.Chosen(str(typed)))
        else:
            self.post_message(
                self.Refused(UsageError(f"nothing is called {shown(text)}", advice="A path begins with ./, ~/ or /."))
            )

    @property
    def _at_hand(self) -> Entry | None:
        return self.query_one(EntryList).at_hand

    def _open(self, entry: Entry) -> None:
        if entry.kind == "folder":
            self._browse(entry.path)
        elif entry.kind == "toggle":
            self._every_file = not self._every_file
            self._list(self.query_one(SearchInput).value)
        else:
            self.post_message(self.Chosen(entry.source))

    def _browse(self, folder: Path) -> None:
        search = self.query_one(SearchInput)
        search.value = shown_path(folder).rstrip("/") + "/"
        search.cursor_position = len(search.value)
        search.focus()

    def _list(self, text: str) -> None:
        groups = find(text.strip(), self._folder, every_file=self._every_file)
        self.query_one(EntryList).show(groups, best(text.strip(), groups))
        self._look()

    def _look(self) -> None:
        beside = self.query_one("#glance", VerticalScroll)
        beside.query_one(Static).update(glance(self._at_hand))
        beside.scroll_home(animate=False)

    def action_move(self, how: str) -> None:
        """Move the highlight of the list while the search box keeps the focus."""
        getattr(self.query_one(EntryList), f"action_{how}")()

    def on_key(self, event: events.Key) -> None:
        """Type into the search box from anywhere."""
        search = self.query_one(SearchInput)
        if event.is_printable and event.character and not search.has_focus:
            search.focus()
            search.insert_text_at_cursor(event.character)
            event.stop()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.open()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._look()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._at_hand is not None:
            self._open(self._at_hand)
