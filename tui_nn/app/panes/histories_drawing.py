"""How the histories pane is drawn: small plots or a large one, with a cursor and words over and around them."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap
from typing import ClassVar

from rich.style import Style
from textual.reactive import reactive

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.frames import Turn
from tui_nn.app.panes.canvas_pane import CanvasPane
from tui_nn.app.panes.histories_grid import FEWEST_STEPS, Grid, grid_for, paint_grid
from tui_nn.app.panes.histories_inks import LOOKS, TICK, ink
from tui_nn.app.panes.histories_large import Large, large_for
from tui_nn.app.panes.histories_marks import Marks, marks_of
from tui_nn.app.panes.histories_series import Kind, Subject
from tui_nn.app.panes.histories_words import (
    EMPTY,
    EXPLANATION,
    NOTHING,
    fitting,
    grid_title,
    joined,
    large_title,
    notes,
    range_words,
)
from tui_nn.app.panes.zooming import View, Zooming

REDRAW_SECONDS = 0.25
"""How long running plots stand at least."""


class HistoriesDrawing(Zooming, CanvasPane):
    """Draws one little plot for each history, or one of them large."""

    EXPLANATION: ClassVar[str] = EXPLANATION
    ALLOW_SELECT: ClassVar[bool] = False

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"histories--{look}" for look in LOOKS if look}

    DEFAULT_CSS = """
    HistoriesDrawing {
        padding: 0 1;
        & > .histories--name { color: $foreground 75%; }
        & > .histories--value { color: $foreground; }
        & > .histories--cursor { color: $accent; text-style: bold; }
        & > .histories--plus { color: $plus; }
        & > .histories--minus { color: $minus; }
        & > .histories--loss { color: $curve; }
        & > .histories--test { color: $foreground; }
        & > .histories--later { color: $foreground 25%; }
        & > .histories--here { color: $accent; }
        & > .histories--event { color: $foreground; }
        & > .histories--grid { color: $foreground 20%; }
        & > .histories--tick { color: $foreground 60%; }
    }
    """

    logarithmic: reactive[bool] = reactive(False, init=False, repaint=False)
    """Whether the axes of values are logarithmic."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = Kind.GRADIENTS
        self._subject: Subject | None = None
        self._marks: Marks | None = None
        self._grid = Grid(1, 1, 1, 1)
        self._first = self._cursor = 0
        self._is_large = False
        self._large: Large | None = None
        self._read: int | None = None
        self._pointer: int | None = None
        self._painted = Canvas(0, 0)
        self._title = ""
        self._turn = Turn(REDRAW_SECONDS)

    # Drawing.

    def watch_snapshot(self) -> None:
        """Draw the new snapshot, at once when paused; a running one is followed by others, so its turn may wait."""
        if self._subject is None or self.snapshot is None or not self.snapshot.running or self._turn.has_come:
            self.redraw()

    def watch_logarithmic(self) -> None:
        """Draw with the other axes."""
        self.redraw()

    def redraw(self) -> None:
        """Draw the snapshot."""
        width, height = self.content_size
        if width >= 1 and height >= 1:
            with self._turn.taken():
                self._draw(width, height)
            self._show()

    def _draw(self, width: int, height: int) -> None:
        canvas = self._painted = Canvas(width, height)
        before, self._large, self._title = self._subject, None, "histories"
        snapshot = self.snapshot
        record = None if snapshot is None else snapshot.histories
        if snapshot is None or record is None or not len(record.steps):
            self._subject, self._marks = None, None
            self._put_words(canvas, EMPTY)
            return
        self._subject, self._marks = Subject(snapshot, record, self._kind), marks_of(snapshot)
        if before is not None and before.snapshot.data is not snapshot.data:
            self._first = self._cursor = 0
            self._is_large, self._view, self._read = False, View(), None
        self._cursor = min(self._cursor, self._subject.count - 1)
        if self._is_large:
            self._draw_large(canvas, self._subject, self._marks)
        else:
            self._draw_grid(canvas, self._subject, self._marks)

    def _put_words(self, canvas: Canvas, words: str) -> None:
        for y, line in enumerate(wrap(words, canvas.width)):
            canvas.put(0, y, line, ink(TICK))

    def _draw_grid(self, canvas: Canvas, subject: Subject, marks: Marks) -> None:
        self._grid = grid_for(subject.count, canvas.width, canvas.height)
        self._first = self._cursor // self._grid.size * self._grid.size
        shown = subject.several(range(self._first, min(subject.count, self._first + self._grid.size)))
        cursor = self._cursor - self._first
        paint_grid(canvas, self._grid, shown, marks, cursor=cursor, logarithmic=self.logarithmic)
        self._title = fitting(grid_title(subject, self._first, len(shown)), self._words_width)

    def _draw_large(self, canvas: Canvas, subject: Subject, marks: Marks) -> None:
        series, latest = subject.one(self._cursor), marks.latest
        self._view = self._view.up_to(latest)
        start, stop = self._view.shown(latest)
        size = canvas.width, canvas.height
        large = large_for(series, start, max(stop, start + FEWEST_STEPS), *size, logarithmic=self.logarithmic)
        if large is None:
            self._put_words(canvas, NOTHING)
        else:
            large.paint(canvas, marks)
        self._large = large
        self._title = fitting(large_title(subject, series), self._words_width)

    @property
    def _words_width(self) -> int:
        return self.outer_size.width - 6

    def _show(self) -> None:
        """Put the cursor and words over and around what is painted."""
        canvas, large, read = self._painted, self._large, self._pointer or self._read
        words: list[str] = []
        if self._subject is not None and self._marks is not None:
            if large is not None and read is not None:
                canvas = canvas.copy()
                large.paint_cursor(canvas, read)
                words.append(fitting(large.told(read), self._words_width))
            if large is not None:
                words += range_words(large.block.start, large.block.stop, self._marks.latest)
                words += ["━ train  ┅ test"] if len(large.series.lines) > 1 else []
            signed = large.series.signed if large is not None else self._subject.count > 2
            words += notes(self._marks, logarithmic=self.logarithmic, signed=signed)
            if self.has_focus:
                words += self._key_words(self._subject)
        self.show(canvas, self._title, joined(words, self._words_width))

    def _key_words(self, subject: Subject) -> list[str]:
        if self._is_large:
            return ["←→ read off", "esc all"]
        more = ["pgdn more"] if self._grid.size < subject.count else []
        return ["↵ large", f"k {self._kind.next.value}", *more, "l log"]

    def watch_has_focus(self, focused: bool) -> None:
        """Explain the keys, or no more."""
        super().watch_has_focus(focused)
        self._show()

    def ink_styles(self) -> Callable[[int], Style]:
        """Give the styles of inks."""
        looks = [f"histories--{look}" for look in LOOKS]
        return lambda ink: self.get_component_rich_style(looks[ink]) if LOOKS[ink] else self.rich_style
