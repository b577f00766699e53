"""What conditions look at: a session at one moment, with what had to be remembered from the looks before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.health import Neurons, dead_neurons, saturated_neurons
from tui_nn.training.session import Session
from tui_nn.training.snapshot import EpochSummary

Class = int | tuple[bool, ...]
"""A predicted class: the output that is largest, or each output's side of ½."""


@dataclass(frozen=True)
class Flip:
    """The class of a row's prediction changed.

    Attributes:
        row: The row of the data file.
        before: The class when the row was last seen.
        now: The class now.
    """

    row: int
    before: str
    now: str


def is_classification(experiment: Experiment, data: Dataset) -> bool:
    """Say whether predictions can be right or wrong."""
    return bool(data.classes) or bool(LOSSES[experiment.training.loss].partner)


class Memory:
    """Remembers from look to look what some conditions need.

    Args:
        epochs: How many completed epochs' losses to remember.
        classes: Whether to remember each row's predicted class.
        health: Whether to examine the neurons at the end of each epoch, which costs a prediction of all examples.

    Attributes:
        flip: What the last step flipped.
    """

    def __init__(self, *, epochs: int = 0, classes: bool = False, health: bool = False) -> None:
        self._epochs: deque[EpochSummary] = deque(maxlen=epochs)
        self._wants_classes = classes
        self._classes: dict[int, Class] = {}
        self._looked_at = -1
        self.flip: Flip | None = None
        self._wants_health = health
        self._unwell: dict[str, Neurons] = {}
        self._examined: EpochSummary | None = None

    def look(self, session: Session) -> Moment:
        """Take in where the session stands; after a jump, what was remembered of elsewhere is dropped."""
        moment = Moment(session, self)
        if self._epochs.maxlen:
            self._take_epoch(session.last_epoch)
        if self._wants_health and session.steps % len(session.data) == 0:
            self._examine(session)
        if self._wants_classes:
            self._take_class(moment)
        return moment

    def losses(self, count: int) -> list[float]:
        """Give the mean losses of the last epochs, oldest first; fewer if they are not known."""
        return [epoch.mean_loss for epoch in self._epochs][-count:]

    def unwell(self, kind: str, last_epoch: EpochSummary | None) -> Neurons:
        """Give the `dead` or `saturated` neurons at the end of the last epoch, none where that was not looked at."""
        return self._unwell.get(kind, ()) if last_epoch == self._examined else ()

    def _take_epoch(self, last: EpochSummary | None) -> None:
        epochs = self._epochs
        if last is None:
            epochs.clear()
        elif last in epochs:
            while epochs[-1] != last:
                epochs.pop()
        else:
            if epochs and epochs[-1].epoch + 1 != last.epoch:
                epochs.clear()
            epochs.append(last)

    def _examine(self, session: Session) -> None:
        network, inputs = session.engine.network, session.data.inputs
        with np.errstate(all="ignore"):
            saturated = saturated_neurons(network, inputs)
            self._unwell = {"dead": dead_neurons(network, inputs), "saturated": saturated}
        if LOSSES[session.experiment.training.loss].partner:
            # Such a loss learns well at the output's limits: δ = ŷ − y, whatever h′ is.
            layers = len(network.layers)
            self._unwell["saturated"] = tuple(place for place in saturated if place[0] < layers)
        self._examined = session.last_epoch

    def _take_class(self, moment: Moment) -> None:
        steps, self.flip = moment.session.steps, None
        if steps == self._looked_at:
            return
        if steps != self._looked_at + 1:
            self._classes.clear()
        self._looked_at = steps
        if moment.trace is None or moment.row is None:
            return
        now = _class_of(moment.session, moment.trace.prediction)
        before = self._classes.get(moment.row, now)
        self._classes[moment.row] = now
        if now != before:
            classes = moment.session.data.classes
            self.flip = Flip(moment.row, _class_name(before, classes), _class_name(now, classes))


class Moment:
    """A session after a step; its numbers are worked out when they are first asked for, and then kept."""

    def __init__(self, session: Session, memory: Memory) -> None:
        self.session = session
        self.memory = memory

    @cached_property
    def trace(self) -> Trace | None:
        """Every number of the last step, before its update; None at the start."""
        return self.session.engine.last if self.session.steps else None

    @cached_property
    def gradient(self) -> Floats | None:
        """The gradient of the batch so far, or of the last one once it was used; None at the start."""
        return self.session.engine.gradient if self.session.steps else None

    @cached_property
    def parameters(self) -> Floats:
        """The parameters after the last step."""
        return self.session.engine.network.parameters

    @cached_property
    def row(self) -> int | None:
        """The last example's row of the data file; None at the start."""
        session = self.session
        return int(session.data.rows[session.schedule.example_at(session.steps - 1)]) if session.steps else None


def _class_of(session: Session, prediction: Floats) -> Class:
    one_of_several = bool(session.data.classes) or session.experiment.training.loss == "cross_entropy"
    if len(prediction) > 1 and one_of_several:
        return int(prediction.argmax())
    return tuple(value >= 0.5 for value in prediction.tolist())


def _class_name(found: Class, classes: tuple[str, ...]) -> str:
    if isinstance(found, int):
        return classes[found] if classes else str(found + 1)
    if len(found) == 1 and len(classes) == 2:
        return classes[found[0]]
    return " ".join(str(int(side)) for side in found)
