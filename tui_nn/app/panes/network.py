"""The network as a diagram: nodes filled by activation, edges drawn by weight."""

from __future__ import annotations

from typing import ClassVar, Self

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import Theme

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.panes import network_words
from tui_nn.app.panes.network_columns import Words
from tui_nn.app.panes.network_layout import lay_out
from tui_nn.app.panes.network_painting import Painter
from tui_nn.app.panes.pane import Pane
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.snapshot import Snapshot


class NetworkPane(Pane):
    """Draws the snapshot's network with the last example's values."""

    EXPLANATION: ClassVar[str] = network_words.EXPLANATION

    DEFAULT_CSS = """
    NetworkPane {
        padding: 0;
    }
    """

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._about: tuple[Experiment, Dataset] | None = None
        self._words: Words | None = None
        self._painter: Painter | None = None
        self._painted_size = (0, 0)
        self._canvas: Canvas | None = None
        self._strips: list[Strip] = []
        self._styles: tuple[Style, ...] = ()
        self._titles = ("", "")
        self._rows_only: list[Region] | None = None

    def on_mount(self) -> None:
        """Follow the theme's colours."""
        self.app.theme_changed_signal.subscribe(self, self._recolour)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out again for the new size."""
        self.redraw()
        self.refresh()

    def watch_snapshot(self) -> None:
        """Show the new snapshot."""
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """Give a row of the diagram."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.content_size.width, Style())

    def redraw(self) -> None:
        """Draw the snapshot, and ask for the rows that changed to be painted."""
        width, height = self.content_size
        if not self.is_mounted or width < 1 or height < 1:
            return
        self._styles = self._styles or self._make_styles()
        canvas = self._draw(width, height)
        rows = canvas.changed_rows(self._canvas)
        if len(self._strips) != height:
            self._strips = [Strip.blank(width, Style())] * height
        for y in rows:
            segments = [Segment(text, self._styles[ink]) for text, ink in canvas.runs(y)]
            self._strips[y] = Strip(segments, width)
        self._canvas = canvas
        regions = [Region(0, y, width, 1) for y in rows] + self._retitle(width)
        if regions:
            self.refresh(*regions)

    def _draw(self, width: int, height: int) -> Canvas:
        snapshot = self.snapshot
        painter = self._painter_for(snapshot, width, height) if snapshot else None
        if snapshot and painter:
            return painter.paint(snapshot)
        text = fitted(network_words.TOO_SMALL if snapshot else network_words.EMPTY, width)
        canvas = Canvas(width, height)
        canvas.put((width - len(text)) // 2, height // 2, text, inks.MUTED)
        return canvas

    def _painter_for(self, snapshot: Snapshot, width: int, height: int) -> Painter | None:
        """Give the painter for this network and size; a new one only when one of them changed."""
        about, size = self._about, (width, height)
        if about is None or about[0] is not snapshot.experiment or about[1] is not snapshot.data:
            self._about = (snapshot.experiment, snapshot.data)
            words = network_words.words_for(snapshot.experiment, snapshot.data)
            if words != self._words:
                self._words, self._painted_size = words, (0, 0)
        if self._words is not None and size != self._painted_size:
            diagram = lay_out(self._words, width, height)
            self._painter = Painter(self._words, diagram) if diagram else None
            self._painted_size = size
        return self._painter

    def _retitle(self, width: int) -> list[Region]:
        """Set the frame's texts where they changed; give the rows of the frame to paint."""
        strongest = self._painter.strongest if self._painter else 0
        titles = (
            network_words.title(self.snapshot, width - 4),
            network_words.legend(self.snapshot, width - 4, strongest=strongest),
        )
        if titles == self._titles:
            return []
        self._titles = titles
        left, top = self.content_offset
        outer = self.outer_size
        frame = [Region(-left, y - top, outer.width, 1) for y in (0, outer.height - 1)]
        self._rows_only = frame
        try:
            self.border_title, self.border_subtitle = titles
        finally:
            self._rows_only = None
        return frame

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint again; while the frame's texts are being set only the frame's rows, not everything within."""
        return super().refresh(*(regions or self._rows_only or ()), repaint=repaint, layout=layout, recompose=recompose)

    def _recolour(self, theme: Theme) -> None:
        self._styles = ()
        self._canvas = None
        self.redraw()

    def _make_styles(self) -> tuple[Style, ...]:
        background = self.background_colors[1]
        return inks.styles(self.app.theme_variables, background, dark=self.app.current_theme.dark)
