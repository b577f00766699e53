"""The network as a diagram: nodes filled by activation, edges drawn by weight."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.panes import network_words
from tui_nn.app.panes.canvas_pane import CanvasPane
from tui_nn.app.panes.network_columns import Words
from tui_nn.app.panes.network_layout import lay_out
from tui_nn.app.panes.network_painting import Painter
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.snapshot import Snapshot


class NetworkPane(CanvasPane):
    """Draws the snapshot's network with the last example's values."""

    EXPLANATION: ClassVar[str] = network_words.EXPLANATION

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._about: tuple[Experiment, Dataset] | None = None
        self._words: Words | None = None
        self._painter: Painter | None = None
        self._painted_size = (0, 0)
        self._inks: tuple[Style, ...] = ()

    def redraw(self) -> None:
        """Draw the snapshot."""
        width, height = self.content_size
        if width < 1 or height < 1:
            return
        canvas = self._draw(width, height)
        title = network_words.title(self.snapshot, width - 4)
        strongest = self._painter.strongest if self._painter else 0
        self.show(canvas, title, network_words.legend(self.snapshot, width - 4, strongest=strongest))

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

    def style_of(self, ink: int) -> Style:
        """Give the style of an ink."""
        if not self._inks:
            background = self.background_colors[1]
            self._inks = inks.styles(self.app.theme_variables, background, dark=self.app.current_theme.dark)
        return self._inks[ink]

    def forget_styles(self) -> None:
        """Forget styles that may belong to another theme."""
        self._inks = ()
