"""The past of a run in bounded memory: keyframes to restart from, and the edits made on the way.

Any position is a keyframe before it and a replay of the steps between, which gives the same bits since a step depends
on nothing else. Keyframes of the last steps stand close together; older ones are thinned, every second one going
whenever the memory is full, so the distance to the nearest grows with the length of the run and nothing else does.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from tui_nn.training.edits import Event
from tui_nn.training.forward import Keyframe

SPACING = 512
"""Steps between keyframes while they are recent."""

RECENT = 64
"""How many recent keyframes are kept at that spacing."""

BUDGET = 64 * 2**20
"""Bytes that keyframes may take."""


@dataclass
class Timeline:
    """Keyframes by step, and events in the order they were made.

    Attributes:
        budget: Bytes that keyframes may take; at least the recent ones are kept.
        keyframes: Ascending by step; the first is the start.
        events: Ascending by step.
        latest: The furthest step this timeline knows.
        spacing: Steps between the older keyframes.
    """

    budget: int = BUDGET
    keyframes: list[Keyframe] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    latest: int = 0
    spacing: int = SPACING

    @property
    def size(self) -> int:
        """The memory of all keyframes in bytes, about."""
        return len(self.keyframes) * self.keyframes[0].size if self.keyframes else 0

    def wants(self, step: int) -> bool:
        """Say whether a keyframe should be taken after this many steps."""
        return step % SPACING == 0 and (not self.keyframes or step > self.keyframes[-1].step)

    def add(self, keyframe: Keyframe) -> None:
        """Keep a keyframe later than all others."""
        self.keyframes.append(keyframe)
        # One that has just become old is kept only where an old one may stand.
        leaving = len(self.keyframes) - RECENT - 1
        if leaving > 0 and self.keyframes[leaving].step % self.spacing:
            del self.keyframes[leaving]
        while self.size > self.budget and len(self.keyframes) > RECENT + 2:
            self.spacing *= 2
            old, recent = self.keyframes[:-RECENT], self.keyframes[-RECENT:]
            self.keyframes = [keyframe for keyframe in old if keyframe.step % self.spacing == 0] + recent

    def before(self, step: int) -> Keyframe:
        """Give the last keyframe not after this step."""
        place = bisect_right(self.keyframes, step, key=lambda keyframe: keyframe.step)
        return self.keyframes[max(0, place - 1)]

    def cut(self, step: int) -> None:
        """Forget what lies after this step: a new future begins here."""
        self.keyframes = [keyframe for keyframe in self.keyframes if keyframe.step <= step]
        self.events = [event for event in self.events if event.step <= step]
        self.latest = step
