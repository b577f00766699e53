"""A line on a terminal that says how far training is."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import TextIO

from tui_nn.training.session import Session

SECONDS_BETWEEN = 0.1
BAR_CELLS = 24


class Progress:
    """Writes one line over and over.

    Args:
        stream: The terminal; None for no progress at all.
        last_step: Where training ends, None where only a condition ends it.
        first_step: Where it begins.
    """

    def __init__(self, stream: TextIO | None, last_step: int | None, first_step: int = 0) -> None:
        self._stream = stream
        self._last_step = last_step
        self._first_step = first_step
        self._began = time.monotonic()
        self._shown = self._began
        self._width = 0

    def show(self, session: Session) -> None:
        """Show how far the session is, at most ten times a second."""
        self.say(lambda seconds: progress_line(session, self._last_step, seconds, self._first_step))

    def say(self, line: Callable[[float], str]) -> None:
        """Show what is to be said after so many seconds, at most ten times a second."""
        now = time.monotonic()
        if self._stream is None or now - self._shown < SECONDS_BETWEEN:
            return
        self._shown = now
        self._write(line(now - self._began))

    def clear(self) -> None:
        """Take the line away."""
        if self._stream is not None and self._width:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        assert self._stream is not None
        # Blanks over the rest of the line before: a terminal that knows no escapes shows it as well.
        line = line[: shutil.get_terminal_size().columns - 1]
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)


def progress_line(session: Session, last_step: int | None, seconds: float, first_step: int = 0) -> str:
    """Say how far a session is after some seconds of training from its first step on."""
    parts = []
    steps = session.steps - first_step
    if last_step:
        done = steps / max(1, last_step - first_step)
        bar = "#" * int(done * BAR_CELLS)
        parts.append(f"[{bar:<{BAR_CELLS}}] {int(100 * done)} %")
    parts.append(f"epoch {session.position.epoch:,}")
    if session.last_epoch is not None:
        parts.append(f"loss {session.last_epoch.mean_loss:.6g}")
    parts.append(f"{steps / max(seconds, 1e-9):,.0f} examples/s")
    return " · ".join(parts)
