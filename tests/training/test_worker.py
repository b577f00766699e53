from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from tests.training.small import EXAMPLES, bits, experiment, numbers, session
from tui_nn.training import commands, pace
from tui_nn.training.gates import Gate
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot
from tui_nn.training.worker import Worker

PATIENCE = 10.0


class Watched(Session):
    """A session that tells after every block how far it is."""

    def __init__(self) -> None:
        self.progress = threading.Condition()
        super().__init__(experiment(), numbers())

    def run(self, count: int) -> int:
        done = super().run(count)
        with self.progress:
            self.progress.notify_all()
        return done

    def wait_for_steps(self, steps: int) -> None:
        with self.progress:
            assert self.progress.wait_for(lambda: self.steps >= steps, PATIENCE)


class Desk:
    """A worker on its thread, and the answers it has given."""

    def __init__(self, opened: Session, gate: Gate | None = None) -> None:
        self._given = threading.Condition()
        self.answers: list[Snapshot] = []
        self.worker = Worker(opened, gate=gate, on_snapshot=self._note)

    def _note(self) -> None:
        with self._given:
            self.answers.append(self.worker.latest)
            self._given.notify_all()

    def answer(self, wanted: Callable[[Snapshot], bool]) -> Snapshot:
        """Wait for an answer that is as wanted."""
        found: list[Snapshot] = []

        def given() -> bool:
            found[:] = [snapshot for snapshot in self.answers if wanted(snapshot)]
            return bool(found)

        with self._given:
            assert self._given.wait_for(given, PATIENCE), self.worker.latest
        return found[0]

    def ask(self, command: commands.Command, wanted: Callable[[Snapshot], bool]) -> Snapshot:
        """Send a command and wait for an answer that is as wanted."""
        with self._given:
            self.answers.clear()
        self.worker.send(command)
        return self.answer(wanted)


Opener = Callable[..., Desk]


@pytest.fixture
def desk() -> Iterator[Opener]:
    desks: list[Desk] = []

    def start(opened: Session | None = None, gate: Gate | None = None) -> Desk:
        desks.append(Desk(session() if opened is None else opened, gate))
        desks[-1].worker.start()
        return desks[-1]

    yield start
    for opened in desks:
        opened.worker.stop()
    assert "training" not in [thread.name for thread in threading.enumerate()]


def at(step: int) -> Callable[[Snapshot], bool]:
    return lambda snapshot: snapshot.position.step == step and not snapshot.running


def same(snapshot: Snapshot, steps: int) -> bool:
    other = session()
    other.run(steps)
    return snapshot.parameters.tobytes() == other.parameters.tobytes()


def test_the_slot_holds_the_start_before_anything_happens(desk: Opener) -> None:
    latest = desk().worker.latest
    assert (latest.position.step, latest.running, latest.speed) == (0, False, None)
    assert same(latest, 0)


def test_every_step_asked_for_is_done_however_fast_they_come(desk: Opener) -> None:
    opened = desk()
    for count in (1, 1, 5, 1):
        opened.worker.send(commands.StepExample(count))
    snapshot = opened.answer(at(8))
    assert same(snapshot, 8)
    assert opened.worker.latest is snapshot
    assert same(opened.ask(commands.StepExample(), at(9)), 9)


def test_steps_to_update_and_epoch_end_where_they_should(desk: Opener) -> None:
    opened = desk(session(batch_size=3))
    opened.ask(commands.StepToUpdate(), at(3))
    opened.ask(commands.StepExample(), at(4))
    opened.ask(commands.StepToUpdate(), at(6))
    opened.ask(commands.StepEpoch(), at(EXAMPLES))
    for _ in range(2):
        opened.worker.send(commands.StepEpoch())
    snapshot = opened.ask(commands.StepToUpdate(), at(3 * EXAMPLES + 3))
    assert (snapshot.updates, snapshot.in_batch) == (10, 0)


def test_toggle_runs_and_pauses(desk: Opener) -> None:
    watched = Watched()
    opened = desk(watched)
    assert opened.ask(commands.Toggle(), lambda snapshot: snapshot.running)
    watched.wait_for_steps(50)
    paused = opened.ask(commands.Toggle(), lambda snapshot: not snapshot.running)
    assert paused.position.step >= 50
    assert same(paused, paused.position.step)
    # Nothing is trained while paused: the next answer stands at the same step.
    again = opened.ask(commands.SetSpeed(None), lambda snapshot: True)
    assert again.position.step == paused.position.step


def test_run_and_pause_may_be_said_twice(desk: Opener) -> None:
    watched = Watched()
    opened = desk(watched)
    for _ in range(2):
        opened.worker.send(commands.Run())
    watched.wait_for_steps(10)
    for _ in range(2):
        opened.ask(commands.Pause(), lambda snapshot: not snapshot.running)


def test_a_running_worker_fills_the_slot_without_being_asked(desk: Opener) -> None:
    watched = Watched()
    opened = desk(watched)
    opened.ask(commands.Run(), lambda snapshot: snapshot.running)
    first = opened.worker.latest
    with watched.progress:
        assert watched.progress.wait_for(
            lambda: opened.worker.latest.position.step > first.position.step and opened.worker.latest.running,
            PATIENCE,
        )


def test_reset_and_new_seed_pause_at_a_start(desk: Opener) -> None:
    watched = Watched()
    opened = desk(watched)
    opened.worker.send(commands.Run())
    watched.wait_for_steps(20)
    snapshot = opened.ask(commands.Reset(), at(0))
    assert same(snapshot, 0)
    assert snapshot.notice == "Back at the start."
    opened.ask(commands.StepExample(4), at(4))
    snapshot = opened.ask(commands.NewSeed(), at(0))
    assert snapshot.parameters.tolist() == session(seed=2).parameters.tolist()
    assert snapshot.notice == "New start from seed 2."


def test_a_learning_rate_is_taken_or_refused_in_words(desk: Opener) -> None:
    opened = desk()
    snapshot = opened.ask(commands.SetLearningRate(0.5), lambda snapshot: True)
    assert (snapshot.experiment.training.learning_rate, snapshot.notice) == (
        0.5,
        "Learning rate 0.5, from step 0 on.",
    )
    snapshot = opened.ask(commands.SetLearningRate(-1.0), lambda snapshot: True)
    assert snapshot.experiment.training.learning_rate == 0.5
    assert "the learning rate is -1.0" in snapshot.notice
    opened.ask(commands.StepExample(), at(1))


def test_another_session_takes_over_paused(desk: Opener) -> None:
    watched, other = Watched(), session(seed=9)
    other.run(5)
    expected = bits(other)
    opened = desk(watched)
    opened.worker.send(commands.Run())
    watched.wait_for_steps(20)
    snapshot = opened.ask(commands.Open(other), at(5))
    assert snapshot.experiment is other.experiment
    assert bits(other) == expected
    opened.ask(commands.StepExample(), at(6))


def test_a_chosen_speed_is_kept(desk: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(pace, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    watched = Watched()
    opened = desk(watched)
    opened.worker.send(commands.SetSpeed(20.0))
    started = opened.ask(commands.Run(), lambda snapshot: snapshot.running)
    assert (started.speed, started.position.step) == (20.0, 0)
    for elapsed, steps in ((0.0625, 1), (0.125, 3), (0.25, 8)):
        now[0] += elapsed
        watched.wait_for_steps(steps)
        assert opened.ask(commands.Run(), lambda snapshot: snapshot.running).position.step == steps
    now[0] += 1000.0  # after a long sleep only a quarter of a second is made up for
    watched.wait_for_steps(13)
    assert opened.ask(commands.Pause(), at(13))


def test_a_run_that_waits_for_its_next_step_goes_on_giving_frames(desk: Opener) -> None:
    opened = desk()
    opened.ask(commands.SetSpeed(0.001), lambda snapshot: True)
    opened.ask(commands.Run(), lambda snapshot: snapshot.running)
    first = opened.worker.latest
    opened.answer(lambda snapshot: snapshot.running and snapshot is not first and snapshot is not opened.answers[0])


def test_a_closed_gate_stops_training_but_not_answers(desk: Opener) -> None:
    gate, watched = threading.Event(), Watched()
    opened = desk(watched, gate)
    opened.ask(commands.Run(), lambda snapshot: snapshot.running)
    snapshot = opened.ask(
        commands.SetLearningRate(0.5), lambda snapshot: snapshot.experiment.training.learning_rate == 0.5
    )
    assert (snapshot.position.step, snapshot.running) == (0, True)
    gate.set()
    watched.wait_for_steps(5)


def test_divergence_pauses_with_the_reason(desk: Opener) -> None:
    opened = desk(session(learning_rate=1e9, loss="squared"))
    snapshot = opened.ask(commands.Run(), lambda snapshot: bool(snapshot.halted))
    assert not snapshot.running
    assert "learning rate" in snapshot.halted
    step = snapshot.position.step
    assert opened.ask(commands.StepExample(3), at(step)).halted == snapshot.halted


@pytest.mark.parametrize("opened", [True, False], ids=["open_gate", "closed_gate"])
def test_stop_is_quick(opened: bool) -> None:
    gate, watched = threading.Event(), Watched()
    if opened:
        gate.set()
    desk = Desk(watched, gate)
    desk.worker.start()
    desk.ask(commands.Run(), lambda snapshot: snapshot.running)
    started = time.perf_counter()
    desk.worker.stop(timeout=PATIENCE)
    assert time.perf_counter() - started < 0.5
    assert "training" not in [thread.name for thread in threading.enumerate()]
    desk.worker.stop()  # a second time does no harm


def test_a_worker_that_never_started_can_be_stopped() -> None:
    Worker(session()).stop()


class Broken(Session):
    """A session with a fault of its own."""

    def run(self, count: int) -> int:
        raise ZeroDivisionError("broken")


def test_a_fault_in_the_session_is_recorded_and_told(desk: Opener) -> None:
    opened = desk(Broken(experiment(), numbers()))
    assert opened.worker.failure is None
    snapshot = opened.ask(commands.StepExample(), at(0))
    assert isinstance(opened.worker.failure, ZeroDivisionError)
    assert opened.worker.latest is snapshot
