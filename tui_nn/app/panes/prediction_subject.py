"""What a network predicts: numbers in the file's unit, or classes, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui_nn.app.panes.picture_plot import Axis, axis_around
from tui_nn.data.dataset import Dataset, Floats, Integers
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.judge import Judge


@dataclass(frozen=True, eq=False)
class Subject:
    """What is predicted of one experiment's data.

    Where outputs are classes that exclude each other, all of them make one prediction; otherwise each output is one by
    itself, and the pane shows one of them.

    Attributes:
        experiment: What is trained.
        data: The training data.
    """

    experiment: Experiment
    data: Dataset

    def is_of(self, experiment: Experiment, data: Dataset) -> bool:
        """Say whether what is predicted is the same in another experiment."""
        known = self.experiment
        same = experiment is known or (
            experiment.network == known.network
            and experiment.training.loss == known.training.loss
            and experiment.about.labels == known.about.labels
        )
        return same and data is self.data

    @cached_property
    def classifies(self) -> bool:
        """Whether predictions are classes, not numbers."""
        return self._judge.classifies

    @cached_property
    def exclusive(self) -> bool:
        """Whether the outputs are classes of which one is true."""
        return self._judge.exclusive

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.data, self.experiment.training.loss)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """What the classes are called; of one output they are the two sides of 0.5. Empty for numbers."""
        if not self.classifies:
            return ()
        if self.exclusive:
            return self.data.classes or self.data.target_names
        return self.data.classes if len(self.data.classes) == 2 else ("0", "1")

    @cached_property
    def hues(self) -> Integers:
        """The number of each class's hue; the two sides of one output are as low and high numbers are."""
        numbers = np.arange(len(self.classes))
        if self.exclusive:
            numbers[:2] = numbers[:2][::-1]
        return numbers

    @cached_property
    def outputs(self) -> int:
        """How many outputs there are to choose from."""
        return 1 if self.exclusive else self.data.output_count

    def name(self, output: int) -> str:
        """Give the file's column that is predicted by an output."""
        return self.data.target_column or ("class" if self.exclusive else self.data.target_names[output])

    def winners(self, predictions: Floats, output: int) -> Integers:
        """Give the index of the predicted class, or of the true one from targets.

        Args:
            predictions: Shape (outputs, ...).
            output: The one to look at, where classes do not exclude each other.

        Returns:
            Shape (...,): arg max of the outputs, or whether the one output is at least 0.5.
        """
        if self.exclusive:
            largest: Integers = predictions.argmax(axis=0).astype(np.int64)
            return largest
        upper: Integers = (predictions[output] >= 0.5).astype(np.int64)
        return upper

    def leads(self, predictions: Floats, output: int) -> Floats:
        """Say how clear a prediction is: the largest output less the second, or |ŷ − (1 − ŷ)| of a single one.

        Args:
            predictions: Shape (outputs, ...).
            output: The one to look at, where classes do not exclude each other.

        Returns:
            Shape (...,), from 0 on the border between classes to 1.
        """
        if self.exclusive:
            best = np.partition(predictions, -2, axis=0)[-2:]
            leads = best[1] - best[0]
        else:
            leads = np.abs(2.0 * predictions[output] - 1.0)
        clipped: Floats = np.clip(np.nan_to_num(leads, nan=0.0), 0.0, 1.0)
        return clipped

    def in_file(self, predictions: Floats, output: int) -> Floats:
        """Give one output, of shape (outputs, ...), in the file's unit."""
        shift, factor = self.target_units(output)
        in_file: Floats = predictions[output] * factor + shift
        return in_file

    @cached_property
    def mean_inputs(self) -> Floats:
        """The mean of every input as the network sees it, shape (inputs,)."""
        mean: Floats = self.data.inputs.mean(axis=0)
        return mean

    def input_axis(self, column: int, margin: float) -> Axis:
        """Give an axis for an input that goes beyond its values by a share of their range."""
        shift, factor = self.input_units(column)
        return axis_around(self.data.input_names[column], *self.input_range(column), margin, shift, factor)

    def target_range(self, output: int) -> tuple[float, float]:
        """Give the least and the greatest target of an output, in the file's unit."""
        shift, factor = self.target_units(output)
        low, high = (float(limit[output]) * factor + shift for limit in self._target_ranges)
        return low, high

    @cached_property
    def _input_ranges(self) -> tuple[Floats, Floats]:
        return self.data.inputs.min(axis=0), self.data.inputs.max(axis=0)

    @cached_property
    def _target_ranges(self) -> tuple[Floats, Floats]:
        return self.data.targets.min(axis=0), self.data.targets.max(axis=0)

    def target_units(self, output: int) -> tuple[float, float]:
        """Give the file's value of 0 and of a step of 1 of an output."""
        scaling = self.data.target_scaling
        return (0.0, 1.0) if scaling is None else (float(scaling.shift[output]), float(scaling.factor[output]))

    def input_units(self, column: int) -> tuple[float, float]:
        """Give the file's value of 0 and of a step of 1 of an input."""
        scaling = self.data.input_scaling
        return (0.0, 1.0) if scaling is None else (float(scaling.shift[column]), float(scaling.factor[column]))

    @cached_property
    def outputs_are_sums(self) -> bool:
        """Whether a prediction is its z, the sum of what neurons contribute."""
        return self.experiment.network.layers[-1].activation == "identity"

    @cached_property
    def parts_are_predictions(self) -> bool:
        """Whether what neurons contribute adds up to a prediction in the file's unit."""
        return self.outputs_are_sums and self.data.target_scaling is None and not self.exclusive

    def z_name(self, output: int) -> str:
        """Give what the z of an output is called."""
        return self.experiment.names.of(f"z{len(self.experiment.network.layers)}[{output + 1}]")

    def title(self, output: int) -> str:
        """Name what is predicted, and which of how many outputs it is."""
        return self.name(output) if self.outputs == 1 else f"{self.name(output)} ({output + 1} of {self.outputs})"

    def input_range(self, column: int) -> tuple[float, float]:
        """Give the least and the greatest value of an input, in the file's unit."""
        shift, factor = self.input_units(column)
        low, high = (float(limit[column]) * factor + shift for limit in self._input_ranges)
        return low, high
