"""The last examples as they were trained on: raw rows, of which a sample is made when somebody looks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.dataset import Floats, Integers
from tui_nn.training.snapshot import Sample


@dataclass(frozen=True, eq=False)
class Rows:
    """Consecutive steps.

    Attributes:
        last: The number of the last one, from 1.
        examples: The indices of their examples, shape (steps,).
        rows: Their rows of the data file, shape (steps,).
        predictions: Shape (steps, outputs).
        losses: Shape (steps,).
        right: Shape (steps,); None where targets are numbers.
        updated: Shape (steps,).
    """

    last: int
    examples: Integers
    rows: Integers
    predictions: Floats
    losses: Floats
    right: NDArray[np.bool_] | None
    updated: NDArray[np.bool_]

    @property
    def first(self) -> int:
        """The number of the first one."""
        return self.last - len(self.examples) + 1

    def up_to(self, step: int) -> Rows:
        """Give those up to a step, which is one of them."""
        kept = slice(0, step - self.first + 1)
        right = None if self.right is None else self.right[kept]
        columns = (self.examples[kept], self.rows[kept], self.predictions[kept], self.losses[kept])
        return Rows(step, *columns, right, self.updated[kept])

    def backwards(self, epoch: int) -> Iterator[Sample]:
        """Give them as samples, the last one first, with so many examples to an epoch."""
        for n in range(len(self.examples) - 1, -1, -1):
            step = self.first + n
            yield Sample(
                step,
                (step - 1) // epoch,
                int(self.examples[n]),
                int(self.rows[n]),
                self.predictions[n],
                float(self.losses[n]),
                None if self.right is None else bool(self.right[n]),
                bool(self.updated[n]),
            )


class Recent:
    """The last steps without a gap.

    Args:
        kept: At least so many of them stay known.
    """

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._parts: deque[Rows] = deque()
        self._count = 0

    @property
    def first(self) -> int | None:
        """The number of the oldest step that is known, None where none is."""
        return self._parts[0].first if self._parts else None

    @property
    def parts(self) -> tuple[Rows, ...]:
        """What is known, in the order of the steps."""
        return tuple(self._parts)

    def add(self, rows: Rows) -> None:
        """Add the next steps."""
        self._parts.append(rows)
        self._count += len(rows.examples)
        while self._count - len(self._parts[0].examples) >= self._kept:
            self._count -= len(self._parts.popleft().examples)

    def cut(self, step: int) -> None:
        """Forget what lies after a step, and everything where what lies before it is not known."""
        if self._parts and not self._parts[0].first <= step <= self._parts[-1].last:
            self._parts.clear()
        while self._parts and self._parts[-1].first > step:
            self._parts.pop()
        if self._parts and self._parts[-1].last > step:
            self._parts.append(self._parts.pop().up_to(step))
        self._count = sum(len(rows.examples) for rows in self._parts)

    def samples(self, count: int, epoch: int) -> tuple[Sample, ...]:
        """Give the last `count` samples, oldest first, with so many examples to an epoch."""
        backwards = (sample for rows in reversed(self._parts) for sample in rows.backwards(epoch))
        return tuple(reversed([*islice(backwards, count)]))
