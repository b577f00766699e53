"""What panes drawn on a canvas share: rows painted again only where they changed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.theme import Theme

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.looks import as_sent
from tui_nn.app.panes.pane import Pane

MOST_SEGMENTS = 4_096
"""So many texts with their styles are kept."""


class CanvasPane(Pane):
    """A pane that shows a canvas.

    Subclasses draw in `redraw`, which is called for every new snapshot, size and theme, and end it with `show`.
    """

    DEFAULT_CSS = """
    CanvasPane {
        padding: 0;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._canvas: Canvas | None = None
        self._style_of: Callable[[int], Style] | None = None
        self._sent: dict[int, Style] = {}
        self._segments: dict[tuple[str, int], Segment] = {}

    @property
    def has_shades(self) -> bool:
        """Whether areas can be told apart by colour; of sixteen, points would vanish in areas of their own."""
        return not (self.app.no_color or self.app.theme_variables["class-1"].startswith("ansi_"))

    @abstractmethod
    def redraw(self) -> None:
        """Draw the snapshot, and `show` it."""

    @abstractmethod
    def ink_styles(self) -> Callable[[int], Style]:
        """Give what gives the styles of inks, in the colours of the theme."""

    def show(self, canvas: Canvas, title: str | Content, subtitle: str | Content) -> None:
        """Put a canvas into the place of the last one, and texts into the frame."""
        rows = canvas.changed_rows(self._canvas)
        self._canvas = canvas
        self.refresh_rows(rows)
        self.put_titles(title, subtitle)

    def row(self, y: int) -> Sequence[Segment]:
        """Give a row of the canvas."""
        if self._canvas is None or y >= self._canvas.height:
            return super().row(y)
        known = self._segments
        return [known.get(run) or self._segment(run) for run in self._canvas.runs(y)]

    def _segment(self, run: tuple[str, int]) -> Segment:
        """Give a text in an ink as it is sent. Most are on the screen again and again, so they are kept."""
        text, ink = run
        style = self._sent.get(ink)
        if style is None:
            self._style_of = self._style_of or self.ink_styles()
            style = self._sent[ink] = as_sent(self._style_of(ink), self)
        if len(self._segments) >= MOST_SEGMENTS:
            self._segments.clear()
        segment = self._segments[run] = Segment(text, style)
        return segment

    def watch_snapshot(self) -> None:
        """Draw the new snapshot."""
        self.redraw()

    def on_mount(self) -> None:
        """Follow the theme's colours."""
        self.app.theme_changed_signal.subscribe(self, self._recolour)

    def lay_out(self) -> None:
        """Draw for the new size."""
        self._canvas = None
        self.redraw()

    def _recolour(self, theme: Theme) -> None:
        self._sent.clear()
        self._segments.clear()
        self._style_of = None
        self._canvas = None
        self.redraw()
