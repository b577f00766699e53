"""What panes of text lines share: cells in colours, painted again only where they changed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_nn.app.looks import Looks
from tui_nn.app.panes.pane import Pane

Span = tuple[str, str]
"""A piece of text and the name of its look, such as `plus`; empty for the pane's own."""

Line = tuple[Span, ...]
"""One line of a pane; the look `cursor` in any span is the whole line's background."""

_NO_STYLE = Style()


def fitted(text: str, width: int) -> str:
    """Give text in exactly `width` cells, its end replaced by … where it is too long."""
    if cell_len(text) > width > 0:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    return set_cell_size(text, max(0, width))


def fitted_right(text: str, width: int) -> str:
    """Give text in exactly `width` cells, to the right, its end replaced by … where it is too long."""
    short = fitted(text, width).rstrip()
    return " " * (width - cell_len(short)) + short


class RowsPane(Pane):
    """A pane of text lines.

    Subclasses give `compose_lines` and `titles`; both are asked whenever snapshot or size change. Lines equal to those
    on the screen are not painted again.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--header",
        "rows--dim",
        "rows--strong",
        "rows--plus",
        "rows--minus",
        "rows--plus-bar",
        "rows--minus-bar",
        "rows--right",
        "rows--wrong",
        "rows--track",
        "rows--cursor",
    }
    """The looks of spans: `plus` is drawn as the component class `rows--plus`, and so on."""

    DEFAULT_CSS = """
    RowsPane {
        & > .rows--header { color: $foreground 65%; }
        & > .rows--dim { color: $foreground 65%; }
        & > .rows--strong { color: $foreground; text-style: bold; }
        & > .rows--plus { color: $plus; }
        & > .rows--minus { color: $minus; }
        & > .rows--plus-bar { color: $plus 80%; }
        & > .rows--minus-bar { color: $minus 80%; }
        & > .rows--right { color: $right; }
        & > .rows--wrong { color: $wrong; }
        & > .rows--track { color: $foreground 30%; }
        & > .rows--cursor { background: $row-at-hand; }
    }
    """

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._looks = Looks(self, "rows--")
        self._width = 0
        super().__init__()

    @abstractmethod
    def compose_lines(self, width: int, height: int) -> Sequence[Line]:
        """Give at most `height` lines, `width` cells wide or less."""

    @abstractmethod
    def titles(self, width: int) -> tuple[str, str]:
        """Give title and subtitle of the frame, each in at most `width` cells."""

    def update_lines(self) -> None:
        """Compose the lines anew and paint those that changed."""
        width, height = self.content_size
        if width <= 0 or height <= 0:
            return
        self._width = width
        self.put_titles(*self.titles(self.outer_size.width - 6))
        lines = list(self.compose_lines(width, height))[:height]
        changed = [
            row
            for row in range(max(len(lines), len(self._lines)))
            if row >= len(lines) or row >= len(self._lines) or lines[row] != self._lines[row]
        ]
        self._lines = lines
        self.refresh_rows(changed)

    def watch_snapshot(self) -> None:
        """Show the new snapshot."""
        self.update_lines()

    def lay_out(self) -> None:
        """Compose all lines for the new size."""
        self._lines = []
        self.update_lines()

    def notify_style_update(self) -> None:
        """Forget colours that may belong to another theme."""
        super().notify_style_update()
        self._looks.clear()

    def row(self, y: int) -> Sequence[Segment]:
        """Give one line of the pane."""
        line, looks = self._lines[y] if y < len(self._lines) else (), self._looks
        used = cell_len("".join([text for text, _ in line]))
        spans, behind = [*line, (" " * (self._width - used), "")], _NO_STYLE
        if any(look == "cursor" for _, look in line):
            spans = [(text, "" if look == "cursor" else look) for text, look in spans]
            behind = Style(bgcolor=looks["cursor"].bgcolor)
        segments = [Segment(text, looks[look] + behind) for text, look in joined(spans)]
        return segments if used <= self._width else list(Strip(segments).crop(0, self._width))


def joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Put neighbours of one look together: the fewer pieces, the less is sent."""
    whole, its_look = "", ""
    for text, look in spans:
        if look == its_look:
            whole += text
        else:
            if whole:
                yield whole, its_look
            whole, its_look = text, look
    if whole:
        yield whole, its_look


def message(text: str, width: int, height: int) -> list[Line]:
    """Give a message in place of rows: wrapped and, where there is room, a line from the top."""
    lines: list[Line] = [((line, "dim"),) for line in wrap(text, max(1, width))]
    return ([((" ", ""),), *lines] if len(lines) + 2 <= height else lines)[:height]


def scroll_thumb(top: int, rows: int, total: int) -> range:
    """Give the lines of the view that the mark of a scroll bar covers; none where all fits.

    Args:
        top: The first of the things in view.
        rows: How many of them are in view.
        total: How many there are.
    """
    if total <= rows or rows < 3:
        return range(0)
    size = max(1, round(rows * rows / total))
    start = round(min(1.0, top / (total - rows)) * (rows - size))
    return range(start, start + size)
