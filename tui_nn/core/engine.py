"""The step engine: trains on one example, updating when the batch is full."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.core.backprop import Trace, trace
from tui_nn.core.floats import Floats
from tui_nn.core.losses import Loss
from tui_nn.core.network import Network
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings

GradientRule = Callable[[Network, Trace, int, float], Trace]
"""Replaces the deltas and gradient of a trace, given the row of the example and the learning rate."""


class NotFinite(Exception):
    """A step would make a number that is not finite; the engine stands as it was before the step.

    Attributes:
        operation: The first operation that made one, such as `z2`, `loss` or `update`.
    """

    def __init__(self, operation: str) -> None:
        super().__init__(operation)
        self.operation = operation


@dataclass(frozen=True)
class StepResult:
    """What one step did: the example's trace, and whether its batch was completed and the parameters updated."""

    trace: Trace
    updated: bool


class NumpyEngine:
    """Trains a network one example at a time.

    A batch's gradient is the sum of its examples' gradients, each taken at the same parameters; with reduction `mean`
    it is divided by the number of examples the batch has so far. The penalty's gradient is added once a batch.

    Args:
        network: The network whose parameters are moved in place.
        loss: The loss of one example.
        settings: The update rule.
        reduction: `sum` or `mean`.
        rule: A published gradient rule to use in place of the exact gradient.

    Attributes:
        state: The optimizer's state, shape (its rows, parameters).
        gradient: The gradient of the batch so far, or of the last one once it was used, shape (parameters,).
        change: The last update's change of the parameters, shape (parameters,).
        updates: How many updates there were.
        in_batch: How many examples the batch at hand has so far.
    """

    name = "numpy"

    def __init__(
        self,
        network: Network,
        loss: Loss,
        settings: OptimizerSettings,
        *,
        reduction: str = "mean",
        rule: GradientRule | None = None,
    ) -> None:
        self.network = network
        self.loss = loss
        self.settings = settings
        self.reduction = reduction
        self.rule = rule
        self.optimizer = OPTIMIZERS[settings.name]
        count = network.architecture.parameter_count
        self.state = np.zeros((len(self.optimizer.state_names), count))
        self.total = np.zeros(count)
        self.gradient = np.zeros(count)
        self.change = np.zeros(count)
        self.updates = 0
        self.in_batch = 0

    def trace(self, inputs: Floats, target: Floats, *, row: int, rate: float) -> Trace:
        """Give every number of one example's pass, with the rule's deltas and gradient, changing nothing."""
        exact = trace(self.network, self.loss, inputs, target)
        return exact if self.rule is None else self.rule(self.network, exact, row, rate)

    def step(self, inputs: Floats, target: Floats, *, row: int, rate: float, ends_batch: bool) -> StepResult:
        """Train on one example.

        Args:
            inputs: Shape (inputs,).
            target: Shape (outputs,).
            row: The example's row of the data, for published rules that use it.
            rate: The learning rate.
            ends_batch: Whether the parameters are updated after this example.

        Raises:
            NotFinite: Before anything was changed.
        """
        traced = self.trace(inputs, target, row=row, rate=rate)
        total = traced.gradient if self.in_batch == 0 else self.total + traced.gradient
        # A dot product is the cheapest look at all numbers; it may overflow by itself, so the exact look decides.
        # A ReLU or sigmoid can make a finite h of an infinite z, so every z is looked at too.
        look = traced.loss + sum(float(values.dot(values)) for values in (total, *traced.z))
        if not math.isfinite(look):
            _refuse_non_finite(traced, total)
        examples = self.in_batch + 1
        gradient = total / examples if self.reduction == "mean" and examples > 1 else total
        penalty = self.settings.penalty_gradient(self.network.parameters, self.network.architecture.weight_mask)
        if penalty is not None:
            gradient = gradient + penalty
        if ends_batch:
            self._update(gradient, rate)
        self.total, self.gradient = total, gradient
        self.in_batch = 0 if ends_batch else examples
        return StepResult(traced, ends_batch)

    def _update(self, gradient: Floats, rate: float) -> None:
        state = self.state.copy() if len(self.state) else self.state
        change = self.optimizer.move(self.settings, gradient, state, rate, self.updates + 1)
        moved = self.network.parameters + change
        flat = state.ravel()
        look = float(moved.dot(moved) + flat.dot(flat))
        if not (math.isfinite(look) or (np.isfinite(moved).all() and np.isfinite(flat).all())):
            raise NotFinite("update")
        self.state, self.change = state, change
        self.network.parameters[:] = moved
        self.updates += 1


def _refuse_non_finite(traced: Trace, total: Floats) -> None:
    for layer, (z, h) in enumerate(zip(traced.z, traced.h, strict=True), start=1):
        for name, values in ((f"z{layer}", z), (f"h{layer}", h)):
            if not np.isfinite(values).all():
                raise NotFinite(name)
    if not math.isfinite(traced.loss):
        raise NotFinite("loss")
    for layer in range(len(traced.delta), 0, -1):
        if not np.isfinite(traced.delta[layer - 1]).all():
            raise NotFinite(f"delta{layer}")
    if not np.isfinite(total).all():
        raise NotFinite("gradient")
