"""How a delimited file is laid out: what separates its cells, and whether it has a header."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

DELIMITERS = ("\t", ";", ",")
SAMPLE_LINES = 100

_QUOTED = r'"([^"]*(?:""[^"]*)*)"'
_SPACED_CELL = re.compile(rf"\s*(?:{_QUOTED}(?=\s|$)|(\S+))")
_CELLS = {mark: re.compile(rf" *(?:{_QUOTED} *|([^{mark}]*))({mark}|$)") for mark in DELIMITERS}


class QuoteError(ValueError):
    """A quoted cell does not end where it should; the message says how."""


def parse_number(cell: str) -> float | None:
    """Read a decimal number such as `-3`, `+.5`, `1e-3`, also `nan` and `inf`; None if it is not one."""
    try:
        # Python allows 1_000, data files do not.
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def is_number(cell: str) -> bool:
    """Tell whether a cell is a finite number."""
    value = parse_number(cell)
    return value is not None and math.isfinite(value)


def is_meant_as_number(cell: str) -> bool:
    """Tell whether a cell is a number of any sort, be it infinite or with a decimal comma."""
    return parse_number(cell.replace(",", ".")) is not None


def split_line(line: str, delimiter: str | None) -> list[str]:
    """Split a line into cells.

    Args:
        line: A line without its end.
        delimiter: One of `DELIMITERS`, or None for runs of white space.

    Returns:
        The cells, without quotes, possibly with blanks around them.

    Raises:
        QuoteError: A quoted cell is not closed in this line, or is followed by more text.
    """
    if '"' not in line:
        return line.split(delimiter)
    if delimiter is None:
        found = [(match[1], match[2]) for match in _SPACED_CELL.finditer(line.strip())]
    else:
        found = []
        position, mark = 0, delimiter
        while mark:
            match = _CELLS[delimiter].match(line, position)
            assert match is not None  # the pattern also matches nothing
            found.append((match[1], match[2]))
            position, mark = match.end(), match[3]
    return [_unquote(quoted, plain) for quoted, plain in found]


def _unquote(quoted: str | None, plain: str | None) -> str:
    if quoted is not None:
        return quoted.replace('""', '"')
    cell = plain or ""
    if cell.startswith('"'):
        closed = '"' in cell[1:]
        raise QuoteError("there is text after a closing quote" if closed else "a quote is not closed")
    return cell


def find_delimiter(lines: Sequence[str]) -> str | None:
    """Find what separates the cells: tab, semicolon or comma, or None for white space.

    It is the mark that cuts most of the first lines into the same number of cells, at least two; tab before
    semicolon before comma where they are equal. White space is taken only if no mark suits half the lines.
    """
    sample = lines[:SAMPLE_LINES]
    agreeing = {mark: _agreement(sample, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: agreeing[mark])
    if 2 * agreeing[best] >= len(sample) or agreeing[best] >= _agreement(sample, None) > 0:
        return best
    return None


def _agreement(lines: Sequence[str], delimiter: str | None) -> int:
    widths: Counter[int] = Counter()
    for line in lines:
        try:
            widths[len(split_line(line, delimiter))] += 1
        except QuoteError:
            continue
    return max((count for width, count in widths.items() if width > 1), default=0)


def is_header(cells: Sequence[str]) -> bool:
    """Tell whether the first row holds the names of the columns: it does if none of its cells is a number."""
    return not any(map(is_meant_as_number, cells))


def default_names(columns: int) -> tuple[str, ...]:
    """Name the columns of a file without header: x1 … xn, and y for the last."""
    return (*(f"x{index}" for index in range(1, columns)), "y")
