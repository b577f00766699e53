"""`python -m tests.benchmarks [NAME ...]`: measure, print what came of it, exit 1 where a goal is missed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from tests.benchmarks import (
    comparison,
    csv_load,
    first_paint,
    growth,
    histories,
    history,
    key_repeat,
    live,
    memory,
    recording,
    speed,
    step_back,
)
from tests.benchmarks.measuring import Benchmark, Measure
from tests.benchmarks.race import Pace
from tests.benchmarks.tables import Table, machine_class, markdown, versions

BENCHMARKS: dict[str, Benchmark] = {
    "peers": Benchmark("engines beside others who train an example at a time", lambda o: comparison.measure(_pace(o))),
    "recording": Benchmark("the cost of keeping losses and predictions", lambda o: recording.measure(_pace(o))),
    "growth": Benchmark("the cost of a step as networks get wider", lambda o: growth.measure(_pace(o))),
    "memory": Benchmark("the memory of a long run", lambda o: memory.measure(o.steps)),
    "csv_load": Benchmark("a million rows from a file", lambda o: csv_load.measure()),
    "step_back": Benchmark(
        "going back and anywhere at a million steps, and the memory of the past", lambda o: step_back.measure()
    ),
    "history": Benchmark(
        "a hundred million losses: taking them in, their memory, any zoom of them", lambda o: history.measure()
    ),
    "histories": Benchmark("the cost of collecting histories", lambda o: histories.measure()),
    "speed": Benchmark("examples a second without a screen", lambda o: speed.measure()),
    "live": Benchmark("the app at full speed in a terminal of 140×40, all panes in sight", lambda o: live.measure()),
    "key_repeat": Benchmark("a key held down", lambda o: key_repeat.measure()),
    "first_paint": Benchmark("from the start of the process to what is seen first", lambda o: first_paint.measure()),
}
"""Every benchmark by name."""

Results = Mapping[str, Sequence[Measure | Table]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure how fast tui-nn is.")
    listed = "; ".join(f"{name}: {benchmark.about}" for name, benchmark in BENCHMARKS.items())
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure, all if none is named. {listed}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results to this file too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables of ratios to this file too")
    pace = Pace()
    parser.add_argument("--rounds", type=int, default=pace.rounds, help="of everybody in a comparison (%(default)s)")
    parser.add_argument("--seconds", type=float, default=pace.seconds, help="of a turn in these (%(default)s)")
    parser.add_argument("--steps", type=int, default=memory.STEPS, help="of memory's run (%(default)s)")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}: choose from {', '.join(BENCHMARKS)}")
    if min(options.rounds, options.steps) < 1 or options.seconds <= 0.0:
        parser.error("rounds and steps go from 1, seconds are above 0")
    results: dict[str, Sequence[Measure | Table]] = {}
    for name in options.names or BENCHMARKS:
        results[name] = BENCHMARKS[name].measure(options)
        print(_text(name, results[name]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(_report(results), indent=1, ensure_ascii=False) + "\n", "utf-8")
    if options.markdown:
        tables = [result for found in results.values() for result in found if isinstance(result, Table)]
        options.markdown.write_text(markdown(tables) + "\n", "utf-8")
    measures = [result for found in results.values() for result in found if isinstance(result, Measure)]
    return 0 if all(measure.met for measure in measures) else 1


def _pace(options: argparse.Namespace) -> Pace:
    return Pace(options.rounds, options.seconds)


def _text(name: str, results: Sequence[Measure | Table]) -> str:
    parts = [f"{name}: {BENCHMARKS[name].about}"]
    for _, alike in groupby(results, type):
        parts += _lines(list(alike))
    return "\n".join(parts)


def _lines(results: Sequence[Measure | Table]) -> list[str]:
    measures = [result for result in results if isinstance(result, Measure)]
    width = max((len(measure.what) for measure in measures), default=0)
    lines = [
        f"  {measure.what:<{width}}  {_written(measure.value):>10} {measure.unit:<10}  {measure.verdict}".rstrip()
        for measure in measures
    ]
    return lines + [f"\n{result.text()}\n" for result in results if isinstance(result, Table)]


def _written(value: float) -> str:
    if value >= 1_000.0:
        return f"{value:,.0f}"
    return f"{value:.3f}" if not 0.0 < value < 0.001 else f"{value:.1e}"


def _report(results: Results) -> dict[str, object]:
    entries = {name: [_entry(result) for result in found] for name, found in results.items()}
    return {"date": str(date.today()), "machine": machine_class(), "versions": versions(), "results": entries}


def _entry(result: Measure | Table) -> dict[str, object]:
    if isinstance(result, Table):
        return {"table": result.title, "unit": result.unit, "columns": list(result.columns), "rows": dict(result.rows)}
    goals = {name: bound for name in ("at_most", "at_least") if abs(bound := getattr(result, name)) != float("inf")}
    return {"what": result.what, "value": result.value, "unit": result.unit, **goals, "met": result.met}


if __name__ == "__main__":
    sys.exit(main())
