"""Time series of numbers and of vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, no_type_check

import csp
import numpy as np
from csp import ts
from csp.impl.wiring.edge import Edge
from csp.typing import Numpy1DArray

from tui_nn.core.floats import Floats
from tui_nn.errors import DataError, UsageError

Series = Any
"""A time series; csp's own types are not seen by type checkers."""


def as_vector(value: object) -> Floats:
    """Give a tick, a number or a sequence of numbers, as an array of one dimension.

    Raises:
        DataError: It is neither.
    """
    try:
        vector = np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(f"an event has {value!r}", advice="Give a number, or numbers in a list or an array.") from None
    return vector if vector.ndim == 1 else vector.reshape(-1)


def as_one(series: Series | Sequence[Series], what: str) -> Series:
    """Give a time series as it is, and of several the one of all their numbers, where all tick.

    Raises:
        UsageError: It is no time series.
    """
    if isinstance(series, Edge):
        return series
    if isinstance(series, Sequence) and series and all(isinstance(part, Edge) for part in series):
        return together(list(series))
    raise UsageError(
        f"{what} is {series!r}",
        advice="Give a time series of numbers, of lists or of arrays, or a list of time series of numbers.",
    )


@csp.node
@no_type_check
def together(parts: [ts[object]]) -> ts[Numpy1DArray[float]]:
    """Give the numbers of all parts wherever all tick."""
    if csp.ticked(parts):
        values = list(parts.tickedvalues())
        if len(values) == len(parts):
            return as_vector(values)


@csp.node
@no_type_check
def element(vector: ts[Numpy1DArray[float]], index: int) -> ts[float]:
    """Give one number of a vector."""
    if csp.ticked(vector):
        return float(vector[index])
