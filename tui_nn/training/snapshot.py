"""Frozen copies of what the panes show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_nn.core.backprop import Trace
from tui_nn.data.dataset import Dataset, Floats
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.edits import Event
from tui_nn.training.health import Health
from tui_nn.training.loss_record import LossRecord
from tui_nn.training.sheet import Sheet

if TYPE_CHECKING:
    from tui_nn.training.breakpoints import Breakpoint
    from tui_nn.training.histories import HistoryRecord


@dataclass(frozen=True)
class Position:
    """How far training is.

    Attributes:
        step: Examples done.
        examples: Examples in an epoch.
    """

    step: int
    examples: int

    @property
    def epoch(self) -> int:
        """Epochs completed; the number, from 0, of the epoch the next example belongs to."""
        return self.step // self.examples

    @property
    def example(self) -> int:
        """Examples done of the epoch at hand, 0 … examples − 1."""
        return self.step % self.examples


@dataclass(frozen=True, eq=False)
class Sample:
    """One example as it was trained on.

    Attributes:
        step: Its number, from 1.
        epoch: The epoch it belonged to, from 0.
        example: Its index into the data set's arrays.
        row: Its row of the data file, from 0.
        prediction: What the network said before the step's update, shape (outputs,).
        loss: What that cost.
        right: Whether the class was right; None where targets are numbers.
        updated: Whether the parameters were updated after it.
    """

    step: int
    epoch: int
    example: int
    row: int
    prediction: Floats
    loss: float
    right: bool | None
    updated: bool


@dataclass(frozen=True)
class EpochSummary:
    """A completed epoch's examples as they were seen, each before its own update.

    Attributes:
        epoch: Its number, from 0.
        mean_loss: The mean of its examples' losses.
        accuracy: The share of right classes; None where targets are numbers.
    """

    epoch: int
    mean_loss: float
    accuracy: float | None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A session at one position, and what its worker is doing.

    Nobody writes to its arrays, most of which are copies.

    Attributes:
        experiment: What is trained, with the learning rate and seed in force.
        data: The training data.
        position: How far training is.
        parameters: In the order of the flat vector, after the last step.
        gradient: Of the batch at hand so far, reduced and with its penalty; after an update, the one just used.
        change: What the last update added to the parameters.
        in_batch: Examples the batch at hand has so far; 0 after an update.
        updates: Updates done.
        trace: Every number of the last step, computed before its update; None at the start.
        samples: The last examples, oldest first.
        losses: The losses of all steps.
        last_epoch: The last completed epoch, None before there is one.
        halted: Why training cannot go on, empty if it can.
        latest: The furthest step that is known; beyond `position` after going back.
        frozen: Shape (parameters,): 1 for a parameter that is held.
        engine: The engine's name, and what it is waiting for.
        events: All edits on the timeline, in order.
        first: The experiment the run started from, without any edits; None if unknown.
        histories: How everything came to be, None if it was not collected.
        sheet: The worksheet of the step at hand; only while paused.
        health: Neurons that have stopped learning; only while paused.
        breakpoints: What stops a run, those not enabled included.
        running: Whether the worker is training now.
        speed: Examples a second asked for, None for as fast as possible.
        rate: Examples a second measured, 0 when paused.
        notice: What just happened, in words, for the status line.
    """

    experiment: Experiment
    data: Dataset
    position: Position
    parameters: Floats
    gradient: Floats
    change: Floats
    in_batch: int
    updates: int
    trace: Trace | None
    samples: tuple[Sample, ...]
    losses: LossRecord
    last_epoch: EpochSummary | None
    halted: str
    latest: int
    frozen: Floats
    events: tuple[Event, ...]
    engine: str = ""
    first: Experiment | None = None
    histories: HistoryRecord | None = None
    sheet: Sheet | None = None
    health: Health | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    running: bool = False
    speed: float | None = None
    rate: float = 0.0
    notice: str = ""
