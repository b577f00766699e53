"""The offer to continue a session that was not closed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from tui_nn.app.screens.dialog import Dialog
from tui_nn.training.saving import Told
from tui_nn.training.saving_folder import when


class ContinueScreen(Dialog[str | None]):
    """Asks what to do with a session that was not closed; gives `continue`, `anew` or `delete`, None for not now.

    Args:
        told: What the session says of itself.
    """

    DEFAULT_CSS = """
    ContinueScreen > .box {
        width: 64;
        max-width: 100%;
        height: auto;
        padding: 1 2;
    }
    ContinueScreen.-short > .box, ContinueScreen.-narrow > .box {
        height: auto;
        padding: 0 1;
    }
    ContinueScreen Static {
        height: auto;
    }
    ContinueScreen Horizontal {
        height: auto;
        margin-top: 1;
    }
    ContinueScreen Button {
        min-width: 8;
        margin-right: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "dismiss('continue')", "Continue"),
        Binding("n", "dismiss('anew')", "Start anew"),
        Binding("d", "dismiss('delete')", "Delete"),
        Binding("escape", "dismiss(None)", "Not now"),
        Binding("left", "app.focus_previous", "Previous", show=False),
        Binding("right", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def compose(self) -> ComposeResult:
        """Put what there is, and what to do with it, into a box."""
        told = self._told
        box = Vertical(classes="box")
        box.border_title = "A session was not closed"
        box.border_subtitle = "c · n · d · esc not now"
        with box:
            yield Static(f"{told.name}: a session of {when(told.saved)}, at step {told.step:,}.", markup=False)
            with Horizontal():
                yield Button("Continue", id="continue", variant="primary", compact=True)
                yield Button("Start anew", id="anew", compact=True)
                yield Button("Delete it", id="delete", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id)
