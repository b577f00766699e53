"""A key held down: 30 steps a second, each done, and the screen never far behind."""

from __future__ import annotations

import time

from tests.benchmarks.measuring import Measure, percentile, progress
from tests.benchmarks.stream import Stream

SOURCES = ("sigmoid-2-2-1", "two-spirals")
KEYS = 150
KEYS_A_SECOND = 30.0


def measure() -> list[Measure]:
    return [measure for source in SOURCES for measure in _measure_source(source)]


def _measure_source(source: str) -> list[Measure]:
    with Stream("-m", "tui_nn", source) as app:
        app.wait_for("step 0")
        app.watch(1.0)
        progress(f"{source}: holding a key")
        pressed: list[float] = []
        for number in range(KEYS):
            app.watch(pressed[0] + number / KEYS_A_SECOND - time.perf_counter() if pressed else 0.0)
            pressed.append(time.perf_counter())
            app.press("right")
        app.watch(1.0)
    progress("")
    delays = [
        next((at for at, step in app.shown if step > number), float("inf")) - at_key
        for number, at_key in enumerate(pressed)
    ]
    name = f"{source}: {KEYS} steps by a key held down, {KEYS_A_SECOND:.0f} a second"
    return [
        Measure(f"{name}: step shown at the end", app.step, "", at_least=KEYS, at_most=KEYS),
        Measure(f"{name}: a key to its step, p50", 1000.0 * percentile(delays, 0.5), "ms"),
        Measure(f"{name}: … p95", 1000.0 * percentile(delays, 0.95), "ms"),
        Measure(f"{name}: … the last", 1000.0 * delays[-1], "ms", at_most=100.0),
    ]
