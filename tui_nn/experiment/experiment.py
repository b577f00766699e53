"""What is trained: network, start, loss, update rule and data, as one frozen description."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from tui_nn.core.floats import Floats
from tui_nn.core.initializers import Initializer
from tui_nn.core.losses import LOSSES, why_not
from tui_nn.core.names import Names
from tui_nn.core.network import Architecture
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.data.choice import DataChoice
from tui_nn.errors import ExperimentError

REDUCTIONS = ("mean", "sum")
ENGINES = ("auto", "scalar", "numpy", "numba")
GRADIENTS = ("exact", "published")


@dataclass(frozen=True)
class Start:
    """The parameters training starts from: drawn by the initializer from the seed, then values put by name.

    Attributes:
        seed: Of the draw, and of the order of examples; at least 0.
        initializer: How to draw.
        values: Parameter name or label → value; these are put over what was drawn.
    """

    seed: int = 0
    initializer: Initializer = field(default_factory=Initializer)
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Training:
    """How the network learns.

    Attributes:
        loss: One of the losses of the core, of one example.
        learning_rate: η > 0.
        batch_size: Examples to an update; 0 means all examples of an epoch (`full` in files).
        reduction: Whether a batch's gradient is the `sum` or the `mean` of its examples' gradients.
        optimizer: The update rule.
        gradient: `exact`, or `published` for the rule a lesson's source used.
        epochs: How many epochs the lesson is about; what `train` runs when not told.
        engine: What does the arithmetic: one of `ENGINES`, `auto` leaving it to the network's size.
    """

    loss: str = "half_squared"
    learning_rate: float = 0.1
    batch_size: int = 1
    reduction: str = "mean"
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    gradient: str = "exact"
    epochs: int = 100
    engine: str = "auto"


@dataclass(frozen=True)
class About:
    """The words of an experiment.

    Attributes:
        name: Short, as typed on the command line.
        title: One line.
        text: What the learner will see, in paragraphs.
        published_rule: Name of the source's own gradient rule, empty if its gradient is exact.
        accuracy: The accuracy this lesson is said to reach after its epochs, None where it is about numbers.
        labels: Canonical name → the lesson's own label.
    """

    name: str
    title: str = ""
    text: str = ""
    published_rule: str = ""
    accuracy: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Experiment:
    """Everything that determines a run.

    Raises:
        ExperimentError: A combination that makes no sense, with the reason.
    """

    about: About
    data: DataChoice
    network: Architecture
    start: Start = field(default_factory=Start)
    training: Training = field(default_factory=Training)

    def __post_init__(self) -> None:
        """Refuse what could not be trained."""
        training, output = self.training, self.network.layers[-1]
        _one_of("loss", training.loss, tuple(LOSSES))
        _one_of("reduction", training.reduction, REDUCTIONS)
        _one_of("gradient", training.gradient, GRADIENTS)
        _one_of("engine", training.engine, ENGINES)
        if reason := why_not(output.activation, output.size, training.loss):
            raise ExperimentError(reason, place="loss", advice="Change the loss or the output activation.")
        if not (math.isfinite(training.learning_rate) and training.learning_rate > 0.0):
            raise ExperimentError(
                f"the learning rate is {training.learning_rate}",
                place="learning_rate",
                advice="It is a number above 0.",
            )
        if training.batch_size < 0:
            raise ExperimentError(
                f"a batch of {training.batch_size} is not possible",
                place="batch_size",
                advice="Give 1 or more, or full.",
            )
        if training.epochs < 1:
            raise ExperimentError(
                f"{training.epochs} epochs are not possible", place="epochs", advice="Give 1 or more."
            )
        if self.start.seed < 0:
            raise ExperimentError(f"the seed is {self.start.seed}", place="seed", advice="It is a whole number from 0.")
        for name, value in self.start.values.items():
            self.names.index(name)
            if not math.isfinite(value):
                raise ExperimentError(f"the start of {name} is {value}", advice="Give a finite number.")
        if self.about.published_rule or training.gradient == "published":
            self._check_rule()

    def _check_rule(self) -> None:
        # Most experiments have none, and the first frame waits for what is imported.
        from tui_nn.experiment.published import PUBLISHED_RULES

        if self.about.published_rule:
            _one_of("published_rule", self.about.published_rule, tuple(PUBLISHED_RULES))
        if self.training.gradient == "published":
            if not self.about.published_rule:
                with_rule = " and ".join(PUBLISHED_RULES)
                raise ExperimentError(
                    f"{self.about.name} has no published gradient rule", advice=f"Only {with_rule} have one."
                )
            if reason := PUBLISHED_RULES[self.about.published_rule].why_not(self.network, self.training.loss):
                raise ExperimentError(reason, place="gradient", advice="Use the exact gradient.")

    @cached_property
    def names(self) -> Names:
        """The names of the network's numbers, with this experiment's labels."""
        return Names(self.network, self.about.labels)

    def first_parameters(self) -> Floats:
        """Give the parameters training starts from, shape (parameters,)."""
        parameters = self.start.initializer.draw(self.network, self.start.seed)
        for name, value in self.start.values.items():
            parameters[self.names.index(name)] = value
        return np.ascontiguousarray(parameters)

    def starting_at(self, parameters: Floats) -> Experiment:
        """Give the experiment that starts from these parameters, shape (parameters,)."""
        values = dict(zip(self.names.parameters, parameters.tolist(), strict=True))
        return replace(self, start=replace(self.start, values=values))


def _one_of(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ExperimentError(f"there is no {what} {value!r}", place=what, advice=f"Choose from {', '.join(choices)}.")
