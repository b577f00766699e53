"""The thread that owns the session: takes commands from a queue, leaves snapshots in a slot.

Nothing is sent for each example. The slot holds the latest snapshot only; whoever draws takes it when it is ready to
draw, so training never waits for the screen. Commands are looked at between blocks of a few milliseconds, so the screen
never waits for training.

Python threads share one interpreter, and one that computes without pause delays all others. The worker therefore trains
only while its `gate` is open, unless the engine is polite; the app opens it while its event loop sleeps.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from tui_nn.errors import TuiNNError
from tui_nn.training import commands
from tui_nn.training.breakpoints import Breakpoint, Watch, carried_over
from tui_nn.training.commands import Command
from tui_nn.training.edits import Edit, learning_rate
from tui_nn.training.forward import SAMPLES_SHOWN
from tui_nn.training.gates import Gate, open_gate
from tui_nn.training.pace import Pace
from tui_nn.training.rest import move_at_rest, snapshot_at_rest, started_anew
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot

BLOCK_SECONDS = 0.012
FRAME_SECONDS = 1 / 30
IDLE_SECONDS = 0.05

REWIND_FRAMES = 100
"""In so many jumps a run goes back to its start, flat out."""


Visit = Callable[[Session, Session | None, tuple[Breakpoint, ...]], None]


class Worker:
    """Drives a session on a thread of its own.

    Args:
        session: What to train; nobody else may touch it once the worker has started.
        gate: When training may use the interpreter.
        on_snapshot: Called on the worker's thread after a snapshot is in the slot.
    """

    def __init__(
        self, session: Session, *, gate: Gate | None = None, on_snapshot: Callable[[], None] | None = None
    ) -> None:
        self._session = session
        self._previous: Session | None = None
        self._gate: Gate = open_gate() if gate is None else gate
        self._on_snapshot = on_snapshot or (lambda: None)
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)
        self._running = False
        self._direction = 1
        self._target: int | None = None
        self._pace = Pace()
        self._breakpoints: tuple[Breakpoint, ...] = ()
        self._watch = Watch()
        self._block = self._back_by = 1
        self._next_frame = 0.0
        self._notice = ""
        self._stopping = False
        self.failure: BaseException | None = None
        """The exception that ended the thread, if it was ended by one."""
        self.answers = 0
        """How many commands, or groups of them, have been answered."""
        self.latest: Snapshot = snapshot_at_rest(session, SAMPLES_SHOWN)
        """The latest snapshot; replaced, never changed."""
        self.frame_seconds = FRAME_SECONDS
        """How far snapshots of a run are apart; who draws them may set it."""
        self.visit: Visit = lambda session, previous, breakpoints: None
        """Called on the worker's thread between two blocks, with the run before a new start too; changes nothing."""

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> bool:
        """Ask the thread to end and wait for it; say whether it has, and without a failure."""
        self._stopping = True
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive() and self.failure is None

    def send(self, command: Command) -> None:
        """Queue a command; its effect shows in a later snapshot."""
        self._commands.put(command)

    def _work(self) -> None:
        try:
            while not self._stopping:
                self._take_commands(self._seconds_to_wait())
                if self._running:
                    self._train()
                self.visit(self._session, self._previous, self._breakpoints)
        except BaseException as error:
            self.failure = error
            self._running = False
            self._publish(answered=True)

    def _seconds_to_wait(self) -> float:
        if not self._running:
            return IDLE_SECONDS
        if self._direction < 0 and self._pace.speed is None:
            return max(0.0, self._next_frame - time.perf_counter())
        return 0.0 if self._target is not None else min(IDLE_SECONDS, self._pace.seconds_to_wait())

    def _take_commands(self, seconds: float) -> None:
        """Do all that is asked, waiting this long for the first wish."""
        answered = False
        while not self._stopping:
            wait = 0.0 if answered else seconds
            try:
                command = self._commands.get(wait > 0.0, wait or None)
            except queue.Empty:
                break
            if command is not None:
                self._answer(command)
                answered = True
        # A step's answer is its result, so it is published when it is done.
        if answered and self._target is None:
            self._publish(answered=True)

    def _answer(self, command: Command) -> None:
        # After a change a step may take many times as long as before.
        session, self._notice, self._block = self._session, "", 1
        match command:
            case commands.Run():
                self._go()
            case commands.RunBack():
                self._go(direction=-1)
            case commands.Pause():
                self._pause()
            case commands.Toggle():
                self._pause() if self._running else self._go()
            case commands.StepExample(count):
                self._go(self._ahead() + max(1, count))
            case commands.StepToUpdate():
                self._go(session.schedule.next_update(self._ahead()))
            case commands.StepEpoch():
                self._go(session.schedule.next_epoch(self._ahead()))
            case commands.GoTo(step):
                self._go_to(session.timeline.latest if step is None else max(0, step))
            case commands.SetSpeed(speed):
                self._pace.speed = speed
                self._pace.begin(moving=self._running)
            case commands.SetBreakpoints(breakpoints):
                self._breakpoints = breakpoints
                self._watch = self._watch.changed_to(breakpoints)
                self._watch.restart(session)
            case commands.Change(edit, words):
                self._change(edit, words)
            case commands.SetLearningRate(rate):
                self._change(learning_rate(session.experiment, rate), f"Learning rate {rate:g}")
            case commands.Open():
                self._open(command)
            case commands.Reset():
                self._start_anew(None, "Back at the start.")
            case commands.NewSeed():
                seed = session.experiment.start.seed + 1
                self._start_anew(seed, f"New start from seed {seed}.")
            case commands.Undo():
                self._pause()
                self._notice = self._undo()
            case _:
                self._pause()
                move_at_rest(session, command)

    def _start_anew(self, seed: int | None, words: str) -> None:
        self._pause()
        self._previous, self._session = self._session, started_anew(self._session, seed)
        self._watch, self._notice = Watch(self._breakpoints), words

    def _undo(self) -> str:
        if self._session.undo():
            return "The last edit was undone."
        if self._previous is None:
            return "There is nothing to undo."
        self._session, self._previous = self._previous, None
        self._watch = Watch(self._breakpoints)
        return "Back in the run before the new start."

    def _open(self, wish: commands.Open) -> None:
        self._pause()
        self._session, self._previous, self._notice = wish.session, wish.previous, wish.notice
        kept = wish.breakpoints
        if kept is None:
            kept = carried_over(self._breakpoints, wish.session.experiment, wish.session.data)
            if lost := len(self._breakpoints) - len(kept):
                self._notice = f"Breakpoints that make no sense here were dropped: {lost}."
        self._breakpoints, self._watch = kept, Watch(kept)

    def _change(self, edit: Edit, words: str) -> None:
        session = self._session
        try:
            forgotten = session.apply(edit)
        except TuiNNError as error:
            self._notice = str(error)
            return
        self._notice = f"{words}, from step {session.steps:,} on."
        if forgotten:
            self._notice += " The steps known after it are forgotten: a new future begins here."

    def _ahead(self) -> int:
        """Give the step at which the steps already asked for will end."""
        return self._session.steps if self._target is None else self._target

    def _go(self, target: int | None = None, *, direction: int = 1) -> None:
        self._pace.begin(moving=self._running)
        if not self._running or direction != self._direction:
            self._watch.restart(self._session)
        self._running = True
        self._target = target
        self._direction = direction
        self._back_by = 1 + self._session.steps // REWIND_FRAMES

    def _go_to(self, step: int) -> None:
        """Jump where the timeline knows the way; train the rest of it."""
        self._pause()
        session = self._session
        session.seek(min(step, session.timeline.latest))
        if step > session.steps:
            self._go(step)

    def _pause(self) -> None:
        self._running = False
        self._target = None
        self._direction = 1

    def _train(self) -> None:
        session = self._session
        if self._target is not None:
            count = self._target - session.steps
        elif self._pace.speed is not None:
            count = int(self._pace.due())
        else:
            count = session.timeline.about(session.steps, self._block)
        if count and (session.engine.polite or self._gate.wait(IDLE_SECONDS)):
            if self._direction > 0:
                self._forwards(min(count, self._block))
            else:
                self._backwards(count)
        if session.halted or session.steps == (0 if self._direction < 0 else self._target):
            self._pause()
        if not self._running:
            self._publish(answered=True)
        elif time.perf_counter() >= self._next_frame:
            self._publish()

    def _forwards(self, count: int) -> None:
        session, started, before = self._session, time.perf_counter(), self._session.steps
        reason = self._watch.run(session, count)
        self._pace.count(session.steps - before)
        self._adapt_block(time.perf_counter() - started, count)
        if reason:
            self._notice = f"Stopped at a breakpoint. {reason}"
            self._pause()

    def _backwards(self, count: int) -> None:
        session = self._session
        if self._pace.speed is None:
            count = self._back_by
        session.seek(max(0, session.steps - count))
        self._pace.count(count)

    def _adapt_block(self, seconds: float, count: int) -> None:
        # A polite engine waits for the interpreter between blocks only, so fewer of them are better.
        wanted = BLOCK_SECONDS * (1.25 if self._session.engine.polite else 1.0)
        if seconds > 2.0 * wanted:
            self._block = max(1, self._block // 2)
        elif 2 * count > self._block and seconds < 0.5 * wanted:
            self._block *= 2

    def _publish(self, *, answered: bool = False) -> None:
        show = Session.snapshot if self._running else snapshot_at_rest
        self.latest = replace(
            show(self._session, SAMPLES_SHOWN),
            running=self._running,
            speed=self._pace.speed,
            rate=self._pace.rate if self._running else 0.0,
            notice=self._notice,
            breakpoints=self._breakpoints,
        )
        # A late frame does not put off the next one: where steps are far apart, most are late.
        self._next_frame = max(self._next_frame + self.frame_seconds, time.perf_counter() + self.frame_seconds / 2.0)
        self.answers += answered
        self._on_snapshot()
