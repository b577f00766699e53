"""The past of a run in bounded memory: keyframes to restart from, and the edits made on the way.

Any position is a keyframe before it and a replay of the steps between, which gives the same bits since a step depends
on nothing else. Keyframes over the whole run are thinned, every second one going whenever the memory is full, so the
distance between them grows with the length of the run and nothing else does. Around the positions visited last they
stand close together, wherever in the run that is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from tui_nn.training.edits import Event
from tui_nn.training.forward import Keyframe

SPACING = 64
"""Steps between keyframes where they are closest, unless something else is said."""

RECENT = 64
"""How many keyframes are kept at that spacing where the run passed last."""

FEWEST = 4
"""So many of these are kept however large they are."""

MOST = 4096
"""So many of the others are kept at most, so that a long run takes no more memory than a shorter one."""

BUDGET = 64 * 2**20
"""Bytes that keyframes may take."""


@dataclass
class Timeline:
    """Keyframes by step, and events in the order they were made.

    Attributes:
        closest: Steps between keyframes where they are closest.
        budget: Bytes that keyframes may take; a quarter of them is for the recent ones, of which a few are always kept.
        keyframes: Those over the whole run, ascending by step; the first is the start.
        recent: Those between them where the run passed last, by step, in the order they were taken.
        events: Ascending by step.
        latest: The furthest step this timeline knows.
        spacing: Steps between the keyframes over the whole run.
    """

    closest: int = field(default_factory=lambda: SPACING)
    budget: int = BUDGET
    keyframes: list[Keyframe] = field(default_factory=list)
    recent: dict[int, Keyframe] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    latest: int = 0
    spacing: int = field(init=False)
    _whole_size: int = 0
    _recent_size: int = 0

    def __post_init__(self) -> None:
        """Begin with keyframes close to each other everywhere."""
        self.spacing = self.closest

    @property
    def size(self) -> int:
        """The memory of all keyframes in bytes, about."""
        return self._whole_size + self._recent_size

    def next_place(self, step: int) -> int:
        """Give the first step after this one at which a keyframe may stand."""
        return (step // self.closest + 1) * self.closest

    def about(self, step: int, count: int) -> int:
        """Give about so many steps: up to where a keyframe is due, as it costs least to stop there."""
        every = self.closest
        return max(1, (step + count) // every * every - step) if count >= every else count

    def wants(self, step: int) -> bool:
        """Say whether a keyframe should be taken after this many steps."""
        return step % self.closest == 0 and self.before(step).step != step

    def add(self, keyframe: Keyframe) -> None:
        """Keep a keyframe of a step that has none."""
        if not self.keyframes or (keyframe.step > self.keyframes[-1].step and keyframe.step % self.spacing == 0):
            self.keyframes.append(keyframe)
            self._whole_size += keyframe.size
        else:
            self.recent[keyframe.step] = keyframe
            self._recent_size += keyframe.size
        while len(self.keyframes) > MOST or (self._whole_size > self.budget * 3 // 4 and len(self.keyframes) > 1):
            self.spacing *= 2
            self.keyframes = [keyframe for keyframe in self.keyframes if keyframe.step % self.spacing == 0]
            self._whole_size = _size(self.keyframes)
        while len(self.recent) > RECENT or (self._recent_size > self.budget // 4 and len(self.recent) > FEWEST):
            self._recent_size -= self.recent.pop(next(iter(self.recent))).size

    def before(self, step: int) -> Keyframe:
        """Give the last keyframe not after this step."""
        place = bisect_right(self.keyframes, step, key=lambda keyframe: keyframe.step)
        last = self.keyframes[max(0, place - 1)]
        recent = max((taken for taken in self.recent if taken <= step), default=-1)
        return self.recent[recent] if recent > last.step else last

    def cut(self, step: int) -> None:
        """Forget what lies after this step: a new future begins here."""
        self.keyframes = [keyframe for keyframe in self.keyframes if keyframe.step <= step]
        self.recent = {taken: keyframe for taken, keyframe in self.recent.items() if taken <= step}
        self._whole_size, self._recent_size = _size(self.keyframes), _size(self.recent.values())
        self.events = [event for event in self.events if event.step <= step]
        self.latest = step


def _size(keyframes: Iterable[Keyframe]) -> int:
    return sum(keyframe.size for keyframe in keyframes)
