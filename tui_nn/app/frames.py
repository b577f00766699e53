"""When to draw: frames as near to each other as the eye can use, and far enough apart to leave training its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, thread_time

FASTEST = 1 / 30
SLOWEST = 0.097
"""A little over ten frames a second, whatever they cost."""

SHARE_OF_FRAMES = 0.08
"""How much of the time all drawing may take from training at full speed."""

SHARE_OF_A_PICTURE = 0.03
"""How much of the time one costly picture may take while training runs."""


class FrameRate:
    """Weighs what frames cost.

    The cost of a frame is the processor time that the event loop's thread has used since the frame before: drawing,
    laying out, sending, and what keys did meanwhile. Time spent waiting for anything is not in it.
    """

    def __init__(self) -> None:
        self._used = 0.0
        self._cost = 0.0

    def next_frame(self, *, flat_out: bool) -> float:
        """Give the seconds from the frame that begins now to the next one; called on the event loop's thread.

        Args:
            flat_out: Whether training could use the time; at a chosen speed it has time to spare.
        """
        used = thread_time()
        cost, self._used = used - self._used, used
        # Not every frame draws everything, so a mean of the last few is taken.
        self._cost += 0.3 * (min(cost, SLOWEST) - self._cost)
        return min(SLOWEST, max(FASTEST, self._cost / SHARE_OF_FRAMES)) if flat_out else FASTEST


class Turn:
    """Says when a costly picture may be drawn again while training runs: it stands many times as long as that takes.

    Args:
        least: Seconds that it stands at least.
        share: How much of the time it may take.
    """

    def __init__(self, least: float = 0.0, share: float = SHARE_OF_A_PICTURE) -> None:
        self._least = least
        self._share = share
        self._next = 0.0

    @property
    def has_come(self) -> bool:
        """Whether it has stood long enough."""
        return monotonic() >= self._next

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Draw it."""
        started = thread_time()
        yield
        self._next = monotonic() + max(self._least, (thread_time() - started) / self._share)
