"""The app at full speed in a real terminal: what it takes from training, and how soon a key shows its effect.

`python -m tests.benchmarks.live SOURCE ENGINE` is a session without a screen: told some seconds on its standard input,
it trains for so long and prints how many examples a second that were.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from statistics import median
from types import TracebackType
from typing import Self

from tests.benchmarks.measuring import Measure, open_session, percentile, progress
from tests.benchmarks.stream import Stream
from tui_nn.training.compiling import installed
from tui_nn.training.session import Session

RUNS = (("sigmoid-2-2-1", "scalar"), ("two-spirals", "numpy"), ("sigmoid-2-2-1", "numba"), ("two-spirals", "numba"))
SHARES = {"scalar": 0.85, "numpy": 0.85, "numba": 0.95}
"""Of the speed without a screen, what each engine keeps at least."""

ROUNDS = 10
SECONDS = 1.0
BLOCK = 1_000
WARM_UP_SECONDS = 3.0
TRANSLATION_SECONDS = 60.0
MOVES, PAUSES = 60, 30
SLOWER_KEYS = 7
"""So many keys from full speed to 100 examples a second."""


def measure() -> list[Measure]:
    runs = [run for run in RUNS if run[1] != "numba" or installed()]
    return [measure for source, engine in runs for measure in _measure_run(source, engine)]


def _measure_run(source: str, engine: str) -> list[Measure]:
    name = f"{source}, {engine}"
    session = open_session(source, engine=engine)
    names = session.experiment.names
    rows = [names.parameters[index] for index in names.reading_order[:6]]
    progress(f"{name}: warming up")
    _translate(session)
    with Stream("-m", "tui_nn", source, "--engine", engine) as app, Headless(source, engine) as headless:
        app.wait_for("step 0")
        _run(app, WARM_UP_SECONDS)
        headless.speed(WARM_UP_SECONDS)
        shares, speeds, frames = [], [], []
        for number in range(ROUNDS):
            progress(f"{name}: round {number + 1} of {ROUNDS}")
            # Turn about, since what else the machine does changes from second to second.
            before = headless.speed(SECONDS / 2.0)
            speed, rate = _run(app, SECONDS)
            shares.append(2.0 * speed / (before + headless.speed(SECONDS / 2.0)))
            speeds.append(speed)
            frames.append(rate)
        progress(f"{name}: keys")
        moves, pauses = _moves(app, rows), _pauses(app)
        for _ in range(SLOWER_KEYS):
            app.press("-")
            app.watch(0.1)
        slow, slow_rate = _run(app, 3.0 * SECONDS)
    progress("")
    return [
        Measure(f"{name}: speed", median(speeds), "examples/s"),
        Measure(f"{name}: share of the speed without a screen", median(shares), "", at_least=SHARES[engine]),
        Measure(f"{name}: frames at full speed", median(frames), "/s", at_least=10.0),
        Measure(f"{name}: frames at {slow:.0f} examples a second", slow_rate, "/s", at_least=27.0),
        Measure(f"{name}: cursor key to screen at full speed, p50", 1000.0 * percentile(moves, 0.5), "ms"),
        Measure(f"{name}: … p95", 1000.0 * percentile(moves, 0.95), "ms", at_most=50.0),
        Measure(f"{name}: pause key to screen at full speed, p50", 1000.0 * percentile(pauses, 0.5), "ms"),
        Measure(f"{name}: … p95", 1000.0 * percentile(pauses, 0.95), "ms", at_most=50.0),
    ]


def _translate(session: Session) -> None:
    """Have the loops of an engine that has any translated, which are kept for the processes to come."""
    end = time.perf_counter() + TRANSLATION_SECONDS
    session.run(BLOCK)
    while session.engine.condition and time.perf_counter() < end:
        time.sleep(0.1)
        session.run(BLOCK)


def _run(app: Stream, seconds: float) -> tuple[float, float]:
    """Run for a while and pause; give examples a second and frames a second as they were shown."""
    app.seconds_to("▶", " ")
    app.watch(0.2)
    since = len(app.shown)
    app.watch(seconds)
    frames = app.shown[since:]
    app.seconds_to("paused", " ")
    taken = frames[-1][0] - frames[0][0]
    return (frames[-1][1] - frames[0][1]) / taken, (len(frames) - 1) / taken


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


class Headless:
    """A session in a process of its own, without a screen."""

    def __init__(self, source: str, engine: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.live", source, engine],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()

    def speed(self, seconds: float) -> float:
        """Train for so long; give the examples a second."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{seconds}\n")
        return float(self._process.stdout.readline())


def _serve(source: str, engine: str) -> None:
    session = open_session(source, engine=engine)
    block = BLOCK
    for line in sys.stdin:
        seconds, begun, done = float(line), time.perf_counter(), session.steps
        while (now := time.perf_counter()) - begun < seconds:
            # Where the app's blocks end too, so that neither has the better ones.
            session.run(session.timeline.about(session.steps, block))
            # So long that what a call costs does not count, and no longer.
            if time.perf_counter() - now < 0.01:
                block *= 2
        print((session.steps - done) / (now - begun), flush=True)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
