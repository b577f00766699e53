"""A graph on a thread of its own, as a stream of events to train on."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, no_type_check

import csp
from csp import ts

from tui_nn.data.events import ROOM, Event, EventStream, WhenFull
from tui_nn.errors import DataError, TuiNNError
from tui_nn.integrations.csp.loading import Graph, told
from tui_nn.integrations.csp.series import Series, as_one, as_vector

START_SECONDS = 30.0
STOP_SECONDS = 5.0


def events_of(
    graph: Graph,
    *,
    starttime: datetime | None = None,
    endtime: datetime | timedelta | None = None,
    realtime: bool | None = None,
    room: int = ROOM,
    when_full: WhenFull = "wait",
    start_seconds: float = START_SECONDS,
) -> EventStream:
    """Run a graph on a thread and give its events, each a moment at which its outputs x and y both tick.

    In simulated time a graph makes events as fast as they are taken; in real time as they come, and `when_full` says
    what happens to those that come faster. The thread ends with the graph, or by `close`.

    Args:
        graph: Called without arguments; gives x and y, as outputs of these names or as two of a kind.
        starttime: Where simulated time begins; real time begins now if it is not given.
        endtime: When the graph ends, as a time or from its start on; never, if it is not given.
        realtime: Whether the graph runs in real time: if not said, where there is no `starttime`.
        room: How many events may wait to be taken.
        when_full: Whether the graph waits then, or the oldest event is dropped and counted.
        start_seconds: How long it may take the graph to start.

    Raises:
        TuiNNError: The graph cannot be built, or did not start in time.
    """
    live = starttime is None if realtime is None else realtime
    stop = csp.GenericPushAdapter(bool, "stop")
    thread = threading.Thread(name="csp graph", daemon=True, target=lambda: run())

    def ask_to_stop() -> None:
        # In simulated time this is not heard, and the next event ends the graph.
        stop.push_tick(True)
        if thread is not threading.current_thread():
            thread.join(STOP_SECONDS)

    stream = EventStream(room=room, when_full=when_full, on_close=ask_to_stop)

    def whole() -> None:
        csp.stop_engine(stop.out())
        x, y = outputs_of(graph())
        hand_over(stream, as_one(x, "x"), as_one(y, "y"))

    def run() -> None:
        try:
            times: dict[str, Any] = {} if endtime is None else {"endtime": endtime}
            csp.run(whole, starttime=starttime, realtime=live, **times)
        except TuiNNError as error:
            stream.end(error)
        except Exception as error:
            stream.end(DataError(f"the csp graph failed: {told(error)}", advice="Try it by itself: csp.run(graph, …)."))
        else:
            stream.end()
        finally:
            atexit.unregister(stream.close)

    # Python cannot end while a graph computes.
    atexit.register(stream.close)
    thread.start()
    try:
        stream.wait_for_start(start_seconds)
    except TuiNNError:
        stream.close()
        raise
    return stream


def outputs_of(made: Any) -> tuple[Series | Sequence[Series], Series | Sequence[Series]]:
    """Give x and y of what a graph gave.

    Raises:
        DataError: There are no such outputs.
    """
    try:
        return made.x, made.y
    except (AttributeError, KeyError):
        pass
    if isinstance(made, Sequence) and len(made) == 2:
        return made[0], made[1]
    raise DataError(f"the graph gives {made!r}", advice="It has to give two time series: csp.Outputs(x=…, y=…).")


@csp.node(memoize=False)
@no_type_check
def hand_over(stream: EventStream, x: ts[object], y: ts[object]):
    """Put every event into a stream; end the graph once no more are wanted."""
    with csp.alarms():
        runs = csp.alarm(bool)
    with csp.state():
        s_wanted = True
    with csp.start():
        # By then all nodes have started; other nodes may come after this one.
        csp.schedule_alarm(runs, timedelta(), True)
    if csp.ticked(runs):
        stream.begin()
    if csp.ticked(x) and csp.ticked(y):
        s_wanted = stream.put(Event(csp.now(), as_vector(x), as_vector(y)))
    if not s_wanted or stream.state == "closed":
        csp.stop_engine()
