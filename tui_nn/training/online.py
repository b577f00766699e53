"""Training on events as they come: no set of data, no rows, no epochs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.core import accuracy
from tui_nn.core.engine import NotFinite
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES, why_not_targets
from tui_nn.data.dataset import Columns
from tui_nn.errors import DataError, ExperimentError
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.engines import engine_of_stream, make_engine
from tui_nn.training.halting import not_a_number, why_halted
from tui_nn.training.snapshot import Sample


@dataclass(frozen=True)
class StreamColumns:
    """What the inputs and targets of a stream are called."""

    input_names: tuple[str, ...]
    target_names: tuple[str, ...]


class OnlineTrainer:
    """Trains an experiment on one event after the other.

    The arithmetic and the update rule are those of a `Session`: on the examples of a data set in their order it gives
    the same bits as the first epoch there. What the experiment says of data, order and epochs is not looked at; batches
    follow each other without a break. It remembers no past.

    Args:
        experiment: What to train.
        columns: What inputs and targets are called, as by a data set; by the experiment's labels if not given.
        frozen: Names of parameters that are held.

    Attributes:
        steps: Events trained on.
        halted: Why it cannot go on, empty if it can.
        classifies: Whether predictions can be right or wrong.

    Raises:
        ExperimentError: A batch shall hold a whole epoch, or there is no parameter of a name.
    """

    def __init__(self, experiment: Experiment, columns: Columns | None = None, *, frozen: Iterable[str] = ()) -> None:
        training, names = experiment.training, experiment.names
        if not training.batch_size:
            raise ExperimentError(
                "a stream has no epochs, so a batch cannot hold a full one",
                place="batch_size",
                advice="Give the number of events to an update, such as 1.",
            )
        self.experiment = replace(experiment, training=replace(training, engine=engine_of_stream(experiment)))
        self.data = columns or _columns_of(experiment)
        self.engine = make_engine(self.experiment, experiment.first_parameters())
        held = np.zeros(experiment.network.parameter_count)
        held[[names.index(name) for name in frozen]] = 1.0
        self.engine.freeze(held)
        self.steps = 0
        self.halted = ""
        # Of targets, only shares and probabilities can be out of range.
        self.classifies = bool(LOSSES[training.loss].partner)

    @property
    def parameters(self) -> Floats:
        """The parameters in the order of the flat vector, as a copy."""
        return self.engine.network.parameters.copy()

    def step(self, inputs: Floats, target: Floats) -> Sample | None:
        """Train on an event; None, with `halted` saying why, where a number is not or would not be finite.

        Args:
            inputs: Shape (inputs,).
            target: Shape (outputs,).

        Raises:
            DataError: The event is not of the network's size, or the loss cannot take its target.
        """
        if self.halted:
            return None
        network, training, done = self.experiment.network, self.experiment.training, self.steps
        if inputs.shape != (network.inputs,) or target.shape != (network.outputs,):
            raise DataError(
                f"the event has inputs of shape {inputs.shape} and targets of shape {target.shape}",
                place=f"step {done + 1:,}",
                advice=f"A {network} network takes shapes ({network.inputs},) and ({network.outputs},).",
            )
        if self.classifies and (reason := why_not_targets(training.loss, target[None, :])):
            raise DataError(reason.replace("example 0", "the event"), place=f"step {done + 1:,}")
        updates = (done + 1) % training.batch_size == 0
        try:
            with np.errstate(all="ignore"):
                result = self.engine.step(inputs, target, row=done, rate=training.learning_rate, ends_batch=updates)
        except NotFinite as failed:
            self.halted = self._why_halted(inputs, target, failed.operation)
            return None
        self.steps += 1
        prediction = np.array(result.prediction)
        return Sample(self.steps, 0, done, done, prediction, result.loss, self._right(prediction, target), updates)

    def _right(self, prediction: Floats, target: Floats) -> bool | None:
        if not self.classifies:
            return None
        exclusive = self.experiment.training.loss == "cross_entropy"
        return bool(accuracy.right(prediction, target, exclusive=exclusive))

    def _why_halted(self, inputs: Floats, target: Floats, operation: str) -> str:
        where = f"Step {self.steps + 1:,}"
        names = (*self.data.input_names, *self.data.target_names)
        for name, value in zip(names, (*inputs.tolist(), *target.tolist()), strict=True):
            if not np.isfinite(value):
                return not_a_number(name, value, where)
        return why_halted(self.experiment.names, operation, where)

    def trained_experiment(self) -> Experiment:
        """Give the experiment that starts where this training stands, with the engine that came there."""
        values = dict(zip(self.experiment.names.parameters, self.parameters.tolist(), strict=True))
        return replace(self.experiment, start=replace(self.experiment.start, values=values))


def _columns_of(experiment: Experiment) -> StreamColumns:
    network, names = experiment.network, experiment.names
    inputs = tuple(names.of(f"x[{number}]") for number in range(1, network.inputs + 1))
    targets = ("y",) if network.outputs == 1 else tuple(f"y[{number}]" for number in range(1, network.outputs + 1))
    return StreamColumns(inputs, targets)
