"""The list of the open dialog: groups of entries under headings."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_nn.app.screens.entries import Entry, Group

WIDTH_FOR_TEXT = 50


class EntryList(OptionList):
    """A list in which a click highlights, so that one can look first, and a second click opens."""

    def __init__(self) -> None:
        super().__init__(id="entries", compact=True, markup=False)
        self._groups: tuple[Group, ...] = ()
        self._entries: dict[str, Entry] = {}
        self._with_text = False

    @property
    def at_hand(self) -> Entry | None:
        """The highlighted entry."""
        option = self.highlighted_option
        return self._entries.get(option.id or "") if option else None

    def show(self, groups: Sequence[Group], chosen: Entry | None) -> None:
        """List groups of entries, with one of them highlighted, without a message about it."""
        self._groups = tuple(groups)
        self._entries = {_id(entry): entry for group in groups for entry in group.entries}
        options: list[Option | None] = []
        for group in groups:
            if options:
                options.append(None)
            options += _options(group, with_text=self._with_text)
        if not options:
            options.append(Option("nothing of this name; a path begins with ./, ~/ or /", disabled=True))
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options(options)
            self.highlighted = None if chosen is None else self.get_option_index(_id(chosen))
        if self.highlighted == 1:
            # The heading above the first entry comes into view with it.
            self.scroll_home(animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out the lines about the entries where only their beginnings would fit."""
        with_text = event.size.width >= WIDTH_FOR_TEXT
        if with_text != self._with_text:
            self._with_text = with_text
            self.show(self._groups, self.at_hand)

    def on_click(self, event: events.Click) -> None:
        """Highlight what is clicked; open it if it was highlighted."""
        event.prevent_default()
        clicked = event.style.meta.get("option")
        if clicked is None or self.get_option_at_index(clicked).disabled:
            return
        if self.highlighted == clicked:
            self.action_select()
        self.highlighted = clicked


def _options(group: Group, *, with_text: bool) -> list[Option]:
    options = [Option(Content.styled(group.heading, "bold $accent"), disabled=True)]
    widest = max((len(entry.name) for entry in group.entries), default=0)
    details = max((len(entry.detail) for entry in group.entries), default=0)
    for entry in group.entries:
        name = entry.name + ("/" if entry.kind == "folder" else "")
        prompt = Content.assemble(
            "  ",
            (name.ljust(min(widest + 1, 24)), "$primary" if entry.kind == "folder" else ""),
            f"  {entry.detail.ljust(details)}" if details else "",
            (f"  {entry.text}" if with_text else "", "$foreground 65%"),
        )
        options.append(Option(prompt, id=_id(entry)))
    if group.note:
        options.append(Option(Content(f"  {group.note}"), disabled=True))
    return options


def _id(entry: Entry) -> str:
    return f"{entry.kind} {entry.name}"
