"""The forward motion of a run: one example after the other, and what must be remembered to go on from a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.engine import EngineState, Record, Stretch
from tui_nn.core.examples import Examples
from tui_nn.core.floats import Floats
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.edits import ChangeTraining, Edit, Freeze, SetParameter, SetParameters
from tui_nn.training.engines import make_engine, program_of
from tui_nn.training.halting import why_halted
from tui_nn.training.judge import Judge
from tui_nn.training.recent import Recent, Rows
from tui_nn.training.schedule import Schedule
from tui_nn.training.sheet import Sheet
from tui_nn.training.snapshot import Sample
from tui_nn.training.tally import Tally

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
        tally: What was added up.
        events: How many of the timeline's events were in force.
    """

    step: int
    engine: EngineState
    experiment: Experiment
    frozen: Floats
    tally: Tally
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
        judge: Says which predictions are right.
        tally: What is added up on the way.
        recent: The last steps.
        halted: Why it cannot go on, empty if it can.
        frozen: Shape (parameters,): 1 for a parameter that is held.
    """

    def __init__(self, experiment: Experiment, data: Dataset) -> None:
        self.data = data
        self.steps = 0
        self.tally = Tally()
        self.halted = ""
        self._examples = Examples(data.inputs, data.targets, data.rows)
        self.recent = Recent(SAMPLES_KEPT)
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
            self.judge, self._loss = Judge(self.data, training.loss), training.loss

    def _schedule(self, experiment: Experiment) -> Schedule:
        size, seed, shuffle = experiment.training.batch_size, experiment.start.seed, experiment.data.shuffle
        return Schedule(len(self.data), batch_size=size, seed=seed, shuffle=shuffle)

    @property
    def last(self) -> Trace | None:
        """The trace of the last step, computed before its update; None where no step was done yet."""
        return self.engine.last or self._last_of_other_engine

    @property
    def updates(self) -> int:
        """Updates done since the start."""
        return self.tally.earlier_updates + self.engine.updates

    @property
    def batch_loss(self) -> float:
        """The loss of the batch at hand so far, or of the last one once it was used: a sum or a mean, as asked for."""
        mean = self.experiment.training.reduction == "mean"
        return self.tally.batch_loss / (self.steps - self.tally.batch_began if mean else 1)

    @property
    def first_known(self) -> int:
        """The step of the oldest sample that is known."""
        first = self.recent.first
        return self.steps + 1 if first is None else first

    def advance(self, count: int, *, look: bool = True) -> Floats:
        """Train on the next examples.

        Args:
            count: How many.
            look: Whether somebody may look at the last step, or another one follows at once.

        Returns:
            Their losses; fewer than asked for, with `halted` saying why, where a number would not be finite.
        """
        stretch = self.schedule.stretch(self.steps, count, self.experiment.training.learning_rate)
        goes_on = self.engine.in_batch > 0
        record = self.engine.run(self._examples, stretch, look=look)
        if record.failed:
            row = int(self.data.rows[stretch.picked[record.done]])
            where = f"Step {self.steps + record.done + 1:,} (row {row})"
            self.halted = why_halted(self.experiment.names, record.failed, where)
        if record.done:
            self._take_in(stretch, record, goes_on)
        return record.losses

    def _take_in(self, stretch: Stretch, record: Record, goes_on: bool) -> None:
        """Remember the last samples, and add up how epochs and the batch at hand went."""
        epoch, done = stretch.epoch, record.done
        begun, self.steps = self.steps, self.steps + done
        # Of whatever came before the last completed epoch and the last samples, nobody asks what was right.
        since = max(0, min((self.steps // epoch - 1) * epoch - begun, done - SAMPLES_KEPT))
        picked, losses = stretch.picked[:done], record.losses
        right = self.judge.right(picked[since:], record.predictions[since:]) if self.judge.classifies else None

        def count_right(first: int, last: int) -> int:
            return 0 if right is None else int(right[first - since : last - since].sum())

        tally = self.tally.with_epochs(begun, losses, epoch, count_right if right is not None else None)
        self.tally = tally.with_batch(begun, losses, self.schedule.batch_of(self.steps), goes_on=goes_on)
        kept = slice(max(0, done - SAMPLES_KEPT), done)
        updated = [stretch.ends_batch(number) for number in range(done)[kept]]
        self.recent.add(
            Rows(
                self.steps,
                picked[kept],
                self.data.rows[picked[kept]],
                record.predictions[kept].copy(),
                losses[kept].copy(),
                None if right is None else right[kept.start - since :].copy(),
                np.array(updated),
            )
        )

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
        return self.recent.samples(count, len(self.data))

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
            self.tally = self.tally._replace(earlier_updates=self.tally.earlier_updates + state.updates)
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
            self.tally,
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
        self.recent.cut(keyframe.step)
        self.steps = keyframe.step
        self.tally = keyframe.tally
        self.halted = ""
