"""How values of a column of data are written: as few decimals as the column needs, all in one width."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len

from tui_nn.app.numbers import number, plain
from tui_nn.data.dataset import Dataset, Floats

MOST_DECIMALS = 4
_LOOKED_AT = 1_000
_LARGEST_PLAIN = 1e7
_TIME = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?")


@dataclass(frozen=True)
class Format:
    """How the values of one column are written.

    Attributes:
        decimals: After the point.
        width: In cells; a value that needs more gets an exponent.
    """

    decimals: int
    width: int

    def __call__(self, value: float) -> str:
        """Write a value, to the right of `width` cells."""
        text = plain(value, self.decimals)
        lost = value != 0.0 and abs(value) < 0.5 * 10.0**-self.decimals
        if len(text) <= self.width and not lost:
            return text.rjust(self.width)
        return number(value, self.width, digits=self.decimals or 1, signed=False)


def format_for(low: float, high: float, some: Floats) -> Format:
    """Choose a format for a column.

    Args:
        low: Its least value.
        high: Its greatest value.
        some: Some of its values, shape (n,).
    """
    if not max(abs(low), abs(high)) < _LARGEST_PLAIN:
        return Format(MOST_DECIMALS, 9)
    tolerance = 1e-9 * np.maximum(1.0, np.abs(some))
    decimals = next(
        (d for d in range(MOST_DECIMALS) if (np.abs(np.round(some, d) - some) <= tolerance).all()), MOST_DECIMALS
    )
    width = max(len(plain(low, decimals)), len(plain(high, decimals)))
    smallest = np.abs(some[some != 0.0]).min(initial=1.0)
    # Where a value would show as 0, there must be room for its exponent.
    return Format(decimals, width if smallest >= 0.5 * 10.0**-decimals else max(width, 8))


@dataclass(frozen=True)
class Values:
    """Writes one column of values as in the file, and in brackets as the network sees them where that is wanted.

    Attributes:
        shift: File value of 0.
        factor: File values to one of the network's.
        file: How file values are written.
        scaled: How the network's values are written, None to leave them out.
    """

    shift: float
    factor: float
    file: Format
    scaled: Format | None

    @property
    def width(self) -> int:
        """In cells."""
        return self.file.width + (self.scaled.width + 3 if self.scaled else 0)

    def __call__(self, value: float) -> str:
        """Write a value that the network sees, in `width` cells."""
        text = self.file(value * self.factor + self.shift)
        if self.scaled is None:
            return text
        return f"{text} {f'({self.scaled(value).strip()})'.rjust(self.scaled.width + 2)}"


class Formats:
    """How the values of a data set are written; looks at all of its values once.

    Args:
        data: The training data.

    Attributes:
        data: The training data.
        last_row: The largest row.
        time_width: Cells of the longest time.
        class_width: Cells of the longest name of a class, 0 without classes.
    """

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.last_row = int(data.rows.max())
        some_times = data.times[:: max(1, len(data.times) // _LOOKED_AT)]
        self.time_width = max((cell_len(short_time(text)) for text in some_times), default=0)
        self.class_width = max(map(cell_len, data.classes), default=0)
        self._known: dict[tuple[bool, int, int], Values] = {}
        self._ranges = {
            True: (data.inputs.min(axis=0), data.inputs.max(axis=0)),
            False: (data.targets.min(axis=0), data.targets.max(axis=0)),
        }

    def input(self, index: int, decimals: int) -> Values:
        """Give the format of an input, with so many decimals for scaled values, which 0 leaves out."""
        return self._values(True, index, decimals)

    def target(self, index: int, decimals: int) -> Values:
        """Give the format of a target, with so many decimals for scaled values, which 0 leaves out."""
        return self._values(False, index, decimals)

    def _values(self, is_input: bool, index: int, decimals: int) -> Values:
        key = (is_input, index, decimals)
        if key not in self._known:
            data = self.data
            scaling = data.input_scaling if is_input else data.target_scaling
            low, high = (float(limit[index]) for limit in self._ranges[is_input])
            column = (data.inputs if is_input else data.targets)[:, index]
            some = column[:: max(1, len(column) // _LOOKED_AT)]
            if scaling is None:
                self._known[key] = Values(0.0, 1.0, format_for(low, high, some), None)
            else:
                shift, factor = float(scaling.shift[index]), float(scaling.factor[index])
                file = format_for(low * factor + shift, high * factor + shift, some * factor + shift)
                widest = max(len(plain(limit, decimals)) for limit in (low, high))
                self._known[key] = Values(shift, factor, file, Format(decimals, widest) if decimals else None)
        return self._known[key]


def short_time(text: str) -> str:
    """Give the time of day of an event time, with milliseconds if it has parts of a second.

    >>> short_time("2020-01-01T00:00:00.010000"), short_time("09:30"), short_time("day 3")
    ('00:00:00.010', '09:30', 'day 3')
    """
    found = _TIME.search(text)
    if not found:
        return text
    clock, parts = found.groups()
    return f"{clock}.{parts[:3].ljust(3, '0')}" if parts else clock


def class_of(data: Dataset, outputs: Floats) -> str:
    """Give the name of the class that targets or predictions, shape (outputs,), stand for."""
    return data.classes[int(outputs.argmax()) if len(outputs) > 1 else int(outputs[0] >= 0.5)]
