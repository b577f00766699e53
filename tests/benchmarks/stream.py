"""The app in a pseudo-terminal, its output read as it comes and drawn nowhere: the reader takes no time from it."""

from __future__ import annotations

import os
import re
import time
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from unittest.mock import patch

import pexpect

from tests.terminal.terminal import KEYS, in_terminal
from tui_nn.app.settings_file import FILE_VARIABLE
from tui_nn.training.saving_folder import FOLDER_VARIABLE

_CONTROL = re.compile(r"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|[^\[])")
_UNFINISHED = re.compile(r"\x1b(\[[0-9;?<>=]*[ -/]*)?\Z")
_STEP = re.compile(r"example [\d,]+/[\d,]+  step ([\d,]+)  ")
_KEPT = 400
"""Characters of text that may belong to words whose end is not read yet."""

TIMEOUT_SECONDS = 30.0


class Stream:
    """Runs a program in a terminal of 140×40 and notes when which text came.

    Args:
        arguments: Python's; the app with its first lesson if there are none.

    Attributes:
        shown: (time, step) of every frame whose header showed another step than the frame before.
    """

    def __init__(self, *arguments: str) -> None:
        self.began = time.perf_counter()
        # What a user has chosen, or left behind, is neither used nor touched.
        self._folder = TemporaryDirectory()
        own = {FILE_VARIABLE: f"{self._folder.name}/config.toml", FOLDER_VARIABLE: self._folder.name}
        with patch.dict(os.environ, own):
            self._child = in_terminal(*(arguments or ("-m", "tui_nn")))
        # Keys are sent when they are pressed, not a moment later.
        self._child.delaybeforesend = None
        self._raw = self._text = ""
        self.shown: list[tuple[float, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._child.close(force=True)
        self._folder.cleanup()

    @property
    def step(self) -> int:
        """The step shown last."""
        return self.shown[-1][1] if self.shown else -1

    def press(self, *keys: str) -> None:
        """Press keys by name, or by the letter they type."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def watch(self, seconds: float) -> None:
        """Read for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0.0:
            self._read(left)

    def wait_for(self, text: str) -> float:
        """Read until a text comes that has not been read yet; give the time when it came."""
        now = begun = time.perf_counter()
        self._text = ""
        while text not in self._text:
            now = self._read(1.0)
            if now - begun > TIMEOUT_SECONDS:
                raise AssertionError(f"{text!r} did not come within {TIMEOUT_SECONDS:g} seconds")
        return now

    def seconds_to(self, text: str, *keys: str) -> float:
        """Press keys and read until a text comes; give the seconds that took."""
        pressed = time.perf_counter()
        self.press(*keys)
        return self.wait_for(text) - pressed

    def _read(self, timeout: float) -> float:
        try:
            self._raw += self._child.read_nonblocking(65_536, timeout)
        except pexpect.TIMEOUT:
            return time.perf_counter()
        now = time.perf_counter()
        unfinished = _UNFINISHED.search(self._raw)
        end = unfinished.start() if unfinished else len(self._raw)
        # Runs of text in different colours stand side by side once what lies between them is gone.
        known = self._text[-_KEPT:]
        self._text = known + _CONTROL.sub("", self._raw[:end])
        self._raw = self._raw[end:]
        for found in _STEP.finditer(self._text):
            step = int(found[1].replace(",", ""))
            if found.end() > len(known) and step != self.step:
                self.shown.append((now, step))
        return now
