"""What is on the screen as SVG: all of it, or one widget, with nothing in it that points outside."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments
from textual.app import App
from textual.widget import Widget


def picture_of_screen(app: App[None], title: str) -> str:
    """Give the whole screen, dialogs and all, as SVG."""
    return _without_fonts(app.export_screenshot(title=title))


def picture_of(widget: Widget, title: str) -> str:
    """Give one widget alone, with its frame, as SVG; it has no children."""
    width, height = widget.outer_size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        record=True,
    )
    lines = widget.render_lines(widget.outer_size.region)
    console.print(Segments(segment for line in lines for segment in (*line, Segment.line())), end="")
    return _without_fonts(console.export_svg(title=title))


def _without_fonts(svg: str) -> str:
    """Take out the addresses of fonts: who looks has one that will do."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def keep(svg: str, name: str, folder: Path) -> Path:
    """Write a picture to a file of this name, or one like it, that is not there yet.

    Args:
        svg: The picture.
        name: The file's name without its ending; what no file should have in its name is replaced.
        folder: Where to put it.

    Raises:
        OSError: It cannot be written.
    """
    for path in _paths(folder, re.sub(r"[^\w.-]+", "-", name)):
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(svg)
        except FileExistsError:
            continue
        return path
    raise AssertionError("the numbers have come to an end")


def _paths(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}.svg"
    yield from (folder / f"{stem}-{number}.svg" for number in count(2))
