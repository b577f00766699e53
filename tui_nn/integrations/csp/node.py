"""The network as a node: it learns from every event, and gives what came of it as time series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import no_type_check

import csp
from csp import ts
from csp.typing import Numpy1DArray

from tui_nn.experiment.experiment import Experiment
from tui_nn.integrations.csp.series import Series, as_one, as_vector, element
from tui_nn.training.online import OnlineTrainer


class TrainingHalted(Exception):
    """A number is not finite, or would not be."""


@dataclass(frozen=True, eq=False)
class Trained:
    """Training as time series; all but `halted` tick at every event that was trained on.

    Attributes:
        experiment: What is trained.
        prediction: ŷ before the event's update: `ts[float]` of a network with one output, else
            `ts[Numpy1DArray[float]]`.
        loss: The event's loss, `ts[float]`.
        parameters: After the event, `ts[Numpy1DArray[float]]` in the order of `experiment.names.parameters`.
        step: How many events were trained on, `ts[int]`.
        halted: Why training stopped, `ts[str]`; ticks once, if at all.
    """

    experiment: Experiment
    prediction: Series
    loss: Series
    parameters: Series
    step: Series
    halted: Series

    def parameter(self, name: str) -> Series:
        """Give one parameter as `ts[float]`, by the experiment's name of it or the canonical one.

        Raises:
            ExperimentError: There is no such parameter.
        """
        return element(self.parameters, self.experiment.names.index(name))


def train(
    experiment: Experiment,
    x: Series | Sequence[Series],
    y: Series | Sequence[Series],
    *,
    frozen: Iterable[str] = (),
    raises: bool = True,
) -> Trained:
    """Train a network on two time series, in a graph.

    An event is a moment at which both tick. The network predicts, computes the loss and the gradients, and updates when
    its batch is full, before the next event. Loss, optimizer, batch size, reduction and start are the experiment's; its
    data, order and epochs are not looked at, and the events are taken as they are, not scaled.

    Args:
        experiment: What to train.
        x: The inputs: a time series of numbers for one input, of lists or arrays for several; or a list of time series
            of numbers, one an input.
        y: The targets, likewise.
        frozen: Names of parameters that are held.
        raises: Whether the graph ends with `TrainingHalted` where a number is not finite. If not, `halted` ticks with
            the reason, the parameters stay what they are, and there are no more events.

    Raises:
        TuiNNError: The experiment cannot be trained on a stream, or x or y is no time series.
    """
    make = partial(OnlineTrainer, experiment, frozen=tuple(frozen))
    make()  # what is wrong is said here, not once the graph runs
    out = learn(make, raises, as_one(x, "x"), as_one(y, "y"))
    return Trained(experiment, prediction_of(experiment, out), out.loss, out.parameters, out.step, out.halted)


def prediction_of(experiment: Experiment, out: Series) -> Series:
    """Give the prediction as a number where there is but one."""
    return element(out.prediction, 0) if experiment.network.outputs == 1 else out.prediction


@csp.node(memoize=False)
@no_type_check
def learn(
    make: Callable,
    raises: bool,
    x: ts[object],
    y: ts[object],
) -> csp.Outputs(
    prediction=ts[Numpy1DArray[float]], loss=ts[float], parameters=ts[Numpy1DArray[float]], step=ts[int], halted=ts[str]
):
    """Train on every event."""
    with csp.state():
        s_trainer = None
    with csp.start():
        # Made anew whenever the graph runs.
        s_trainer = make()
    if csp.ticked(x) and csp.ticked(y) and not s_trainer.halted:
        sample = s_trainer.step(as_vector(x), as_vector(y))
        if sample is not None:
            csp.output(
                prediction=sample.prediction, loss=sample.loss, parameters=s_trainer.parameters, step=sample.step
            )
        elif raises:
            raise TrainingHalted(s_trainer.halted)
        else:
            csp.output(halted=s_trainer.halted)
