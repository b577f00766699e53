"""What a step engine is: it trains on one example at a time, updating when the batch is full.

An engine goes two ways to the same bits. `step` computes one example with everything that can be looked at, and refuses
to make a number that is not finite. `run` trains on many flat out: all but the last by a loop that looks for such
numbers only at its end, going back and step by step to the operation that made one, and the last by `step`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.examples import Examples, Integers
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


@dataclass(frozen=True, eq=False)
class Stretch:
    """Examples to train on one after the other at one learning rate.

    Attributes:
        picked: Their indices, shape (count,), over as many epochs as there are.
        rate: The learning rate.
        place: Where in its epoch the first one stands, from 0.
        epoch: Examples in an epoch; its last one always ends a batch.
        batch: Examples to an update.
        in_order: Whether the indices follow one another, beginning anew at each epoch.
    """

    picked: Integers
    rate: float
    place: int
    epoch: int
    batch: int = 1
    in_order: bool = False

    @property
    def stop(self) -> int:
        """The place in the first one's epoch at which its batch ends."""
        return min(self.epoch, (self.place // self.batch + 1) * self.batch)

    def ends_batch(self, number: int) -> bool:
        """Say whether the parameters are updated after example `number` of these, from 0."""
        after = (self.place + number) % self.epoch + 1
        return after == self.epoch or after % self.batch == 0


@dataclass(frozen=True, eq=False)
class Record:
    """What a run gave.

    Attributes:
        done: How many examples were trained on.
        losses: Each one's loss, shape (done,); empty where nothing was to be recorded.
        predictions: Each one's ŷ before its update, shape (done, outputs); likewise.
        failed: The operation of the next example that would make a number that is not finite, empty if there is none.
    """

    done: int
    losses: Floats
    predictions: Floats
    failed: str = ""


class Engine(ABC):
    """Trains a network one example at a time.

    A batch's gradient is the sum of its examples' gradients, each taken at the same parameters; with reduction `mean`
    it is divided by the number of examples the batch has so far. The penalty's gradient is added once a batch.

    Attributes:
        in_batch: How many examples the batch at hand has so far.
        updates: How many updates there were.
    """

    in_batch: int
    updates: int

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called where people choose one."""

    @property
    def condition(self) -> str:
        """Why it does not run at its full speed, in a word or two; empty if it does."""
        return ""

    @property
    def polite(self) -> bool:
        """Whether it lets other threads use the interpreter while it runs."""
        return False

    @property
    @abstractmethod
    def network(self) -> Network:
        """The network at the present parameters, for predictions; not to be written to."""

    @property
    @abstractmethod
    def gradient(self) -> Floats:
        """The gradient of the batch so far, or of the last one once it was used, shape (parameters,)."""

    @property
    @abstractmethod
    def change(self) -> Floats:
        """The last update's change of the parameters, shape (parameters,)."""

    @property
    @abstractmethod
    def last(self) -> Trace | None:
        """The trace of the last step, computed before its update; None before there is one."""

    @abstractmethod
    def trace(self, inputs: Floats, target: Floats, *, row: int, rate: float) -> Trace:
        """Give every number of one example's pass at the present parameters, changing nothing."""

    @abstractmethod
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

    @abstractmethod
    def remember(self) -> EngineState:
        """Give all that is needed to go on from here, as a copy."""

    @abstractmethod
    def restore(self, state: EngineState) -> None:
        """Go on from a state."""

    @abstractmethod
    def freeze(self, frozen: Floats) -> None:
        """Leave parameters as they are in every later update.

        Args:
            frozen: Shape (parameters,), above 0 for a parameter that stays. Its optimizer state stays as well.
        """

    @abstractmethod
    def flat_out(self, examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats] | None:
        """Train on examples without looking at the numbers on the way.

        Returns:
            Losses and predictions, both empty unless they are recorded; None where a number may not be finite, and then
            the engine stands anywhere.
        """

    def way_back(self) -> Callable[[], None]:
        """Give what makes the engine stand again as it stands now."""
        state = self.remember()
        return lambda: self.restore(state)

    def run(self, examples: Examples, stretch: Stretch, *, record: bool = True, look: bool = True) -> Record:
        """Train on examples as fast as possible, to the same bits as step by step.

        Args:
            examples: The data.
            stretch: Which of them, and when to update.
            record: Whether losses and predictions are wanted.
            look: Whether somebody may look at the last step; if not, `last`, `gradient` and `change` may be of another.
        """
        last = len(stretch.picked) - look
        if last < 1:
            return self._step_by_step(examples, stretch)
        go_back = self.way_back()
        before = Stretch(
            stretch.picked[:last], stretch.rate, stretch.place, stretch.epoch, stretch.batch, stretch.in_order
        )
        recorded = self.flat_out(examples, before, record=record)
        if recorded is None:
            go_back()
            return self._step_by_step(examples, stretch)
        losses, predictions = recorded
        if not look:
            return Record(last, losses, predictions)
        end = self._step_by_step(examples, stretch, last)
        if record:
            losses, predictions = np.append(losses, end.losses), np.concatenate((predictions, end.predictions))
        return Record(last + end.done, losses, predictions, end.failed)

    def _step_by_step(self, examples: Examples, stretch: Stretch, first: int = 0) -> Record:
        losses: list[float] = []
        predictions: list[list[float]] = []
        failed = ""
        for number, example in enumerate(stretch.picked[first:].tolist(), start=first):
            inputs, target, row = examples.inputs[example], examples.targets[example], int(examples.rows[example])
            try:
                result = self.step(inputs, target, row=row, rate=stretch.rate, ends_batch=stretch.ends_batch(number))
            except NotFinite as error:
                failed = error.operation
                break
            losses.append(result.loss)
            predictions.append(result.prediction)
        outputs = examples.targets.shape[1]
        return Record(len(losses), np.array(losses), np.array(predictions).reshape(len(losses), outputs), failed)
