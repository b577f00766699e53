"""The line at the bottom: keys that do something now. A click on one does the same."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import ActiveBinding, Binding
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui_nn.app.bindings import footer_place
from tui_nn.app.looks import Looks


class KeyLine(Widget):
    """One line; keys that do not fit are left out, so the most needed come first.

    Textual's footer makes widgets of all keys anew whenever the focus moves, which takes longer than several frames.
    """

    COMPONENT_CLASSES = {"key-line--key", "key-line--what", "key-line--under-mouse"}

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        color: $footer-foreground;
        background: $footer-background;
        &> .key-line--key {
            color: $footer-key-foreground;
            background: $footer-key-background;
            text-style: bold;
        }
        &> .key-line--what {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
        &> .key-line--under-mouse {
            color: $footer-key-foreground;
            background: $block-hover-background;
        }
    }
    """

    under_mouse: reactive[int | None] = reactive[int | None](None)
    """The number of the key under the mouse."""

    def __init__(self) -> None:
        # Textual tells of styles while it sets a widget up.
        self._looks = Looks(self, "key-line--")
        self._keys: list[ActiveBinding] = []
        super().__init__()

    def on_mount(self) -> None:
        """Follow what can be pressed."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self._bindings_changed(self.screen)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        display = self.app.get_key_display
        shown = [active for active in screen.active_bindings.values() if active.binding.show]
        shown = [active for active in shown if display(active.binding)]
        # Several keys of one action are shown once.
        keys = list({active.binding.action: active for active in reversed(shown)}.values())[::-1]
        # Rebound keys come last from Textual.
        keys.sort(key=lambda active: footer_place(active.binding.id))
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def notify_style_update(self) -> None:
        """Forget colours that may belong to another theme."""
        super().notify_style_update()
        self._looks.clear()

    def render_line(self, y: int) -> Strip:
        """Draw the keys."""
        segments: list[Segment] = []
        room = self.size.width
        for number, (_, binding, enabled, _) in enumerate(self._keys):
            # Half a word would be no help.
            if (room := room - self._width_of(binding)) < 0:
                break
            more = self._looks["under-mouse"] if number == self.under_mouse else Style(dim=not enabled or None)
            segments += [
                Segment(self.app.get_key_display(binding), self._looks["key"] + more),
                Segment(f" {binding.description}", self._looks["what"] + more),
                Segment(" ", self._looks[""]),
            ]
            room -= 1
        return Strip(segments).adjust_cell_length(self.size.width, self._looks[""])

    def _width_of(self, binding: Binding) -> int:
        return len(self.app.get_key_display(binding)) + 1 + len(binding.description)

    def _key_at(self, x: int) -> int | None:
        """Give the number of the key at a place."""
        for number, (_, binding, _, _) in enumerate(self._keys):
            width = self._width_of(binding)
            if 0 <= x < width:
                return number
            x -= width + 1
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say what the key under the mouse does."""
        self.under_mouse = self._key_at(event.x)
        self.tooltip = None if self.under_mouse is None else self._keys[self.under_mouse].tooltip

    def on_leave(self) -> None:
        """Let go of the key."""
        self.under_mouse = None

    def on_click(self, event: events.Click) -> None:
        """Press the key."""
        number = self._key_at(event.x)
        if number is not None:
            self.app.simulate_key(self._keys[number].binding.key)
