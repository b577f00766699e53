"""The prediction pane: what the network says all over the data, live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.frames import Turn
from tui_nn.app.panes.canvas_pane import CanvasPane
from tui_nn.app.panes.prediction_actual import ActualPicture
from tui_nn.app.panes.prediction_choice import Choice, View, first_choice
from tui_nn.app.panes.prediction_confusion import ConfusionPicture
from tui_nn.app.panes.prediction_curve import CurvePicture
from tui_nn.app.panes.prediction_inks import MUTED, Palette, ink, variable
from tui_nn.app.panes.prediction_picture import Picture, Place, Row, paint_rows
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.app.panes.prediction_surface import SurfacePicture
from tui_nn.app.panes.prediction_words import EMPTY, EXPLANATION, key_words, row_width
from tui_nn.training.snapshot import Snapshot

NARROWEST_WITH_PANEL = 66
PANEL_SHARE, WIDEST_PANEL, PANEL_GAP = 3, 34, 2
"""One column in so many for the numbers beside the picture, up to so many; and columns between them."""

_PICTURES: dict[View, Callable[[Scene, int], Picture]] = {
    View.SURFACE: SurfacePicture,
    View.CURVE: CurvePicture,
    View.PARTS: CurvePicture,
    View.ACTUAL: ActualPicture,
    View.CONFUSION: ConfusionPicture,
}


class PredictionPane(CanvasPane):
    """Draws predictions over one input or two, and how they agree with the data.

    A running picture is drawn as often, and from as many places, as its cost allows; a paused one is exact. The cursor
    and the numbers beside the picture lie over it, so that moving the pointer predicts nothing anew.
    """

    EXPLANATION: ClassVar[str] = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "Another view", show=False, id="prediction_pane.view"),
        Binding("x", "across", "Another input across", show=False, id="prediction_pane.across"),
        Binding("y", "up", "Another input upwards", show=False, id="prediction_pane.upwards"),
        Binding("k", "output", "Another output", show=False, id="prediction_pane.output"),
        Binding("m", "held", "Others at their mean or at the example", show=False, id="prediction_pane.others"),
        Binding("up", "move(0, -1)", "Cursor up", show=False, id="prediction_pane.up"),
        Binding("down", "move(0, 1)", "Cursor down", show=False, id="prediction_pane.down"),
        Binding("left", "move(-1, 0)", "Cursor left", show=False, id="prediction_pane.left"),
        Binding("right", "move(1, 0)", "Cursor right", show=False, id="prediction_pane.right"),
        Binding("escape", "leave", "No cursor", show=False, id="prediction_pane.no_cursor"),
    ]

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._subject: Subject | None = None
        self._choice: Choice | None = None
        self._picture: Picture | None = None
        self._painted = Canvas(0, 0)
        self._palette: Palette | None = None
        self._cursor: Place | None = None
        self._pointer: Place | None = None
        self._turn = Turn()

    # Drawing.

    def watch_snapshot(self) -> None:
        """Draw the new snapshot, at once when paused; a running one is followed by others, so its turn may wait."""
        if self._picture is None or self.snapshot is None or not self.snapshot.running or self._turn.has_come:
            self.redraw()

    def redraw(self) -> None:
        """Draw the snapshot."""
        width, height = self.content_size
        if width >= 1 and height >= 1:
            with self._turn.taken():
                self._draw(width, height)

    def _draw(self, width: int, height: int) -> None:
        self._painted = Canvas(width, height)
        # Far from the data predictions may overflow; what is not finite is left out of the picture.
        with np.errstate(all="ignore"):
            self._picture = None if self.snapshot is None else self._picture_of(self.snapshot, width, height)
            if self._picture is None:
                self._painted.put(0, 0, fitted(EMPTY, width), ink(MUTED))
            else:
                self._picture.paint(self._painted)
        self._show()

    def _picture_of(self, snapshot: Snapshot, width: int, height: int) -> Picture:
        subject = self._subject
        if subject is None or not subject.is_of(snapshot.experiment, snapshot.data):
            self._subject, subject = Subject(snapshot.experiment, snapshot.data), subject
            first = first_choice(self._subject)
            if self._choice is None or subject is None or subject.data is not snapshot.data:
                self._choice, self._cursor = first, None
            elif self._choice.views != first.views:
                self._choice = first
        assert self._subject is not None and self._choice is not None
        # Sixteen colours have no shades: points would vanish in areas of their own colour.
        shades = not (self.app.no_color or self.app.current_theme.ansi)
        scene = Scene(snapshot, self._subject, self._choice, height, coloured=shades)
        return _PICTURES[self._choice.view](scene, width - self._panel_width)

    @property
    def _panel_width(self) -> int:
        width = self.content_size.width
        return min(WIDEST_PANEL, width // PANEL_SHARE) if width >= NARROWEST_WITH_PANEL else 0

    def _show(self) -> None:
        """Put cursor, numbers and words over and around the picture."""
        canvas, picture, place = self._painted.copy(), self._picture, self._place
        title, subtitle = "prediction", Content()
        if picture is not None:
            width, panel = self.outer_size.width - 6, self._panel_width
            with np.errstate(all="ignore"):
                if place is not None:
                    picture.paint_cursor(canvas, place)
                rows = picture.panel(place, panel - PANEL_GAP, canvas.height) if panel else ()
                told = self._legends(picture) if place is None else picture.told(place)
            paint_rows(canvas, canvas.width - panel + PANEL_GAP, rows)
            title = _fitting([[(text, MUTED)] for text in picture.titles()], width).plain
            subtitle = _fitting(told, width)
        self.show(canvas, Content(title), subtitle)

    def _legends(self, picture: Picture) -> list[Row]:
        """Explain signs, and the pane's keys while it has the focus, as far as there may be room."""
        keys: list[str] = []
        if self.has_focus and self._choice is not None and self._subject is not None:
            keys = key_words(self._choice, self._subject)
        return [
            row
            for legend in picture.legends()
            for row in (*([*legend, (f" · {hint}", MUTED)] for hint in keys), legend)
        ]

    def watch_has_focus(self, focused: bool) -> None:
        """Explain the keys, or no more."""
        super().watch_has_focus(focused)
        self._show()

    def style_of(self, ink: int) -> Style:
        """Give the style of an ink."""
        if self._palette is None:
            background = self.background_colors[1]
            self._palette = Palette(self.app.theme_variables, background, dark=self.app.current_theme.dark)
        return self._palette.style(ink)

    def forget_styles(self) -> None:
        """Forget styles that may belong to another theme."""
        self._palette = None

    # The place that is read off.

    @property
    def _place(self) -> Place | None:
        """The place under the pointer, or else under the cursor."""
        place = self._pointer or self._cursor
        if place is None or self._picture is None:
            return None
        columns, rows = self._picture.places
        return min(place[0], columns - 1), min(place[1], rows - 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave sideways arrows and escape to others as long as there is no cursor."""
        if action == "leave" or (action == "move" and parameters[1] == 0):
            return self._cursor is not None
        return True

    def action_move(self, across: int, down: int) -> None:
        """Show the cursor, or move it."""
        if self._picture is None:
            return
        if self._cursor is None:
            with np.errstate(all="ignore"):
                self._cursor = self._picture.start()
        else:
            columns, rows = self._picture.places
            column, row = self._cursor
            self._cursor = max(0, min(columns - 1, column + across)), max(0, min(rows - 1, row + down))
        self._pointer = None
        self._show()

    def action_leave(self) -> None:
        """Take the cursor away."""
        self._cursor = None
        self._show()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Read off what is under the pointer."""
        self._point(event)

    def on_leave(self, event: events.Leave) -> None:
        """Read off what the pointer was on no more."""
        if self._pointer is not None:
            self._pointer = None
            self._show()

    def on_click(self, event: events.Click) -> None:
        """Leave the cursor where the pointer is."""
        self._point(event)
        self._cursor = self._pointer

    def _point(self, event: events.MouseEvent) -> None:
        offset = event.get_content_offset(self)
        pointer = None if offset is None or self._picture is None else self._picture.place_at(*offset)
        if pointer != self._pointer:
            self._pointer = pointer
            self._show()

    # What is looked at.

    def action_view(self) -> None:
        """Look at the predictions in another way."""
        self._choose(lambda choice, subject: choice.next_view())

    def action_across(self) -> None:
        """Put another input on the lower edge."""
        self._choose(lambda choice, subject: choice.next_across(subject.data.input_count))

    def action_up(self) -> None:
        """Put another input on the left edge."""
        self._choose(lambda choice, subject: choice.next_up(subject.data.input_count))

    def action_output(self) -> None:
        """Show another output."""
        self._choose(lambda choice, subject: choice.next_output(subject))

    def action_held(self) -> None:
        """Hold other inputs at those of the example at hand, or at their mean."""
        self._choose(lambda choice, subject: choice.other_held())

    def _choose(self, change: Callable[[Choice, Subject], Choice]) -> None:
        if self._choice is not None and self._subject is not None:
            self._choice = change(self._choice, self._subject)
            self._cursor = self._pointer = None
            self.redraw()


def _fitting(rows: Sequence[Row], width: int) -> Content:
    """Give the first of some rows of text that is not wider than so many cells."""
    row = next((row for row in rows if row_width(row) <= width), ())
    return Content.assemble(*((text, style) if (style := variable(colour)) else text for text, colour in row))
