"""What a user says about an experiment on top of a lesson, a file, or the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tui_nn.data.choice import DataChoice
from tui_nn.errors import UsageError
from tui_nn.experiment.experiment import Start, Training


@dataclass(frozen=True)
class Overrides:
    """Explicit wishes; None and empty mean that nothing was said.

    Attributes:
        layers: Sizes from inputs to outputs.
        activation: Of all hidden layers.
        output_activation: Of the output layer.
        loss: Of one example.
        optimizer: The update rule's name; its constants go back to their defaults if it changes.
        learning_rate: η.
        batch_size: Examples to an update, 0 for all of an epoch.
        reduction: sum or mean.
        gradient: exact or published.
        engine: What does the arithmetic.
        seed: Of the start and the order; drawn anew, so a lesson's own start values no longer hold.
        values: Start values by name or label.
        targets: Target columns.
        inputs: Input columns.
        classes: Whether the target is a class.
        shuffle: Whether each epoch has its own order.
        test_fraction: Share of rows kept out of training.
        scale: none, standard or minmax.
    """

    layers: tuple[int, ...] = ()
    activation: str | None = None
    output_activation: str | None = None
    loss: str | None = None
    optimizer: str | None = None
    learning_rate: float | None = None
    batch_size: int | None = None
    reduction: str | None = None
    gradient: str | None = None
    engine: str | None = None
    seed: int | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    classes: bool | None = None
    shuffle: bool | None = None
    test_fraction: float | None = None
    scale: str | None = None

    @property
    def choose_columns(self) -> bool:
        """Whether anything was said that changes how many inputs or outputs there are."""
        return bool(self.targets or self.inputs or self.classes is not None)

    def on_data(self, choice: DataChoice) -> DataChoice:
        """Put what was said about the data over a choice."""
        said: dict[str, object] = {}
        for name in ("targets", "inputs"):
            if getattr(self, name):
                said[name] = getattr(self, name)
        if self.targets and not self.inputs:
            said["inputs"] = ()
        for name in ("classes", "shuffle", "test_fraction", "scale"):
            if getattr(self, name) is not None:
                said[name] = getattr(self, name)
        return replace(choice, **said)  # type: ignore[arg-type]

    def on_training(self, training: Training) -> Training:
        """Put what was said about learning over a training."""
        said: dict[str, object] = {
            name: getattr(self, name)
            for name in ("loss", "learning_rate", "batch_size", "reduction", "gradient", "engine")
            if getattr(self, name) is not None
        }
        if self.optimizer is not None and self.optimizer != training.optimizer.name:
            said["optimizer"] = replace(type(training.optimizer)(), name=self.optimizer)
        return replace(training, **said)  # type: ignore[arg-type]

    def on_start(self, start: Start) -> Start:
        """Put what was said about the start over a start."""
        if self.seed is not None and self.seed != start.seed:
            start = replace(start, seed=self.seed, values={})
        return replace(start, values={**start.values, **self.values})


def parse_layers(text: str) -> tuple[int, ...]:
    """Read layer sizes such as `2-4-1`.

    Raises:
        UsageError: It is not whole numbers joined by hyphens, at least two of them.

    >>> parse_layers("2-4-1")
    (2, 4, 1)
    """
    parts = text.replace(" ", "").split("-")
    if len(parts) < 2 or not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        raise UsageError(
            f"{text!r} is not a list of layer sizes",
            place="layers",
            advice="Write inputs, hidden layers and outputs as in 2-4-1.",
        )
    return tuple(int(part) for part in parts)


def parse_batch_size(text: str) -> int:
    """Read a batch size: a whole number from 1, or `full`, which is given as 0.

    Raises:
        UsageError: It is neither.
    """
    if text == "full":
        return 0
    if text.isascii() and text.isdigit() and int(text[:12]) > 0:
        return int(text[:12])
    raise UsageError(f"{text!r} is not a batch size", place="batch size", advice="Give a whole number from 1, or full.")


def parse_value(text: str) -> tuple[str, float]:
    """Read a start value such as `w1=0.5`.

    Raises:
        UsageError: There is no `=`, or what follows is not a number.
    """
    name, equals, number = text.partition("=")
    try:
        if equals and name.strip():
            return name.strip(), float(number)
    except ValueError:
        pass
    raise UsageError(f"{text!r} does not set a parameter", place="set", advice="Write name=number, as in w1=0.5.")
