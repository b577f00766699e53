"""The app at full speed in a real terminal: what it takes from training, and how soon a key shows its effect.

`python -m tests.benchmarks.live SOURCE SECONDS` prints the examples a second of a session without a screen, which a
process of its own measures.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from statistics import median

from tests.benchmarks.measuring import Measure, open_session, percentile, progress
from tests.benchmarks.stream import Stream

SOURCES = ("sigmoid-2-2-1", "two-spirals")
ROUNDS = 5
SECONDS = 3.0
BLOCK = 5_000
MOVES, PAUSES = 100, 25
SLOWER_KEYS = 7
"""So many keys from full speed to 100 examples a second."""


def measure() -> list[Measure]:
    return [measure for source in SOURCES for measure in _measure_source(source)]


def _measure_source(source: str) -> list[Measure]:
    session = open_session(source)
    names = session.experiment.names
    engine = session.engine.name
    name = f"{source} ({engine})"
    rows = [names.parameters[index] for index in names.reading_order[:6]]
    with Stream("-m", "tui_nn", source) as app:
        app.wait_for("step 0")
        app.watch(1.0)
        shares, speeds, frames = [], [], []
        before = _speed_without_screen(source)
        for number in range(ROUNDS):
            progress(f"{name}: round {number + 1} of {ROUNDS}")
            speed, rate = _run(app)
            after = _speed_without_screen(source)
            shares.append(2.0 * speed / (before + after))
            speeds.append(speed)
            frames.append(rate)
            before = after
        progress(f"{name}: keys")
        moves, pauses = _moves(app, rows), _pauses(app)
        for _ in range(SLOWER_KEYS):
            app.press("-")
            app.watch(0.1)
        slowly = _run(app)
    progress("")
    return [
        Measure(f"{name}: speed", median(speeds), "examples/s"),
        Measure(f"{name}: share of the speed without a screen", median(shares), "", at_least=_goal(engine)),
        Measure(f"{name}: frames at full speed", median(frames), "/s", at_least=10.0),
        Measure(f"{name}: frames at {slowly[0]:.0f} examples a second", slowly[1], "/s", at_least=27.0),
        Measure(f"{name}: cursor key to screen at full speed, p50", 1000.0 * percentile(moves, 0.5), "ms"),
        Measure(f"{name}: … p95", 1000.0 * percentile(moves, 0.95), "ms", at_most=50.0),
        Measure(f"{name}: pause key to screen at full speed, p50", 1000.0 * percentile(pauses, 0.5), "ms"),
        Measure(f"{name}: … p95", 1000.0 * percentile(pauses, 0.95), "ms", at_most=50.0),
    ]


def _goal(engine: str) -> float:
    """The share of its speed that an engine keeps; one that releases the interpreter keeps more."""
    return 0.95 if "numba" in engine else 0.85


def _run(app: Stream) -> tuple[float, float]:
    """Run for a while and pause; give examples a second and frames a second as they were shown."""
    app.press(" ")
    app.watch(1.0)
    since = len(app.shown)
    app.watch(SECONDS)
    frames = app.shown[since:]
    app.seconds_to("paused", " ")
    seconds = frames[-1][0] - frames[0][0]
    return (frames[-1][1] - frames[0][1]) / seconds, (len(frames) - 1) / seconds


def _moves(app: Stream, rows: list[str]) -> list[float]:
    """Move the cursor down and up the parameters at random moments of a run; give the seconds each took to show."""
    generator, places = random.Random(1), len(rows) - 1
    app.press("2")
    app.watch(0.5)
    app.press(" ")
    app.watch(1.0)
    delays = []
    for number in range(MOVES):
        app.watch(generator.uniform(0.05, 0.25))
        down = number // places % 2 == 0
        place = number % places + 1 if down else places - number % places - 1
        delays.append(app.seconds_to(f"▸{rows[place]}", "down" if down else "up"))
    app.seconds_to("paused", " ")
    return delays


def _pauses(app: Stream) -> list[float]:
    """Pause at random moments of a run; give the seconds until that shows."""
    generator, delays = random.Random(2), []
    for _ in range(PAUSES):
        app.press(" ")
        app.watch(generator.uniform(0.3, 0.5))
        delays.append(app.seconds_to("paused", " "))
    return delays


def _speed_without_screen(source: str) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.live", source, str(SECONDS)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def _train(source: str, seconds: float) -> float:
    session = open_session(source)
    session.run(BLOCK)
    begun, done = time.perf_counter(), session.steps
    while time.perf_counter() - begun < seconds:
        session.run(BLOCK)
    return (session.steps - done) / (time.perf_counter() - begun)


if __name__ == "__main__":
    print(_train(sys.argv[1], float(sys.argv[2])))
