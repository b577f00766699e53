"""Choosing a parameter: by typing a part of its name, by arrow keys, or by clicking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui_nn.app.numbers import number
from tui_nn.app.screens.dialog import Dialog
from tui_nn.core.names import Names

MOST_LISTED = 500


class ParameterScreen(Dialog[int]):
    """Asks for a parameter; gives its index, None when the user does not want to answer.

    Args:
        title: What it is for.
        names: What the parameters are called.
        values: Their values, in the order of the flat vector.
        chosen: The index of the present one.
    """

    DEFAULT_CSS = """
    ParameterScreen > .box {
        width: 44;
        max-width: 100%;
        height: 22;
        max-height: 100%;
        padding: 0 1;
    }
    ParameterScreen Input {
        background: $panel;
        margin-bottom: 1;
    }
    ParameterScreen.-short Input {
        margin-bottom: 0;
    }
    ParameterScreen OptionList {
        height: 1fr;
        background: transparent;
    }
    ParameterScreen OptionList > .option-list--option-highlighted {
        background: $primary 35%;
        color: $text;
        text-style: bold;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("up", "move('cursor_up')", "Up"),
        Binding("down", "move('cursor_down')", "Down"),
        Binding("pageup", "move('page_up')", "Page up"),
        Binding("pagedown", "move('page_down')", "Page down"),
    ]

    def __init__(self, title: str, names: Names, values: Sequence[float], chosen: int) -> None:
        super().__init__()
        self._title = title
        self._names = names
        self._values = values
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Put the line for a name over the list."""
        box = Vertical(classes="box")
        box.border_title = self._title
        box.border_subtitle = "enter take · esc cancel"
        with box:
            yield Input(placeholder="a part of its name", compact=True)
            options = OptionList(compact=True, markup=False)
            options.can_focus = False
            yield options

    def on_mount(self) -> None:
        """List all of them."""
        self._list("")

    def _list(self, text: str) -> None:
        names, options = self._names, self.query_one(OptionList)
        found = [
            index
            for index in names.reading_order
            if text.lower() in names.parameters[index].lower() or text.lower() in names.canonical[index].lower()
        ]
        # Who types a whole name means that one.
        found.sort(key=lambda index: text not in (names.parameters[index], names.canonical[index]))
        listed = found[:MOST_LISTED]
        if self._chosen in found and self._chosen not in listed:
            listed.append(self._chosen)
        widest = max((len(names.parameters[index]) for index in listed), default=0)
        options.set_options(
            [
                Option(f"{names.parameters[index].ljust(widest)}  {number(self._values[index])}", id=str(index))
                for index in listed
            ]
            or [Option("no parameter of this name", disabled=True)]
        )
        if len(found) > len(listed):
            options.add_option(Option(f"… {len(found) - len(listed):,} more: type a part of the name", disabled=True))
        if listed:
            options.highlighted = listed.index(self._chosen) if self._chosen in listed and not text else 0

    def action_move(self, how: str) -> None:
        """Move the highlight while the line keeps the focus."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value.strip())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        option = self.query_one(OptionList).highlighted_option
        if option is not None and option.id is not None:
            self.dismiss(int(option.id))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.dismiss(int(event.option.id))
