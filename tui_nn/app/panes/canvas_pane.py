"""What panes drawn on a canvas share: rows painted again only where they changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.theme import Theme

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.looks import as_sent
from tui_nn.app.panes.pane import Pane


class CanvasPane(Pane):
    """A pane that shows a canvas.

    Subclasses draw in `redraw`, which is called for every new snapshot, size and theme, and end it with `show`.
    """

    DEFAULT_CSS = """
    CanvasPane {
        padding: 0;
    }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._canvas: Canvas | None = None
        self._sent: dict[int, Style] = {}

    def redraw(self) -> None:
        """Draw the snapshot, and `show` it."""
        raise NotImplementedError

    def style_of(self, ink: int) -> Style:
        """Give the style of an ink of the canvas."""
        raise NotImplementedError

    def forget_styles(self) -> None:
        """Forget styles that may belong to another theme."""
        raise NotImplementedError

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
        runs, sent = self._canvas.runs(y), self._sent
        for _, ink in runs:
            if ink not in sent:
                sent[ink] = as_sent(self.style_of(ink), self)
        return [Segment(text, sent[ink]) for text, ink in runs]

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
        self.forget_styles()
        self._canvas = None
        self.redraw()
