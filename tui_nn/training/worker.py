"""The thread that owns the session: takes commands from a queue, leaves snapshots in a slot.

Nothing is sent for each example. The slot holds the latest snapshot only; whoever draws takes it when it is ready to
draw, so training never waits for the screen. Commands are looked at between blocks of about a millisecond, so the
screen never waits for training.

Python threads share one interpreter, and a thread that computes without pause delays every other one by a switch
interval each time the other needs it back. The worker therefore trains only while its `gate` is open; the app opens it
while its event loop sleeps, and a headless owner leaves it open.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tui_nn.errors import TuiNNError
from tui_nn.training import commands
from tui_nn.training.commands import Command
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot

BLOCK_SECONDS = 0.001
PUBLISH_SECONDS = 0.03
IDLE_SECONDS = 0.05
RATE_SECONDS = 0.5
LARGEST_DEBT_SECONDS = 0.25
SAMPLES_SHOWN = 100


class Gate(Protocol):
    """Says when training may use the interpreter; a `threading.Event` is one."""

    def is_set(self) -> bool:
        """Say whether the gate is open."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it opens, or the time is over."""
        ...


def open_gate() -> threading.Event:
    """Give a gate that is always open."""
    event = threading.Event()
    event.set()
    return event


class Worker:
    """Drives a session on a thread of its own.

    Args:
        session: What to train; nobody else may touch it once the worker has started.
        gate: When training may use the interpreter.
        on_answer: Called on the worker's thread after a command's effect is in the slot.
    """

    def __init__(
        self, session: Session, *, gate: Gate | None = None, on_answer: Callable[[], None] | None = None
    ) -> None:
        self._session = session
        self._gate: Gate = open_gate() if gate is None else gate
        self._on_answer = on_answer
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)
        self._running = False
        self._target: int | None = None
        self._speed: float | None = None
        self._notice = ""
        self._block = 1
        self._stopping = False
        self._published = 0.0
        self._paced_from = (0.0, 0)
        self._measured_from = (0.0, 0)
        self._rate = 0.0
        self.failure: BaseException | None = None
        """The exception that ended the thread, if it was ended by one."""
        self.latest: Snapshot = session.snapshot(SAMPLES_SHOWN)
        """The latest snapshot; replaced, never changed."""

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> None:
        """Ask the thread to end and wait for it."""
        self._stopping = True
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout)

    def send(self, command: Command) -> None:
        """Queue a command; its effect shows in a later snapshot."""
        self._commands.put(command)

    def _work(self) -> None:
        try:
            while not self._stopping:
                self._take_commands(self._seconds_to_wait())
                if self._running:
                    self._train()
        except BaseException as error:
            self.failure = error
            self._running = False
            self._publish(answered=True)

    def _seconds_to_wait(self) -> float:
        if not self._running:
            return IDLE_SECONDS
        if self._target is not None or self._speed is None:
            return 0.0
        return min(IDLE_SECONDS, max(0.0, (1.0 - self._due()) / self._speed))

    def _take_commands(self, seconds: float) -> None:
        """Do all that is asked, waiting this long for the first wish."""
        answered = False
        while not self._stopping:
            wait = 0.0 if answered else seconds
            try:
                command = self._commands.get(block=wait > 0.0, timeout=wait or None)
            except queue.Empty:
                break
            if command is not None:
                self._answer(command)
                answered = True
        # A step's answer is its result, so it is published when it is done.
        if answered and self._target is None:
            self._publish(answered=True)

    def _answer(self, command: Command) -> None:
        session = self._session
        self._notice = ""
        match command:
            case commands.Run():
                self._go(None)
            case commands.Pause():
                self._pause()
            case commands.Toggle():
                if self._running:
                    self._pause()
                else:
                    self._go(None)
            case commands.StepExample(count):
                self._go(self._ahead() + count)
            case commands.StepToUpdate():
                self._go(session.next_update(self._ahead()))
            case commands.StepEpoch():
                self._go(session.next_epoch(self._ahead()))
            case commands.Reset():
                self._pause()
                session.reset()
                self._notice = "Back at the start."
            case commands.NewSeed():
                self._pause()
                session.new_seed(session.experiment.start.seed + 1)
                self._notice = f"New start from seed {session.experiment.start.seed}."
            case commands.SetLearningRate(rate):
                try:
                    session.set_learning_rate(rate)
                except TuiNNError as error:
                    self._notice = str(error)
            case commands.SetSpeed(speed):
                self._speed = speed
                self._pace_from_here()
            case commands.Open(opened):
                self._pause()
                self._session = opened

    def _ahead(self) -> int:
        """Give the step at which the steps already asked for will end."""
        return self._session.steps if self._target is None else self._target

    def _go(self, target: int | None) -> None:
        if not self._running:
            self._measured_from = (time.perf_counter(), self._session.steps)
        self._running = True
        self._target = target
        self._pace_from_here()

    def _pause(self) -> None:
        self._running = False
        self._target = None
        self._rate = 0.0

    def _pace_from_here(self) -> None:
        self._paced_from = (time.perf_counter(), self._session.steps)

    def _due(self) -> float:
        """Give how many steps the chosen speed asks for by now; what cannot be caught up is forgotten."""
        assert self._speed is not None
        since, steps = self._paced_from
        now = time.perf_counter()
        due = (now - since) * self._speed - (self._session.steps - steps)
        if due > max(1.0, self._speed * LARGEST_DEBT_SECONDS):
            self._paced_from = (now - LARGEST_DEBT_SECONDS, self._session.steps)
            return self._speed * LARGEST_DEBT_SECONDS
        return due

    def _train(self) -> None:
        session = self._session
        if self._target is not None:
            count = self._target - session.steps
        elif self._speed is not None:
            count = int(self._due())
        else:
            count = self._block
        if count and self._gate.wait(IDLE_SECONDS):
            count = min(count, self._block)
            started = time.perf_counter()
            session.run(count)
            self._adapt_block(time.perf_counter() - started, count)
        if session.halted or session.steps == self._target:
            self._pause()
            self._publish(answered=True)
        elif time.perf_counter() - self._published >= PUBLISH_SECONDS:
            self._publish()

    def _adapt_block(self, seconds: float, count: int) -> None:
        if seconds > 2.0 * BLOCK_SECONDS:
            self._block = max(1, self._block // 2)
        elif count == self._block and seconds < 0.5 * BLOCK_SECONDS:
            self._block *= 2

    def _publish(self, *, answered: bool = False) -> None:
        now = time.perf_counter()
        since, steps = self._measured_from
        if self._running and now - since >= RATE_SECONDS:
            self._rate = (self._session.steps - steps) / (now - since)
            self._measured_from = (now, self._session.steps)
        self.latest = replace(
            self._session.snapshot(SAMPLES_SHOWN),
            running=self._running,
            speed=self._speed,
            rate=self._rate,
            notice=self._notice,
        )
        self._published = now
        if answered and self._on_answer:
            self._on_answer()
