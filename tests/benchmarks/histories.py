"""What it costs to collect histories: a run that does beside one that does not, at several lengths."""

from __future__ import annotations

import time
from collections.abc import Sequence
from unittest.mock import patch

from tests.benchmarks.measuring import Measure, progress
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.compiling import installed
from tui_nn.training.session import Session

LENGTHS = {"scalar": (10**5, 10**6), "numba": (10**5, 10**6, 10**7)}
"""Samples are taken at most of the first steps and ever more seldom later, so the cost is one of beginnings."""

LATER = {"scalar": 0.7, "numba": 0.6}
"""The share of its speed that an engine keeps from the last length but one to the last, at least."""

BLOCK = {"scalar": 8_192, "numba": 262_144}
ROUNDS = 3


def measure() -> list[Measure]:
    """Run sigmoid-2-2-1 with and without histories."""
    measures = []
    for engine, lengths in LENGTHS.items():
        if engine == "numba" and not installed():
            continue
        progress(f"histories, {engine}")
        rounds = [(_seconds(engine, lengths, False), _seconds(engine, lengths, True)) for _ in range(ROUNDS)]
        without, with_them = ([min(times) for times in zip(*runs, strict=True)] for runs in zip(*rounds, strict=True))
        for steps, one, other in zip(lengths, without, with_them, strict=True):
            what = f"sigmoid-2-2-1, {engine}: up to step {steps:,}"
            measures.append(Measure(f"{what}, collecting", 1000.0 * (other - one), "ms more"))
            measures.append(Measure(f"{what}, share of the speed", one / other, ""))
        share = (without[-1] - without[-2]) / (with_them[-1] - with_them[-2])
        what = f"sigmoid-2-2-1, {engine}: from step {lengths[-2]:,} on, share of the speed"
        measures.append(Measure(what, share, "", at_least=LATER[engine]))
    progress("")
    return measures


def _seconds(engine: str, lengths: Sequence[int], with_histories: bool) -> list[float]:
    setup = set_up("sigmoid-2-2-1", Overrides(engine=engine))
    # The loop is asked for at once, and there before the clock starts.
    with patch("tui_nn.core.compiled.WORTH_COMPILING", 0):
        first = Session(setup.experiment, setup.train)
        first.run(2)
        while first.engine.condition == "compiling":
            time.sleep(0.05)
        session = Session(setup.experiment, setup.train, with_histories=with_histories)
        started, taken = time.perf_counter(), []
        for steps in lengths:
            while session.steps < steps:
                session.run(min(session.timeline.about(session.steps, BLOCK[engine]), steps - session.steps))
            taken.append(time.perf_counter() - started)
    return taken
