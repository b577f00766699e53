"""The numbers beside a picture of the loss: marks and slopes, one a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len

from tui_nn.app.drawing.canvas import fitted
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.landscape_heat import Heat, colours, textures
from tui_nn.app.panes.landscape_map import MapPicture
from tui_nn.app.panes.landscape_picture import LandscapePicture
from tui_nn.app.panes.landscape_scene import HERE, Mark, Scene
from tui_nn.app.panes.picture_inks import ACCENT, MUTED, TEXT
from tui_nn.app.panes.picture_rows import Row, stacked
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES

LABEL, COLUMN = 10, 8
"""Cells of a row's name and of each number."""

_SHORTEST_SCALE = 6


def table_width(directions: int) -> int:
    """Give the cells of the table of so many directions."""
    return LABEL + COLUMN * (1 + directions)


def table(picture: LandscapePicture, cursor: Mark | None, height: int) -> list[Row]:
    """Give the rows: marks with their losses and places, slopes, the update, and what the colours mean.

    Args:
        picture: The picture.
        cursor: The place under the cursor.
        height: The rows there are.
    """
    scene = picture.scene
    head: Row = [(" " * LABEL + "loss".rjust(COLUMN), MUTED), *((_name(name), MUTED) for name in scene.names)]
    marks = [_mark_row(mark) for mark in (*([cursor] if cursor else []), *reversed(scene.marks))]
    slopes = [_numbers_row(name, None, slope, MUTED) for name, slope in scene.slopes]
    if scene.has_moved and not scene.snapshot.running:
        moved = scene.coordinates(scene.snapshot.parameters) - scene.start.coordinates
        slopes.append(_numbers_row("moved", None, moved, MUTED))
    width = table_width(len(scene.names))
    formula: Row = [(fitted(LOSSES[scene.snapshot.experiment.training.loss].formula, width), MUTED)]
    scale = [_scale_row(picture.heat, scene, width)] if isinstance(picture, MapPicture) else []
    return stacked([[head, *marks], slopes, [*scale, formula]], height)


def _name(name: str) -> str:
    return fitted(name, COLUMN - 1).rjust(COLUMN)


def _mark_row(mark: Mark) -> Row:
    return _numbers_row(
        f"{mark.glyph} {mark.name.split()[0]}", mark.loss, mark.coordinates, ACCENT if mark.glyph == HERE else TEXT
    )


def _numbers_row(label: str, loss: float | None, numbers: Floats, colour: int) -> Row:
    texts = ["" if loss is None else short_number(loss, COLUMN - 1)]
    texts += [short_number(number, COLUMN - 1) for number in numbers.tolist()]
    label = fitted(label, LABEL)
    return [
        (label + " " * (LABEL - cell_len(label)), colour),
        ("".join(text.rjust(COLUMN) for text in texts), TEXT),
    ]


def _scale_row(heat: Heat, scene: Scene, width: int) -> Row:
    """Give the colours from low to high."""
    low, high = (short_number(end, COLUMN - 1) for end in (heat.scale.low, heat.scale.high))
    low, high = ("≤ " * heat.beyond[0] + low, "≥ " * heat.beyond[1] + high)
    cells = width - len(low) - len(high) - 2
    if cells < _SHORTEST_SCALE:
        return [(f"{low} … {high}", MUTED)]
    shares = (np.arange(cells) + 0.5) / cells
    bar: Sequence[tuple[str, int]]
    if scene.coloured:
        bar = [("█", colour) for colour in colours(shares).tolist()]
    else:
        bar = [("".join(map(chr, textures(shares).tolist())), MUTED)]
    return [(f"{low} ", MUTED), *bar, (f" {high}", MUTED)]
