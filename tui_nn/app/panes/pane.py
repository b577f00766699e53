"""What all panes are: a framed view of the latest snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import ClassVar, Self

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.geometry import NULL_SIZE, Region
from textual.reactive import reactive
from textual.strip import Strip
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

    Painting a row takes Textual longer than drawing it: it works out frame and padding for each row anew. A pane
    therefore keeps its rows as they are sent, and puts a new one together from `row` and the sides of the frame, which
    are the same for all rows.
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

    def __init__(self) -> None:
        # Textual refreshes what it sets up, so these must be there before it does.
        self._titles: tuple[str | Content, str | Content] = "", ""
        self._only_row: int | None = None
        self._being_laid_out = False
        self._laid_out = NULL_SIZE
        self._rows: list[Strip | None] = []
        self._sides: tuple[Strip, Strip] | None = None
        self._edges: dict[int, Strip] = {}
        super().__init__()

    def lay_out(self) -> None:
        """Draw the snapshot for the present size: called when rows are wanted for the first time in it."""

    def put_titles(self, title: str | Content, subtitle: str | Content) -> None:
        """Write on the frame: titles change with every step, so only these edges are painted again."""
        before, self._titles = self._titles, (title, subtitle)
        if title != before[0]:
            with self._painting_only(-self.gutter.top):
                self.border_title = Content(title) if isinstance(title, str) else title
        if subtitle != before[1]:
            with self._painting_only(self.content_size.height):
                self.border_subtitle = Content(subtitle) if isinstance(subtitle, str) else subtitle

    @contextmanager
    def _painting_only(self, row: int) -> Iterator[None]:
        self._only_row = row
        yield
        self._only_row = None

    def refresh_rows(self, rows: Iterable[int]) -> None:
        """Paint some rows of the content again, ascending, from edge to edge as nothing has to be cut then."""
        left, width = -self.gutter.left, self.outer_size.width
        regions = []
        for _, group in groupby(enumerate(rows), key=lambda place: place[1] - place[0]):
            block = [row for _, row in group]
            regions.append(Region(left, block[0], width, len(block)))
        if regions:
            self.refresh(*regions)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint again: everything, or regions of the content."""
        if self._only_row is not None and not regions:
            self.refresh_rows((self._only_row,))
            return self
        if self._being_laid_out:
            # All rows are about to be painted anyway.
            return self
        if not regions:
            self._rows, self._sides, self._edges = [], None, {}
        top = self.gutter.top if self._rows else 0
        for region in regions:
            for row in region.line_range:
                if 0 <= row + top < len(self._rows):
                    self._rows[row + top] = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the pane's rows, framed; only those to be painted again are put together."""
        size = self.outer_size
        if size != self._laid_out:
            self._laid_out, self._rows, self._sides, self._edges = size, [], None, {}
            self._being_laid_out = True
            self.lay_out()
            self._being_laid_out = False
        if crop != size.region:
            return super().render_lines(crop)
        if not self._rows:
            self._rows = [None] * size.height
        top, bottom = self.gutter.top, size.height - self.gutter.bottom
        for y, row in enumerate(self._rows):
            if row is None:
                self._rows[y] = self._framed(y - top) if top <= y < bottom else self._edge(y)
        return [row for row in self._rows if row is not None]

    def _edge(self, y: int) -> Strip:
        """Give an edge of the frame, as Textual draws it; where only its words are new, by the pattern of the last."""
        words, pattern = self._titles[y > 0], self._edges.get(y)
        if pattern is not None and isinstance(words, str) and words:
            line = "─" * (self.outer_size.width - 5 - cell_len(words))
            if line:
                texts = "╭", "─", f" {words} ", line, "╮"
                if y:
                    texts = "╰", line, f" {words} ", "─", "╯"
                styles = [segment.style for segment in pattern]
                return Strip(map(Segment, texts, styles), self.outer_size.width)
        row = self._by_textual(y)
        if len(row) == 5:
            self._edges[y] = row
        return row

    def _framed(self, y: int) -> Strip:
        width = self.outer_size.width
        if self._sides is None:
            row, gutter = self._by_textual(y + self.gutter.top), self.gutter
            sides = row.crop(0, gutter.left), row.crop(width - gutter.right, width)
            self._sides = sides
        left, right = self._sides
        return Strip([*left, *self.row(y), *right], width)

    def render_line(self, y: int) -> Strip:
        """Give a row of the content as Textual asks for it."""
        return Strip(self.row(y), self.content_size.width)

    def row(self, y: int) -> Sequence[Segment]:
        """Give a row of the content, as wide as it is, in styles as they are sent."""
        return (Segment(" " * self.content_size.width, self.rich_style),)

    def _by_textual(self, y: int) -> Strip:
        return super().render_lines(Region(0, y, self.outer_size.width, 1))[0]

    def on_hide(self) -> None:
        """Draw anew when somebody sees it again."""
        self._laid_out = NULL_SIZE
