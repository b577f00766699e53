"""A csp graph on a thread of its own, as a stream of events."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any, no_type_check

import pytest

csp = pytest.importorskip("csp")

from tui_nn.errors import DataError, UsageError
from tui_nn.integrations.csp import curves, events_of, load_graph, source

START = datetime(2020, 1, 1)
MANY = timedelta(days=1)


@csp.node
@no_type_check
def failing(x: csp.ts[float]) -> csp.ts[float]:
    if csp.ticked(x):
        if csp.num_ticks(x) > 2:
            raise ValueError("the sensor is wet")
        return x


def wet() -> Any:
    made = curves()
    return failing(made.x), made.y


@csp.node
@no_type_check
def not_starting(x: csp.ts[float]) -> csp.ts[float]:
    with csp.start():
        raise ValueError("no power")
    if csp.ticked(x):
        return x


def dead() -> Any:
    made = curves()
    return not_starting(made.x), made.y


def silent() -> Any:
    return csp.null_ts(float), csp.null_ts(float)


def broken() -> Any:
    raise ValueError("no plan")


def graph_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "csp graph"]


def test_simulated_time_gives_all_events_and_ends() -> None:
    with events_of(curves, starttime=START, endtime=timedelta(seconds=1), room=7) as events:
        found = list(events)
        assert events.state == "ended"
    made = csp.run(curves, starttime=START, endtime=timedelta(seconds=1))
    assert [(event.time, event.inputs.tolist()) for event in found] == [(at, [value]) for at, value in made["x"]]
    assert [event.target.tolist() for event in found] == [[value] for _, value in made["y"]]
    assert (len(found), events.dropped) == (100, 0)


def test_a_graph_without_an_end_waits_and_stops_when_nobody_wants_more() -> None:
    events = events_of(curves, starttime=START, endtime=MANY, room=3)
    assert [event.time.microsecond for event, _ in zip(events, range(20), strict=False)][-1] == 200_000
    assert events.state == "running"
    events.close()
    assert (events.state, graph_threads()) == ("closed", [])


def test_real_time_gives_events_as_they_come_and_stops_at_once() -> None:
    before = datetime.now(UTC).replace(tzinfo=None)
    events = events_of(curves)
    first, second = next(events), next(events)
    assert before < first.time == second.time - timedelta(milliseconds=10)
    events.close()
    assert (events.state, graph_threads()) == ("closed", [])


def test_a_graph_without_events_stops_at_once() -> None:
    events = events_of(silent)
    assert (events.take(0.0), events.state, events.over) == (None, "running", False)
    events.close()
    assert (events.state, graph_threads()) == ("closed", [])


def test_who_does_not_want_to_wait_drops_the_oldest() -> None:
    events = events_of(curves, starttime=START, endtime=timedelta(seconds=4), room=10, when_full="drop")
    for thread in graph_threads():
        thread.join()
    found = list(events)
    assert (len(found), events.dropped) == (10, 390)
    assert found[-1].time == START + timedelta(seconds=4)


def test_an_error_of_the_graph_is_told_after_the_events_before_it() -> None:
    events = events_of(wet, starttime=START)
    found = [events.take(), events.take()]
    assert None not in found
    with pytest.raises(
        DataError, match=r"the csp graph failed: ValueError: the sensor is wet \(test_csp_source.py:\d+\)"
    ):
        events.take()
    assert events.state == "failed"
    events.close()


@pytest.mark.parametrize(
    ("graph", "error", "message"),
    [
        (broken, DataError, r"ValueError: no plan \(test_csp_source.py:\d+\)"),
        (dead, DataError, r"ValueError: no power"),
        (lambda: None, DataError, "the graph gives None"),
        (lambda: (1.0, 2.0), UsageError, "x is 1.0"),
    ],
)
@pytest.mark.parametrize("start", [START, None])
def test_a_graph_that_cannot_start_is_told_of_at_once(
    graph: Any, error: type[Exception], message: str, start: datetime | None
) -> None:
    with pytest.raises(error, match=message):
        events_of(graph, starttime=start)
    assert graph_threads() == []


def test_a_graph_that_does_not_start_in_time_is_told_of_and_stops_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "STOP_SECONDS", 0.0)
    let_go = threading.Event()

    def slow() -> Any:
        let_go.wait()
        return silent()

    with pytest.raises(DataError, match="no stream of events began within 0 seconds"):
        events_of(slow, start_seconds=0.0)
    (thread,) = graph_threads()
    let_go.set()
    thread.join()


def test_graphs_are_found_by_name() -> None:
    assert load_graph("tui_nn.integrations.csp:curves") is curves
    for text, message in (
        ("curves", "names no graph"),
        ("nowhere.at_all:curves", "there is no module 'nowhere'"),
        ("tui_nn.nowhere:curves", r"there is no module 'tui_nn\.nowhere'"),
        ("tui_nn.integrations.csp:cruves", "has no graph 'cruves'"),
    ):
        with pytest.raises(UsageError, match=message):
            load_graph(text)
