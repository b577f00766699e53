"""What panes share whose picture is read off: a cursor that arrow keys move, and the pointer."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

import numpy as np
from textual import events
from textual.binding import Binding

from tui_nn.app.panes.canvas_pane import CanvasPane
from tui_nn.app.panes.picture_plot import Place


class Readable(Protocol):
    """A picture with places."""

    @property
    def places(self) -> Place:
        """How many columns and rows of places there are."""
        ...

    def place_at(self, x: int, y: int) -> Place | None:
        """Give the place in a cell of the canvas, None outside the picture."""
        ...

    def start(self) -> Place:
        """Give where the cursor begins."""
        ...


def cursor_bindings(pane: str) -> tuple[Binding, ...]:
    """Give the keys of a pane's cursor; what they are called in a user's file begins with the pane's name."""
    return (
        Binding("up", "move(0, -1)", "Cursor up", show=False, id=f"{pane}.up"),
        Binding("down", "move(0, 1)", "Cursor down", show=False, id=f"{pane}.down"),
        Binding("left", "move(-1, 0)", "Cursor left", show=False, id=f"{pane}.left"),
        Binding("right", "move(1, 0)", "Cursor right", show=False, id=f"{pane}.right"),
        Binding("escape", "leave", "No cursor", show=False, id=f"{pane}.no_cursor"),
    )


class CursorPane(CanvasPane):
    """A canvas pane with a cursor; sideways arrows and escape are left to others as long as there is none.

    Subclasses give their picture in `readable`, draw cursor and words anew in `show_place`, and have `cursor_bindings`
    among their keys.
    """

    def __init__(self) -> None:
        super().__init__()
        self._cursor: Place | None = None
        self._pointer: Place | None = None

    @property
    @abstractmethod
    def readable(self) -> Readable | None:
        """The picture, None where there is none."""

    @abstractmethod
    def show_place(self) -> None:
        """Put cursor and words over and around the picture."""

    def watch_has_focus(self, focused: bool) -> None:
        """Explain the keys, or no more."""
        super().watch_has_focus(focused)
        self.show_place()

    @property
    def place(self) -> Place | None:
        """The place under the pointer, or else under the cursor."""
        place, picture = self._pointer or self._cursor, self.readable
        if place is None or picture is None:
            return None
        columns, rows = picture.places
        return min(place[0], columns - 1), min(place[1], rows - 1)

    def forget_place(self) -> None:
        """Read nothing off any more."""
        self._cursor = self._pointer = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave sideways arrows and escape to others as long as there is no cursor."""
        if action == "leave" or (action == "move" and parameters[1] == 0):
            return self._cursor is not None
        return True

    def action_move(self, across: int, down: int) -> None:
        """Show the cursor, or move it."""
        picture = self.readable
        if picture is None:
            return
        if self._cursor is None:
            with np.errstate(all="ignore"):
                self._cursor = picture.start()
        else:
            columns, rows = picture.places
            column, row = self._cursor
            self._cursor = max(0, min(columns - 1, column + across)), max(0, min(rows - 1, row + down))
        self._pointer = None
        self.show_place()

    def action_leave(self) -> None:
        """Take the cursor away."""
        self._cursor = None
        self.show_place()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Read off what is under the pointer."""
        self._point(event)

    def on_leave(self, event: events.Leave) -> None:
        """Read off what the pointer was on no more."""
        if self._pointer is not None:
            self._pointer = None
            self.show_place()

    def on_click(self, event: events.Click) -> None:
        """Leave the cursor where the pointer is."""
        self._point(event)
        self._cursor = self._pointer

    def _point(self, event: events.MouseEvent) -> None:
        offset, picture = event.get_content_offset(self), self.readable
        pointer = None if offset is None or picture is None else picture.place_at(*offset)
        if pointer != self._pointer:
            self._pointer = pointer
            self.show_place()
