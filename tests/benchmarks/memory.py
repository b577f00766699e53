"""Whether a session's memory stays as it is in a long run; in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

from tests.benchmarks.fresh import in_fresh_process, memory_now
from tests.benchmarks.measuring import Measure, progress
from tests.benchmarks.ours import FAST, open_problem
from tests.benchmarks.problems import PROBLEMS
from tests.benchmarks.tables import Table

STEPS = 100_000_000
FIRST_LOOK = 1_000
SETTLED = 1_000_000
"""By then it has almost everything it needs; what it takes after that would be taken for ever."""

AT_ONCE = 100_000
GROWTH = 8.0
"""MB that keyframes still take up to their greatest number, losses as their history gets longer, and the allocator."""


def measure(steps: int) -> Sequence[Measure | Table]:
    """Train so many steps, and look at the memory after a thousand, ten thousand and so on."""
    looks: dict[int, float] = {int(step): size for step, size in in_fresh_process(__name__, str(steps)).items()}
    names = [f"{step:,}" for step in looks]
    name = PROBLEMS[1].name
    results: list[Measure | Table] = [
        Table(f"{name}: a session's memory by step, MB", names, {"MB": list(looks.values())})
    ]
    settled = looks.get(SETTLED)
    if settled is not None and steps > SETTLED:
        what = f"{name}: a session's memory, growth from step {SETTLED:,} to {steps:,}"
        results.append(Measure(what, max(looks.values()) - settled, "MB", at_most=GROWTH))
    return results


def _look(steps: int) -> dict[int, float]:
    # What translates takes room once, whenever it is loaded.
    other = open_problem(PROBLEMS[1])
    while other.engine.name == FAST and not other.engine.polite:
        other.run(AT_ONCE)
    session = open_problem(PROBLEMS[1])
    looks: dict[int, float] = {}
    started, next_look = time.perf_counter(), FIRST_LOOK
    while session.steps < steps:
        session.run(min(AT_ONCE, min(next_look, steps) - session.steps))
        if session.steps in (next_look, steps):
            looks[session.steps] = memory_now()
            next_look *= 10
        speed = session.steps / (time.perf_counter() - started)
        progress(f"memory: step {session.steps:,} of {steps:,}, {speed:,.0f} a second")
    progress("")
    return looks


if __name__ == "__main__":
    print(json.dumps(_look(int(sys.argv[1]))))
