"""Keeps a run safe while it is worked on: into a file of its own, now and then, while training goes on.

Whoever owns the session lets the keeper look at it between two blocks of steps. What it takes then costs a fraction of
a millisecond; a thread of its own makes a file of it.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tui_nn.data.bundled import bundled_folder
from tui_nn.errors import SavingError
from tui_nn.experiment.lessons import lesson_names
from tui_nn.training.breakpoints import Breakpoint
from tui_nn.training.saving import Work, save, take
from tui_nn.training.saving_folder import Claim, clean
from tui_nn.training.session import Session

SECONDS = 30.0
"""A session that has changed is kept so often."""

SHARE = 0.02
"""But the writing takes no more of the time than that."""


class View(NamedTuple):
    """What its owner has: the session, the run before a new start, and the breakpoints."""

    session: Session
    previous: Session | None
    breakpoints: tuple[Breakpoint, ...]

    @property
    def mark(self) -> tuple[object, ...]:
        """What differs where there is something new to keep."""
        session, timeline = self.session, self.session.timeline
        place = (session.steps, session.operations, timeline.latest)
        return (session, *place, tuple(timeline.events), self.breakpoints)

    @property
    def is_begun(self) -> bool:
        """Whether anything was done that would be missed."""
        session = self.session
        return bool(session.timeline.latest or session.operations or session.timeline.events or self.previous)


Done = Callable[[SavingError | None], object]


class _Job(NamedTuple):
    work: Work
    path: Path
    done: Done


class Keeper:
    """Keeps the session that somebody works on.

    Args:
        source: What was opened.
        claim: The kept session that is continued; None for a new one, once there is something to keep.
        resumed: Whether what is seen first comes from a file, and need not be kept before it changes.
        seconds: How often to keep it.
        on_failure: Told, on another thread, when it cannot be kept; once, until it can be again.
    """

    def __init__(
        self,
        source: str,
        *,
        claim: Claim | None = None,
        resumed: bool = False,
        seconds: float = SECONDS,
        on_failure: Callable[[SavingError], object] | None = None,
    ) -> None:
        self._source = source
        self._claim = claim
        self._resumed = resumed
        self._seconds = seconds
        self._on_failure = on_failure or (lambda error: None)
        self._asked: queue.SimpleQueue[tuple[Path, Done]] = queue.SimpleQueue()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_jobs, name="saving", daemon=True)
        self._seen: View | None = None
        self._kept: tuple[object, ...] | None = None
        self._next = time.monotonic() + seconds
        self._busy = self._failed = False
        self._continued: tuple[str, Claim | None] | None = None

    # For whoever works on the session.

    def save_to(self, path: Path, done: Done) -> None:
        """Have the session saved to a file, as it stands at the next look.

        Args:
            path: The file.
            done: Told, on another thread, that it is done, or why not.
        """
        self._asked.put((path, done))

    def continue_from(self, source: str, claim: Claim | None = None) -> None:
        """Be told that what is opened next comes from a file: where a kept session has its place, it is kept there."""
        self._continued = source, claim

    # For the session's owner.

    def look(self, session: Session, previous: Session | None, breakpoints: tuple[Breakpoint, ...]) -> None:
        """Take from a session what is to be written, if there is anything; to be called between two blocks of steps."""
        view = View(session, previous, breakpoints)
        if self._seen is not None and session.data is not self._seen.session.data:
            self._something_else_was_opened(self._seen, session)
        self._seen = view
        if self._resumed:
            self._kept, self._resumed = view.mark, False
        while not self._asked.empty():
            path, done = self._asked.get()
            self._write(_Job(self._take(view), path, done))
        if time.monotonic() >= self._next and not self._busy:
            self._next = time.monotonic() + self._seconds
            if view.is_begun and view.mark != self._kept:
                self._keep(view)

    def close(self, *, closed: bool) -> None:
        """Keep what is new, in the state that was seen last, and give the file up; nobody may own the session now.

        Args:
            closed: Whether this is the user's wish; else the session is offered to be continued next time.

        Raises:
            SavingError: It cannot be kept.
        """
        if self._writer.is_alive():
            self._jobs.put(None)
            self._writer.join()
        view = self._seen
        try:
            if view is not None and view.is_begun and view.mark != self._kept:
                save(self._take(view), self._place(view))
                clean()
        finally:
            if self._claim is not None:
                self._claim.give_up(closed=closed)
                self._claim = None

    def abandon(self) -> None:
        """Give the file up as it was last written: the session can no longer be trusted."""
        if self._claim is not None:
            self._claim.give_up(closed=False)

    # Inside.

    def _take(self, view: View) -> Work:
        return take(view.session, source=self._source, previous=view.previous, breakpoints=view.breakpoints)

    def _place(self, view: View) -> Path:
        if self._claim is None:
            self._claim = Claim.new(view.session.first.about.name)
        return self._claim.path

    def _keep(self, view: View) -> None:
        try:
            path = self._place(view)
        except SavingError as error:
            self._told(error)
            return
        mark, began = view.mark, time.monotonic()

        def done(error: SavingError | None) -> None:
            seconds = time.monotonic() - began
            self._next = time.monotonic() + max(self._seconds, seconds / SHARE)
            self._busy = False
            self._told(error)
            if error is None:
                self._kept = mark
                clean()

        self._busy = True
        self._write(_Job(self._take(view), path, done))

    def _told(self, error: SavingError | None) -> None:
        if error is not None and not self._failed:
            self._on_failure(error)
        self._failed = error is not None

    def _something_else_was_opened(self, before: View, session: Session) -> None:
        """Write what was new in the session before, and close it."""
        claim = self._claim
        if before.is_begun and before.mark != self._kept:
            try:
                claim = claim or Claim.new(before.session.first.about.name)
            except SavingError as error:
                self._told(error)
            else:
                kept = claim
                self._write(_Job(self._take(before), kept.path, lambda error: kept.give_up(closed=True)))
        elif claim is not None:
            claim.give_up(closed=True)
        self._kept, self._resumed = None, self._continued is not None
        self._source, self._claim = self._continued or (source_of(session), None)
        self._continued = None

    def _write(self, job: _Job) -> None:
        if not self._writer.is_alive():
            self._writer.start()
        self._jobs.put(job)

    def _write_jobs(self) -> None:
        while (job := self._jobs.get()) is not None:
            error = None
            try:
                save(job.work, job.path)
            except SavingError as refusal:
                error = refusal
            job.done(error)


def source_of(session: Session) -> str:
    """Give the source that a session can be opened from: a lesson's name, that of bundled data, or a path."""
    name, path = session.first.about.name, session.data.path
    if path is None:
        return name
    if path.parent == bundled_folder():
        return name if name in lesson_names() else path.stem
    return os.path.abspath(path)
