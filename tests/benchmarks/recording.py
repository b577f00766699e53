"""What it costs to keep each step's loss and prediction, beside a run that keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.measuring import Measure
from tests.benchmarks.ours import KINDS, EngineRunner
from tests.benchmarks.problems import PROBLEMS
from tests.benchmarks.race import Pace, race

AT_LEAST = {"scalar": 0.7, "numpy": 0.8}
"""The share of its speed that an engine keeps."""


def measure(pace: Pace) -> Sequence[Measure]:
    """Race each engine against itself, recording."""
    measures = []
    for problem in PROBLEMS:
        runners = {(kind, record): EngineRunner(problem, kind, record) for kind in KINDS for record in (False, True)}
        speeds = race(runners, pace, f"{problem.name}, recording")
        for kind in KINDS:
            share = speeds[kind, True] / speeds[kind, False]
            what = f"{problem.name}: {kind} engine, recording, over not recording"
            measures.append(Measure(what, share, "×", at_least=AT_LEAST.get(kind, 0.0)))
    return measures
