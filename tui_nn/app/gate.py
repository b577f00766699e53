"""Lets training use the interpreter only while the event loop sleeps.

A thread that computes flat out makes the event loop wait up to a switch interval each time it wants the interpreter
back, and drawing one frame wants it back hundreds of times: the screen falls to two frames a second. With this gate the
worker trains while the loop waits in its selector, and rests while a frame is drawn or a key is answered.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
import threading
from collections.abc import Mapping
from typing import Any

SWITCH_INTERVAL = 0.001


class GateSelector(selectors.BaseSelector):
    """A selector that holds a gate open while it sleeps.

    Attributes:
        gate: Set while the event loop has nothing to do.
    """

    def __init__(self) -> None:
        self.gate = threading.Event()
        self._selector = selectors.DefaultSelector()

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Pass on to the platform's selector."""
        return self._selector.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        """Pass on to the platform's selector."""
        return self._selector.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Pass on to the platform's selector."""
        return self._selector.modify(fileobj, events, data)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for events, with the gate open if there is any waiting to do."""
        if timeout is not None and timeout <= 0.0:
            return self._selector.select(timeout)
        self.gate.set()
        try:
            return self._selector.select(timeout)
        finally:
            self.gate.clear()

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        """Pass on to the platform's selector."""
        return self._selector.get_map()

    def close(self) -> None:
        """Close, leaving the gate open so that no worker waits for it."""
        self.gate.set()
        self._selector.close()


def gated_loop() -> tuple[asyncio.AbstractEventLoop, threading.Event] | None:
    """Give an event loop with its gate; None where the platform's loop has no selector to hold it."""
    if sys.platform == "win32":
        return None
    sys.setswitchinterval(SWITCH_INTERVAL)
    selector = GateSelector()
    return asyncio.SelectorEventLoop(selector), selector.gate
