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
    empty, ours, whole, ratios = [], [], [], []
    for number in range(ROUNDS + 1):
        progress(f"round {number} of {ROUNDS}")
        opening, paused = _seconds_to(("opening", "paused"), "-m", "tui_nn")
        (painted,) = _seconds_to(("painted",), "-c", EMPTY_APP)
        # The first round reads files from the disk.
        if number:
            empty.append(painted)
            ours.append(opening)
            whole.append(paused)
            ratios.append(opening / painted)
    progress("")
    return [
        Measure("an empty Textual app that imports numpy", 1000.0 * median(empty), "ms"),
        Measure("tui-nn: what opens, and the keys", 1000.0 * median(ours), "ms"),
        Measure("tui-nn: all panes of its first lesson", 1000.0 * median(whole), "ms"),
        Measure("ratio", median(ratios), "", at_most=1.5),
    ]


def _seconds_to(texts: tuple[str, ...], *arguments: str) -> list[float]:
    with Stream(*arguments) as app:
        return [app.wait_for(text) - app.began for text in texts]
