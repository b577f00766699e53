"""What a user chose to see of the predictions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from tui_nn.app.panes.prediction_subject import Subject

CORRELATED = 1_000
"""So many examples, evenly spread, tell which inputs have most to do with the targets."""


class View(Enum):
    """A way to look at predictions."""

    SURFACE = "surface"
    CURVE = "curve"
    PARTS = "parts"
    ACTUAL = "predicted against actual"
    CONFUSION = "confusion matrix"


@dataclass(frozen=True)
class Choice:
    """What is shown.

    Attributes:
        views: The ways to look at these predictions, the usual one first.
        view: The chosen one.
        across: The input along the lower edge.
        up: The input along the left edge, where there are two axes of inputs.
        output: The output that is shown, where they are shown one by one.
        at_example: Whether the other inputs are held at those of the example at hand, not at their mean.
    """

    views: tuple[View, ...]
    view: View
    across: int = 0
    up: int = 1
    output: int = 0
    at_example: bool = False

    def next_view(self) -> Choice:
        """Choose the next way to look."""
        return replace(self, view=self.views[(self.views.index(self.view) + 1) % len(self.views)])

    def next_across(self, inputs: int) -> Choice:
        """Put another input on the lower edge; of two inputs both change places."""
        across = (self.across + 1) % inputs
        if across == self.up and inputs > 2:
            across = (across + 1) % inputs
        return replace(self, across=across, up=self.across if across == self.up else self.up)

    def next_up(self, inputs: int) -> Choice:
        """Put another input on the left edge; of two inputs both change places."""
        turned = replace(self, across=self.up, up=self.across).next_across(inputs)
        return replace(turned, across=turned.up, up=turned.across)

    def outputs(self, subject: Subject) -> int:
        """Give how many outputs there are to choose from; each has a sum, also where all make one prediction."""
        return subject.data.output_count if self.view is View.PARTS else subject.outputs

    def next_output(self, subject: Subject) -> Choice:
        """Show another output."""
        return replace(self, output=(self.output + 1) % self.outputs(subject))

    def other_held(self) -> Choice:
        """Hold other inputs at the example at hand, or at their mean again."""
        return replace(self, at_example=not self.at_example)


def first_choice(subject: Subject) -> Choice:
    """Choose what to begin with: of many inputs the two that have most to do with the targets."""
    inputs = subject.data.input_count
    views = [View.SURFACE]
    if inputs == 1:
        # Where the parts add up to the prediction itself, in the file's unit, the curve's picture has them.
        views = [View.CURVE] if subject.parts_are_predictions else [View.CURVE, View.PARTS]
    views.append(View.CONFUSION if subject.classifies else View.ACTUAL)
    across, up = _most_telling(subject) if inputs > 2 else (0, 1)
    return Choice(tuple(views), views[0], across, up)


def _most_telling(subject: Subject) -> tuple[int, int]:
    """Give the two inputs with the largest correlation with any target, in the order of their columns."""
    data = subject.data
    some = np.linspace(0, len(data) - 1, min(len(data), CORRELATED)).astype(np.intp)
    inputs, targets = (values[some] - values[some].mean(axis=0) for values in (data.inputs, data.targets))
    scale = np.sqrt((inputs**2).sum(axis=0))[:, None] * np.sqrt((targets**2).sum(axis=0))
    with np.errstate(all="ignore"):
        correlations = np.nan_to_num(np.abs(inputs.T @ targets) / scale, nan=0.0, posinf=0.0).max(axis=1)
    across, up = sorted(np.argsort(-correlations, kind="stable")[:2].tolist())
    return across, up
