"""How everything in a run came to be: parameters, gradients, activations and losses against steps, in bounded memory.

Samples are taken where parameters are updated, at every so many updates counted from the start. Where a part of the
data is kept out of training, both parts are evaluated now and then at the end of an epoch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui_nn.core.losses import LOSSES
from tui_nn.data.dataset import Dataset, Floats, Integers
from tui_nn.training.forward import ForwardRun
from tui_nn.training.thinning import Thinned

CAPACITY = 1024
"""So many samples are kept at most."""

FEWEST = 16
"""So many are kept however wide they are."""

BUDGET = 8 * 2**20
"""Bytes that samples may take."""

EVALUATIONS = 128
"""So many evaluations are kept at most."""

EVALUATED = 16_384
"""So many examples of each part of the data are evaluated at most, evenly spaced: it has to take less than a frame."""

STOPS = 256
"""So many of the last places where breakpoints stopped the run are kept."""


@dataclass(frozen=True, eq=False)
class HistoryRecord:
    """Histories as they were known at one moment; nobody writes to the arrays.

    Attributes:
        steps: After which steps samples were taken, shape (samples,), ascending; each of these ends a batch.
        parameters: After that step's update, shape (samples, parameters).
        gradients: What that update used, reduced and with its penalty, shape (samples, parameters).
        activations: h of every layer for the example of that step, before the update, shape (samples, neurons).
        losses: Of the examples of that update's batch, summed or averaged as its gradient is; shape (samples,).
        stride: The samples taken last are so many updates apart.
        activation_names: Shape (neurons,): what each is called.
        test_steps: After which steps both parts of the data were evaluated, shape (evaluations,), ascending.
        train_losses: The mean loss of the training examples then, shape (evaluations,).
        test_losses: The mean loss of the examples kept out of training, shape (evaluations,).
        stops: After which steps a breakpoint stopped the run, ascending.
    """

    steps: Integers
    parameters: Floats
    gradients: Floats
    activations: Floats
    losses: Floats
    stride: int
    activation_names: tuple[str, ...]
    test_steps: Integers
    train_losses: Floats
    test_losses: Floats
    stops: tuple[int, ...]


class Histories:
    """Collects the histories of a run.

    What they hold depends on how far the run went alone, not on how many steps were done at once, nor on any going
    back and forth. Only after a cut the samples before it may be further apart.

    Args:
        run: The run at its start.
        test: The examples kept out of training, None if there are none.
    """

    def __init__(self, run: ForwardRun, test: Dataset | None = None) -> None:
        network = run.experiment.network
        self._parameters, self._neurons = network.parameter_count, sum(network.sizes[1:])
        width = 2 * self._parameters + self._neurons + 1
        fitting = BUDGET // (8 * width)
        self._samples = Thinned(width, max(FEWEST, min(CAPACITY, 1 << max(0, fitting.bit_length() - 1))))
        self._evaluations = Thinned(2, EVALUATIONS)
        self._parts = () if test is None else (_some_of(run.data), _some_of(test))
        self._stops: tuple[int, ...] = ()
        names = run.experiment.names
        self._names = tuple(
            names.neuron(layer, number)
            for layer, size in enumerate(network.sizes[1:], start=1)
            for number in range(1, size + 1)
        )
        self._known = 0
        self._record: HistoryRecord | None = None

    def next_place(self, run: ForwardRun) -> int:
        """Give a step after that of a run, so that nothing is to be collected before it and it has to be looked at."""
        if run.steps < self._known:
            return self._known
        place = run.schedule.after_updates(run.steps, self._samples.next_after(run.updates) - run.updates)
        if self._parts:
            examples = len(run.data)
            place = min(place, self._evaluations.next_after(run.steps // examples) * examples)
        return place

    def collect(self, run: ForwardRun) -> None:
        """Take what there is to take from a run that has come to where it stands; what is replayed is known already."""
        engine, step = run.engine, run.steps
        if step <= self._known:
            return
        self._known = step
        if engine.in_batch == 0 and self._samples.wants(run.updates) and (trace := run.last) is not None:
            numbers = engine.network.parameters, engine.gradient, *trace.h, np.array((run.batch_loss,))
            self._samples.add(run.updates, step, *numbers)
            self._record = None
        epoch, place = divmod(step, len(run.data))
        if self._parts and place == 0 and self._evaluations.wants(epoch):
            self._evaluations.add(epoch, step, np.array([_mean_loss(run, part) for part in self._parts]))
            self._record = None

    def stop(self, step: int) -> None:
        """Note that a breakpoint stopped the run after a step."""
        if step not in self._stops:
            self._stops = tuple(sorted((*self._stops, step)))[-STOPS:]
            self._record = None

    def cut(self, step: int) -> None:
        """Forget what lies after a step."""
        self._samples.cut(step)
        self._evaluations.cut(step)
        self._known = min(self._known, step)
        self._stops = tuple(stop for stop in self._stops if stop <= step)
        self._record = None

    def record(self) -> HistoryRecord:
        """Give what is known so far; nothing is copied."""
        if self._record is None:
            count, rows, evaluated = self._parameters, self._samples.rows, self._evaluations.rows
            self._record = HistoryRecord(
                steps=self._samples.steps,
                parameters=rows[:, :count],
                gradients=rows[:, count : 2 * count],
                activations=rows[:, 2 * count : -1],
                losses=rows[:, -1],
                stride=self._samples.stride,
                activation_names=self._names,
                test_steps=self._evaluations.steps,
                train_losses=evaluated[:, 0],
                test_losses=evaluated[:, 1],
                stops=self._stops,
            )
        return self._record


def _some_of(data: Dataset) -> Dataset:
    """Give as many examples as may be evaluated at once, evenly spaced."""
    if len(data) <= EVALUATED:
        return data
    chosen = np.arange(EVALUATED) * len(data) // EVALUATED
    return replace(data, inputs=data.inputs[chosen], targets=data.targets[chosen], rows=data.rows[chosen])


def _mean_loss(run: ForwardRun, data: Dataset) -> float:
    with np.errstate(all="ignore"):
        z, h = run.engine.network.forward(data.inputs)
        return float(LOSSES[run.experiment.training.loss](z[-1], h[-1], data.targets).mean())
