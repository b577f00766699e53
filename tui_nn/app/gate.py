"""Lets training use the interpreter only while the event loop sleeps.

A thread that computes flat out makes the event loop wait up to a switch interval each time it wants the interpreter
back. With this gate the worker trains while the loop waits in its selector, and rests while a frame is drawn or a key
is answered; who leaves a snapshot to be drawn closes it at once, so that no block of training runs into the frame. An
engine that lets go of the interpreter while it computes does not need the gate and passes it by.

What else was tried, by `tests.benchmarks live` in one run with all panes at 140×40 and the scalar engine; the share is
of the speed without a screen, the delay from a key to the screen (95th percentile) in multiples of the gate's:

    gate                                        share 0.88   delay 1
    a thread that nothing holds back            share 0.90   delay 2.3
    the same, switching every 0.5 ms            share 0.88   delay 1.4
    chunks of 4 ms with a rest of 1 ms between  share 0.51   delay 1.2
    a process of its own                        share up to 1 where a core is free

So the gate costs no speed and answers soonest. A process would keep the rest of the speed, for a second interpreter to
start, load and feed, with every snapshot and edit copied across; the engine of the extra `fast` keeps it without that.
Most of what the screen takes is what frames cost, which is why they are spaced by it: see `frames`.
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
