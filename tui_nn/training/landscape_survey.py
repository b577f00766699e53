"""The loss at the places of a grid, worked out in slices that somebody may stop between."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui_nn.core.floats import Floats
from tui_nn.training.landscape import Plane, Slice, cost, gradient_at, loss_at
from tui_nn.training.landscape_objective import Objective

NUMBERS_AT_ONCE = 2**17
"""A slice makes about so many numbers a layer, which is some milliseconds."""

WORK = 5e9
"""What a grid may cost while nothing else is done, in units of `landscape.cost`: about a second."""

WORK_RUNNING = 5e8
"""What it may cost while training runs."""

FEWEST_PLACES, FEWEST_RUNNING = 600, 100
"""A grid has so many places at least."""

LOSS_WORK = 2 * WORK / FEWEST_PLACES
"""What the loss at one place may cost: where it would cost more, it is that of a part of the rows."""

_FIRST_WORK = 1e8
"""A grid that costs more is preceded by one with a ninth of the places."""


@dataclass(frozen=True, eq=False)
class Area:
    """What part of a plane is looked at.

    Attributes:
        plane: The directions.
        low: The lowest coordinate along each, shape (directions,).
        high: The highest coordinate along each, shape (directions,).
    """

    plane: Plane
    low: Floats
    high: Floats

    def centres(self, parts: tuple[int, ...]) -> list[Floats]:
        """Give the coordinates in the middles of so many equal parts along each direction."""
        ends = zip(self.low.tolist(), self.high.tolist(), parts, strict=True)
        return [low + (np.arange(count) + 0.5) / count * (high - low) for low, high, count in ends]


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be surveyed.

    Attributes:
        objective: Whose loss.
        area: Where.
        parts: Into how many parts each direction is divided, at most.
        work: What all of it may cost, in units of `landscape.cost`.
        fewest: How many places are surveyed in any case, if there are so many.
        roughly_first: Whether a costly survey is preceded by a rough one.
    """

    objective: Objective
    area: Area
    parts: tuple[int, ...]
    work: float = WORK
    fewest: int = FEWEST_PLACES
    roughly_first: bool = True

    @cached_property
    def affordable(self) -> tuple[int, ...]:
        """The parts that can be afforded."""
        each = cost(self.objective.experiment.network) * len(self.objective.examples)
        places = max(self.work / each, self.fewest)
        coarser = min(1.0, (places / np.prod(self.parts)) ** (1 / len(self.parts)))
        return tuple(max(2, int(part * coarser)) for part in self.parts)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells requests apart."""
        area = self.area
        place = (area.plane.directions.tobytes(), area.low.tobytes(), area.high.tobytes())
        return (*self.objective.key, *place, self.affordable)


@dataclass(frozen=True, eq=False)
class Survey:
    """The loss over an area, and at the parameters it goes through.

    Attributes:
        request: What was asked for.
        losses: Shape (columns,) along one direction; (rows, columns) along two, the first of which goes along the
            columns, with the lowest row first.
        loss: At the parameters of the step at hand.
        gradient: The exact gradient there, shape (parameters,).
        rule_gradient: That of the published rule, where one is in force.
        next_parameters: Where the next update leads, where that is known.
        finished: Whether no finer survey follows.
    """

    request: Request
    losses: Floats
    loss: float
    gradient: Floats
    rule_gradient: Floats | None
    next_parameters: Floats | None
    finished: bool

    @property
    def slice(self) -> Slice:
        """The loss on the plane, for other places of it."""
        request = self.request
        return Slice(request.objective.of, request.area.plane, request.objective.step.parameters)

    @cached_property
    def lowest(self) -> tuple[float, Floats] | None:
        """The lowest loss of the grid and its coordinates; None where nothing is finite."""
        finite = np.where(np.isfinite(self.losses), self.losses, np.inf)
        place = np.unravel_index(int(finite.argmin()), self.losses.shape)
        if not np.isfinite(finite[place]):
            return None
        centres = self.request.area.centres(self.losses.shape[::-1])
        return float(finite[place]), np.array([axis[at] for axis, at in zip(centres, reversed(place), strict=True)])


def surveying(request: Request) -> Generator[Survey | None]:
    """Survey an area: a costly one roughly first.

    Yields:
        A survey, each finer than the one before; or None after every slice of the work.
    """
    objective = request.objective
    of, parameters = objective.of, objective.step.parameters
    about = loss_at(of, parameters), gradient_at(of, parameters)
    yield None
    about_rule = objective.rule_gradient(), objective.next_parameters()
    yield None
    fine = request.affordable
    each = cost(objective.experiment.network) * len(objective.examples)
    rough = tuple(max(2, part // 3) for part in fine)
    costly = each * np.prod(fine) > _FIRST_WORK
    grids = [rough, fine] if request.roughly_first and costly and rough != fine else [fine]
    loss = Slice(of, request.area.plane, parameters)
    for parts in grids:
        axes = request.area.centres(parts)
        places = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)
        losses = np.empty(len(places))
        widest = max(objective.experiment.network.sizes) * len(objective.examples)
        at_once = max(1, NUMBERS_AT_ONCE // widest)
        for start in range(0, len(places), at_once):
            losses[start : start + at_once] = loss.losses(places[start : start + at_once])
            yield None
        yield Survey(request, losses.reshape(parts[::-1]), *about, *about_rule, parts is grids[-1])
