"""The prediction pane: what the network says all over the data, live."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.content import Content

from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.frames import Turn
from tui_nn.app.panes.cursor_pane import CursorPane, cursor_bindings
from tui_nn.app.panes.picture_inks import MUTED, Palette, ink
from tui_nn.app.panes.picture_rows import Row, fitting, paint_rows
from tui_nn.app.panes.prediction_actual import ActualPicture
from tui_nn.app.panes.prediction_choice import Choice, View, first_choice
from tui_nn.app.panes.prediction_confusion import ConfusionPicture
from tui_nn.app.panes.prediction_curve import CurvePicture
from tui_nn.app.panes.prediction_picture import Picture
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.app.panes.prediction_surface import SurfacePicture
from tui_nn.app.panes.prediction_words import EMPTY, EXPLANATION, key_words
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


class PredictionPane(CursorPane):
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
        *cursor_bindings("prediction_pane"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._subject: Subject | None = None
        self._choice: Choice | None = None
        self._picture: Picture | None = None
        self._painted = Canvas(0, 0)
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
        self.show_place()

    def _picture_of(self, snapshot: Snapshot, width: int, height: int) -> Picture:
        subject = self._subject
        if subject is None or not subject.is_of(snapshot.experiment, snapshot.data):
            self._subject, subject = Subject(snapshot.experiment, snapshot.data), subject
            first = first_choice(self._subject)
            if self._choice is None or subject is None or subject.data is not snapshot.data:
                self._choice = first
                self.forget_place()
            elif self._choice.views != first.views:
                self._choice = first
        assert self._subject is not None and self._choice is not None
        scene = Scene(snapshot, self._subject, self._choice, height, coloured=self.has_shades)
        return _PICTURES[self._choice.view](scene, width - self._panel_width)

    @property
    def _panel_width(self) -> int:
        width = self.content_size.width
        return min(WIDEST_PANEL, width // PANEL_SHARE) if width >= NARROWEST_WITH_PANEL else 0

    def show_place(self) -> None:
        """Put cursor, numbers and words over and around the picture."""
        canvas, picture, place = self._painted.copy(), self._picture, self.place
        title, subtitle = "prediction", Content()
        if picture is not None:
            width, panel = self.outer_size.width - 6, self._panel_width
            with np.errstate(all="ignore"):
                if place is not None:
                    picture.paint_cursor(canvas, place)
                rows = picture.panel(place, panel - PANEL_GAP, canvas.height) if panel else ()
                told = self._legends(picture) if place is None else picture.told(place)
            paint_rows(canvas, canvas.width - panel + PANEL_GAP, rows)
            title = fitting([[(text, MUTED)] for text in picture.titles()], width).plain
            subtitle = fitting(told, width)
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

    def ink_styles(self) -> Callable[[int], Style]:
        """Give the styles of inks."""
        background = self.background_colors[1]
        return Palette(self.app.theme_variables, background, dark=self.app.current_theme.dark).style

    # The place that is read off.

    @property
    def readable(self) -> Picture | None:
        """The picture."""
        return self._picture

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
            self.forget_place()
            self.redraw()
