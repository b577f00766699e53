"""What the frame of the loss plot says."""

from __future__ import annotations

from functools import lru_cache

from textual.content import Content

from tui_nn.app.numbers import count
from tui_nn.app.panes.loss_dots import MARK_EDIT, MARK_HERE, Losses, Marks
from tui_nn.core.losses import LOSSES
from tui_nn.training.snapshot import Snapshot

_POINTS, _BAND, _LINE = "[$foreground 65%]•[/]", "[$foreground 52%]⡇⡇[/]", "[$curve]━━[/]"
_HERE, _EDIT = f"[$accent]{MARK_HERE}[/]", f"[$foreground]{MARK_EDIT}[/]"


def title(snapshot: Snapshot, width: int, *, pointwise: bool) -> str:
    """Say what is drawn, as markup of at most so many cells."""
    last, each = count(snapshot.position.examples), _POINTS if pointwise else _BAND
    words = (
        f"loss of each example {each}, and mean of the last {last} {_LINE}",
        f"loss {each}, mean of last {last} {_LINE}",
    )
    return next((markup for markup in words if _cells(markup) <= width), "loss")


def subtitle(
    snapshot: Snapshot, losses: Losses, marks: Marks, width: int, *, wide_buckets: bool, logarithmic: bool
) -> str:
    """Say where training is, which steps are shown, what the marks and axes are: as much as fits, as markup."""
    notes = []
    if marks.here is not None:
        notes.append(f"{_HERE} step {count(marks.here)} of {count(snapshot.latest)}")
    if losses.stop - losses.start < snapshot.losses.count:
        notes.append(_range(losses.start, losses.stop, snapshot.losses.count))
    if wide_buckets:
        notes.append(f"{count(losses.curve.width)} steps a bucket")
    if marks.edits:
        notes.append(f"{_EDIT} edits")
    if logarithmic:
        zeros = float(losses.curve.low.min(initial=1.0)) <= 0.0
        notes.append("log axis, zeros left out" if zeros else "log axis")
    notes.append(LOSSES[snapshot.experiment.training.loss].formula)
    while notes and _cells(" · ".join(notes)) > width:
        notes.pop()
    return " · ".join(notes)


def _range(start: int, stop: int, latest: int) -> str:
    return f"last {count(stop - start)} steps" if stop == latest else f"steps {count(start + 1)}–{count(stop)}"


@lru_cache(64)
def _cells(markup: str) -> int:
    return Content.from_markup(markup).cell_length
