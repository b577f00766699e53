"""Events on their way from a thread that makes them to one that trains on them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from tui_nn.data.dataset import Floats
from tui_nn.errors import DataError, TuiNNError

ROOM = 1_000

WhenFull = Literal["wait", "drop"]
State = Literal["starting", "running", "ended", "failed", "closed"]


@dataclass(frozen=True, eq=False)
class Event:
    """One example of a stream.

    Attributes:
        time: When it happened.
        inputs: Shape (inputs,).
        target: Shape (outputs,).
    """

    time: datetime
    inputs: Floats
    target: Floats


class EventStream:
    """A queue of events with an end, between one thread that makes them and one that takes them.

    Who takes them calls `take`, or iterates, and in the end `close`; the rest is for who makes them.

    Args:
        room: How many events may wait.
        when_full: Whether who makes them has to wait then, or the oldest event is dropped.
        on_close: Asks who makes them to stop; called once, by `close`.

    Attributes:
        state: Of who makes them: `starting`, `running`, `ended`, `failed`, or `closed` by who takes them.
        failure: What went wrong, None if nothing did.
        dropped: How many events were dropped.
    """

    def __init__(
        self, *, room: int = ROOM, when_full: WhenFull = "wait", on_close: Callable[[], object] | None = None
    ) -> None:
        self._events: deque[Event] = deque()
        self._changed = threading.Condition()
        self._room = max(1, room)
        self._waits = when_full == "wait"
        self._on_close = on_close
        self._begun = False
        self.state: State = "starting"
        self.failure: TuiNNError | None = None
        self.dropped = 0

    # For who takes them.

    @property
    def waiting(self) -> int:
        """How many events wait to be taken."""
        return len(self._events)

    @property
    def over(self) -> bool:
        """Whether no event waits and none will come."""
        return not self._events and self.state not in ("starting", "running")

    def wait_for_start(self, seconds: float) -> None:
        """Wait until events are being made.

        Raises:
            TuiNNError: Whoever makes them failed before, or did not begin in time.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.state != "starting", seconds)
            if self.failure is not None and not self._begun:
                raise self.failure
            if self.state == "starting":
                raise DataError(f"no stream of events began within {seconds:g} seconds")

    def take(self, seconds: float | None = None) -> Event | None:
        """Give the next event; None if the stream is over, or none came in so many seconds.

        Raises:
            TuiNNError: Whoever makes them failed, and all events made before have been taken.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._events or self.over, seconds)
            if self._events:
                self._changed.notify_all()
                return self._events.popleft()
            if self.failure is not None and self.state == "failed":
                raise self.failure
            return None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Event:
        if (event := self.take()) is None:
            raise StopIteration
        return event

    def close(self) -> None:
        """Want no more events; those that wait are forgotten."""
        with self._changed:
            asked, self._on_close = self._on_close, None
            if self.state in ("starting", "running"):
                self.state = "closed"
            self._events.clear()
            self._changed.notify_all()
        if asked is not None:
            asked()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # For who makes them.

    def begin(self) -> None:
        """Say that events are being made from now on."""
        with self._changed:
            self._begun = True
            if self.state == "starting":
                self.state = "running"
            self._changed.notify_all()

    def put(self, event: Event) -> bool:
        """Add an event, waiting for room or dropping the oldest; say whether more are wanted."""
        with self._changed:
            if self._waits:
                self._changed.wait_for(lambda: len(self._events) < self._room or self.state == "closed")
            elif len(self._events) == self._room:
                self._events.popleft()
                self.dropped += 1
            if self.state == "closed":
                return False
            self._events.append(event)
            self._changed.notify_all()
            return True

    def end(self, failure: TuiNNError | None = None) -> None:
        """Say that there will be no more events, and why if something went wrong."""
        with self._changed:
            if self.state != "closed":
                self.state = "ended" if failure is None else "failed"
                self.failure = failure
            self._changed.notify_all()
