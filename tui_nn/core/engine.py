"""What a step engine is: it trains on one example at a time, updating when the batch is full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from tui_nn.core.backprop import Trace
from tui_nn.core.floats import Floats
from tui_nn.core.network import Network


class NotFinite(Exception):
    """A step would make a number that is not finite; the engine stands as it was before the step.

    Attributes:
        operation: The first operation that made one, such as `z2`, `loss` or `update`.
    """

    def __init__(self, operation: str) -> None:
        super().__init__(operation)
        self.operation = operation


class StepResult(NamedTuple):
    """What one step gave: the prediction ŷ before its update, one number an output, and the example's loss."""

    prediction: list[float]
    loss: float


@dataclass(frozen=True, eq=False)
class EngineState:
    """Everything an engine has to remember between steps; nobody writes to its arrays.

    Attributes:
        parameters: Shape (parameters,).
        optimizer: The optimizer's state, shape (its rows, parameters).
        total: The sum of the gradients of the batch at hand, shape (parameters,).
        gradient: The gradient of the batch so far, or of the last one once it was used, shape (parameters,).
        change: The last update's change of the parameters, shape (parameters,).
        in_batch: How many examples the batch at hand has so far.
        updates: How many updates there were.
    """

    parameters: Floats
    optimizer: Floats
    total: Floats
    gradient: Floats
    change: Floats
    in_batch: int
    updates: int


class Engine(Protocol):
    """Trains a network one example at a time.

    A batch's gradient is the sum of its examples' gradients, each taken at the same parameters; with reduction `mean`
    it is divided by the number of examples the batch has so far. The penalty's gradient is added once a batch.
    """

    name: str
    in_batch: int
    updates: int

    @property
    def network(self) -> Network:
        """The network at the present parameters, for predictions; not to be written to."""
        ...

    @property
    def gradient(self) -> Floats:
        """The gradient of the batch so far, or of the last one once it was used, shape (parameters,)."""
        ...

    @property
    def change(self) -> Floats:
        """The last update's change of the parameters, shape (parameters,)."""
        ...

    @property
    def last(self) -> Trace | None:
        """The trace of the last step, computed before its update; None before there is one."""
        ...

    def trace(self, inputs: Floats, target: Floats, *, row: int, rate: float) -> Trace:
        """Give every number of one example's pass at the present parameters, changing nothing."""
        ...

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
        ...

    def remember(self) -> EngineState:
        """Give all that is needed to go on from here, as a copy."""
        ...

    def restore(self, state: EngineState) -> None:
        """Go on from a state."""
        ...

    def freeze(self, frozen: Floats) -> None:
        """Leave parameters as they are in every later update.

        Args:
            frozen: Shape (parameters,), above 0 for a parameter that stays. Its optimizer state stays as well.
        """
        ...
