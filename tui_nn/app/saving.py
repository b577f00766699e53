"""Saving in the app: when asked, by itself, at its end; and sessions that were not closed, to be continued."""

from __future__ import annotations

import asyncio
import math
import shlex
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui_nn.errors import SavingError, TuiNNError, UsageError
from tui_nn.training.commands import Open
from tui_nn.training.saving import SUFFIX, Resumed, load
from tui_nn.training.saving_folder import FOLDER_VARIABLE, Claim, Kept, kept_sessions
from tui_nn.training.saving_keeper import SECONDS, Keeper

if TYPE_CHECKING:
    from tui_nn.app.actions import Actions
    from tui_nn.app.keeping import Keeping

ENDINGS = ("SIGTERM", "SIGHUP")
"""Signals that end the program; the second one when its terminal is closed."""

ELSEWHERE = f"{FOLDER_VARIABLE}=FOLDER keeps sessions in another place."


class Saving:
    """Keeps what is done in an app.

    Args:
        app: The app.
        keeping: How; None to save only when asked.
        resumed: The saved session that it opened with, None if it was something else.

    Attributes:
        keeper: Looks at the session for it.
    """

    def __init__(self, app: Actions, keeping: Keeping | None, resumed: Resumed | None = None) -> None:
        self._app = app
        self._keeping = keeping
        self._path = None if resumed is None or (keeping and keeping.claim) else resumed.path
        self.keeper = Keeper(
            keeping.source if keeping else "",
            claim=keeping.claim if keeping else None,
            resumed=resumed is not None,
            seconds=SECONDS if keeping else math.inf,
            on_failure=partial(app.call_later, self._tell, kept=True),
        )

    async def start(self) -> None:
        """Offer what was not closed, and be there when the program is ended from outside."""
        if self._keeping is None:
            return
        with suppress(NotImplementedError, RuntimeError, AttributeError):
            for name in ENDINGS:
                number = getattr(signal, name)
                ended = partial(self._app.exit, return_code=128 + number)
                asyncio.get_running_loop().add_signal_handler(number, ended)
        if self._keeping.offers:
            source = self._keeping.source if self._keeping.said else None
            found = await asyncio.to_thread(kept_sessions, source=source, not_closed=True)
            if found:
                self._offer(found[0])

    def end(self, *, closed: bool) -> None:
        """Keep what is new once the app is gone.

        Args:
            closed: Whether the user left; else the session will be offered to be continued.
        """
        sound = self._app.worker.stop()
        if self._keeping is None:
            return
        if not sound:
            self.keeper.abandon()
            return
        try:
            self.keeper.close(closed=closed)
        except SavingError as error:
            print(f"The session could not be kept: {error.place}: {error.cause}\n{ELSEWHERE}", file=sys.stderr)

    # When asked.

    def ask_where(self) -> None:
        """Ask for a file and save to it."""
        from tui_nn.app.screens.prompt import PromptScreen

        snapshot = self._app.worker.latest
        present = self._path or Path(f"{snapshot.experiment.about.name}{SUFFIX}")
        refused: set[Path] = set()

        def check(text: str) -> Path:
            path = path_of(text)
            if path.exists() and path != self._path and path not in refused:
                refused.add(path)
                raise UsageError(f"there is a file {path.name}", advice="Press enter again to replace it.")
            return path

        def save(text: str | None) -> None:
            if text is not None:
                path = path_of(text)
                self.keeper.save_to(path, lambda error: self._app.call_later(self._saved, path, error))

        question = f"The run with its whole past, at step {snapshot.position.step:,}, goes into the file:"
        self._app.push_screen(PromptScreen("Save the session", question, _short(present), check), save)

    def _saved(self, path: Path, error: SavingError | None) -> None:
        if error is not None:
            self._tell(error)
            return
        self._path = path
        self._app.notify(f"Saved. `tui-nn {shlex.quote(_short(path))}` continues it.", markup=False)

    def _tell(self, error: TuiNNError, *, kept: bool = False) -> None:
        words = f"Training goes on.\n{error.place}: {error.cause}\n{ELSEWHERE}" if kept else str(error)
        self._app.notify(words, title=error.title, severity="error", timeout=10, markup=False)

    # What was not closed.

    def _offer(self, kept: Kept) -> None:
        from tui_nn.app.screens.continuing import ContinueScreen

        self._app.push_screen(ContinueScreen(kept.told), partial(self._decided, kept))

    async def _decided(self, kept: Kept, decision: str | None) -> None:
        if decision is None:
            return
        try:
            claim = Claim.of(kept.path)
        except OSError as error:
            self._tell(SavingError((error.strerror or str(error)).lower(), place=str(kept.path)))
            return
        if claim is None:
            self._app.notify("Another tui-nn has just continued that session.", severity="warning")
        elif decision == "delete":
            claim.delete()
        elif decision == "anew":
            claim.give_up(closed=True)
        else:
            await self._continue(kept, claim)

    async def _continue(self, kept: Kept, claim: Claim) -> None:
        try:
            resumed = await asyncio.to_thread(load, kept.path)
        except TuiNNError as error:
            claim.give_up(closed=False)
            self._tell(error)
            return
        self.keeper.continue_from(kept.told.source, claim)
        self._app.worker.send(command_for(resumed))

    def opens(self, resumed: Resumed | None) -> None:
        """Be told that something else will be opened: a saved session, or None for a new one."""
        self._path = None if resumed is None else resumed.path
        if resumed is not None:
            self.keeper.continue_from(str(resumed.path.absolute()))


def command_for(resumed: Resumed) -> Open:
    """Give the worker's command to go on with a saved session."""
    return Open(resumed.session, resumed.previous, resumed.breakpoints, resumed.notice)


def path_of(text: str) -> Path:
    """Give the path that was typed, with the ending of saved sessions.

    Raises:
        UsageError: It is no name of a file.
    """
    path = Path(text.strip()).expanduser().absolute()
    if not text.strip() or path.is_dir():
        raise UsageError("this is not the name of a file", advice=f"Type one such as mine{SUFFIX}.")
    return path if path.name.lower().endswith(SUFFIX) else path.with_name(path.name + SUFFIX)


def _short(path: Path) -> str:
    """Write a path from the current folder where it is in it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
