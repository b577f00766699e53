"""A look at an entry of the open dialog before it is opened."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from tui_nn.app.screens.entries import Entry, shown_path
from tui_nn.app.screens.in_words import describe
from tui_nn.data.formats import binary_format
from tui_nn.data.opening import opened
from tui_nn.errors import SavingError, TuiNNError
from tui_nn.experiment.lessons import lesson
from tui_nn.training.saving import is_saved_session, tell
from tui_nn.training.saving_folder import when

GLANCE_BYTES = 4000
GLANCE_LINES = 24


def glance(entry: Entry | None) -> Content:
    """Give a lesson's words, or the first lines of a file."""
    if entry is None or entry.kind == "toggle":
        return Content("")
    if entry.kind == "lesson":
        return describe(lesson(entry.name))
    if entry.kind == "folder":
        return Content.styled(shown_path(entry.path), "bold $accent")
    if is_saved_session(entry.name):
        return _saved(entry.path)
    heading = entry.text or shown_path(entry.path)
    return Content.assemble((heading, "bold $accent"), "\n\n", _first_lines(entry.path))


def _saved(path: Path) -> Content:
    try:
        told = tell(path)
    except SavingError as error:
        return Content(error.cause)
    words = f"a session of {when(told.saved)}, at step {told.step:,}, of {told.source}"
    return Content.assemble((told.name, "bold $accent"), "\n\n", words)


def _first_lines(path: Path) -> str:
    """Give the beginning of a file as text, or say what it is instead."""
    # A pipe would wait for its writer.
    if not path.is_file():
        return ""
    try:
        with opened(path) as source:
            beginning = source.beginning(GLANCE_BYTES)
    except TuiNNError as error:
        return error.cause
    if binary := binary_format(beginning):
        return f"{binary}: open it to see its columns"
    lines = beginning.decode("utf-8", "replace").splitlines()[:GLANCE_LINES]
    return "\n".join("".join(char if char.isprintable() else " " for char in line) for line in lines)
