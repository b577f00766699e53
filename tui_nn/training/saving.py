"""Saved sessions: files from which a run goes on as if it had never been interrupted, to the same bits.

A file is a container of `saving_parts`: `session.json` and arrays. Of the keys of `session.json`,

    format, version    "tui-nn session", and the number of the format, which this program reads up to its own
    program, saved     which version of the program wrote it, and when (UTC)
    source, engine     what was opened, and what did the arithmetic
    data               what the data are known by again: see `saving_data`; the data themselves are not in the file
    run                the state: experiment as TOML, position, ways to learn, edits: see `saving_run`
    previous           the run before a new start, to which undo goes back; null if there is none
    breakpoints        what stops a run, each with its text and whether it is enabled

Arrays are named run/… and previous/…: keyframes, samples, losses and histories.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tui_nn import __version__
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparing import Prepared
from tui_nn.errors import SavingError, TuiNNError, UsageError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import Setup, set_up
from tui_nn.training.breakpoints import Breakpoint, parse_breakpoint
from tui_nn.training.saving_data import find_data, identity_of
from tui_nn.training.saving_entries import Entry, Json, damaged
from tui_nn.training.saving_files import write_whole
from tui_nn.training.saving_parts import Parts, open_parts, write_parts
from tui_nn.training.saving_run import parts_of, read_first, read_state
from tui_nn.training.saving_state import SessionState, session_of, state_of
from tui_nn.training.session import Session

SUFFIX = ".tui-nn"
FORMAT = "tui-nn session"
VERSION = 1
"""The number of the format; a file with a higher one is refused, one with a lower one is read."""


@dataclass(frozen=True, eq=False)
class Work:
    """All there is to save, at one moment.

    Attributes:
        state: The session's.
        previous: That of the run before a new start, None if there is none.
        data: The training examples.
        test: The examples kept out of training, None if there are none.
        engine: The name of what does the arithmetic.
        breakpoints: What stops the run.
        source: What was opened: a lesson's name or a path.
    """

    state: SessionState
    previous: SessionState | None
    data: Dataset
    test: Dataset | None
    engine: str
    breakpoints: tuple[Breakpoint, ...]
    source: str


@dataclass(frozen=True)
class Told:
    """What a saved session says of itself.

    Attributes:
        name: The experiment's.
        source: What was opened.
        step: Where it stands.
        saved: When it was saved.
    """

    name: str
    source: str
    step: int
    saved: datetime


@dataclass(frozen=True, eq=False)
class Resumed:
    """A saved session, ready to go on.

    Attributes:
        session: The session.
        previous: The run before a new start, None if there is none.
        breakpoints: What stops the run.
        told: What the file said of itself.
        path: The file.
        notice: What a user should know, in words.
    """

    session: Session
    previous: Session | None
    breakpoints: tuple[Breakpoint, ...]
    told: Told
    path: Path
    notice: str

    @property
    def experiment(self) -> Experiment:
        """What is trained."""
        return self.session.experiment


def is_saved_session(source: str) -> bool:
    """Say whether a source is the name of a saved session."""
    return source.lower().endswith(SUFFIX)


def open_source(source: str, wishes: Overrides | None = None) -> Setup | Resumed:
    """Give a saved session ready to go on, or anything else ready to begin; see `set_up`.

    Raises:
        TuiNNError: The source cannot be read, or what is asked for makes no sense.
    """
    return load(Path(source).expanduser()) if is_saved_session(source) else set_up(source, wishes)


def take(
    session: Session, *, source: str, previous: Session | None = None, breakpoints: tuple[Breakpoint, ...] = ()
) -> Work:
    """Take all there is to save from a session, which can go on at once; to be called by whoever owns it."""
    return Work(
        state_of(session),
        None if previous is None else state_of(previous),
        session.data,
        session.test,
        session.engine.name,
        breakpoints,
        source,
    )


def save(work: Work, path: Path) -> int:
    """Write a file; give its size in bytes.

    Raises:
        SavingError: The system refuses, or the data did not come from a file.
    """
    identity, arrays = identity_of(work.state.first.data, Prepared(work.data, work.test))
    run, run_arrays = parts_of(work.state, "run")
    previous: Json | None = None
    arrays |= run_arrays
    if work.previous is not None:
        previous, previous_arrays = parts_of(work.previous, "previous")
        arrays |= previous_arrays
    manifest: Json = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "name": work.state.first.about.name,
        "source": work.source,
        "engine": work.engine,
        "data": identity,
        "run": run,
        "previous": previous,
        "breakpoints": [{"text": each.text, "enabled": each.enabled} for each in work.breakpoints],
    }
    return write_whole(path, partial(write_parts, manifest=manifest, arrays=arrays))


def tell(path: Path) -> Told:
    """Read what a saved session says of itself, and no more.

    Raises:
        SavingError: The file cannot be read, or is no saved session of a known version.
    """
    with open_parts(path) as parts:
        return _told(parts)


def load(path: Path) -> Resumed:
    """Read a saved session and make it stand where it stood.

    Raises:
        SavingError: The file cannot be read, is damaged, or the data are missing or have changed.
    """
    with open_parts(path) as parts:
        told, manifest = _told(parts), parts.manifest
        run = manifest.table("run")
        data = find_data(parts, manifest.table("data"), read_first(run).data)
        session, notices = _session(parts, run, "run", data)
        previous = None
        if manifest.has("previous"):
            previous, _ = _session(parts, manifest.table("previous"), "previous", data)
        breakpoints = []
        for entry in manifest.tables("breakpoints"):
            try:
                read = parse_breakpoint(entry.text("text"), session.experiment, session.data)
            except UsageError:
                notices.append(f"A breakpoint makes no sense here and was dropped: {entry.text('text')}.")
                continue
            breakpoints.append(Breakpoint(read.text, read.condition, entry.flag("enabled")))
    notices.insert(0, f"Continued from {path.name}.")
    return Resumed(session, previous, tuple(breakpoints), told, path, " ".join(notices))


def _told(parts: Parts) -> Told:
    manifest = parts.manifest
    if not manifest.has("format") or manifest.text("format") != FORMAT:
        raise SavingError("this is not a saved session", place=str(parts.path))
    version = manifest.whole("version", low=1)
    if version > VERSION:
        raise SavingError(
            f"a newer tui-nn saved it: version {version} of the format, where this one knows up to {VERSION}",
            place=str(parts.path),
            advice="Install a newer tui-nn.",
        )
    try:
        saved = datetime.fromisoformat(manifest.text("saved"))
    except ValueError as error:
        raise manifest.wrong("saved", "it is no date") from error
    if saved.tzinfo is None:
        saved = saved.replace(tzinfo=UTC)
    return Told(manifest.text("name"), manifest.text("source"), manifest.table("run").whole("step"), saved)


def _session(parts: Parts, entry: Entry, name: str, data: Prepared) -> tuple[Session, list[str]]:
    read = read_state(parts, entry, name, data.train)
    try:
        session, exact = session_of(read.state, data.train, data.test)
    except TuiNNError as error:
        raise damaged(f"{parts.path}: {name}", error.cause) from error
    notices = []
    if read.pinned:
        notices.append(f"It goes on with the engine {session.engine.name}, which it was trained with.")
    if not exact:
        notices.append(
            "This machine's arithmetic rounds in another way: steps done again may differ in the last digits."
        )
    return session, notices
