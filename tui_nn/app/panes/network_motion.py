"""A step as a moving picture: values run forwards, deltas backwards, and the update flashes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from tui_nn.app.panes.network_progress import EVERY_LAYER, Flow, Lit, Progress
from tui_nn.app.panes.network_views import used_parameters
from tui_nn.app.panes.pane import sheet_at_hand
from tui_nn.training.snapshot import Snapshot

FASTEST = 10.0
"""Examples a second up to which a run is shown in motion; eyes cannot follow faster ones."""

SHARE, LONGEST = 0.8, 1.2
"""How much of the time between two steps of a run a motion takes, and its seconds at most."""

ALONE = 0.9
"""Seconds that a single step's motion takes."""


class Motions(Enum):
    """Which steps are shown in motion; the value says it."""

    RUNS = "slow runs move"
    STEPS = "slow runs and single steps move"
    NONE = "nothing moves"

    @property
    def next(self) -> Motions:
        """The choice after this one; after the last, the first."""
        choices = list(Motions)
        return choices[(choices.index(self) + 1) % len(choices)]


@dataclass(frozen=True)
class Phase:
    """A part of a motion: what is known by then, what is lit, and what it is called."""

    known: frozenset[tuple[str, int]]
    lit: Lit
    words: str
    updated: bool = False


def phases(layers: int, *, updated: bool) -> tuple[Phase, ...]:
    """Give the parts of a step's motion: each layer forwards, the loss, each layer's δ backwards, and the update."""
    known: set[tuple[str, int]] = set()
    parts: list[Phase] = []

    def add(lit: Lit, words: str, *more: tuple[str, int]) -> None:
        known.update(more)
        parts.append(Phase(frozenset(known), lit, words))

    for layer in range(1, layers + 1):
        add(Lit(layer, Flow.FORWARDS, layer), f"h of layer {layer}", ("z", layer), ("h", layer))
    add(Lit(column=layers, target=True), "loss", ("loss", 0))
    add(Lit(column=layers, target=True), f"δ of layer {layers}", ("delta", layers), ("gradient", layers))
    for layer in range(layers - 1, 0, -1):
        lit = Lit(layer + 1, Flow.BACKWARDS, layer)
        add(lit, f"δ of layer {layer}", ("delta", layer), ("gradient", layer))
    if updated:
        parts.append(Phase(frozenset(known), Lit(EVERY_LAYER), "update", updated=True))
    return tuple(parts)


@dataclass(frozen=True)
class Moment:
    """What a motion shows at a time: the snapshot with the parameters of then, what is known of it, and words."""

    snapshot: Snapshot
    progress: Progress
    words: str


@dataclass(frozen=True, eq=False)
class Motion:
    """The motion of the last step of a snapshot.

    Attributes:
        snapshot: What is there in the end.
        seconds: How long it takes.
    """

    snapshot: Snapshot
    seconds: float

    def goes_on_with(self, snapshot: Snapshot) -> bool:
        """Say whether a later snapshot shows the same step of the same run."""
        mine = self.snapshot
        same = snapshot.data is mine.data and snapshot.position == mine.position and snapshot.running == mine.running
        return same and len(snapshot.events) == len(mine.events)

    def phase_at(self, elapsed: float) -> int | None:
        """Give the number of the part that is shown so many seconds after the beginning; None when all are over."""
        parts = phases(len(self.snapshot.experiment.network.layers), updated=self._updated)
        return min(len(parts) - 1, int(elapsed / self.seconds * len(parts))) if elapsed < self.seconds else None

    def moment(self, number: int) -> Moment:
        """Give what a part of the motion shows."""
        phase = phases(len(self.snapshot.experiment.network.layers), updated=self._updated)[number]
        progress = Progress(self.snapshot.trace, True, phase.lit, phase.known)
        parameters = self.snapshot.parameters if phase.updated else used_parameters(self.snapshot)
        return Moment(replace(self.snapshot, parameters=parameters), progress, phase.words)

    @property
    def _updated(self) -> bool:
        return bool(self.snapshot.samples and self.snapshot.samples[-1].updated)


def motion_of(before: Snapshot | None, snapshot: Snapshot | None, motions: Motions) -> Motion | None:
    """Give the motion from one snapshot to the next: of one whole step, done alone or in a slow run, otherwise none."""
    if before is None or snapshot is None or snapshot.trace is None or sheet_at_hand(snapshot) is not None:
        return None
    if snapshot.data is not before.data or snapshot.position.step != before.position.step + 1:
        return None
    # A step whose operations were done one by one has been seen already.
    done = sheet_at_hand(before)
    if done is not None and done.done:
        return None
    if not snapshot.running:
        return Motion(snapshot, ALONE) if motions is Motions.STEPS and not before.running else None
    if motions is Motions.NONE or snapshot.speed is None or snapshot.speed > FASTEST:
        return None
    return Motion(snapshot, min(LONGEST, SHARE / snapshot.speed))
