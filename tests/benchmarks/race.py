"""Who is faster: everybody in turn, again and again, so that what else the machine does slows all alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from tests.benchmarks.measuring import progress
from tests.benchmarks.runners import Runner

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Pace:
    """How long a race lasts.

    Attributes:
        rounds: How often everybody has a turn.
        seconds: How long a turn lasts, about.
    """

    rounds: int = 9
    seconds: float = 0.15


def race(runners: Mapping[Key, Runner], pace: Pace, what: str) -> dict[Key, float]:
    """Give the examples a second of each, the median of its turns."""
    progress(f"{what}: warming up")
    fastest = {key: _first_speed(runner, pace.seconds) for key, runner in runners.items()}
    speeds: dict[Key, list[float]] = {key: [] for key in runners}
    order = list(runners)
    # The packages of some make garbage collections long for all; what is there by now is not looked at again.
    gc.collect()
    gc.freeze()
    for turn in range(pace.rounds):
        progress(f"{what}: round {turn + 1} of {pace.rounds}")
        for key in order:
            runner = runners[key]
            speed = _speed(runner, max(1, round(fastest[key] * pace.seconds / runner.unit)))
            speeds[key].append(speed)
            # A turn that something else disturbed must not make those after it short.
            fastest[key] = max(fastest[key], speed)
        order.append(order.pop(0))
    gc.unfreeze()
    progress("")
    return {key: median(values) for key, values in speeds.items()}


def _first_speed(runner: Runner, seconds: float) -> float:
    """Find out about how fast it is, after whatever it compiles or allocates at first."""
    _speed(runner, 1)
    units, speed = 1, 0.0
    while not speed or units * runner.unit / speed < seconds / 4.0:
        speed = max(speed, _speed(runner, units))
        units *= 2
    return speed


def _speed(runner: Runner, units: int) -> float:
    started = time.perf_counter()
    runner.run(units * runner.unit)
    return units * runner.unit / (time.perf_counter() - started)
