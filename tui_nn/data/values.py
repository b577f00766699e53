"""Values that come with a type, as the cells they would be in delimited text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.growing import Cells
from tui_nn.data.table import UnusableColumn

TRUTH = {False: "false", True: "true"}


def as_cells(values: Sequence[object]) -> tuple[Cells, UnusableColumn | None]:
    """Give values as cells: numbers as numbers, all else as text; what is missing is an empty cell.

    Returns:
        The cells, and the first that is neither text nor number, as `GrowingColumn.add` takes them.
    """
    types = set(map(type, values))
    if types == {int} or (types <= {int, float} and float in types):
        try:
            return np.array(values, np.int64 if types == {int} else np.float64), None
        except OverflowError:
            pass
    if types == {str} and _is_plain("".join(values)):  # type: ignore[arg-type]
        return values, None  # type: ignore[return-value]
    cells: list[str] = []
    for row, value in enumerate(values):
        cell = _cell(value)
        if cell is None:
            cells += [""] * (len(values) - row)
            return cells, _refused(row, value)
        cells.append(cell)
    return cells, None


def one_line(text: str) -> str | None:
    """Give text without line ends; None if it has half of a character that is written as two."""
    if not _is_plain(text):
        try:
            text.encode()
        except UnicodeEncodeError:
            return None
    return " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text


def plain_name(name: str) -> str:
    """Give the name of a column without line ends and doubled blanks; nothing if it cannot be written."""
    return " ".join((one_line(name) or "").split())


def times_as_cells(times: NDArray[Any], *, utc: bool = False) -> list[str]:
    """Write times in ISO 8601, with as many digits as their unit has; a missing one is an empty cell.

    Args:
        times: Of one of the types datetime64.
        utc: Whether they are known to be in universal time.
    """
    ending = "Z" if utc else ""
    return ["" if np.isnat(time) else f"{time}{ending}" for time in times]


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _cell(value: object) -> str | None:
    if isinstance(value, str):
        return one_line(value)
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return TRUTH[bool(value)]
    if isinstance(value, int):
        # Python refuses to write out an integer of thousands of digits.
        return str(value) if abs(value) < 10**400 else "1e400"
    if isinstance(value, float | Decimal | timedelta):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return None


def _refused(row: int, value: object) -> UnusableColumn:
    if isinstance(value, str):
        return UnusableColumn(
            row,
            "the text has half of a character (a lone surrogate)",
            "Write the file again, as UTF-8.",
        )
    if isinstance(value, dict | list | tuple | np.ndarray):
        return UnusableColumn(
            row,
            "there is more than one value in the cell",
            "Put each value in a column of its own, or choose other columns with --inputs and --target.",
        )
    return UnusableColumn(
        row,
        f"the cell holds {type(value).__name__}, neither text nor a number",
        "Choose other columns with --inputs and --target.",
    )
