"""How the cost of a step grows with the width of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from tests.benchmarks.measuring import Measure
from tests.benchmarks.ours import FAST, KINDS, EngineRunner, default_kind
from tests.benchmarks.problems import Problem, make_problem
from tests.benchmarks.race import Pace, race
from tests.benchmarks.tables import Cell, Table

WIDTHS = [2**power for power in range(9)]
INPUTS, OUTPUTS = 8, 4


def measure(pace: Pace) -> Sequence[Measure | Table]:
    """Time a step at every width with every kind of engine, and look at how the kinds that get used grow."""
    problems = [
        make_problem(f"{INPUTS}-{width}-{OUTPUTS}", (INPUTS, width, OUTPUTS), "tanh", "identity", 0.01)
        for width in WIDTHS
    ]
    runners = {(problem, kind): EngineRunner(problem, kind) for problem in problems for kind in KINDS}
    costs = {key: 1e9 / speed for key, speed in race(runners, pace, "growth").items()}
    default = {problem: default_kind(problem) for problem in problems}
    rows: dict[str, Sequence[Cell]] = {}
    for problem in problems:
        count = problem.network.parameter_count
        pairs = [(costs[problem, kind], costs[problem, kind] / count) for kind in KINDS]
        rows[problem.name] = [str(count), default[problem], *(number for pair in pairs for number in pair)]
    columns = ["parameters", "without extras", *(name for kind in KINDS for name in (f"{kind}, a step", "a parameter"))]
    results: list[Measure | Table] = [Table("nanoseconds", columns, rows), *_growth("without extras", default, costs)]
    if FAST in KINDS:
        results += _growth("with the extra fast", dict.fromkeys(problems, FAST), costs)
    return results


def _growth(who: str, kinds: Mapping[Problem, str], costs: Mapping[tuple[Problem, str], float]) -> Sequence[Measure]:
    """Put the growth of the cost beside that of the number of parameters: over all widths, and where it is steepest."""

    def growth(pair: tuple[Problem, Problem]) -> float:
        narrow, wide = pair
        cost = costs[wide, kinds[wide]] / costs[narrow, kinds[narrow]]
        return cost / (wide.network.parameter_count / narrow.network.parameter_count)

    pairs = list(combinations(kinds, 2))
    ends, steepest = (next(iter(kinds)), list(kinds)[-1]), max(pairs, key=growth)

    def told(pair: tuple[Problem, Problem]) -> str:
        return f"{who}: a step's cost from {pair[0].name} to {pair[1].name}, over the growth of the parameters"

    return [
        Measure(told(ends), growth(ends), "×", at_most=1.0),
        Measure(f"{told(steepest)}, the steepest", growth(steepest), "×"),
    ]
