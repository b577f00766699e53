"""Two traces side by side: where they begin to differ, and how far apart they come."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tui_nn.training.trace_reading import TraceLine

NOT_COMPARED = ("engine",)
"""Words that say how a run was computed, not what came of it."""


@dataclass(frozen=True)
class Difference:
    """What one trace says, and the other says otherwise.

    Attributes:
        step: Of which step.
        name: Of what, by the name of its column.
        first: What the first trace says.
        second: What the second one says.
    """

    step: int
    name: str
    first: float | str
    second: float | str

    @property
    def relative(self) -> float:
        """How far apart two numbers are, as a share of the larger; ∞ where one is a word, or not finite."""
        if isinstance(self.first, str) or isinstance(self.second, str):
            return math.inf
        return _relative(self.first, self.second)


@dataclass(frozen=True)
class Comparison:
    """What came of comparing two traces.

    Attributes:
        steps: How many steps are in both.
        numbers: How many numbers were compared.
        first: All that differs at the first step at which something does, in the order of the first trace's columns.
        largest: The number that is furthest apart relative to its size, of all steps; None where no number differs.
        differing: At how many steps something differs.
        only: Names that only the first, and only the second trace has, of those of their first common step.
        alone: How many steps only the first, and only the second trace has.
    """

    steps: int
    numbers: int
    first: tuple[Difference, ...]
    largest: Difference | None
    differing: int
    only: tuple[tuple[str, ...], tuple[str, ...]]
    alone: tuple[int, int]


def compare(first: Iterable[TraceLine], second: Iterable[TraceLine], tolerance: float = 0.0) -> Comparison:
    """Compare two traces step by step, reading each once.

    Args:
        first: One trace.
        second: The other.
        tolerance: Numbers that are no further apart, relative to the larger of them, count as the same.
    """
    steps = numbers = differing = 0
    alone = [0, 0]
    begins: tuple[Difference, ...] = ()
    largest: Difference | None = None
    only: tuple[tuple[str, ...], tuple[str, ...]] = (), ()
    for a, b in _side_by_side(first, second):
        if a is None or b is None:
            alone[a is None] += 1
            continue
        if not steps:
            only = _missing(a, b), _missing(b, a)
        steps += 1
        numbers += sum(name in b.numbers for name in a.numbers)
        found = tuple(_differences(a, b, tolerance))
        differing += bool(found)
        begins = begins or found
        for difference in found:
            is_number = not isinstance(difference.first, str) and not isinstance(difference.second, str)
            if is_number and (largest is None or difference.relative > largest.relative):
                largest = difference
    return Comparison(steps, numbers, begins, largest, differing, only, (alone[0], alone[1]))


def _side_by_side(
    first: Iterable[TraceLine], second: Iterable[TraceLine]
) -> Iterator[tuple[TraceLine | None, TraceLine | None]]:
    left, right = iter(first), iter(second)
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a.step < b.step):
            yield a, None
            a = next(left, None)
        elif a is None or b.step < a.step:
            yield None, b
            b = next(right, None)
        else:
            yield a, b
            a, b = next(left, None), next(right, None)


def _missing(a: TraceLine, b: TraceLine) -> tuple[str, ...]:
    known = {**b.numbers, **b.words}
    return tuple(name for name in (*a.numbers, *a.words) if name not in known)


def _differences(a: TraceLine, b: TraceLine, tolerance: float) -> Iterator[Difference]:
    for name, number in a.numbers.items():
        other = b.numbers.get(name)
        if other is not None and not _same(number, other, tolerance):
            yield Difference(a.step, name, number, other)
        elif other is None and name in b.words:
            yield Difference(a.step, name, number, b.words[name])
    for name, word in a.words.items():
        answer: float | str | None = b.words.get(name, b.numbers.get(name))
        if name not in NOT_COMPARED and answer is not None and answer != word:
            yield Difference(a.step, name, word, answer)


def _same(a: float, b: float, tolerance: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or _relative(a, b) <= tolerance


def _relative(a: float, b: float) -> float:
    apart = abs(b - a)
    return apart / max(abs(a), abs(b)) if math.isfinite(apart) else math.inf
