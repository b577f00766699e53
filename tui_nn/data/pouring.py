"""Columns turned into rows without holding any number twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui_nn.data.dataset import Floats, Integers

ROWS_AT_ONCE = 1 << 16


def poured(columns: Sequence[Floats], parts: Sequence[Integers]) -> list[Floats]:
    """Make arrays of rows from columns, which are emptied from the end while the arrays fill from theirs.

    Args:
        columns: The columns, each shape (rows,), which nobody else may use any more.
        parts: The rows of each array, ascending; each row in one of them.

    Returns:
        An array for each part, shape (its rows, columns).
    """
    arrays = [np.empty((len(rows), len(columns))) for rows in parts]
    rows_left = len(columns[0])
    while rows_left:
        begin = max(0, rows_left - ROWS_AT_ONCE)
        for rows, array in zip(parts, arrays, strict=True):
            first, end = np.searchsorted(rows, (begin, rows_left))
            for index, column in enumerate(columns):
                array[first:end, index] = column[rows[first:end]]
        for column in columns:
            # Gives the memory back: a part of an array that is not kept is not copied either.
            column.resize(begin, refcheck=False)
        rows_left = begin
    return arrays
