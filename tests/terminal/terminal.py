"""A real pseudo-terminal with the program in it, and a screen that shows what a person would see."""

from __future__ import annotations

import os
import sys
import termios
import time
from collections.abc import Callable
from typing import Any

import pexpect
import pyte

KEYS = {"right": "\x1b[C", "left": "\x1b[D", "up": "\x1b[A", "down": "\x1b[B", "enter": "\r", "escape": "\x1b"}


def in_terminal(*arguments: str, columns: int = 140, rows: int = 40) -> Any:
    """Run Python with these arguments in a terminal of its own."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1"}
    for name in ("NO_COLOR", "COLUMNS", "LINES"):
        environment.pop(name, None)
    return pexpect.spawn(
        sys.executable,
        [*arguments],
        dimensions=(rows, columns),
        env=environment,
        encoding="utf-8",
        codec_errors="replace",
        timeout=30,
    )


class Terminal:
    """Runs `tui-nn` in a terminal of its own."""

    def __init__(self, *arguments: str, columns: int = 140, rows: int = 40) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.raw = ""
        self._stream = pyte.Stream(self.screen)
        self.child = in_terminal("-m", "tui_nn", *arguments, columns=columns, rows=rows)
        self.attributes: list[Any] = termios.tcgetattr(self.child.child_fd)

    def press(self, *keys: str) -> None:
        """Type keys by name, or text as it is."""
        for key in keys:
            self.child.send(KEYS.get(key, key))

    def text(self) -> str:
        """Give the screen's text."""
        return "\n".join(self.screen.display)

    def wait_for(self, seen: str | Callable[[str], bool], timeout: float = 30.0) -> str:
        """Read until the screen shows a text, or a condition of the screen's text holds."""
        holds = (lambda text: seen in text) if isinstance(seen, str) else seen
        end = time.monotonic() + timeout
        while not holds(self.text()):
            remaining = end - time.monotonic()
            if remaining <= 0:
                raise AssertionError(f"{seen!r} was not seen on\n{self.text()}")
            self._read(remaining)
        return self.text()

    def seconds_until(self, marker: str, timeout: float = 30.0) -> float:
        """Read until the program has sent a text; give the seconds that took, without the cost of drawing here."""
        start = time.monotonic()
        unread = ""
        while marker not in unread:
            if time.monotonic() - start > timeout:
                raise AssertionError(f"{marker!r} was not sent")
            unread += self.child.read_nonblocking(65_536, timeout)
        seconds = time.monotonic() - start
        self._show(unread)
        return seconds

    def _read(self, timeout: float) -> None:
        try:
            part = self.child.read_nonblocking(65_536, timeout)
        except pexpect.TIMEOUT:
            return
        self._show(part)

    def _show(self, part: str) -> None:
        self.raw += part
        # pyte takes a private mode query with `$p` for text; terminals do not show it.
        self._stream.feed(part.replace("$p", ""))

    def wait_for_end(self) -> int | None:
        """Read what is left and give the exit code."""
        end = time.monotonic() + 30.0
        while time.monotonic() < end:
            try:
                self._read(1.0)
            except pexpect.EOF:
                break
        self.child.wait()
        status: int | None = self.child.exitstatus
        return status

    def close(self) -> None:
        """End the program if it still runs."""
        self.child.close(force=True)
