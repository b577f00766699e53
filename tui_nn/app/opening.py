"""What is seen first: the name of what opens, and the keys; the rest of the app is loaded behind it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui_nn.app.key_line import KeyLine


class OpeningScreen(Screen[None]):
    """Stands where the main screen will, with its first line and its last.

    Args:
        what: What opens, in a few words.
    """

    DEFAULT_CSS = """
    OpeningScreen > Static {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $accent;
        text-style: bold;
    }
    """

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def compose(self) -> ComposeResult:
        """Put the first line and the last on the screen."""
        yield Static(f"{self._what}  opening…", markup=False)
        yield KeyLine()
