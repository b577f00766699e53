"""What panes share whose lower edge is the steps of a run: which of them are in view."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from tui_nn.app.panes.pane import Pane

FEWEST_STEPS = 10
"""So few steps have the width of a plot at least, lest the first points jump about."""


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


class Zooming(Pane):
    """A pane with steps in view, all of them or some, which keys and the mouse choose.

    Subclasses have the actions here among their keys, and draw the steps in view in `redraw`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._view = View()
        self._dragged: tuple[int, View] | None = None

    @property
    @abstractmethod
    def latest_step(self) -> int:
        """The last step there is something to show of, 0 before there is one."""

    @abstractmethod
    def redraw(self) -> None:
        """Draw the snapshot."""

    def look(self, view: View) -> None:
        """Have other steps in view."""
        if view != self._view:
            self._view = view
            self.redraw()

    def magnify(self, times: float, at: float = 1.0) -> None:
        """Show so many times fewer steps; what stands at a share of the width stays there."""
        self.look(self._view.magnified(self.latest_step, times, at))

    def action_pan(self, by: float) -> None:
        """Show later steps, or earlier ones below 0, by a share of the width."""
        start, stop = self._view.shown(self.latest_step)
        self.look(self._view.moved(self.latest_step, round(by * (stop - start))))

    def action_show_all(self) -> None:
        """Show all steps."""
        self.look(View())

    def take_hold(self, x: int) -> None:
        """Let the mouse, which is at a column of the screen, move what is in view, if there is more to be seen."""
        if self._view.span is not None:
            self._dragged = x, self._view.held(self.latest_step)
            self.capture_mouse()

    def drag(self, x: int, steps_a_column: float) -> bool:
        """Follow the mouse to a column of the screen; say whether it has hold of anything."""
        if self._dragged is None:
            return False
        begun, view = self._dragged
        self.look(view.moved(self.latest_step, round((begun - x) * steps_a_column)))
        return True

    def on_mouse_up(self) -> None:
        """Let go of what is in view."""
        if self._dragged is not None:
            self.release_mouse()

    def on_mouse_release(self) -> None:
        """Forget what was held."""
        self._dragged = None
