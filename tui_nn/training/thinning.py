"""Rows of numbers that come one after the other, of which a bounded number is kept, spread over the whole run."""

from __future__ import annotations

import numpy as np

from tui_nn.data.dataset import Floats, Integers
from tui_nn.training.loss_record import level_for


class Thinned:
    """Keeps every row, then every second, every fourth, …, so that there are never more than it has room for.

    Of the first n rows those are kept whose numbers are multiples of the least power of two that leaves no more than
    `capacity` of them. So what is kept depends on how many there were alone. Only after a cut the rows before it may be
    further apart, as those dropped do not come back.

    Args:
        width: Numbers in a row.
        capacity: Rows that are kept at most; a power of two.

    Attributes:
        stride: How far apart the rows kept last are.
    """

    def __init__(self, width: int, capacity: int) -> None:
        self.capacity = capacity
        self.stride = 1
        self._numbers = np.empty(capacity, dtype=np.int64)
        self._steps = np.empty(capacity, dtype=np.int64)
        self._rows = np.empty((capacity, width))
        self._count = 0

    def stride_at(self, number: int) -> int:
        """Give how far apart rows are kept once there are so many."""
        return 1 << level_for(number, self.capacity)

    def next_after(self, number: int) -> int:
        """Give the number of the next row to keep after so many rows."""
        stride = self.stride_at(number + 1)
        return (number // stride + 1) * stride

    def wants(self, number: int) -> bool:
        """Say whether row `number`, from 1, is kept when it comes."""
        return number % self.stride_at(number) == 0

    def add(self, number: int, step: int, *parts: Floats) -> None:
        """Keep row `number`, from 1, of a step later than all others, its numbers in parts."""
        stride = self.stride_at(number)
        if stride != self.stride:
            self._keep(np.flatnonzero(self._numbers[: self._count] % stride == 0))
            self.stride = stride
        place = self._count
        self._numbers[place], self._steps[place] = number, step
        np.concatenate(parts, out=self._rows[place])
        self._count += 1

    def cut(self, step: int) -> None:
        """Forget the rows after a step."""
        count = int(np.searchsorted(self._steps[: self._count], step, side="right"))
        if count < self._count:
            self._keep(np.arange(count))
            self.stride = self.stride_at(int(self._numbers[count - 1])) if count else 1

    def take_up(self, numbers: Integers, steps: Integers, rows: Floats) -> None:
        """Go on from rows that were kept, at most `capacity`, with their numbers and steps."""
        self._count = count = len(numbers)
        self._numbers[:count], self._steps[:count], self._rows[:count] = numbers, steps, rows
        self.stride = self.stride_at(int(numbers[-1])) if count else 1

    def _keep(self, places: Integers) -> None:
        # What has been given away must not be written to.
        for name in ("_numbers", "_steps", "_rows"):
            before = getattr(self, name)
            after = np.empty_like(before)
            after[: len(places)] = before[places]
            setattr(self, name, after)
        self._count = len(places)

    @property
    def numbers(self) -> Integers:
        """The numbers of the rows, shape (rows,), ascending; not to be written to."""
        numbers = self._numbers[: self._count]
        numbers.setflags(write=False)
        return numbers

    @property
    def steps(self) -> Integers:
        """The steps of the rows, shape (rows,), ascending; not to be written to."""
        steps = self._steps[: self._count]
        steps.setflags(write=False)
        return steps

    @property
    def rows(self) -> Floats:
        """Shape (rows, width); not to be written to."""
        rows = self._rows[: self._count]
        rows.setflags(write=False)
        return rows
