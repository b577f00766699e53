"""What a benchmark gives: tables, and measures, each with the goal it has to meet, if there is one."""

from __future__ import annotations

import math
import sys
import time
from argparse import Namespace
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.tables import Table
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.session import Session


@dataclass(frozen=True)
class Measure:
    """One number.

    `at_most` and `at_least` are the goal.
    """

    what: str
    value: float
    unit: str
    at_most: float = math.inf
    at_least: float = -math.inf

    @property
    def met(self) -> bool:
        return self.at_least <= self.value <= self.at_most

    @property
    def verdict(self) -> str:
        goals = [f"≤ {self.at_most:g}"] if self.at_most < math.inf else []
        goals += [f"≥ {self.at_least:g}"] if self.at_least > -math.inf else []
        return f"{'met' if self.met else 'MISSED'} ({', '.join(goals)})" if goals else ""


@dataclass(frozen=True)
class Benchmark:
    """A subject and how it is measured."""

    about: str
    measure: Callable[[Namespace], Sequence[Measure | Table]]


def open_session(source: str, **overrides: object) -> Session:
    setup = set_up(source, Overrides(**overrides))  # type: ignore[arg-type]
    return Session(setup.experiment, setup.train)


def milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return 1000.0 * (time.perf_counter() - started)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def bytes_held(thing: object, seen: set[int]) -> int:
    """The bytes of a thing and all its parts, but for those that have been seen."""
    if id(thing) in seen or isinstance(thing, type):
        return 0
    seen.add(id(thing))
    size = sys.getsizeof(thing)
    if isinstance(thing, np.ndarray):
        return size if thing.base is None else size + bytes_held(thing.base, seen)
    if isinstance(thing, dict):
        parts = [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | deque):
        parts = list(thing)
    else:
        parts = [thing.__dict__] if hasattr(thing, "__dict__") else []
    return size + sum(bytes_held(part, seen) for part in parts)


def progress(words: str) -> None:
    """Say on a terminal what is being done, over what was said before; an empty text wipes it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()
