"""Training that runs on a thread of its own, as time series of a graph in real time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import no_type_check

import csp
from csp import ts
from csp.impl.pushadapter import PushInputAdapter
from csp.impl.wiring import py_push_adapter_def
from csp.typing import Numpy1DArray

from tui_nn.errors import UsageError
from tui_nn.integrations.csp.node import Trained, prediction_of
from tui_nn.integrations.csp.series import Series
from tui_nn.training.session import Session
from tui_nn.training.worker import FRAME_SECONDS, Worker

AHEAD = 1_000
PATIENCE = 0.05


@dataclass(frozen=True, eq=False)
class Traced(Trained):
    """A worker's training as time series.

    Attributes:
        skipped: How many steps were passed over between two looks so far, `ts[int]`.
    """

    skipped: Series


def traced(session: Session, steps: int, *, ahead: int = AHEAD) -> Trained:
    """Train a session while the graph runs, in real time, and give every step of it.

    The session trains on a thread of its own, which waits where it would be more than `ahead` steps before the graph.
    The graph ends when training does, or training when the graph does; then the session is the caller's again.

    Args:
        session: What to train; nobody else may touch it while the graph runs.
        steps: How many steps.
        ahead: How many steps may wait for the graph.

    Raises:
        UsageError: The graph runs in simulated time.
    """
    if not csp.is_configured_realtime():
        raise UsageError("training on a thread of its own is real time", advice="Run the graph with realtime=True.")
    lead = threading.Semaphore(ahead)
    out = unpack(_Steps(session, steps, lead), lead)
    csp.stop_engine(out.end)
    experiment = session.experiment
    return Trained(experiment, prediction_of(experiment, out), out.loss, out.parameters, out.step, out.halted)


class _StepsAdapter(PushInputAdapter):  # type: ignore[misc]
    """Trains on a thread and pushes (step, prediction, loss, parameters) of each step, and in the end why it ended."""

    def __init__(self, session: Session, steps: int, lead: threading.Semaphore) -> None:
        self._session, self._steps, self._lead = session, steps, lead
        self._stopping = False
        self._thread = threading.Thread(target=self._train, name="traced training")

    def start(self, starttime: object, endtime: object) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        if self._thread.ident is not None:
            self._thread.join()

    def _train(self) -> None:
        session = self._session
        try:
            for _ in range(self._steps):
                if (sample := session.step()) is None:
                    break
                while not self._lead.acquire(timeout=PATIENCE):
                    if self._stopping:
                        return
                self.push_tick((sample.step, sample.prediction, sample.loss, session.parameters))
                if self._stopping:
                    return
            self.push_tick(session.halted)
        except BaseException as error:
            self.shutdown_engine(error)


_Steps = py_push_adapter_def(
    "steps", _StepsAdapter, ts[object], memoize=False, session=Session, steps=int, lead=threading.Semaphore
)


@csp.node(memoize=False)
@no_type_check
def unpack(record: ts[object], lead: object) -> csp.Outputs(
    prediction=ts[Numpy1DArray[float]],
    loss=ts[float],
    parameters=ts[Numpy1DArray[float]],
    step=ts[int],
    halted=ts[str],
    end=ts[bool],
):
    """Give the parts of a step, and let training do another one."""
    if csp.ticked(record):
        if isinstance(record, str):
            csp.output(end=True)
            if record:
                csp.output(halted=record)
        else:
            lead.release()
            csp.output(step=record[0], prediction=record[1], loss=record[2], parameters=record[3])


def watched(worker: Worker, *, every: timedelta = timedelta(seconds=FRAME_SECONDS), ends: bool = True) -> Traced:
    """Look at a worker's training again and again, as the screen does, and give its last step.

    The worker never waits for the graph: what it does between two looks is passed over, and counted.

    Args:
        worker: Whose training.
        every: How far looks are apart.
        ends: Whether the graph ends when training does, or pauses.
    """
    experiment = worker.latest.experiment
    out = look(worker, every)
    if ends:
        csp.stop_engine(out.end)
    prediction = prediction_of(experiment, out)
    return Traced(experiment, prediction, out.loss, out.parameters, out.step, out.halted, out.skipped)


@csp.node(memoize=False)
@no_type_check
def look(worker: Worker, every: timedelta) -> csp.Outputs(
    prediction=ts[Numpy1DArray[float]],
    loss=ts[float],
    parameters=ts[Numpy1DArray[float]],
    step=ts[int],
    halted=ts[str],
    skipped=ts[int],
    end=ts[bool],
):
    """Give the worker's last step where it is another one than at the last look."""
    with csp.alarms():
        again = csp.alarm(bool)
    with csp.state():
        s_step = 0
        s_skipped = 0
        s_halted = ""
    with csp.start():
        csp.schedule_alarm(again, timedelta(), True)
    if csp.ticked(again):
        if worker.failure is not None:
            raise worker.failure
        snapshot = worker.latest
        step = snapshot.position.step
        if step != s_step and snapshot.samples:
            s_skipped += max(0, step - s_step - 1)
            s_step = step
            sample = snapshot.samples[-1]
            csp.output(
                step=step,
                prediction=sample.prediction,
                loss=sample.loss,
                parameters=snapshot.parameters,
                skipped=s_skipped,
            )
        if snapshot.halted != s_halted:
            s_halted = snapshot.halted
            csp.output(halted=s_halted)
        if not snapshot.running and (step or s_halted):
            csp.output(end=True)
        csp.schedule_alarm(again, every, True)
