"""What a hundred million losses cost: to take in, to keep, and to look at."""

from __future__ import annotations

import asyncio
import math
import random
import time
from dataclasses import replace

import numpy as np

from tests.app.snapshots import PaneApp, snapshot_of
from tests.benchmarks.measuring import Measure, bytes_held, milliseconds, percentile, progress
from tui_nn.app.panes.loss import LossPane
from tui_nn.app.panes.zooming import View
from tui_nn.training.history import LossHistory
from tui_nn.training.loss_record import LossRecord

STEPS = 100_000_000
BLOCKS = (1_000, 10_000, 100_000)
SPANS = (STEPS, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100)
PLACES = 50
SIZE = (140, 40)


def measure() -> list[Measure]:
    measures = []
    for block in BLOCKS:
        history, taken = _filled(block)
        measures.append(Measure(f"taking losses in, {block:,} at once", taken, "ns/loss", at_most=3.0))
    measures.append(Measure(f"memory of {STEPS:,} losses", bytes_held(history, set()) / 2**20, "MB", at_most=16.0))
    record = history.record()
    shared = min(milliseconds(history.record) for _ in range(100))
    measures.append(Measure("a record of them for a snapshot", 1000.0 * shared, "µs"))
    for span in SPANS:
        taken = percentile([_curve(record, start, span) for start in _places(span)], 0.95)
        measures.append(Measure(f"curve of {span:,} steps anywhere, p95", taken, "ms", at_most=5.0))
    progress("plots")
    measures += asyncio.run(_plots(record))
    progress("")
    return measures


def _filled(block: int) -> tuple[LossHistory, float]:
    """Give a history of that many losses, and the nanoseconds each took in the fastest tenth of them."""
    progress(f"{STEPS:,} losses, {block:,} at once")
    losses = np.random.default_rng(1).lognormal(size=block)
    history, part, fastest = LossHistory(), STEPS // 10, math.inf
    while history.count < STEPS:
        started = time.perf_counter()
        for _ in range(part // block):
            history.extend(losses)
        fastest = min(fastest, (time.perf_counter() - started) / part * 1e9)
    return history, fastest


def _places(span: int) -> list[int]:
    """Say where ranges of so many steps begin: at the start, at the end, and anywhere."""
    generator = random.Random(span)
    return [0, STEPS - span, *(generator.randint(0, STEPS - span) for _ in range(PLACES - 2))]


def _curve(record: LossRecord, start: int, span: int) -> float:
    return milliseconds(lambda: record.curve(start, start + span))


async def _plots(record: LossRecord) -> list[Measure]:
    pane = LossPane()
    app = PaneApp(pane)
    width, height = SIZE
    async with app.run_test(size=SIZE) as pilot:
        pane.snapshot = replace(snapshot_of("sigmoid-2-2-1", 1), losses=record)
        await pilot.pause()
        measures = []
        for span in SPANS:
            taken = percentile([_plot(pane, start, span) for start in _places(span)], 0.95)
            measures.append(Measure(f"plot of {span:,} steps on {width}×{height}, p95", taken, "ms", at_most=33.0))
        return measures


def _plot(pane: LossPane, start: int, span: int) -> float:
    """Measure all that comes between a key and the characters."""

    def draw() -> None:
        pane.look(View(span, start + span))
        pane._plot.render()

    return milliseconds(draw)
