"""Who looks at a run at some of its steps, and what they make of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import click

from tui_nn.cli.outputs import write_frame
from tui_nn.training.narration import StepNarration
from tui_nn.training.narration_frame import epoch_sentence, introduction
from tui_nn.training.session import Session

TOLD = 100
"""So many steps of a run are told."""


class Onlooker(Protocol):
    """Looks at a session after some of its steps."""

    def stride(self) -> int:
        """Give after how many steps, at least 1, it wants to look next."""
        ...

    def look(self) -> None:
        """Look; called also where it does not want to."""
        ...


class Narrator:
    """Tells a run in sentences on standard output, each on a line of its own.

    Args:
        session: The run, at its start.
        digits: Significant digits; 17 stands for the fewest that give the same float back.
        every: Each how many steps one is told.
    """

    def __init__(self, session: Session, digits: int, every: int) -> None:
        self._session = session
        self._digits = digits
        self._every = every
        self._told = 0
        self._ended = False
        for sentence in introduction(session, digits):
            click.echo(sentence)
        if every > 1:
            click.echo(f"One step in every {every} is told.")

    def stride(self) -> int:
        """Give the steps to the next one to be told."""
        return self._every - self._session.steps % self._every if self._told < TOLD else sys.maxsize

    def look(self) -> None:
        """Tell the step just done, if it is one to be told."""
        session = self._session
        if self._told == TOLD:
            if not self._ended:
                click.echo(f"{TOLD} steps have been told, and the rest goes on untold.")
            self._ended = True
        elif session.steps % self._every == 0 and not session.halted:
            self._told += 1
            step = StepNarration(session.sheet(), session.parameters, session.data, self._digits)
            for sentence in step.sentences():
                click.echo(sentence)
            if session.steps % len(session.data) == 0:
                click.echo(epoch_sentence(session, self._digits))


class Camera:
    """Writes a picture of the app to a file after some steps.

    Args:
        session: The run.
        picture: Gives the picture of the session as it stands, as SVG.
        folder: Where the files go, each named by its step.
        every: Each how many steps one is taken.
    """

    def __init__(self, session: Session, picture: Callable[[Session], str], folder: Path, every: int) -> None:
        self._session = session
        self._picture = picture
        self._folder = folder
        self._every = every

    def stride(self) -> int:
        """Give the steps to the next one to be pictured."""
        return self._every - self._session.steps % self._every

    def look(self) -> None:
        """Take the picture of the step just done, if one is wanted."""
        if self._session.steps % self._every == 0 and not self._session.halted:
            write_frame(self._picture(self._session), self._folder, self._session.steps)
