"""Our engines beside others who train one example at a time: same networks, start, data and order, in one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tests.benchmarks.measuring import Measure, progress
from tests.benchmarks.ours import FAST, KINDS, OURS, SESSION, default_kind, engine_entrant
from tests.benchmarks.peers import COMPILED_C, JAX_SCAN, NAIVE_NUMPY, NATIVE_C, PEERS, PYTORCH
from tests.benchmarks.problems import PROBLEMS, Problem
from tests.benchmarks.race import Pace, race
from tests.benchmarks.runners import Absent, Runner
from tests.benchmarks.tables import RATIO, Cell, Table
from tui_nn.core.floats import Floats

CHECKED_STEPS = 2_000
FURTHEST = 1e-9
"""How far parameters may be from the readable network's after these steps, relative to the largest of them."""

DEFAULT_GOALS = {PYTORCH.name: (500.0, 150.0, 25.0, 13.0), NAIVE_NUMPY.name: (3.0, 3.0, 3.0, 3.0)}
FAST_GOALS = {
    JAX_SCAN.name: (1.0, 1.0, 1.0, 1.0),
    **dict.fromkeys((COMPILED_C.name, NATIVE_C.name), (0.9, 0.8, 0.75, 0.5)),
}
"""At least so many times as fast as a peer, problem by problem: a default install, and one with the extra `fast`."""

NAMES = [problem.name for problem in PROBLEMS]
Speeds = dict[str, Cell]
"""Examples a second by name, or why there is no such number."""


def measure(pace: Pace) -> Sequence[Measure | Table]:
    """Compare on every problem."""
    checks: list[Measure] = []
    speeds: list[Speeds] = []
    for problem in PROBLEMS:
        found, distances = _compare(problem, pace)
        speeds.append(found)
        checks += _checks(problem, distances)
    everybody = {entrant.name: [found[entrant.name] for found in speeds] for entrant in (*OURS, *PEERS)}
    kinds = [default_kind(problem) for problem in PROBLEMS]
    default = [engine_entrant(kind).name for kind in kinds]
    results: list[Measure | Table] = [*checks, Table("examples a second", NAMES, everybody)]
    results.append(_ratios("tui-nn, without extras, is so many times as fast as", default, speeds, kinds))
    results += _goals("without extras", default, DEFAULT_GOALS, speeds)
    if FAST in KINDS:
        fast = [engine_entrant(FAST).name] * len(PROBLEMS)
        results.append(_ratios("tui-nn, with the extra fast, is so many times as fast as", fast, speeds))
        results += _goals("with the extra fast", fast, FAST_GOALS, speeds)
    session = [SESSION.name] * len(PROBLEMS)
    what = "a session of tui-nn, which keeps losses, samples and the past, is so many times as fast as"
    return [*results, _ratios(what, session, speeds)]


def distance(parameters: Floats, expected: Floats) -> float:
    """Give how far parameters are from others at most, relative to the largest of these."""
    return float(np.abs(parameters - expected).max() / np.abs(expected).max())


def _compare(problem: Problem, pace: Pace) -> tuple[Speeds, dict[str, float]]:
    """Let all train the same steps, and race those that come to the same parameters.

    Returns:
        The speeds, and how far each was from the readable network.
    """
    expected = problem.trained(CHECKED_STEPS)
    speeds: Speeds = {}
    runners: dict[str, Runner] = {}
    distances: dict[str, float] = {}
    for entrant in (*OURS, *PEERS):
        progress(f"{problem.name}: {entrant.name} trains {CHECKED_STEPS:,} steps")
        try:
            runner = entrant.make(problem)
        except Absent as reason:
            speeds[entrant.name] = str(reason)
            continue
        runner.run(CHECKED_STEPS)
        distances[entrant.name] = distance(runner.parameters(), expected)
        if distances[entrant.name] <= FURTHEST:
            runners[entrant.name] = runner
        else:
            speeds[entrant.name] = "differs"
    return speeds | race(runners, pace, problem.name), distances


def _checks(problem: Problem, distances: Mapping[str, float]) -> list[Measure]:
    """Name all that differ, or the one that is furthest where none does."""
    differ = [name for name, far in distances.items() if not far <= FURTHEST]
    shown = differ or [max(distances, key=distances.__getitem__)]
    after = f"from the readable network after {CHECKED_STEPS:,} steps"
    how = "differs" if differ else "is furthest"
    return [
        Measure(f"{problem.name}: {name} {how} {after}", distances[name], "relative", at_most=FURTHEST)
        for name in shown
    ]


def _ratios(title: str, ours: Sequence[str], speeds: Sequence[Speeds], kinds: Sequence[str] = ()) -> Table:
    rows: dict[str, Sequence[Cell]] = {"(engine)": kinds} if kinds else {}
    for peer in PEERS:
        rows[peer.name] = [_ratio(found, name, peer.name) for found, name in zip(speeds, ours, strict=True)]
    return Table(title, NAMES, rows, RATIO, digits=2)


def _ratio(speeds: Speeds, ours: str, theirs: str) -> Cell:
    fast, slow = speeds[ours], speeds[theirs]
    if isinstance(fast, str):
        return fast
    return slow if isinstance(slow, str) else fast / slow


def _goals(
    who: str, ours: Sequence[str], goals: Mapping[str, Sequence[float]], speeds: Sequence[Speeds]
) -> Iterator[Measure]:
    for peer, bounds in goals.items():
        for problem, name, bound, found in zip(PROBLEMS, ours, bounds, speeds, strict=True):
            ratio = _ratio(found, name, peer)
            if isinstance(ratio, float):
                yield Measure(f"{problem.name}: tui-nn, {who}, over {peer}", ratio, RATIO, at_least=bound)
