"""A queue of events with an end, between two threads."""

from __future__ import annotations

import threading
from datetime import datetime

import numpy as np
import pytest

from tui_nn.data.events import Event, EventStream
from tui_nn.errors import DataError

SECONDS = 10.0
"""No wait of these tests comes near it."""


def event(number: int) -> Event:
    return Event(datetime(2020, 1, 1, second=number), np.array([float(number)]), np.array([0.0]))


def numbers(events: EventStream) -> list[int]:
    return [event.time.second for event in events]


def test_events_come_in_order_until_the_end() -> None:
    events = EventStream()
    assert events.state == "starting"
    events.begin()
    assert all(events.put(event(number)) for number in range(3))
    assert (events.state, events.waiting, events.over) == ("running", 3, False)
    events.end()
    assert (events.state, events.over) == ("ended", False)
    assert numbers(events) == [0, 1, 2]
    assert events.over and events.take() is None


def test_a_full_queue_makes_who_makes_events_wait() -> None:
    events = EventStream(room=2)
    most = 0

    def make() -> None:
        nonlocal most
        for number in range(50):
            events.put(event(number))
            most = max(most, events.waiting)
        events.end()

    thread = threading.Thread(target=make)
    thread.start()
    assert numbers(events) == list(range(50))
    thread.join(SECONDS)
    assert (most, events.dropped) == (2, 0)


def test_a_full_queue_drops_the_oldest_and_counts() -> None:
    events = EventStream(room=2, when_full="drop")
    assert all(events.put(event(number)) for number in range(5))
    events.end()
    assert events.dropped == 3
    assert numbers(events) == [3, 4]


def test_a_failure_is_told_after_the_events_before_it() -> None:
    events = EventStream()
    events.begin()
    events.put(event(1))
    events.end(DataError("the cable broke"))
    events.wait_for_start(SECONDS)
    assert events.state == "failed"
    assert events.take() is not None
    with pytest.raises(DataError, match="the cable broke"):
        events.take()


def test_closing_lets_go_who_waits_for_room() -> None:
    asked: list[str] = []
    events = EventStream(room=1, on_close=lambda: asked.append("stop"))
    wanted: list[bool] = []

    def make() -> None:
        events.put(event(0))
        wanted.append(events.put(event(1)))

    thread = threading.Thread(target=make)
    with events:
        thread.start()
        while not events.waiting:
            assert thread.is_alive()
    thread.join(SECONDS)
    assert wanted == [False]
    assert asked == ["stop"]
    events.close()
    events.end()
    assert (asked, events.state, events.over, events.waiting) == (["stop"], "closed", True, 0)


def test_a_failure_before_the_start_is_told_at_once() -> None:
    events = EventStream()
    events.end(DataError("no plug"))
    with pytest.raises(DataError, match="no plug"):
        events.wait_for_start(SECONDS)


def test_what_does_not_start_is_told_of() -> None:
    with pytest.raises(DataError, match="no stream of events began within 0 seconds"):
        EventStream().wait_for_start(0.0)


def test_nobody_waits_longer_than_asked() -> None:
    events = EventStream()
    events.begin()
    assert events.take(0.0) is None
    assert not events.over
