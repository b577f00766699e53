"""Going back and anywhere in a long run, and the memory that takes."""

from __future__ import annotations

import random

from tests.benchmarks.measuring import Measure, bytes_held, milliseconds, open_session, percentile, progress
from tui_nn.training.session import Session

STEPS = 1_000_000
BACKS = 1_000
SEEKS = 300
SHOWN = 100


def measure() -> list[Measure]:
    small = _measure_session("sigmoid-2-2-1", open_session("sigmoid-2-2-1"))
    return small + _measure_session("4-12-3 on iris", open_session("iris", layers=(4, 12, 3), optimizer="adam"))


def _measure_session(name: str, session: Session) -> list[Measure]:
    name = f"{name} ({session.experiment.network.parameter_count} parameters)"
    while session.steps < STEPS:
        session.run(min(5_000, STEPS - session.steps))
        progress(f"{name}: step {session.steps:,} of {STEPS:,}")
    generator = random.Random(1)

    def anywhere() -> int:
        return generator.randint(1, STEPS)

    def show() -> None:
        session.snapshot(SHOWN)
        session.sheet()

    backs, shown, held, seeks = [], [], [], []
    for number in range(BACKS):
        progress(f"{name}: back {number + 1:,} of {BACKS:,}")
        session.seek(anywhere())
        backs.append(milliseconds(session.back))
        shown.append(backs[-1] + milliseconds(show))
    for number in range(SEEKS):
        progress(f"{name}: seek {number + 1:,} of {SEEKS:,}")
        step = anywhere()
        seeks.append(milliseconds(lambda step=step: session.seek(step)))  # type: ignore[misc]
    for _ in range(BACKS):
        held.append(milliseconds(session.back) + milliseconds(show))
    progress("")
    return [
        Measure(f"{name}: one step back from anywhere, p50", percentile(backs, 0.5), "ms"),
        Measure(f"{name}: one step back from anywhere, p95", percentile(backs, 0.95), "ms", at_most=16.0),
        Measure(f"{name}: … with snapshot and worksheet, p95", percentile(shown, 0.95), "ms", at_most=16.0),
        Measure(f"{name}: {BACKS:,} steps back in a row, with these, p50", percentile(held, 0.5), "ms"),
        Measure(f"{name}: {BACKS:,} steps back in a row, with these, p95", percentile(held, 0.95), "ms", at_most=16.0),
        Measure(f"{name}: from anywhere to anywhere, p50", percentile(seeks, 0.5), "ms"),
        Measure(f"{name}: from anywhere to anywhere, p95", percentile(seeks, 0.95), "ms"),
        Measure(f"{name}: from anywhere to anywhere, slowest", max(seeks), "ms", at_most=50.0),
        Measure(f"{name}: keyframes, as the timeline counts", session.timeline.size / 2**20, "MB", at_most=64.0),
        Measure(f"{name}: timeline and losses, as Python counts", memory(session) / 2**20, "MB", at_most=64.0),
    ]


def memory(session: Session) -> int:
    """The bytes held by the timeline and the losses, everything that only they need."""
    seen = {id(session.experiment)}
    return bytes_held(session.timeline, seen) + bytes_held(session._losses, seen)
