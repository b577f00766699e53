"""Styles as they are sent to the terminal, worked out once."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.widget import Widget


def as_sent(style: Style, widget: Widget) -> Style:
    """Give a style after all of the app's filters, such as the one that takes colours away where none are wanted."""
    segments = [Segment(" ", style)]
    for line_filter in widget.get_line_filters():
        segments = line_filter.apply(segments, widget.background_colors[1])
    return segments[0].style or style


class Looks(dict[str, Style]):
    """Styles of a widget's component classes by name, as they are sent; the empty name is the widget's own.

    Textual works them out anew after every repaint, so they are kept here, to be cleared when the widget's style is
    updated.

    Args:
        widget: Whose component classes they are.
        prefix: What the classes' names begin with, such as `header--`.
    """

    def __init__(self, widget: Widget, prefix: str) -> None:
        super().__init__()
        self._widget = widget
        self._prefix = prefix

    def __missing__(self, name: str) -> Style:
        """Look a style up."""
        widget = self._widget
        style = widget.get_component_rich_style(self._prefix + name) if name else widget.rich_style
        self[name] = style = as_sent(style, widget)
        return style
