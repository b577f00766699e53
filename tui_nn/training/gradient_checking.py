"""The gradient a step uses, checked against differences of the loss it is the gradient of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.core.differences import BatchLoss, work
from tui_nn.core.gradient_check import GradientCheck, Verdict, check_gradient
from tui_nn.core.losses import LOSSES
from tui_nn.core.names import Names
from tui_nn.data.dataset import Dataset
from tui_nn.training.engines import make_engine
from tui_nn.training.schedule import Schedule
from tui_nn.training.sheet import Sheet

EXAMPLES_AT_MOST = 2_000
"""Of a larger batch this many are checked, its first ones."""

WORK_AT_MOST = 50_000_000
"""Of a batch that needs more numbers than this, `core.differences.work`, fewer examples are checked; some seconds."""

NAMES_AT_MOST = 12


@dataclass(frozen=True, eq=False)
class StepCheck:
    """The gradient check of one step.

    Attributes:
        numbers: The two gradients and the verdicts, in the order of the flat vector.
        step: The step it is about, from 1.
        examples: How many examples were checked.
        batch: How many there are in the step's batch; 1 where the step's own example is checked alone.
    """

    numbers: GradientCheck
    step: int
    examples: int
    batch: int

    @property
    def what(self) -> str:
        """What was checked: `batch of 12`, `first 2,000 of a batch of 5,000`, or `one example`."""
        if self.batch == 1:
            return "one example"
        of = f"batch of {self.batch:,}"
        return of if self.examples == self.batch else f"first {self.examples:,} of a {of}"


def batch_of(sheet: Sheet, data: Dataset) -> range:
    """Give the steps, counted from 0, that are in one batch with a sheet's step."""
    schedule = _schedule(sheet, data)
    step = sheet.step - 1
    size = sheet.experiment.training.batch_size or len(data)
    return range(step - step % len(data) % size, schedule.next_update(step))


def check_sheet(sheet: Sheet, data: Dataset, *, alone: bool = False, at_most: int = WORK_AT_MOST) -> StepCheck:
    """Check the gradient of a step's batch, at the parameters before the step.

    All examples of the batch are taken at these parameters, those that come after the step too: unless parameters are
    edited on the way, the sum or mean of their gradients and the penalty's is what the update uses.

    Args:
        sheet: The step.
        data: The training data.
        alone: Check the step's own example without the rest of its batch.
        at_most: How many numbers to compute, see `core.differences.work`; one example is checked in any case.
    """
    experiment, parameters = sheet.experiment, sheet.before.parameters
    training = experiment.training
    steps = batch_of(sheet, data)
    if alone or len(steps) == 1:
        batch = 1
        inputs, targets = sheet.trace.inputs[None], sheet.trace.target[None]
        gradients = sheet.trace.gradient[None]
    else:
        batch, schedule = len(steps), _schedule(sheet, data)
        most = min(EXAMPLES_AT_MOST, max(1, at_most // work(experiment.network)))
        chosen = [schedule.example_at(step) for step in steps[:most]]
        inputs, targets = data.inputs[chosen], data.targets[chosen]
        engine = make_engine(experiment, parameters)
        rate = training.learning_rate
        with np.errstate(all="ignore"):
            traces = (
                engine.trace(x, y, row=int(row), rate=rate)
                for x, y, row in zip(inputs, targets, data.rows[chosen], strict=True)
            )
            gradients = np.array([trace.gradient for trace in traces])
    of = BatchLoss(experiment.network, LOSSES[training.loss], training.optimizer, training.reduction, inputs, targets)
    with np.errstate(all="ignore"):
        analytic = of.gradient(gradients, parameters)
    return StepCheck(check_gradient(of, parameters, analytic), sheet.step, len(inputs), batch)


def _schedule(sheet: Sheet, data: Dataset) -> Schedule:
    experiment = sheet.experiment
    return Schedule(
        len(data),
        batch_size=experiment.training.batch_size,
        seed=experiment.start.seed,
        shuffle=experiment.data.shuffle,
    )


def verdict_words(check: GradientCheck, names: Names) -> str:
    """Sum a check up in words, such as `all 9 agree` or `2 of 9 differ: w1 b1`, naming a dozen at most."""
    count = len(check.verdicts)
    parts = []
    for verdict, words in (
        (Verdict.DIFFERS, "differ"),
        (Verdict.NOT_FINITE, "not finite"),
        (Verdict.KINK, "at a kink"),
        (Verdict.TOO_SMALL, "too small to tell"),
    ):
        which = [names.parameters[index] for index in names.reading_order if check.verdicts[index] is verdict]
        if which:
            some = " ".join(which[:NAMES_AT_MOST]) + (" …" if len(which) > NAMES_AT_MOST else "")
            named = verdict in (Verdict.DIFFERS, Verdict.NOT_FINITE)
            parts.append(f"{len(which):,} of {count:,} {words}" + (f": {some}" if named else ""))
    agreeing = check.verdicts.count(Verdict.AGREES)
    if not parts:
        return f"all {count:,} agree"
    if check.passed:
        parts.insert(0, f"{agreeing:,} of {count:,} agree")
    return ", ".join(parts)
