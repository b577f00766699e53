"""When training may use the interpreter."""

from __future__ import annotations

import threading
from typing import Protocol


class Gate(Protocol):
    """Says when training may use the interpreter; a `threading.Event` is one."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it opens, or the time is over."""
        ...


def open_gate() -> threading.Event:
    """Give a gate that is always open."""
    event = threading.Event()
    event.set()
    return event
