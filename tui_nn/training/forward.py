"""The forward motion of a run: one example after the other, and what must be remembered to go on from a step."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.engine import EngineState, NotFinite
from tui_nn.core.floats import Floats
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.edits import ChangeTraining, Edit, Freeze, SetParameter, SetParameters
from tui_nn.training.engines import make_engine, program_of
from tui_nn.training.examples import Examples
from tui_nn.training.schedule import Schedule
from tui_nn.training.sheet import Sheet
from tui_nn.training.snapshot import EpochSummary, Sample

SAMPLES_SHOWN = 100
"""So many of the last samples are known at every step, or all where there are not so many."""

SAMPLES_KEPT = 140
"""More than are shown, so that most steps back need not work out again how the oldest of these went."""

CONTRIBUTIONS_SHOWN = 256
"""Up to this many examples of a batch are worked out one by one for the worksheet."""


@dataclass(frozen=True, eq=False)
class Keyframe:
    """All that is needed to go on from a step.

    Attributes:
        step: After how many steps it was taken.
        engine: The engine's state.
        experiment: What was trained, with the edits in force.
        frozen: Shape (parameters,): 1 for a parameter that was held.
        epoch_loss: The sum of the losses of the epoch at hand so far.
        epoch_right: How many examples of the epoch at hand were right so far.
        last_epoch: The last completed epoch.
        events: How many of the timeline's events were in force.
    """

    step: int
    engine: EngineState
    experiment: Experiment
    frozen: Floats
    epoch_loss: float
    epoch_right: int
    last_epoch: EpochSummary | None
    events: int

    @property
    def size(self) -> int:
        """Its memory in bytes, about; experiment and frozen are shared with others."""
        engine = self.engine
        arrays = (engine.parameters, engine.optimizer, engine.total, engine.gradient, engine.change)
        return sum(array.nbytes for array in arrays) + 1_400


class ForwardRun:
    """Goes forward from a start; knows nothing of the past but what its numbers hold.

    Args:
        experiment: What to train.
        data: The training examples.

    Attributes:
        steps: Examples done.
        examples: The data one by one.
        last_epoch: The last completed epoch.
        halted: Why it cannot go on, empty if it can.
        frozen: Shape (parameters,): 1 for a parameter that is held.
    """

    def __init__(self, experiment: Experiment, data: Dataset) -> None:
        self.data = data
        self.steps = 0
        self.last_epoch: EpochSummary | None = None
        self.halted = ""
        self._epoch_loss = 0.0
        self._epoch_right = 0
        # Raw rows: a sample is made of one when somebody looks.
        self._recent: deque[tuple[int, int, int, Sequence[float], float, bool | None, bool]] = deque(
            maxlen=SAMPLES_KEPT
        )
        self.frozen = np.zeros(experiment.network.parameter_count)
        self.program = program_of(experiment)
        self._loss = ""
        self._use(experiment)
        self.engine = make_engine(experiment, experiment.first_parameters())
        self._last_of_other_engine: Trace | None = None

    def _use(self, experiment: Experiment) -> None:
        training = experiment.training
        self.experiment = experiment
        program = program_of(experiment)
        if program != self.program:
            self.program = program
        self.schedule = self._schedule(experiment)
        if training.loss != self._loss:
            self.examples, self._loss = Examples(self.data, training.loss), training.loss

    def _schedule(self, experiment: Experiment) -> Schedule:
        size, seed, shuffle = experiment.training.batch_size, experiment.start.seed, experiment.data.shuffle
        return Schedule(len(self.data), batch_size=size, seed=seed, shuffle=shuffle)

    @property
    def last(self) -> Trace | None:
        """The trace of the last step, computed before its update; None where no step was done yet."""
        return self.engine.last or self._last_of_other_engine

    @property
    def first_known(self) -> int:
        """The step of the oldest sample that is known."""
        return self._recent[0][0] if self._recent else self.steps + 1

    def advance(self, count: int) -> list[float]:
        """Train on the next examples.

        Returns:
            Their losses; fewer than asked for, with `halted` saying why, where a number would not be finite.
        """
        losses: list[float] = []
        stop = self.steps + count
        while self.steps < stop and not self.halted:
            losses += self._advance_in_epoch(stop - self.steps)
        return losses

    def _advance_in_epoch(self, count: int) -> list[float]:
        step, schedule = self.steps, self.schedule
        next_update, end = schedule.next_update(step), schedule.next_epoch(step)
        rate = self.experiment.training.learning_rate
        train, right = self.engine.step, self.examples.right
        losses: list[float] = []
        try:
            for example, x, y, row, wanted in self.examples.take(schedule.examples_from(step, count)):
                updated = step + 1 == next_update
                prediction, loss = train(x, y, row=row, rate=rate, ends_batch=updated)
                step += 1
                if updated:
                    next_update = min(end, step + schedule.batch_size)
                verdict = right(prediction, wanted) if right else None
                losses.append(loss)
                self._recent.append((step, example, row, prediction, loss, verdict, updated))
                self._epoch_loss += loss
                self._epoch_right += verdict is True
        except NotFinite as error:
            self.halted = self._why_halted(error.operation, step + 1, row)
        self.steps = step
        if step == end:
            self._end_epoch()
        return losses

    def _end_epoch(self) -> None:
        examples = len(self.data)
        accuracy = self._epoch_right / examples if self.examples.classifies else None
        self.last_epoch = EpochSummary(self.steps // examples - 1, self._epoch_loss / examples, accuracy)
        self._epoch_loss, self._epoch_right = 0.0, 0

    def sheet(self, start: Keyframe, done: int | None) -> Sheet:
        """Give the worksheet of the step that starts at a keyframe.

        Args:
            start: Where the step starts, after the edits made there.
            done: How many operations are done, None for all.
        """
        present = start.experiment is self.experiment
        program = self.program if present else program_of(start.experiment)
        schedule = self.schedule if present else self._schedule(start.experiment)
        state, step = start.engine, start.step
        at = make_engine(start.experiment, state.parameters)

        def trace(n: int) -> Trace:
            example, rate = schedule.example_at(n), start.experiment.training.learning_rate
            inputs, target, row = self.data.inputs[example], self.data.targets[example], int(self.data.rows[example])
            with np.errstate(all="ignore"):
                return at.trace(inputs, target, row=row, rate=rate)

        # Within a batch the parameters stand still, so its earlier examples give the gradients they gave.
        shown = state.in_batch if state.in_batch <= CONTRIBUTIONS_SHOWN else 0
        earlier = tuple(trace(n).gradient for n in range(step - shown, step))
        same = not earlier or bool((np.add.accumulate(earlier)[-1] == state.total).all())
        return Sheet(
            start.experiment,
            program,
            step + 1,
            int(self.data.rows[schedule.example_at(step)]),
            state,
            start.frozen,
            trace(step),
            len(program.operations) + 1 if done is None else done,
            schedule.ends_batch(step),
            earlier if same else (),
        )

    def samples(self, count: int) -> tuple[Sample, ...]:
        """Give the last samples, oldest first."""
        examples = len(self.data)
        recent = [*islice(reversed(self._recent), count)]
        return tuple(
            Sample(step, (step - 1) // examples, example, row, np.array(prediction), loss, verdict, updated)
            for step, example, row, prediction, loss, verdict, updated in reversed(recent)
        )

    def _why_halted(self, operation: str, step: int, row: int) -> str:
        names = self.experiment.names
        alone = f"{operation}[1]" in names.quantities and f"{operation}[2]" not in names.quantities
        what = names.of(f"{operation}[1]") if alone else operation
        made = "the update would make a parameter" if operation == "update" else f"{what} would be"
        return (
            f"Step {step:,} (row {row}): {made} infinite or not a number. Training stopped before this step, so "
            "nothing is lost. A smaller learning rate or scaled data usually helps."
        )

    def put_in_force(self, edit: Edit) -> None:
        """Let an edit hold from here on."""
        self.halted = ""
        match edit:
            case SetParameter(index, value):
                self._put(((index, value),))
            case SetParameters(values):
                self._put(values)
            case Freeze(indices, frozen):
                self.frozen = self.frozen.copy()
                self.frozen[list(indices)] = float(frozen)
                self.engine.freeze(self.frozen)
            case ChangeTraining(training):
                self._learn_as(replace(self.experiment, training=training))

    def _put(self, values: Iterable[tuple[int, float]]) -> None:
        state = self.engine.remember()
        for index, value in values:
            state.parameters[index] = value
        self.engine.restore(state)

    def _learn_as(self, experiment: Experiment) -> None:
        """Go on with an experiment that differs in how it learns."""
        before, training = self.experiment.training, experiment.training
        self._use(experiment)
        if replace(before, learning_rate=training.learning_rate, batch_size=training.batch_size) == training:
            return
        state, self._last_of_other_engine = self.engine.remember(), self.last
        self.engine = make_engine(experiment, state.parameters)
        if before.optimizer.name != training.optimizer.name:
            state = replace(state, optimizer=self.engine.remember().optimizer, updates=0)
        self.engine.restore(state)
        self.engine.freeze(self.frozen)

    def keyframe(self, events: int) -> Keyframe:
        """Remember this position, at which this many events are in force."""
        return Keyframe(
            self.steps,
            self.engine.remember(),
            self.experiment,
            self.frozen,
            self._epoch_loss,
            self._epoch_right,
            self.last_epoch,
            events,
        )

    def restore(self, keyframe: Keyframe) -> None:
        """Stand where a keyframe was taken; of the samples, those before it are still known if any were."""
        if keyframe.experiment is not self.experiment:
            self._learn_as(keyframe.experiment)
        if keyframe.frozen is not self.frozen:
            self.frozen = keyframe.frozen
            self.engine.freeze(self.frozen)
        self.engine.restore(keyframe.engine)
        if not self.first_known <= keyframe.step <= self.steps:
            self._recent.clear()
        while self._recent and self._recent[-1][0] > keyframe.step:
            self._recent.pop()
        self.steps = keyframe.step
        self._epoch_loss, self._epoch_right = keyframe.epoch_loss, keyframe.epoch_right
        self.last_epoch = keyframe.last_epoch
        self.halted = ""
