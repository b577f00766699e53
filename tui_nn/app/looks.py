"""The styles of a widget's component classes, looked up once."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


class Looks(dict[str, Style]):
    """Styles by name; the empty name is the widget's own.

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
        self[name] = style
        return style
