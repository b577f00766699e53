"""The update at the end of a step as its formulas give it, for any gradient that the step may have given."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tui_nn.core.engine import EngineState
from tui_nn.core.expressions import Expression, compute
from tui_nn.core.generated import FUNCTIONS
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.core.program import Line
from tui_nn.core.updates import penalty_line, update_lines
from tui_nn.training.sheet import Sheet


def value_of(expression: Expression, values: Mapping[str, float]) -> float:
    """Compute a formula; nan where it has no value, such as the logarithm of a wrong negative number."""
    try:
        return compute(expression, values, FUNCTIONS)
    except (ArithmeticError, ValueError):
        return math.nan


class Update:
    """What a step makes of the parameters.

    Args:
        sheet: The step's worksheet.

    Attributes:
        mean: Whether a batch's gradient is the mean of its examples', or their sum.
        rate: The learning rate.
        examples: How many the batch has, the step's own one among them.
    """

    def __init__(self, sheet: Sheet) -> None:
        training = sheet.experiment.training
        self._sheet = sheet
        self._settings = training.optimizer
        self._update, self._penalty = update_lines(training.optimizer), penalty_line(training.optimizer)
        self._weights = sheet.experiment.network.weight_mask > 0.0
        self._states = OPTIMIZERS[training.optimizer.name].state_names
        self.mean = training.reduction == "mean"
        self.rate = training.learning_rate
        self.examples = sheet.before.in_batch + 1

    def total(self, index: int, gradient: float) -> float:
        """Add a parameter's gradient from the step's own example to those of the batch's earlier ones."""
        return gradient if self.examples == 1 else float(self._sheet.before.total[index]) + gradient

    def used(self, index: int, gradient: float) -> float:
        """Give a parameter's gradient of the batch, the step's own example having given this one."""
        total = self.total(index, gradient)
        return total / self.examples if self.mean and self.examples > 1 else total

    def lines(self, index: int) -> tuple[Line, ...]:
        """Give the formulas of a parameter's update, over w, g, lr and the optimizer's state; the last gives w."""
        penalty = (self._penalty,) if self._penalty and self._weights[index] else ()
        return (*penalty, *self._update)

    def given(self, index: int, gradient: float, *, rate: float | None = None) -> dict[str, float]:
        """Give what the formulas of a parameter's update begin with, for this gradient of the batch."""
        before = self._sheet.before
        given = {
            "w": float(before.parameters[index]),
            "g": gradient,
            "lr": self.rate if rate is None else rate,
            **dict(zip(self._states, before.optimizer[:, index].tolist(), strict=True)),
        }
        if self._settings.name == "adam":
            given["k1"] = 1.0 - self._settings.momentum ** (before.updates + 1)
            given["k2"] = 1.0 - self._settings.decay ** (before.updates + 1)
        return given

    def moved(self, index: int, gradient: float, *, rate: float | None = None) -> float:
        """Give a parameter after an update by this gradient of the batch; nan where there is no result."""
        return self._worked_out(index, gradient, rate)["w"]

    def _worked_out(self, index: int, gradient: float, rate: float | None = None) -> dict[str, float]:
        known = self.given(index, gradient, rate=rate)
        for line in self.lines(index):
            known[line.name] = value_of(line.expression, known)
        return known

    def after(self, gradient: Sequence[float]) -> EngineState:
        """Give the state after the step, had its own example given this gradient."""
        before, places = self._sheet.before, range(len(gradient))
        total = np.array([self.total(index, gradient[index]) for index in places])
        batch = [self.used(index, gradient[index]) for index in places]
        if not self._sheet.ends_batch:
            return replace(before, total=total, gradient=np.array(batch), in_batch=self.examples)
        worked_out = [self._worked_out(index, batch[index]) for index in places]
        parameters = np.array([known["w"] for known in worked_out])
        return EngineState(
            parameters,
            np.array([[known[state] for known in worked_out] for state in self._states]).reshape(
                before.optimizer.shape
            ),
            total,
            np.array([known["g"] for known in worked_out]),
            parameters - before.parameters,
            0,
            before.updates + 1,
        )
