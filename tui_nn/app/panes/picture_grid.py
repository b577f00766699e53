"""Grids of values made as fine as a picture, and where their regions meet."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.panes.picture_plot import Cells
from tui_nn.core.floats import Floats
from tui_nn.data.dataset import Integers


def resized(values: Floats, rows: int, columns: int) -> Floats:
    """Read a grid off at the middles of other parts, on straight lines between its own.

    Args:
        values: Shape (outputs, rows, columns).
        rows: How many rows are wanted.
        columns: How many columns are wanted.

    Returns:
        Shape (outputs, `rows`, `columns`).
    """
    if values.shape[1:] == (rows, columns):
        return values
    above, below, down = _between(values.shape[1], rows)
    left, right, across = _between(values.shape[2], columns)
    lines = values[:, above]
    lines += (values[:, below] - lines) * down[:, None]
    fine = lines[:, :, left]
    fine += (lines[:, :, right] - fine) * across
    return fine


def borders(regions: Integers) -> NDArray[np.bool_]:
    """Mark where regions meet.

    Args:
        regions: Which region each place belongs to, shape (rows, columns).

    Returns:
        Shape (rows, columns): true on the left and upper side of each border.
    """
    marks = np.zeros(regions.shape, dtype=np.bool_)
    marks[:, :-1] |= regions[:, :-1] != regions[:, 1:]
    marks[:-1] |= regions[:-1] != regions[1:]
    return marks


@lru_cache(maxsize=32)
def _between(known: int, wanted: int) -> tuple[Cells, Cells, Floats]:
    """Give the known places around each wanted one, and how far from the first to the second; ends go on straight."""
    places = (np.arange(wanted) + 0.5) / wanted * known - 0.5
    before = np.clip(np.floor(places), 0, max(0, known - 2)).astype(np.intp)
    return before, np.minimum(before + 1, known - 1), places - before
