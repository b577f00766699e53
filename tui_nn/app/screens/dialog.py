"""What all dialogs look like: a framed box over the panes, the whole screen where there is little room."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A modal screen whose one child has the class `box`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 70%;
    }
    Dialog > .box {
        width: 94%;
        max-width: 128;
        height: 92%;
        max-height: 38;
        background: $surface;
        border: round $accent;
        border-title-color: $accent;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
        padding: 0 1;
    }
    Dialog.-short > .box, Dialog.-narrow > .box {
        width: 100%;
        max-width: 100%;
        height: 100%;
        max-height: 100%;
    }
    Dialog .box * {
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-color: $pane-border;
        scrollbar-corner-color: $surface;
    }
    Dialog .box Input {
        scrollbar-size-horizontal: 0;
    }
    """
