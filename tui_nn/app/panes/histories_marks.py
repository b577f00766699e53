"""What happened on the way, as marks on the axis of steps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui_nn.training.edits import ChangeTraining
from tui_nn.training.snapshot import Snapshot

MARK_EDIT, MARK_RATE, MARK_STOP, MARK_HERE = "◆", "◇", "■", "▲"


@dataclass(frozen=True)
class Marks:
    """Steps at which something happened.

    Attributes:
        latest: The last step that is known.
        here: The step training stands at, if it is not the last one known.
        edits: The steps after which something was changed.
        rates: Those after which nothing but the learning rate was.
        stops: Those after which a breakpoint stopped the run.
    """

    latest: int
    here: int | None
    edits: tuple[int, ...]
    rates: tuple[int, ...]
    stops: tuple[int, ...]

    @property
    def events(self) -> list[tuple[int, str]]:
        """All with their signs; what stands later lies over what stands before."""
        kinds = (self.stops, MARK_STOP), (self.rates, MARK_RATE), (self.edits, MARK_EDIT)
        return [(step, mark) for steps, mark in kinds for step in steps]

    @property
    def legend(self) -> list[str]:
        """Say what the marks are that there are."""
        kinds = (self.edits, MARK_EDIT, "edit"), (self.rates, MARK_RATE, "lr"), (self.stops, MARK_STOP, "breakpoint")
        return [f"{mark} {words}" for steps, mark, words in kinds if steps]


def marks_of(snapshot: Snapshot) -> Marks:
    """Give the marks of a snapshot."""
    step, latest = snapshot.position.step, max(snapshot.latest, snapshot.position.step)
    edits, rates = [], []
    training = (snapshot.first or snapshot.experiment).training
    for event in snapshot.events:
        if isinstance(event.edit, ChangeTraining):
            before, training = training, event.edit.training
            if replace(before, learning_rate=training.learning_rate) == training:
                rates.append(event.step)
                continue
        edits.append(event.step)
    stops = snapshot.histories.stops if snapshot.histories is not None else ()
    return Marks(latest, step if latest > step else None, tuple(edits), tuple(rates), stops)
