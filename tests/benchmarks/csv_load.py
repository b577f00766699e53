"""How long a large CSV takes to become examples, and the memory that takes, beside other readers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from tests.benchmarks.fresh import in_fresh_process, memory_now, memory_peak
from tests.benchmarks.measuring import Measure, progress
from tests.benchmarks.tables import RATIO, Cell, Table
from tui_nn.data.choice import DataChoice
from tui_nn.data.preparing import prepare

ROWS = 1_000_000
TURNS = 3
OURS = "tui-nn"

READERS: dict[str, Callable[[str], object]] = {
    OURS: lambda path: prepare(DataChoice(path), seed=0),
    "numpy.loadtxt": lambda path: np.loadtxt(path, delimiter=",", skiprows=1),
    "pandas.read_csv": lambda path: import_module("pandas").read_csv(path),
    "polars.read_csv": lambda path: import_module("polars").read_csv(path),
}
"""Each gives the whole file in memory."""


def measure() -> Sequence[Measure | Table]:
    """Read a file of a million rows, each time in a process of its own, everybody in turn."""
    installed = [name for name in READERS if name == OURS or find_spec(name.partition(".")[0])]
    turns: dict[str, list[tuple[float, float]]] = {name: [] for name in installed}
    with TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        _write(path)
        for turn in range(TURNS):
            for name in installed:
                progress(f"csv_load: {name}, {turn + 1} of {TURNS}")
                turns[name].append(in_fresh_process(__name__, name, str(path)))
        size = path.stat().st_size / 2**20
    progress("")
    seconds, memory = ({name: median(turn[place] for turn in turns[name]) for name in installed} for place in (0, 1))
    others = [name for name in READERS if name != OURS]

    def ratios(values: dict[str, float]) -> dict[str, list[Cell]]:
        return {name: [values[name] / values[OURS] if name in values else "not installed"] for name in others}

    times, sizes = ratios(seconds), ratios(memory)
    rows = {name: times[name] + sizes[name] for name in others}
    columns = ("seconds", "memory")
    return [
        Measure(f"{ROWS:,} rows of 3 numbers, {size:.0f} MB of text, to examples", seconds[OURS], "s"),
        Measure("… memory at the peak", memory[OURS], "MB"),
        Table("others, in multiples of what tui-nn takes for the same file", columns, rows, RATIO, digits=2),
    ]


def _write(path: Path) -> None:
    numbers = np.random.default_rng(1).normal(size=(ROWS, 3))
    with path.open("w", encoding="utf-8") as file:
        file.write("x1,x2,y\n")
        file.writelines(f"{a:.6f},{b:.6f},{c:.6f}\n" for a, b, c in numbers.tolist())


def _read(name: str, path: str) -> tuple[float, float]:
    """Give seconds, and MB at the peak beyond those there were before."""
    package = name.partition(".")[0]
    if name != OURS:
        import_module(package)
    before, started = memory_now(), time.perf_counter()
    held = READERS[name](path)
    seconds, peak = time.perf_counter() - started, memory_peak()
    del held
    return seconds, peak - before


if __name__ == "__main__":
    print(json.dumps(_read(*sys.argv[1:3])))
