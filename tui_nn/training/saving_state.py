"""A session's whole state, taken in a moment without copying it, and a session made of it again.

What a session consists of is known here and in `session` alone. The state shares its arrays with the session, which
never writes to what it has given away; so it can be written to a file while training goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui_nn.data.dataset import Dataset, Floats, Integers
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.edits import Event
from tui_nn.training.forward import Keyframe
from tui_nn.training.histories import Histories
from tui_nn.training.history import LossHistory
from tui_nn.training.loss_record import LossRecord
from tui_nn.training.recent import Rows
from tui_nn.training.session import Session
from tui_nn.training.thinning import Thinned
from tui_nn.training.timeline import Timeline


@dataclass(frozen=True, eq=False)
class ThinnedState:
    """Rows that were kept, with their numbers and steps."""

    numbers: Integers
    steps: Integers
    rows: Floats


@dataclass(frozen=True, eq=False)
class HistoriesState:
    """What was collected on the way.

    Attributes:
        samples: At updates.
        evaluations: At the ends of epochs.
        known: Up to which step.
        stops: After which steps a breakpoint stopped the run.
    """

    samples: ThinnedState
    evaluations: ThinnedState
    known: int
    stops: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SessionState:
    """Everything about a session but its data.

    Attributes:
        first: The experiment it started from.
        now: Where it stands.
        before: Where its last step began; None where none was done.
        operations: Operations done of the next example.
        halted: Why it cannot go on, empty if it can.
        latest: The furthest step it knows.
        keyframes: Those over the whole run, ascending; the first is the start.
        spacing: Steps between them.
        recent: Those where the run passed last, in the order they were taken.
        events: All edits, in order.
        samples: The last steps.
        losses: Of all steps.
        histories: What was collected on the way, None if nothing is.
    """

    first: Experiment
    now: Keyframe
    before: Keyframe | None
    operations: int
    halted: str
    latest: int
    keyframes: tuple[Keyframe, ...]
    spacing: int
    recent: tuple[Keyframe, ...]
    events: tuple[Event, ...]
    samples: tuple[Rows, ...]
    losses: LossRecord
    histories: HistoriesState | None


def state_of(session: Session) -> SessionState:
    """Take a session's state; to be called by whoever owns the session."""
    run, timeline = session._run, session.timeline
    return SessionState(
        first=session.first,
        now=run.keyframe(session._events_applied),
        before=session._before if session.steps else None,
        operations=session.operations,
        halted=session.halted,
        latest=timeline.latest,
        keyframes=tuple(timeline.keyframes),
        spacing=timeline.spacing,
        recent=tuple(timeline.recent.values()),
        events=tuple(timeline.events),
        samples=run.recent.parts,
        losses=session._losses.record(),
        histories=None if session.histories is None else _histories_state(session.histories),
    )


def _histories_state(histories: Histories) -> HistoriesState:
    samples, evaluations = histories._samples, histories._evaluations
    return HistoriesState(_thinned(samples), _thinned(evaluations), histories._known, histories._stops)


def _thinned(rows: Thinned) -> ThinnedState:
    return ThinnedState(rows.numbers, rows.steps, rows.rows)


def session_of(state: SessionState, data: Dataset, test: Dataset | None) -> tuple[Session, bool]:
    """Make a session that goes on as the one did whose state it is, to the same bits.

    Its last step is done again, which gives what is shown of it. Where that comes to other bits, this machine's
    arithmetic is not the other's: the session then stands where it stood, and goes on in this one's.

    Returns:
        The session, and whether its last step came to the same bits.

    Raises:
        ExperimentError: Network and data do not fit.
    """
    session = Session(state.first, data, test, with_histories=state.histories is not None)
    run = session._run
    session.timeline = timeline = Timeline(closest=session.timeline.closest)
    timeline.spacing = state.spacing
    for keyframe in (*state.keyframes, *state.recent):
        timeline.add(keyframe)
    timeline.events, timeline.latest = [*state.events], state.latest
    session._losses = LossHistory.of(state.losses)
    if session.histories is not None and state.histories is not None:
        _take_up(session.histories, state.histories)
    run.restore(state.keyframes[0])
    if state.before is not None:
        for rows in state.samples:
            run.recent.add(rows)
        run.restore(state.before)
        session._events_applied = state.before.events
        session.run(1)
    else:
        session._apply_events()
    exact = _same(run.keyframe(session._events_applied), state.now)
    if not exact:
        run.restore(state.now)
        session._events_applied = state.now.events
    session.operations = min(state.operations, session.operation_count - 1)
    run.halted = state.halted
    return session, exact


def _take_up(histories: Histories, state: HistoriesState) -> None:
    for thinned, kept in ((histories._samples, state.samples), (histories._evaluations, state.evaluations)):
        thinned.take_up(kept.numbers, kept.steps, kept.rows)
    histories._known, histories._stops = state.known, state.stops


def _same(one: Keyframe, other: Keyframe) -> bool:
    """Say whether two keyframes have the same bits."""
    a, b = one.engine, other.engine
    pairs = (
        (a.parameters, b.parameters),
        (a.optimizer, b.optimizer),
        (a.total, b.total),
        (a.gradient, b.gradient),
        (a.change, b.change),
        (one.frozen, other.frozen),
    )
    counters = (one.step, one.events, one.tally, a.in_batch, a.updates)
    same = counters == (other.step, other.events, other.tally, b.in_batch, b.updates)
    return same and all(mine.tobytes() == its.tobytes() for mine, its in pairs)
