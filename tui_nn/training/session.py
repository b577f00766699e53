"""An experiment in progress: a deterministic state machine that trains one example at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.core.accuracy import right
from tui_nn.core.backprop import Trace
from tui_nn.core.engine import NotFinite, NumpyEngine
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Network
from tui_nn.data.dataset import Dataset, Integers
from tui_nn.data.order import order_of_epoch
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.fitting import check_fit
from tui_nn.experiment.published import PUBLISHED_RULES
from tui_nn.training.history import LossHistory
from tui_nn.training.snapshot import EpochSummary, Position, Sample, Snapshot

SAMPLES_KEPT = 200
EVALUATED_AT_ONCE = 65_536


@dataclass(frozen=True)
class Evaluation:
    """How the network does on a whole data set at its present parameters.

    Attributes:
        total_loss: The sum of the examples' losses.
        examples: How many there are.
        accuracy: The share of right classes; None where targets are numbers.
    """

    total_loss: float
    examples: int
    accuracy: float | None

    @property
    def mean_loss(self) -> float:
        """The mean of the examples' losses."""
        return self.total_loss / self.examples


class Session:
    """Trains an experiment on its data.

    The order of examples depends on seed and epoch alone, so the position and the start determine everything.

    Args:
        experiment: What to train.
        data: The training examples.

    Raises:
        ExperimentError: Network and data do not fit, or the loss cannot take these targets.
    """

    def __init__(self, experiment: Experiment, data: Dataset) -> None:
        check_fit(experiment, data)
        self.experiment = experiment
        self.data = data
        self.classifies = bool(data.classes) or bool(LOSSES[experiment.training.loss].partner)
        self.exclusive = experiment.network.outputs > 1 and (
            bool(data.classes) or experiment.training.loss == "cross_entropy"
        )
        self.reset()

    def reset(self) -> None:
        """Go back to the start: the same parameters, no step done; the learning rate in force stays."""
        experiment, training = self.experiment, self.experiment.training
        rule = PUBLISHED_RULES[experiment.about.published_rule].rule if training.gradient == "published" else None
        self.engine = NumpyEngine(
            Network(experiment.network, experiment.first_parameters()),
            LOSSES[training.loss],
            training.optimizer,
            reduction=training.reduction,
            rule=rule,
        )
        self.steps = 0
        self.halted = ""
        self.last_epoch: EpochSummary | None = None
        self.last_trace: Trace | None = None
        self._epoch_loss = 0.0
        self._epoch_right = 0
        self._samples: deque[Sample] = deque(maxlen=SAMPLES_KEPT)
        self._losses = LossHistory()
        self._order, self._order_epoch = self._draw_order(0), 0

    def new_seed(self, seed: int) -> None:
        """Start anew from parameters drawn with this seed; values the experiment put by name are dropped."""
        start = replace(self.experiment.start, seed=seed, values={})
        self.experiment = replace(self.experiment, start=start)
        self.reset()

    def set_learning_rate(self, rate: float) -> None:
        """Use this learning rate from the next update on.

        Raises:
            ExperimentError: It is not a number above 0.
        """
        training = replace(self.experiment.training, learning_rate=rate)
        self.experiment = replace(self.experiment, training=training)
        self.halted = ""

    @property
    def position(self) -> Position:
        """How far training is."""
        return Position(self.steps, len(self.data))

    @property
    def parameters(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """A copy of the parameters, in the order of the flat vector."""
        return self.engine.network.parameters.copy()

    def example_at(self, step: int) -> int:
        """Give the index of the example that the step after `step` steps trains on."""
        epoch, place = divmod(step, len(self.data))
        if epoch != self._order_epoch:
            self._order, self._order_epoch = self._draw_order(epoch), epoch
        return int(self._order[place])

    def ends_batch(self, step: int) -> bool:
        """Say whether the step after `step` steps is the last of its batch; an epoch's last step always is."""
        place = step % len(self.data) + 1
        size = self.experiment.training.batch_size or len(self.data)
        return place % size == 0 or place == len(self.data)

    def next_update(self, step: int) -> int:
        """Give the number of steps after which the first update after `step` steps is done."""
        size = self.experiment.training.batch_size or len(self.data)
        epoch, place = divmod(step, len(self.data))
        return epoch * len(self.data) + min(len(self.data), (place // size + 1) * size)

    def next_epoch(self, step: int) -> int:
        """Give the number of steps after which the epoch at hand after `step` steps is done."""
        return (step // len(self.data) + 1) * len(self.data)

    def step(self) -> Sample | None:
        """Train on the next example; None, with `halted` saying why, where a number would not be finite."""
        with np.errstate(all="ignore"):
            return self._step()

    def run(self, count: int) -> int:
        """Train on `count` examples; give how many were done before training halted, if it did."""
        with np.errstate(all="ignore"):
            for done in range(count):
                if self._step() is None:
                    return done
        return count

    def samples(self, count: int) -> Iterator[Sample]:
        """Train on `count` examples, giving each; ends early when training halts."""
        for _ in range(count):
            sample = self.step()
            if sample is None:
                return
            yield sample

    def _step(self) -> Sample | None:
        if self.halted:
            return None
        example = self.example_at(self.steps)
        row = int(self.data.rows[example])
        target = self.data.targets[example]
        try:
            result = self.engine.step(
                self.data.inputs[example],
                target,
                row=row,
                rate=self.experiment.training.learning_rate,
                ends_batch=self.ends_batch(self.steps),
            )
        except NotFinite as error:
            self.halted = self._why_halted(error.operation, row)
            return None
        trace = result.trace
        verdict = bool(right(trace.prediction, target, exclusive=self.exclusive)) if self.classifies else None
        epoch = self.steps // len(self.data)
        self.steps += 1
        sample = Sample(self.steps, epoch, example, row, trace.prediction, trace.loss, verdict, result.updated)
        self.last_trace = trace
        self._samples.append(sample)
        self._losses.append(trace.loss)
        self._epoch_loss += trace.loss
        self._epoch_right += bool(verdict)
        if self.steps % len(self.data) == 0:
            self._end_epoch(epoch)
        return sample

    def _end_epoch(self, epoch: int) -> None:
        examples = len(self.data)
        accuracy = self._epoch_right / examples if self.classifies else None
        self.last_epoch = EpochSummary(epoch, self._epoch_loss / examples, accuracy)
        self._epoch_loss, self._epoch_right = 0.0, 0

    def _why_halted(self, operation: str, row: int) -> str:
        names = self.experiment.names
        alone = f"{operation}[1]" in names.quantities and f"{operation}[2]" not in names.quantities
        what = names.of(f"{operation}[1]") if alone else operation
        made = "the update would make a parameter" if operation == "update" else f"{what} would be"
        return (
            f"Step {self.steps + 1:,} (row {row}): {made} infinite or not a number. Training stopped before this "
            "step, so nothing is lost. A smaller learning rate or scaled data usually helps."
        )

    def _draw_order(self, epoch: int) -> Integers:
        return order_of_epoch(
            len(self.data), seed=self.experiment.start.seed, epoch=epoch, shuffle=self.experiment.data.shuffle
        )

    def evaluate(self, data: Dataset | None = None) -> Evaluation:
        """Predict every example at the present parameters, of the training data or of another data set."""
        data = self.data if data is None else data
        loss, network = self.engine.loss, self.engine.network
        total, correct = 0.0, 0
        with np.errstate(all="ignore"):
            for start in range(0, len(data), EVALUATED_AT_ONCE):
                part = slice(start, start + EVALUATED_AT_ONCE)
                z, h = network.forward(data.inputs[part])
                total += float(loss(z[-1], h[-1], data.targets[part]).sum())
                correct += int(right(h[-1], data.targets[part], exclusive=self.exclusive).sum())
        return Evaluation(total, len(data), correct / len(data) if self.classifies else None)

    def trained_experiment(self) -> Experiment:
        """Give the experiment that starts where this session stands."""
        values = dict(zip(self.experiment.names.parameters, self.parameters.tolist(), strict=True))
        return replace(self.experiment, start=replace(self.experiment.start, values=values))

    def snapshot(self, samples: int = SAMPLES_KEPT) -> Snapshot:
        """Copy what the panes show, with the last `samples` examples."""
        engine = self.engine
        return Snapshot(
            experiment=self.experiment,
            data=self.data,
            position=self.position,
            parameters=self.parameters,
            gradient=engine.gradient,
            change=engine.change,
            in_batch=engine.in_batch,
            updates=engine.updates,
            trace=self.last_trace,
            samples=tuple(self._samples)[max(0, len(self._samples) - samples) :],
            losses=self._losses.curve(),
            last_epoch=self.last_epoch,
            halted=self.halted,
        )
