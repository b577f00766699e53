"""Which loss a landscape is of: of one example, of a batch or of all examples, at the step at hand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from tui_nn.core.differences import BatchLoss
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.data.dataset import Dataset, Integers
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.engines import make_engine
from tui_nn.training.landscape import cost, gradient_at
from tui_nn.training.schedule import Schedule
from tui_nn.training.sheet import Sheet
from tui_nn.training.snapshot import Snapshot

SUBSET_SEED = 0

RULE_EXAMPLES = 2_000
"""A published rule's gradient is taken of at most so many examples: it goes number by number."""


class Which(Enum):
    """Whose loss."""

    EXAMPLE = "example"
    BATCH = "batch"
    ALL = "all"


@dataclass(frozen=True, eq=False)
class StepAtHand:
    """The step a snapshot is about: the last one, or the next while its operations are being done and at the start.

    Attributes:
        number: From 1.
        parameters: Those that its batch's gradients are taken at.
        batch: The steps of its batch, counted from 0, those that are still to come too.
        updated: Whether the batch's update has been made.
        schedule: Says which example comes when.
    """

    number: int
    parameters: Floats
    batch: range
    updated: bool
    schedule: Schedule


def step_at_hand(snapshot: Snapshot) -> StepAtHand:
    """Find the step a snapshot is about."""
    training, sheet, data = snapshot.experiment.training, snapshot.sheet, snapshot.data
    schedule = Schedule(
        len(data),
        batch_size=training.batch_size,
        seed=snapshot.experiment.start.seed,
        shuffle=snapshot.experiment.data.shuffle,
    )
    number = max(1, snapshot.position.step) if sheet is None else sheet.step
    begun = number - 1 - (number - 1) % len(data) % schedule.batch_size
    batch = range(begun, schedule.next_update(begun))
    updated = snapshot.position.step == number == batch.stop and snapshot.in_batch == 0
    parameters = snapshot.parameters
    if updated:
        parameters = parameters - snapshot.change if sheet is None else sheet.before.parameters
    return StepAtHand(number, parameters, batch, updated, schedule)


@dataclass(frozen=True, eq=False)
class Objective:
    """A loss of some examples, and the step it is looked at.

    Attributes:
        which: Whose loss it is.
        of: The loss.
        step: The step at hand.
        examples: The indices of the examples.
        whole: How many there would be if a part of them were not enough.
        experiment: What is trained.
        data: The training data.
        sheet: The worksheet of the step at hand; None while training runs.
    """

    which: Which
    of: BatchLoss
    step: StepAtHand
    examples: Integers
    whole: int
    experiment: Experiment
    data: Dataset
    sheet: Sheet | None

    @property
    def key(self) -> tuple[object, ...]:
        """What tells objectives apart: two that are equal have the same loss everywhere."""
        step = self.step
        place = step.number, step.updated, step.parameters.tobytes()
        return self.experiment, id(self.data), self.examples.tobytes(), *place

    def rule_gradient(self) -> Floats | None:
        """Give the gradient by a published rule, shape (parameters,); None without one, or of too many examples."""
        if self.experiment.training.gradient != "published" or len(self.examples) > RULE_EXAMPLES:
            return None
        parameters, data, rate = self.step.parameters, self.data, self.experiment.training.learning_rate
        engine = make_engine(self.experiment, parameters)
        with np.errstate(all="ignore"):
            traces = [
                engine.trace(data.inputs[example], data.targets[example], row=int(data.rows[example]), rate=rate)
                for example in self.examples.tolist()
            ]
            return self.of.gradient(np.array([trace.gradient for trace in traces]), parameters)

    def next_parameters(self) -> Floats | None:
        """Give where the batch's update will lead, shape (parameters,); None once it was made, or if that is not known.

        That is where it leads if nothing is edited before: its gradient is of all examples of the batch, those that
        are still to come too, and the optimizer's state is that of the step at hand.
        """
        sheet = self.sheet
        if sheet is None or self.step.updated:
            return None
        batch = self if self.which is Which.BATCH else objective_of(self.experiment, self.data, self.step, Which.BATCH)
        rule = batch.rule_gradient()
        if rule is None and self.experiment.training.gradient == "published":
            return None
        settings, state = self.experiment.training.optimizer, sheet.before
        gradient = gradient_at(batch.of, self.step.parameters) if rule is None else rule
        rate = self.experiment.training.learning_rate
        with np.errstate(all="ignore"):
            change = OPTIMIZERS[settings.name].move(settings, gradient, state.optimizer.copy(), rate, state.updates + 1)
            return self.step.parameters + np.where(sheet.frozen > 0.0, 0.0, change)


def objective_of(
    experiment: Experiment,
    data: Dataset,
    step: StepAtHand,
    which: Which,
    *,
    sheet: Sheet | None = None,
    work: float = np.inf,
) -> Objective:
    """Give a loss at the step at hand.

    Args:
        experiment: What is trained.
        data: The training data.
        step: The step at hand.
        which: Whose loss.
        sheet: The step's worksheet, where there is one.
        work: What the loss at one place may cost at most, in units of `landscape.cost`. Where all examples would cost
            more, it is the loss of a part of them, drawn from a fixed seed.
    """
    if which is Which.EXAMPLE:
        examples = step.schedule.examples_from(step.number - 1, 1)
    elif which is Which.BATCH and len(step.batch) < len(data):
        examples = step.schedule.examples_from(step.batch.start, len(step.batch))
    else:
        examples = np.arange(len(data))
    whole, most = len(examples), max(1, int(min(work / cost(experiment.network), len(data))))
    if whole > most:
        examples = np.sort(np.random.default_rng(SUBSET_SEED).choice(examples, most, replace=False))
    training = experiment.training
    # All of the data need not be copied.
    taken = slice(None) if len(examples) == len(data) else examples
    of = BatchLoss(
        experiment.network,
        LOSSES[training.loss],
        training.optimizer,
        training.reduction,
        data.inputs[taken],
        data.targets[taken],
    )
    return Objective(which, of, step, examples, whole, experiment, data, sheet)
