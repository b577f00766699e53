"""From the start of the process to the first frame, beside an empty Textual app that imports numpy."""

from __future__ import annotations

from statistics import median

from tests.benchmarks.measuring import Measure, progress
from tests.benchmarks.stream import Stream

ROUNDS = 15

EMPTY_APP = """
import numpy
from textual.app import App
from textual.widgets import Static

class Empty(App[None]):
    def compose(self):
        yield Static("painted")

Empty().run()
"""


def measure() -> list[Measure]:
    ours, empty, ratios = [], [], []
    for number in range(ROUNDS + 1):
        progress(f"round {number} of {ROUNDS}")
        times = _seconds_to("painted", "-c", EMPTY_APP), _seconds_to("paused", "-m", "tui_nn")
        # The first round reads files from the disk.
        if number:
            empty.append(times[0])
            ours.append(times[1])
            ratios.append(times[1] / times[0])
    progress("")
    return [
        Measure("an empty Textual app that imports numpy", 1000.0 * median(empty), "ms"),
        Measure("tui-nn with its first lesson", 1000.0 * median(ours), "ms"),
        Measure("ratio", median(ratios), "", at_most=1.5),
    ]


def _seconds_to(text: str, *arguments: str) -> float:
    with Stream(*arguments) as app:
        return app.wait_for(text) - app.began
