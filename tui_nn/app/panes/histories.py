"""The histories pane: parameters, gradients, activations and losses against steps."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui_nn.app.panes.histories_drawing import HistoriesDrawing

LARGE_ONLY = frozenset({"pan", "show_all", "shrink"})


class HistoriesPane(HistoriesDrawing):
    """Shows histories as keys and the mouse choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "kind", "Another kind", show=False, id="histories_pane.kind"),
        Binding("enter", "enlarge", "Large, or all again", show=False, id="histories_pane.large"),
        Binding("escape", "shrink", "All again", show=False, id="histories_pane.small"),
        Binding("up", "upwards(-1)", "Up, or zoom in", show=False, id="histories_pane.up"),
        Binding("down", "upwards(1)", "Down, or zoom out", show=False, id="histories_pane.down"),
        Binding("left", "sideways(-1)", "Left", show=False, id="histories_pane.left"),
        Binding("right", "sideways(1)", "Right", show=False, id="histories_pane.right"),
        Binding("shift+left,less_than_sign", "pan(-0.5)", "Earlier steps", show=False, id="histories_pane.earlier"),
        Binding("shift+right,greater_than_sign", "pan(0.5)", "Later steps", show=False, id="histories_pane.later"),
        Binding("0", "show_all", "All steps", show=False, id="histories_pane.all"),
        Binding("pageup", "page(-1)", "Back", show=False, id="histories_pane.page_up"),
        Binding("pagedown", "page(1)", "On", show=False, id="histories_pane.page_down"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._has_moved = False

    # What is looked at.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys to others where there is nothing to do."""
        return self._subject is not None and (self._is_large or action not in LARGE_ONLY)

    def toggle_log(self) -> None:
        """Switch between linear and logarithmic axes of values."""
        self.logarithmic = not self.logarithmic

    def action_kind(self) -> None:
        """Show another kind of series, all of them."""
        self._kind, self._cursor, self._is_large = self._kind.next, 0, False
        self.redraw()

    def action_enlarge(self) -> None:
        """Show the history under the cursor large, or all again."""
        self._is_large, self._pointer, self._read = not self._is_large, None, None
        self.redraw()

    def action_shrink(self) -> None:
        """Show all histories."""
        if self._read is not None:
            self._read = None
            self._show()
        else:
            self.action_enlarge()

    def action_upwards(self, rows: int) -> None:
        """Go to the plot below, above if −1; or zoom out, in."""
        if self._is_large:
            self.magnify(0.5 if rows > 0 else 2.0)
        else:
            self._choose(self._cursor + rows * self._grid.columns)

    def action_sideways(self, columns: int) -> None:
        """Go to the plot to the right, to the left if −1; or read off the next sample."""
        if not self._is_large:
            self._choose(self._cursor + columns)
        elif self._large is not None:
            block = self._large.block
            now = self._read if self._read is not None and block.start <= self._read <= block.stop else None
            if now is None:
                self._read = self._large.sample_near(block.stop)
            else:
                self._read = self._large.sample_beside(now, columns)
            self._pointer = None
            self._show()

    def action_page(self, pages: int) -> None:
        """Go on by as many plots as are shown."""
        self._choose(self._cursor + pages * (1 if self._is_large else self._grid.size))

    def _choose(self, number: int) -> None:
        if self._subject is not None:
            self._cursor = max(0, min(self._subject.count - 1, number))
            self.redraw()

    @property
    def latest_step(self) -> int:
        """The last step that is known."""
        return 0 if self._marks is None else self._marks.latest

    # The pointer.

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in where the mouse is, or show the plots before."""
        self._turn_wheel(event, 2.0, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out where the mouse is, or show the plots after."""
        self._turn_wheel(event, 0.5, 1)

    def _turn_wheel(self, event: events.MouseEvent, times: float, pages: int) -> None:
        event.stop()
        if self._large is None:
            self.action_page(pages)
        elif (column := self._column_at(event)) is not None:
            self.magnify(times, column / max(1, self._large.block.width - 1))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the large plot if there is more of it."""
        self._has_moved = False
        if event.button == 1 and self._column_at(event) is not None:
            self.take_hold(event.screen_x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the large plot with the mouse that holds it, or read off what is under the mouse."""
        if self._large is None:
            return
        block = self._large.block
        if self.drag(event.screen_x, (block.stop - block.start) / block.width):
            self._has_moved = self._has_moved or event.delta_x != 0
        else:
            column = self._column_at(event)
            self._point(None if column is None else self._large.sample_near(self._large.block.step_at(column)))

    def _point(self, step: int | None) -> None:
        if step != self._pointer:
            self._pointer = step
            self._show()

    def on_leave(self, event: events.Leave) -> None:
        """Read off what the pointer was on no more."""
        self._point(None)

    def on_click(self, event: events.Click) -> None:
        """Choose the plot under the mouse, show the chosen one large, or leave the cursor where the pointer is."""
        offset = event.get_content_offset(self)
        if self._is_large:
            self._read = self._read if self._has_moved else self._pointer
        elif self._subject is not None and offset is not None:
            place = self._grid.place_at(*offset)
            number = self._cursor if place is None else self._first + place
            if number != self._cursor:
                self._choose(number)
            elif place is not None:
                self.action_enlarge()

    def _column_at(self, event: events.MouseEvent) -> int | None:
        """Give the column of the large plot under the mouse, None beside it."""
        offset = event.get_content_offset(self)
        if self._large is None or offset is None:
            return None
        column = offset.x - self._large.block.x
        return column if 0 <= column < self._large.block.width else None
