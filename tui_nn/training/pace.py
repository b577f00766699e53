"""How fast a run goes: what a chosen speed asks for by now, and what speed was reached."""

from __future__ import annotations

import time

RATE_SECONDS = 0.5
LARGEST_DEBT_SECONDS = 0.25
"""What could not be done in time is asked for later, but no more than this much of it."""


class Pace:
    """A metronome; direction does not matter to it.

    Attributes:
        speed: Examples a second, None for as fast as possible.
        rate: Examples a second measured, 0 before the first half second.
    """

    def __init__(self) -> None:
        self.speed: float | None = None
        self.rate = 0.0
        self._since, self._done = 0.0, 0.0
        self._measured_since, self._measured = 0.0, 0

    def begin(self, *, moving: bool) -> None:
        """Count from now on; a run that was already moving keeps its measured rate."""
        now = time.perf_counter()
        self._since, self._done = now, 0.0
        if not moving:
            self.rate, self._measured_since, self._measured = 0.0, now, 0

    def due(self) -> float:
        """Give how many steps the chosen speed asks for by now."""
        assert self.speed is not None
        now = time.perf_counter()
        due = (now - self._since) * self.speed - self._done
        most = max(1.0, self.speed * LARGEST_DEBT_SECONDS)
        if due > most:
            self._since, self._done = now - most / self.speed, 0.0
            return most
        return due

    def seconds_to_wait(self) -> float:
        """Give the time until the next step is due, 0 for as fast as possible."""
        return 0.0 if self.speed is None else max(0.0, (1.0 - self.due()) / self.speed)

    def count(self, steps: int) -> None:
        """Take note of steps done."""
        self._done += steps
        self._measured += steps
        now = time.perf_counter()
        if now - self._measured_since >= RATE_SECONDS:
            self.rate = self._measured / (now - self._measured_since)
            self._measured_since, self._measured = now, 0
