"""Sessions that the program keeps by itself: files in a folder of the user's, each claimed by who works on it.

Beside `NAME.tui-nn` lies `NAME.lock` from when a session is first kept until it is closed. Its owner holds the system's
lock on it, which ends with the process, however that ends. So a lock file that nobody holds tells of a session that was
not closed; one that is held, of a session in use, which no other process touches.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tui_nn.errors import SavingError
from tui_nn.training.saving import SUFFIX, Told, tell
from tui_nn.training.saving_files import UNFINISHED, refusals_told

FOLDER_VARIABLE = "TUI_NN_STATE"
"""The environment variable that says where to keep what is kept, instead of the user's state folder."""

KEPT = 20
"""So many sessions are kept, the newest."""

LOCK = ".lock"

IN_USE, NOT_CLOSED, CLOSED = "in use", "not closed", "closed"


def sessions_folder() -> Path:
    """Give the folder of kept sessions, which may not exist."""
    said = os.environ.get(FOLDER_VARIABLE)
    if said:
        return Path(said).expanduser() / "sessions"
    from platformdirs import user_state_path

    return user_state_path("tui-nn", appauthor=False) / "sessions"


class Claim:
    """The sole right to a kept session's file, until it is given up or the process ends.

    Args:
        path: The session's file.
        handle: The open lock file.

    Attributes:
        path: The session's file.
    """

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    @classmethod
    def new(cls, name: str) -> Claim:
        """Claim a file that does not exist yet.

        Raises:
            SavingError: The folder cannot be written to.
        """
        folder = sessions_folder()
        plain = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)[:40] or "session"
        began = f"{plain}-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}"
        with refusals_told(folder, "written"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = 0
            while True:
                path = folder / f"{began}{f'-{number}' if number else ''}{SUFFIX}"
                number += 1
                if path.exists() or path.with_suffix(LOCK).exists():
                    continue
                if claim := cls.of(path):
                    return claim

    @classmethod
    def of(cls, path: Path) -> Claim | None:
        """Claim a file, None if somebody else has.

        Raises:
            OSError: The folder cannot be written to.
        """
        lock = path.with_suffix(LOCK)
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        if not _lock(handle):
            os.close(handle)
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                return cls(path, handle)
        # Whoever had it closed its session, and took this lock file away, after we had opened it.
        os.close(handle)
        return cls.of(path)

    def give_up(self, *, closed: bool) -> None:
        """Let others have it.

        Args:
            closed: Whether the session was closed; one that was not is offered to be continued.
        """
        if self._handle is None:
            return
        if closed:
            with suppress(OSError):
                self.path.with_suffix(LOCK).unlink()
        os.close(self._handle)
        self._handle = None
        if closed and sys.platform == "win32":
            # There an open file cannot be taken away.
            with suppress(OSError):
                self.path.with_suffix(LOCK).unlink()

    def delete(self) -> None:
        """Take the session away, and give it up."""
        with suppress(OSError):
            self.path.unlink()
        self.sweep()
        self.give_up(closed=True)

    def sweep(self) -> None:
        """Take away what a killed process left half-written."""
        for unfinished in self.path.parent.glob(f".{self.path.name}.*{UNFINISHED}"):
            with suppress(OSError):
                unfinished.unlink()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@dataclass(frozen=True)
class Kept:
    """A kept session.

    Attributes:
        path: Its file.
        told: What it says of itself.
        condition: One of `IN_USE`, `NOT_CLOSED` and `CLOSED`.
    """

    path: Path
    told: Told
    condition: str


def kept_sessions(*, source: str | None = None, not_closed: bool = False) -> list[Kept]:
    """Give the kept sessions that can be read, the newest first.

    Args:
        source: Only those in which this was opened; None for all.
        not_closed: Only those that were not closed.
    """
    found = []
    locks = {path.stem for path in sessions_folder().glob(f"*{LOCK}")}
    for path in _newest_first():
        if not_closed and path.stem not in locks:
            continue
        condition = CLOSED if path.stem not in locks else IN_USE if _in_use(path) else NOT_CLOSED
        if not_closed and condition != NOT_CLOSED:
            continue
        try:
            told = tell(path)
        except SavingError:
            continue
        if source in (None, told.source):
            found.append(Kept(path, told, condition))
    return found


def _newest_first() -> list[Path]:
    dated = []
    for path in sessions_folder().glob(f"*{SUFFIX}"):
        with suppress(OSError):
            dated.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(dated, reverse=True)]


def _in_use(path: Path) -> bool:
    try:
        claim = Claim.of(path)
    except OSError:
        return True
    if claim is not None:
        claim.give_up(closed=False)
    return claim is None


def clean() -> None:
    """Take away all kept sessions but the newest, and what a killed process left; nothing that is in use."""
    folder = sessions_folder()
    with suppress(OSError):
        kept, locked = _newest_first(), {path.stem for path in folder.glob(f"*{LOCK}")}
        unfinished = {path.name[1:].partition(SUFFIX)[0] for path in folder.glob(f".*{SUFFIX}.*{UNFINISHED}")}
        names = {path.stem for path in kept[:KEPT]}
        for name in {path.stem for path in kept} | locked | unfinished:
            if name in names and name not in unfinished:
                continue
            if claim := Claim.of(folder / f"{name}{SUFFIX}"):
                claim.sweep()
                if name in names:
                    claim.give_up(closed=name not in locked)
                else:
                    claim.delete()


def when(moment: datetime, now: datetime | None = None) -> str:
    """Say how long ago a moment was, in words."""
    seconds = int(((now or datetime.now(UTC)) - moment).total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "a moment ago"
