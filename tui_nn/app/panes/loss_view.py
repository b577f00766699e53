"""Which steps the loss plot shows: all of them, or a part that may follow the latest one."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_STEPS = 10
"""So few steps have the width of the plot at least, lest the first points jump about."""


@dataclass(frozen=True)
class View:
    """The steps that are shown.

    Attributes:
        span: How many, None for all.
        stop: The last of them, None for the latest one there is.
    """

    span: int | None = None
    stop: int | None = None

    def shown(self, count: int) -> tuple[int, int]:
        """Give the steps before the view and the last one in it, of so many."""
        if self.span is None:
            return 0, count
        stop = count if self.stop is None else min(self.stop, count)
        return max(0, stop - self.span), stop

    def up_to(self, count: int) -> View:
        """Give the view once there are so many steps: with the latest one in sight it follows it."""
        return self if self.stop is None or self.stop < count else View(self.span)

    def held(self, count: int) -> View:
        """Give the view that shows the same steps when there are more."""
        return View(self.span, self.shown(count)[1])

    def magnified(self, count: int, times: float, at: float = 1.0) -> View:
        """Show so many times fewer steps; the one at this share of the width stays where it is."""
        start, stop = self.shown(count)
        span = max(FEWEST_STEPS, round((stop - start) / times))
        return _view(round(start + at * (stop - start - span)), span, count)

    def moved(self, count: int, steps: int) -> View:
        """Show as many steps so much later, or earlier below 0."""
        start, stop = self.shown(count)
        return _view(start + steps, stop - start, count)


def _view(start: int, span: int, count: int) -> View:
    """Give the view of steps that come as close as they can to the asked for."""
    if span >= count:
        return View()
    stop = max(span, start + span)
    return View(span, stop if stop < count else None)
