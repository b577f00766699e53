"""What takes part in a comparison: it trains on the next examples, and shows its parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Protocol

from tests.benchmarks.problems import Problem
from tui_nn.core.floats import Floats


class Absent(Exception):
    """It takes no part here; the message says why in a word or two."""


class Runner(Protocol):
    """Trains on a problem, one example after the other, going on where it stopped.

    Attributes:
        unit: It trains on multiples of so many examples.
    """

    unit: int

    def run(self, count: int) -> None:
        """Train on the next `count` examples, a multiple of the unit, and have it done on return."""
        ...

    def parameters(self) -> Floats:
        """Give the parameters in the order of the flat vector, shape (parameters,)."""
        ...


@dataclass(frozen=True)
class Entrant:
    """One who takes part.

    Attributes:
        name: What to call it.
        make: Gives its runner at the problem's start, or raises `Absent`.
    """

    name: str
    make: Callable[[Problem], Runner]


class OneByOne(ABC):
    """A runner that is called for every example.

    Args:
        examples: The examples in order, in whatever form `step` takes them.
    """

    unit = 1

    def __init__(self, examples: Iterable[tuple[Any, Any]]) -> None:
        self._examples = cycle(examples)

    def run(self, count: int) -> None:
        step = self.step
        for inputs, target in islice(self._examples, count):
            step(inputs, target)

    @abstractmethod
    def step(self, inputs: Any, target: Any) -> None:
        """Train on one example."""

    @abstractmethod
    def parameters(self) -> Floats: ...
