"""The forward motion of a run: one example after the other, and what must be remembered to go on from a step."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.engine import Engine, EngineState, NotFinite
from tui_nn.core.losses import LOSSES
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment, Training
from tui_nn.training.edits import ChangeTraining, Edit, Freeze, SetParameter
from tui_nn.training.engines import make_engine, program_of
from tui_nn.training.schedule import Schedule
from tui_nn.training.sheet import Sheet
from tui_nn.training.snapshot import EpochSummary, Sample

SAMPLES_KEPT = 200

CONTRIBUTIONS_SHOWN = 256
"""Up to this many examples of a batch are worked out one by one for the worksheet."""

_Row = tuple[int, int, int, Sequence[float], float, bool | None, bool]


@dataclass(frozen=True, eq=False)
class Keyframe:
    """All that is needed to go on from a step.

    Attributes:
        step: After how many steps it was taken, before any edit made there.
        engine: The engine's state.
        epoch_loss: The sum of the losses of the epoch at hand so far.
        epoch_right: How many examples of the epoch at hand were right so far.
        last_epoch: The last completed epoch.
        events: How many of the timeline's events were in force.
    """

    step: int
    engine: EngineState
    epoch_loss: float
    epoch_right: int
    last_epoch: EpochSummary | None
    events: int

    @property
    def size(self) -> int:
        """Its memory in bytes, about."""
        engine = self.engine
        arrays = (engine.parameters, engine.optimizer, engine.total, engine.gradient, engine.change)
        return sum(array.nbytes for array in arrays) + 1_000


class ForwardRun:
    """Goes forward from a start; knows nothing of the past but what its numbers hold.

    Args:
        experiment: What to train.
        data: The training examples.

    Attributes:
        steps: Examples done.
        last_loss: The loss of the last example.
        last_epoch: The last completed epoch.
        halted: Why it cannot go on, empty if it can.
        frozen: Shape (parameters,): 1 for a parameter that is held.
    """

    def __init__(self, experiment: Experiment, data: Dataset) -> None:
        self.data = data
        self.begin(experiment)
        self.steps = 0
        self.last_loss = 0.0
        self.last_epoch: EpochSummary | None = None
        self.halted = ""
        self._epoch_loss = 0.0
        self._epoch_right = 0
        # Raw rows: a sample is made of one when somebody looks.
        self._recent: deque[tuple[int, int, int, Sequence[float], float, bool | None, bool]] = deque(
            maxlen=SAMPLES_KEPT
        )

    def begin(self, experiment: Experiment) -> None:
        """Stand at an experiment's first parameters, nothing frozen."""
        self._use(experiment)
        self.engine = make_engine(experiment, experiment.first_parameters())
        self.frozen = np.zeros(experiment.network.parameter_count)

    def _use(self, experiment: Experiment) -> None:
        training = experiment.training
        self.experiment = experiment
        self.program = program_of(experiment)
        self.schedule = Schedule(
            len(self.data),
            batch_size=training.batch_size,
            seed=experiment.start.seed,
            shuffle=experiment.data.shuffle,
        )
        one_of_several = bool(self.data.classes) or training.loss == "cross_entropy"
        self.classifies = bool(self.data.classes) or bool(LOSSES[training.loss].partner)
        self.exclusive = experiment.network.outputs > 1 and one_of_several
        targets = self.data.targets
        # What a right answer looks like, worked out once: judging every example costs too much with arrays.
        self._wanted: list[int] | list[list[bool]] = (
            targets.argmax(axis=1).tolist() if self.exclusive else (targets >= 0.5).tolist() if self.classifies else []
        )

    def step(self) -> bool:
        """Train on the next example; False, with `halted` saying why, where a number would not be finite."""
        if self.halted:
            return False
        step = self.steps
        example = self.schedule.example_at(step)
        row = int(self.data.rows[example])
        ends_batch = self.schedule.ends_batch(step)
        try:
            prediction, loss = self.engine.step(
                self.data.inputs[example],
                self.data.targets[example],
                row=row,
                rate=self.experiment.training.learning_rate,
                ends_batch=ends_batch,
            )
        except NotFinite as error:
            self.halted = self._why_halted(error.operation, row)
            return False
        verdict = self._right(example, prediction) if self.classifies else None
        self.steps = step + 1
        self.last_loss = loss
        self._recent.append((self.steps, example, row, prediction, loss, verdict, ends_batch))
        self._epoch_loss += loss
        self._epoch_right += bool(verdict)
        if self.steps % len(self.data) == 0:
            examples = len(self.data)
            accuracy = self._epoch_right / examples if self.classifies else None
            self.last_epoch = EpochSummary(step // examples, self._epoch_loss / examples, accuracy)
            self._epoch_loss, self._epoch_right = 0.0, 0
        return True

    def _right(self, example: int, prediction: Sequence[float]) -> bool:
        """The verdict of `core.accuracy.right` on one example."""
        wanted = self._wanted[example]
        if isinstance(wanted, int):
            return max(prediction) == prediction[wanted] and prediction.index(prediction[wanted]) == wanted
        return all((value >= 0.5) == side for value, side in zip(prediction, wanted, strict=True))

    def sheet(self, step: int, before: EngineState | None, done: int) -> Sheet:
        """Give the worksheet of the step after `step` steps, of which `done` operations are done.

        Args:
            step: The steps before it.
            before: The engine's state before it; None for the present one.
            done: How many operations are done.
        """
        state = self.engine.remember() if before is None else before
        at = make_engine(self.experiment, state.parameters)
        example = self.schedule.example_at(step)
        # Within a batch the parameters stand still, so its earlier examples give the gradients they gave.
        earlier = tuple(
            self._trace(at, self.schedule.example_at(n)).gradient for n in range(step - state.in_batch, step)
        )
        same = not earlier or bool((np.add.accumulate(earlier)[-1] == state.total).all())
        return Sheet(
            self.experiment,
            self.program,
            step + 1,
            int(self.data.rows[example]),
            state,
            self.frozen,
            self._trace(at, example),
            done,
            self.schedule.ends_batch(step),
            earlier if same else (),
        )

    def _trace(self, engine: Engine, example: int) -> Trace:
        inputs, target, row = self.data.inputs[example], self.data.targets[example], int(self.data.rows[example])
        with np.errstate(all="ignore"):
            return engine.trace(inputs, target, row=row, rate=self.experiment.training.learning_rate)

    def samples(self, count: int) -> tuple[Sample, ...]:
        """Give the last samples, oldest first."""
        examples = len(self.data)
        recent = list(self._recent)[max(0, len(self._recent) - count) :]
        return tuple(
            Sample(step, (step - 1) // examples, example, row, np.array(prediction), loss, verdict, updated)
            for step, example, row, prediction, loss, verdict, updated in recent
        )

    def _why_halted(self, operation: str, row: int) -> str:
        names = self.experiment.names
        alone = f"{operation}[1]" in names.quantities and f"{operation}[2]" not in names.quantities
        what = names.of(f"{operation}[1]") if alone else operation
        made = "the update would make a parameter" if operation == "update" else f"{what} would be"
        return (
            f"Step {self.steps + 1:,} (row {row}): {made} infinite or not a number. Training stopped before this "
            "step, so nothing is lost. A smaller learning rate or scaled data usually helps."
        )

    def put_in_force(self, edit: Edit) -> None:
        """Let an edit hold from here on."""
        self.halted = ""
        match edit:
            case SetParameter(index, value):
                state = self.engine.remember()
                state.parameters[index] = value
                self.engine.restore(state)
            case Freeze(indices, frozen):
                self.frozen = self.frozen.copy()
                self.frozen[list(indices)] = float(frozen)
                self.engine.freeze(self.frozen)
            case ChangeTraining(training):
                self._learn_with(training)

    def _learn_with(self, training: Training) -> None:
        before = self.experiment.training
        self._use(replace(self.experiment, training=training))
        if replace(before, learning_rate=training.learning_rate, batch_size=training.batch_size) == training:
            return
        state = self.engine.remember()
        self.engine = make_engine(self.experiment, state.parameters)
        if before.optimizer.name != training.optimizer.name:
            state = replace(state, optimizer=self.engine.remember().optimizer, updates=0)
        self.engine.restore(state)
        self.engine.freeze(self.frozen)

    def keyframe(self, events: int) -> Keyframe:
        """Remember this position, at which this many events are in force."""
        engine = self.engine.remember()
        return Keyframe(self.steps, engine, self._epoch_loss, self._epoch_right, self.last_epoch, events)

    def restore(self, keyframe: Keyframe) -> None:
        """Stand where a keyframe was taken; the samples before it are not known."""
        self.engine.restore(keyframe.engine)
        self.steps = keyframe.step
        self._epoch_loss, self._epoch_right = keyframe.epoch_loss, keyframe.epoch_right
        self.last_epoch = keyframe.last_epoch
        self.halted = ""
        self._recent.clear()
