"""What a user changes in a run, as events that stand on the timeline and replay with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tui_nn.data.dataset import Dataset
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import Experiment, Training
from tui_nn.experiment.fitting import check_fit


@dataclass(frozen=True)
class SetParameter:
    """Put a value in a parameter's place.

    Attributes:
        index: The parameter's place in the flat vector.
        value: A finite number.
    """

    index: int
    value: float


@dataclass(frozen=True)
class SetParameters:
    """Put several values in parameters' places at once, as from a file.

    Attributes:
        values: Places in the flat vector with their values, all finite.
    """

    values: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Freeze:
    """Hold parameters where they are, or let them go.

    Attributes:
        indices: Their places in the flat vector.
        frozen: Whether they are held from now on.
    """

    indices: tuple[int, ...]
    frozen: bool


@dataclass(frozen=True)
class ChangeTraining:
    """Learn differently from now on: learning rate, optimizer, batch size, loss.

    Attributes:
        training: How to learn from now on; another optimizer starts with its state at zero.
    """

    training: Training


Edit = SetParameter | SetParameters | Freeze | ChangeTraining


@dataclass(frozen=True)
class Event:
    """An edit at its place.

    Attributes:
        step: After how many steps it was made.
        edit: What was changed.
    """

    step: int
    edit: Edit


def learning_rate(experiment: Experiment, rate: float) -> ChangeTraining:
    """Give the edit that changes the learning rate alone."""
    return ChangeTraining(replace(experiment.training, learning_rate=rate))


def check_edit(edit: Edit, experiment: Experiment, data: Dataset) -> None:
    """Refuse an edit that makes no sense for an experiment and its data.

    Raises:
        ExperimentError: A value is not finite, or network, data and the way to learn do not go together.
    """
    match edit:
        case SetParameter(_, value) if not math.isfinite(value):
            raise ExperimentError(f"{value} is not a finite number", advice="Type a number such as 0.5.")
        case SetParameters(values) if not all(math.isfinite(value) for _, value in values):
            raise ExperimentError("a value is not a finite number")
        case ChangeTraining(training):
            check_fit(replace(experiment, training=training), data)
