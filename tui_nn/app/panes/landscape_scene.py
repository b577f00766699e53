"""All that a picture of the loss is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui_nn.app.numbers import count
from tui_nn.app.panes.landscape_choice import Choice, View
from tui_nn.app.panes.picture_plot import Axis
from tui_nn.core.floats import Floats
from tui_nn.training.landscape import cost, loss_at
from tui_nn.training.landscape_survey import Survey
from tui_nn.training.snapshot import Snapshot

HERE, BEFORE, NEXT, LOWEST = "●", "○", "◇", "▼"
"""Where the parameters are now; where they were before the step at hand; where its update will lead; the lowest loss
of the grid."""

COST_RUNNING = 1e6
"""The loss at the parameters of the moment may cost so much while training runs, a fraction of a millisecond."""


@dataclass(frozen=True, eq=False)
class Mark:
    """A point of a picture.

    Attributes:
        glyph: What stands there.
        name: What it is called.
        coordinates: Along the directions, shape (directions,).
        loss: What the loss is there; None if that is not worked out.
    """

    glyph: str
    name: str
    coordinates: Floats
    loss: float | None


@dataclass(frozen=True, eq=False)
class Scene:
    """A survey, the moment it is seen at, and what is to be seen of it.

    Attributes:
        survey: The loss over an area.
        choice: What the user chose to see when it was asked for.
        snapshot: The moment.
        height: Rows.
        coloured: Whether there are colours.
    """

    survey: Survey
    choice: Choice
    snapshot: Snapshot
    height: int
    coloured: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """What the axes are called."""
        if self.choice.view is View.RANDOM:
            return "d1", "d2"
        parameters = self.snapshot.experiment.names.parameters
        return tuple(parameters[index] for _, index in self.choice.axes)

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes of coordinates."""
        area = self.survey.request.area
        ends = zip(self.names, area.low.tolist(), area.high.tolist(), strict=True)
        return tuple(Axis(name, low, high) for name, low, high in ends)

    def coordinates(self, parameters: Floats) -> Floats:
        """Give the coordinates of parameters."""
        return self.survey.request.area.plane.coordinates(parameters)

    @cached_property
    def through(self) -> Floats:
        """The parameters that the picture goes through."""
        return self.survey.request.objective.step.parameters

    @cached_property
    def has_moved(self) -> bool:
        """Whether the parameters are others now; of a run they are, so that its words stay from frame to frame."""
        return self.snapshot.running or not np.array_equal(self.snapshot.parameters, self.through)

    @cached_property
    def start(self) -> Mark:
        """Where the picture goes through: there its gradients are taken."""
        name = self.when if self.has_moved else "here"
        return Mark(BEFORE if self.has_moved else HERE, name, self.coordinates(self.through), self.survey.loss)

    @property
    def when(self) -> str:
        """Say at which parameters the picture is taken."""
        step = self.survey.request.objective.step
        if step.updated:
            return f"before step {count(step.number)}"
        return f"after step {count(step.batch.start)}" if step.batch.start else "at the start"

    @cached_property
    def marks(self) -> list[Mark]:
        """The points, the most important last."""
        survey, now, marks = self.survey, self.snapshot.parameters, []
        if survey.lowest is not None:
            loss, place = survey.lowest
            marks.append(Mark(LOWEST, "lowest", place, loss))
        if (after := survey.next_parameters) is not None and not self.has_moved:
            marks.append(Mark(NEXT, "next", self.coordinates(after), self._loss(after)))
        marks.append(self.start)
        if self.has_moved:
            marks.append(Mark(HERE, "now", self.coordinates(now), self._loss(now)))
        return marks

    def _loss(self, parameters: Floats) -> float | None:
        of = self.survey.request.objective.of
        if self.snapshot.running and cost(of.architecture) * len(of.inputs) > COST_RUNNING:
            return None
        return loss_at(of, parameters)

    @cached_property
    def slopes(self) -> list[tuple[str, Floats]]:
        """The gradients at the point along the directions, with their names; first the exact one."""
        survey = self.survey
        if survey.rule_gradient is None:
            return [("gradient", self.coordinates(survey.gradient))]
        return [("exact", self.coordinates(survey.gradient)), ("published", self.coordinates(survey.rule_gradient))]
