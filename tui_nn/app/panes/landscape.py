"""The loss landscape: the loss as a function of two parameters or of one, and the point that moves on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.frames import Turn
from tui_nn.app.panes.cursor_pane import CursorPane, cursor_bindings
from tui_nn.app.panes.landscape_choice import Choice, Spans, View, first_choice
from tui_nn.app.panes.landscape_curve import CurvePicture
from tui_nn.app.panes.landscape_map import MapPicture
from tui_nn.app.panes.landscape_picture import LandscapePicture
from tui_nn.app.panes.landscape_request import request_for
from tui_nn.app.panes.landscape_scene import Scene
from tui_nn.app.panes.landscape_table import table, table_width
from tui_nn.app.panes.landscape_words import EMPTY, EXPLANATION, WORKING, key_words, legends, titles, told
from tui_nn.app.panes.picture_inks import MUTED, Palette, ink
from tui_nn.app.panes.picture_rows import fitting, paint_rows
from tui_nn.training.landscape_survey import Request, Survey, surveying
from tui_nn.training.snapshot import Snapshot

NARROWEST_WITH_TABLE = 70
TABLE_GAP = 2

STANDS_SECONDS = 0.5
"""How long a surface stands at least while training runs."""

SHARE_OF_THE_TIME = 0.1
"""How much of the time working it out may take then; that is done on a thread that lets others go on."""


class LandscapePane(CursorPane):
    """Draws the loss over two parameters, over one, or over two random directions.

    The loss is worked out on a thread of its own, in slices: what a newer wish makes needless is given up. Until it is
    done the last surface stands, with the words that belong to it, and the point moves over it.
    """

    EXPLANATION: ClassVar[str] = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "Another view", show=False, id="landscape_pane.view"),
        Binding("x", "choose(0)", "The first parameter", show=False, id="landscape_pane.first"),
        Binding("y", "choose(1)", "The second parameter", show=False, id="landscape_pane.second"),
        Binding("j", "draw", "Other random directions", show=False, id="landscape_pane.directions"),
        Binding("k", "whose", "Whose loss", show=False, id="landscape_pane.whose"),
        Binding("l", "logarithmic", "Colours for factors or differences", show=False, id="landscape_pane.log"),
        Binding("less_than_sign", "resize(False)", "A smaller range", show=False, id="landscape_pane.smaller"),
        Binding("greater_than_sign", "resize(True)", "A larger range", show=False, id="landscape_pane.larger"),
        Binding("0", "first_range", "The first range", show=False, id="landscape_pane.first_range"),
        *cursor_bindings("landscape_pane"),
    ]

    class Surveyed(Message):
        """A survey is there."""

        def __init__(self, survey: Survey) -> None:
            super().__init__()
            self.survey = survey

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice | None = None
        self._spans = Spans()
        self._selected: int | None = None
        self._of: Snapshot | None = None
        self._asked: tuple[Request, Choice] | None = None
        self._survey: tuple[Survey, Choice] | None = None
        self._working = False
        self._picture: LandscapePicture | None = None
        self._painted = Canvas(0, 0)
        self._turn = Turn(STANDS_SECONDS, SHARE_OF_THE_TIME)

    # Working the loss out.

    def watch_snapshot(self) -> None:
        """Have the loss worked out around the new parameters, at once when paused, and move the point."""
        snapshot, of = self.snapshot, self._of
        self._of = snapshot
        if snapshot is None or of is None or of.data is not snapshot.data or not _same_network(of, snapshot):
            self._begin(snapshot)
        if snapshot is not None and (not snapshot.running or (self._turn.has_come and not self._working)):
            self._ask()
        self.show_place()

    def _begin(self, snapshot: Snapshot | None) -> None:
        """Forget what was seen of another network."""
        self._choice = choice = None if snapshot is None else first_choice(snapshot.experiment)
        if choice is not None and self._selected is not None and self._selected < choice.count:
            self._choice = choice.with_first(self._selected)
        self._spans, self._survey, self._asked, self._selected = Spans(), None, None, None
        self._working = False
        self.forget_place()
        self._draw()

    def _ask(self) -> None:
        """Have worked out what is to be seen, unless that was asked for already."""
        snapshot, choice, size = self.snapshot, self._choice, self.content_size
        if snapshot is None or choice is None or not size.width or not size.height:
            return
        width = size.width - self._table_width(choice)
        request = request_for(snapshot, choice, self._spans, width, size.height)
        if self._asked is not None and request.key == self._asked[0].key and choice == self._asked[1]:
            return
        self._asked, self._working = (request, choice), True
        # Not a partial: Textual writes out what it is given, and that would be all of the data.
        self.run_worker(lambda: self._work(request), thread=True, exclusive=True, group="landscape")

    def _work(self, request: Request) -> None:
        """Work a survey out; on a thread of its own."""
        worker = get_current_worker()
        with self._turn.taken():
            for survey in surveying(request):
                if worker.is_cancelled:
                    return
                if survey is not None:
                    self.post_message(self.Surveyed(survey))

    def on_landscape_pane_surveyed(self, message: Surveyed) -> None:
        """Draw a survey, unless something else has been asked for meanwhile."""
        survey = message.survey
        if self._asked is not None and survey.request is self._asked[0]:
            self._working = not survey.finished
            self._survey = survey, self._asked[1]
            self._draw()

    # Drawing.

    def redraw(self) -> None:
        """Draw for another size or theme."""
        self._ask()
        self._draw()

    def _table_width(self, choice: Choice) -> int:
        with_table = self.content_size.width >= NARROWEST_WITH_TABLE
        return table_width(len(choice.axes)) + TABLE_GAP if with_table else 0

    def _draw(self) -> None:
        """Draw the survey there is."""
        width, height = self.content_size
        if width < 1 or height < 1:
            return
        self._painted, self._picture = Canvas(width, height), None
        scene = self._scene()
        if scene is None:
            words = EMPTY if self.snapshot is None else WORKING
            self._painted.put(0, 0, fitted(words, width), ink(MUTED))
        else:
            kind = CurvePicture if scene.choice.view is View.ONE else MapPicture
            self._picture = kind(scene, width - self._table_width(scene.choice))
            self._picture.paint(self._painted)
        self.show_place()

    def _scene(self) -> Scene | None:
        if self.snapshot is None or self._survey is None:
            return None
        survey, choice = self._survey
        return Scene(survey, choice, self.snapshot, self.content_size.height, coloured=self.has_shades)

    def show_place(self) -> None:
        """Put the moment's marks, cursor, numbers and words over and around the picture."""
        if not self.content_size.width or not self.content_size.height:
            return
        canvas, picture, scene = self._painted.copy(), self._picture, self._scene()
        title, subtitle = "loss landscape", Content()
        if picture is not None and scene is not None:
            picture.scene = scene
            width, place = self.outer_size.width - 6, self.place
            mark = None if place is None else picture.mark_at(place)
            picture.paint_moment(canvas)
            if place is not None:
                picture.paint_cursor(canvas, place)
            if space := self._table_width(scene.choice):
                paint_rows(canvas, canvas.width - space + TABLE_GAP, table(picture, mark, canvas.height))
            title = fitting([[(text, MUTED)] for text in titles(scene)], width).plain
            keys = key_words(scene) if self.has_focus else []
            words = legends(picture, keys, with_table=space > 0) if mark is None else told(picture, mark)
            subtitle = fitting(words, width)
        self.show(canvas, Content(title), subtitle)

    def ink_styles(self) -> Callable[[int], Style]:
        """Give the styles of inks."""
        background = self.background_colors[1]
        return Palette(self.app.theme_variables, background, dark=self.app.current_theme.dark).style

    # What is looked at.

    @property
    def readable(self) -> LandscapePicture | None:
        """The picture."""
        return self._picture

    def select(self, index: int | None) -> None:
        """Look along the parameter that is selected elsewhere; None leaves the choice as it is."""
        if index is None or self._choice is None:
            self._selected = self._selected if index is None else index
        elif index != self._choice.first and index < self._choice.count:
            self._choose(self._choice.with_first(index))

    def _choose(self, choice: Choice) -> None:
        self._choice = choice
        self.forget_place()
        if self.display:
            self._ask()
            self.show_place()

    def action_view(self) -> None:
        """Look at the loss in another way."""
        if self._choice is not None:
            self._choose(self._choice.next_view())

    def action_whose(self) -> None:
        """See the loss of all examples, of the batch or of the example at hand."""
        if self._choice is not None:
            self._choose(self._choice.next_whose())

    def action_logarithmic(self) -> None:
        """Colour equal factors alike, or equal differences."""
        if self._choice is not None:
            self._choose(replace(self._choice, logarithmic=not self._choice.logarithmic))

    def action_draw(self) -> None:
        """Draw other random directions."""
        if self._choice is not None and self._choice.view is View.RANDOM:
            self._choose(replace(self._choice, seed=self._choice.seed + 1))

    def action_choose(self, axis: int) -> None:
        """Ask for the parameter along an axis."""
        from tui_nn.app.screens.parameter import ParameterScreen

        choice, snapshot = self._choice, self.snapshot
        if choice is None or snapshot is None or choice.view is View.RANDOM or axis >= len(choice.axes):
            return

        def take(index: int | None) -> None:
            if index is not None and self._choice is not None and index < self._choice.count:
                self._choose(self._choice.with_second(index) if axis else self._choice.with_first(index))

        title = f"The parameter {'upwards' if axis else 'across'}"
        names, values = snapshot.experiment.names, snapshot.parameters.tolist()
        self.app.push_screen(ParameterScreen(title, names, values, choice.axes[axis][1]), take)

    def action_resize(self, larger: bool) -> None:
        """See more or less."""
        if self._choice is not None and self.snapshot is not None:
            self._spans.resize(self._choice, self.snapshot.parameters, larger=larger)
            self._choose(self._choice)

    def action_first_range(self) -> None:
        """See as much as to begin with."""
        if self._choice is not None:
            self._spans.forget(self._choice)
            self._choose(self._choice)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """See less."""
        event.stop()
        self.action_resize(larger=False)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """See more."""
        event.stop()
        self.action_resize(larger=True)


def _same_network(one: Snapshot, other: Snapshot) -> bool:
    return one.experiment.network == other.experiment.network and one.experiment.names == other.experiment.names
