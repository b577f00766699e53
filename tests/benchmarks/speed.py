"""How many examples a second a session trains on, without a screen."""

from __future__ import annotations

import time

from tests.benchmarks.measuring import Measure, open_session, progress

SOURCES = ("sigmoid-2-2-1", "softplus-1-2-1", "xor", "iris", "two-spirals")
BLOCK = 2_000
SECONDS = 2.0


def measure() -> list[Measure]:
    return [Measure(f"{source}", _speed(source), "examples/s") for source in SOURCES]


def _speed(source: str) -> float:
    """The fastest block counts: what else the machine does can only make a block slower."""
    session = open_session(source)
    progress(f"{source}: training")
    session.run(BLOCK)
    fastest, ends = 0.0, time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        started = time.perf_counter()
        session.run(BLOCK)
        fastest = max(fastest, BLOCK / (time.perf_counter() - started))
    progress("")
    return fastest
