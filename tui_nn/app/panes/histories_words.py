"""What the histories pane says."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui_nn.app.numbers import count
from tui_nn.app.panes.histories_marks import MARK_EDIT, MARK_HERE, MARK_RATE, MARK_STOP, Marks
from tui_nn.app.panes.histories_series import Series, Subject

EMPTY = "No history yet. Press u to train up to the first update, space to run."
NOTHING = "Nothing here can stand on a logarithmic axis. Press l for the linear one."

EXPLANATION = f"""\
## Histories

How everything came to be, against steps: the loss first, then every gradient. `k` goes on to parameters, activations,
and the loss alone. Each little plot has its name, its value now, and its own scale, whose ends stand beside it where
there is room; `╌` is zero, above it a line is blue, below it orange. Where not all fit, `pgdn` and `pgup`, or the
arrows, go on.

A sample is taken **after an update**: the parameters it made, the gradient it used (a sum or a mean over its batch as
the header says, with its penalty), the activations of its last example *before* the update, and the loss of its batch,
added up or averaged as its gradient is. Of the first 1,024 updates each is a sample, then every second, every fourth …
counted from the start, so that a run of any length is held: the frame says how many updates apart they are. Of large
networks fewer are held. The loss pane knows the loss of each step.

**Training and test.** Where a part of the data is kept out of training (`--test-fraction`), the *mean loss* of both
parts is drawn in one plot: `━` training, `┅` test. Both are evaluated with the same parameters, at the ends of epochs,
at no more than 128 of them; so the training loss is not that of the epoch as it was seen, and what lies between the
lines is due to the examples alone. Of a part with more than 16,384 examples so many are evaluated, evenly spaced.

**Arrows** choose a plot, `enter` or a second click shows it large, `esc` goes back to all. There `←` and `→` move a
cursor that reads a sample off, `↑` and `↓` or the wheel zoom, `shift+←` and `shift+→`, `<` and `>` or dragging go to
earlier and later steps, `0` shows all steps, `pgdn` and `pgup` go on to other histories. `l` makes the axes of values
logarithmic: then they show sizes, and a line of dashes is below zero.

On the axis of steps:

- `{MARK_EDIT}` an **edit**: a parameter put by hand or frozen, another optimizer, loss or batch size.
- `{MARK_RATE}` a change of nothing but the **learning rate**.
- `{MARK_STOP}` a **breakpoint** stopped the run here.
- `{MARK_HERE}` and the line above it: **where you are** after going back; what is known of the steps after it is grey.

While training runs the pane is drawn at most four times a second; paused, it is always the latest.
"""


def grid_title(subject: Subject, first: int, shown: int) -> list[str]:
    """Say what small plots show, the most telling text first."""
    which = f"{count(first + 1)}–{count(first + shown)} of {count(subject.count)}"
    part = f" · {which}" if shown < subject.count else ""
    what = f"histories: loss and {subject.kind.value}" if subject.count > 2 else "histories: loss"
    return [f"{what}{part} · {_apart(subject)}", f"{what}{part}", f"histories{part}", "histories"]


def large_title(subject: Subject, series: Series) -> list[str]:
    """Say what a large plot shows, the most telling text first."""
    words = f"history of {series.words}"
    return [f"{words} · {_apart(subject)}", words, series.words, series.name]


def _apart(subject: Subject) -> str:
    stride = subject.record.stride
    return "every update" if stride == 1 else f"every {count(stride)} updates"


def notes(marks: Marks, *, logarithmic: bool, signed: bool) -> list[str]:
    """Say where training is, and what marks and axes are."""
    here = [] if marks.here is None else [f"{MARK_HERE} step {count(marks.here)} of {count(marks.latest)}"]
    axis = ("log of sizes, ┅ minus" if signed else "log axis",) if logarithmic else ()
    return [*here, *axis, *marks.legend]


def range_words(start: int, stop: int, latest: int) -> list[str]:
    """Say which steps are shown if not all are."""
    if stop - start >= latest:
        return []
    return [f"last {count(stop - start)} steps" if stop == latest else f"steps {count(start + 1)}–{count(stop)}"]


def fitting(texts: Sequence[str], width: int) -> str:
    """Give the first text that is not wider than so many cells, empty if all are."""
    return next((text for text in texts if cell_len(text) <= width), "")


def joined(parts: Sequence[str], width: int) -> str:
    """Join as many parts, from the first, as there is room for."""
    return fitting([" · ".join(parts[:length]) for length in range(len(parts), 0, -1)], width)
