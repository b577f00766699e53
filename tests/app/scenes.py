"""Scenes of the prediction pane's pictures, and what they look like, without a screen."""

from __future__ import annotations

from dataclasses import replace

from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.panes.picture_rows import Row
from tui_nn.app.panes.prediction_choice import first_choice
from tui_nn.app.panes.prediction_picture import Picture
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.training.snapshot import Snapshot


def scene_of(snapshot: Snapshot, height: int = 20, **chosen: object) -> Scene:
    """Show a snapshot as at first, but for what is chosen: fields of Choice."""
    subject = Subject(snapshot.experiment, snapshot.data)
    return Scene(snapshot, subject, replace(first_choice(subject), **chosen), height)  # type: ignore[arg-type]


def painted(picture: Picture, width: int, height: int = 20) -> list[str]:
    """Give the rows of a picture on a canvas of its own."""
    canvas = Canvas(width, height)
    picture.paint(canvas)
    return [canvas.text(y) for y in range(height)]


def words(row: Row) -> str:
    """Give a row's text."""
    return "".join(text for text, _ in row)


def number_in(text: str) -> float:
    """Read the last word of a text as a number."""
    return float(text.split()[-1].replace("−", "-"))
