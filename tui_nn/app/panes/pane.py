"""What all panes are: a framed view of the latest snapshot."""

from __future__ import annotations

from typing import ClassVar

from textual.reactive import reactive
from textual.widget import Widget

from tui_nn.training.sheet import Sheet
from tui_nn.training.snapshot import Snapshot


def sheet_at_hand(snapshot: Snapshot) -> Sheet | None:
    """Give the worksheet of a step that is not complete, None where there is none."""
    sheet = snapshot.sheet
    return None if sheet is None or sheet.complete else sheet


class Pane(Widget, can_focus=True):
    """A view of the session, framed and titled.

    A pane draws from its `snapshot` and from nothing else. It shows in the frame's title what it shows, and in
    `EXPLANATION` (Markdown) what the help screen says when it has the focus.
    """

    EXPLANATION: ClassVar[str] = ""

    DEFAULT_CSS = """
    Pane {
        border: round $pane-border;
        border-title-color: $text-muted;
        border-title-style: none;
        border-subtitle-color: $text-muted;
        padding: 0 1;
        height: 1fr;
        width: 1fr;
    }
    Pane:focus {
        border: round $accent;
        border-title-color: $text;
    }
    """

    snapshot: reactive[Snapshot | None] = reactive[Snapshot | None](None, init=False, repaint=False)
    """The latest snapshot, None before there is one."""
