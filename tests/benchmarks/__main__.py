"""`python -m tests.benchmarks [NAME ...] [--json FILE]`: measure, print a table, exit 1 where a goal is missed."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from tests.benchmarks import history, speed, step_back
from tests.benchmarks.measuring import Benchmark, Measure

BENCHMARKS: dict[str, Benchmark] = {
    "step_back": Benchmark("going back and anywhere at a million steps, and the memory of the past", step_back.measure),
    "history": Benchmark("a hundred million losses: taking them in, their memory, any zoom of them", history.measure),
    "speed": Benchmark("examples a second without a screen", speed.measure),
}
"""Every benchmark by name."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure how fast tui-nn is.")
    listed = "; ".join(f"{name}: {benchmark.about}" for name, benchmark in BENCHMARKS.items())
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure, all if none is named. {listed}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measures to this file too")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}: choose from {', '.join(BENCHMARKS)}")
    results: dict[str, list[Measure]] = {}
    for name in arguments.names or BENCHMARKS:
        results[name] = BENCHMARKS[name].measure()
        print(_table(name, results[name]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(_report(results), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if all(measure.met for measures in results.values() for measure in measures) else 1


def _table(name: str, measures: list[Measure]) -> str:
    width = max(len(measure.what) for measure in measures)
    lines = [
        f"  {measure.what:<{width}}  {_written(measure.value):>10} {measure.unit:<10}  {measure.verdict}".rstrip()
        for measure in measures
    ]
    return "\n".join((f"{name}: {BENCHMARKS[name].about}", *lines))


def _written(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000.0 else f"{value:.3f}"


def _report(results: dict[str, list[Measure]]) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "measures": {name: [_entry(measure) for measure in measures] for name, measures in results.items()},
    }


def _entry(measure: Measure) -> dict[str, object]:
    goals = {name: bound for name in ("at_most", "at_least") if abs(bound := getattr(measure, name)) != float("inf")}
    return {"what": measure.what, "value": measure.value, "unit": measure.unit, **goals, "met": measure.met}


if __name__ == "__main__":
    sys.exit(main())
