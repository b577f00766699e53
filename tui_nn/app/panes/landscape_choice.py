"""What a user chose to see of the loss over parameters, and how far the picture goes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from tui_nn.core.floats import Floats
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.landscape import Plane, parameter_plane, random_plane
from tui_nn.training.landscape_objective import Which
from tui_nn.training.landscape_survey import Area

LEAST_RADIUS = 2.0
"""So much is seen to either side at least to begin with; of a parameter its value, of directions a quarter of all
their length."""

_KEPT = 0.8
"""The picture stays where it is while the point is within this share of it."""

_SMALLEST, _LARGEST = 1e-9, 1e300
_FINEST = 1e-12
"""The smallest radius as a share of the value: places have to be different numbers."""


class View(Enum):
    """A way to look at the loss."""

    TWO = "two parameters"
    ONE = "one parameter"
    RANDOM = "two random directions"


@dataclass(frozen=True)
class Choice:
    """What is shown.

    Attributes:
        count: How many parameters there are.
        view: The way to look.
        first: The parameter along the lower edge.
        second: The parameter along the left edge, where there are two.
        seed: What random directions are drawn from.
        whose: Whose loss each view shows: over an area the loss of all examples tells most, over a line that of the
            batch, whose gradient is the one that the update uses.
        logarithmic: Whether equal factors of the loss, rather than equal differences, are equally far apart in colour.
    """

    count: int
    view: View = View.TWO
    first: int = 0
    second: int = 0
    seed: int = 0
    whose: tuple[tuple[View, Which], ...] = (
        (View.TWO, Which.ALL),
        (View.ONE, Which.BATCH),
        (View.RANDOM, Which.ALL),
    )
    logarithmic: bool = True

    @property
    def which(self) -> Which:
        """Whose loss is shown."""
        return dict(self.whose)[self.view]

    @property
    def axes(self) -> tuple[tuple[View, int], ...]:
        """What lies along the lower edge, and along the left one: a parameter, or a direction of a seed."""
        if self.view is View.RANDOM:
            return (View.RANDOM, 2 * self.seed), (View.RANDOM, 2 * self.seed + 1)
        chosen = (self.first,) if self.view is View.ONE else (self.first, self.second)
        return tuple((View.ONE, index) for index in chosen)

    @property
    def plane(self) -> Plane:
        """The directions."""
        if self.view is View.RANDOM:
            return random_plane(self.count, self.seed)
        return parameter_plane(self.count, tuple(index for _, index in self.axes))

    def next_view(self) -> Choice:
        """Choose the next way to look; a single parameter leaves no choice."""
        views = list(View) if self.count > 1 else [View.ONE]
        return replace(self, view=views[(views.index(self.view) + 1) % len(views)])

    def next_whose(self) -> Choice:
        """Choose whose loss to see next, in this view."""
        order = list(Which)
        following = order[(order.index(self.which) + 1) % len(order)]
        whose = tuple((view, following if view is self.view else which) for view, which in self.whose)
        return replace(self, whose=whose)

    def with_first(self, index: int) -> Choice:
        """Put a parameter on the lower edge; if it is on the left one, both change places."""
        return replace(self, first=index, second=self.first if index == self.second else self.second)

    def with_second(self, index: int) -> Choice:
        """Put a parameter on the left edge; if it is on the lower one, both change places."""
        return replace(self, second=index, first=self.second if index == self.first else self.first)


def first_choice(experiment: Experiment) -> Choice:
    """Choose what to begin with: a weight of the first layer and one of the last."""
    count, slots = experiment.network.parameter_count, experiment.network.slots
    view = View.TWO if count > 1 else View.ONE
    second = slots[-1].weights.start if len(slots) > 1 else min(1, count - 1)
    return Choice(count, view, 0, second, experiment.start.seed)


@dataclass(frozen=True)
class Span:
    """A part of an axis; its ends move in steps.

    Attributes:
        centre: A multiple of half the radius.
        radius: 1, 2 or 5 times a power of ten.
    """

    centre: float
    radius: float

    def holding(self, value: float) -> Span:
        """Give the span that shows a value: this one unless the value is near its ends or beyond."""
        return self if abs(value - self.centre) <= _KEPT * self.radius else _span(value, self.radius)

    def resized(self, larger: bool, value: float) -> Span:
        """Give a span of the next larger or smaller radius that shows a value."""
        factor = 1.5 if larger else 1 / 3
        radius = min(max(self.radius * factor, _SMALLEST, _FINEST * abs(value)), _LARGEST)
        return _span(value, nice_radius(radius))


def _span(value: float, radius: float) -> Span:
    step = radius / 2.0
    return Span(round(value / step) * step, radius)


def nice_radius(size: float) -> float:
    """Give the least of 1, 2 and 5 times powers of ten that is not below a size above 0.

    >>> nice_radius(7.16), nice_radius(2.0), nice_radius(0.03)
    (10.0, 2.0, 0.05)
    """
    power = math.floor(math.log10(size))
    return next(
        radius for multiple in (1, 2, 5, 10) if (radius := float(f"{multiple}e{power}")) >= size * (1.0 - 1e-12)
    )


@dataclass
class Spans:
    """What part of each axis is seen, of all axes that were looked at."""

    _of: dict[tuple[View, int], Span] = field(default_factory=dict)

    def area(self, choice: Choice, through: Floats) -> Area:
        """Give the area to be seen around parameters."""
        plane = choice.plane
        spans = []
        for axis, value in zip(choice.axes, plane.coordinates(through).tolist(), strict=True):
            span = self._of.get(axis)
            size = np.linalg.norm(through) / 4.0 if choice.view is View.RANDOM else abs(value)
            radius = max(LEAST_RADIUS, min(float(size), _LARGEST))
            self._of[axis] = span = _span(value, nice_radius(radius)) if span is None else span.holding(value)
            spans.append(span)
        centres, radii = (np.array([getattr(span, name) for span in spans]) for name in ("centre", "radius"))
        return Area(plane, centres - radii, centres + radii)

    def resize(self, choice: Choice, through: Floats, *, larger: bool) -> None:
        """See more or less along the axes of a choice."""
        values = choice.plane.coordinates(through).tolist()
        for axis, value in zip(choice.axes, values, strict=True):
            if axis in self._of:
                self._of[axis] = self._of[axis].resized(larger, value)

    def forget(self, choice: Choice) -> None:
        """See as much as to begin with along the axes of a choice."""
        for axis in choice.axes:
            self._of.pop(axis, None)
