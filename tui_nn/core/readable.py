"""An engine of the readable network: every number in arrays, every step as it is written."""

from __future__ import annotations

import math

import numpy as np

from tui_nn.core.backprop import Trace, trace
from tui_nn.core.engine import Engine, EngineState, NotFinite, StepResult, Stretch
from tui_nn.core.examples import Examples
from tui_nn.core.floats import Floats
from tui_nn.core.losses import Loss
from tui_nn.core.network import Network
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings


class ReadableEngine(Engine):
    """The readable network, trained step by step: what the faster engines are checked against.

    Args:
        network: The network whose parameters are moved in place.
        loss: The loss of one example.
        settings: The update rule.
        reduction: `sum` or `mean`.

    Attributes:
        state: The optimizer's state, shape (its rows, parameters).
        total: The sum of the gradients of the batch at hand, shape (parameters,).
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        settings: OptimizerSettings,
        *,
        reduction: str = "mean",
    ) -> None:
        self._network = network
        self.loss = loss
        self.settings = settings
        self.reduction = reduction
        self.optimizer = OPTIMIZERS[settings.name]
        count = network.architecture.parameter_count
        self.state = np.zeros((len(self.optimizer.state_names), count))
        self.total = np.zeros(count)
        self._gradient = np.zeros(count)
        self._change = np.zeros(count)
        self.frozen = np.zeros(count)
        self.updates = 0
        self.in_batch = 0
        self._last: Trace | None = None

    @property
    def name(self) -> str:
        """What it is called where people choose one."""
        return "readable"

    @property
    def network(self) -> Network:
        """The network at the present parameters; not to be written to."""
        return self._network

    @property
    def gradient(self) -> Floats:
        """The gradient of the batch so far, or of the last one once it was used, shape (parameters,)."""
        return self._gradient

    @property
    def change(self) -> Floats:
        """The last update's change of the parameters, shape (parameters,)."""
        return self._change

    @property
    def last(self) -> Trace | None:
        """The trace of the last step, computed before its update; None before there is one."""
        return self._last

    def trace(self, inputs: Floats, target: Floats, *, row: int, rate: float) -> Trace:
        """Give every number of one example's pass, changing nothing."""
        return trace(self.network, self.loss, inputs, target)

    def flat_out(self, examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats] | None:
        """Leave it to single steps."""
        return None

    def step(self, inputs: Floats, target: Floats, *, row: int, rate: float, ends_batch: bool) -> StepResult:
        """Train on one example; see `Engine`."""
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
        self.total, self._gradient = total, gradient
        self.in_batch = 0 if ends_batch else examples
        self._last = traced
        return StepResult(traced.prediction.tolist(), traced.loss)

    def _update(self, gradient: Floats, rate: float) -> None:
        state = self.state.copy() if len(self.state) else self.state
        change = self.optimizer.move(self.settings, gradient, state, rate, self.updates + 1)
        if self.frozen.any():
            change = np.where(self.frozen > 0.0, 0.0, change)
            state = np.where(self.frozen > 0.0, self.state, state)
        moved = self.network.parameters + change
        flat = state.ravel()
        look = float(moved.dot(moved) + flat.dot(flat))
        if not (math.isfinite(look) or (np.isfinite(moved).all() and np.isfinite(flat).all())):
            raise NotFinite("update")
        self.state, self._change = state, change
        self.network.parameters[:] = moved
        self.updates += 1

    def remember(self) -> EngineState:
        """Give all that is needed to go on from here, as a copy."""
        return EngineState(
            self.network.parameters.copy(),
            self.state.copy(),
            self.total.copy(),
            self._gradient.copy(),
            self._change.copy(),
            self.in_batch,
            self.updates,
        )

    def restore(self, state: EngineState) -> None:
        """Go on from a state."""
        self.network.parameters[:] = state.parameters
        self.state, self.total = state.optimizer.copy(), state.total.copy()
        self._gradient, self._change = state.gradient.copy(), state.change.copy()
        self.in_batch, self.updates = state.in_batch, state.updates

    def freeze(self, frozen: Floats) -> None:
        """Leave parameters as they are in every later update."""
        self.frozen = frozen.copy()


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
