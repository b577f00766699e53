"""What the edges of a network's diagram can show: weights, contributions to z, or gradients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from tui_nn.app.panes.network_edges import largest_magnitude
from tui_nn.app.panes.network_progress import Progress
from tui_nn.core.floats import Floats
from tui_nn.core.network import Architecture
from tui_nn.training.snapshot import Snapshot


class View(Enum):
    """What edges show; the value is its name."""

    WEIGHTS = "weights"
    CONTRIBUTIONS = "contributions"
    GRADIENTS = "gradients"

    @property
    def symbol(self) -> str:
        """How it is written in formulas."""
        return {View.WEIGHTS: "w", View.CONTRIBUTIONS: "w·h", View.GRADIENTS: "∂w"}[self]

    @property
    def next(self) -> View:
        """The view after this one; after the last, the first."""
        views = list(View)
        return views[(views.index(self) + 1) % len(views)]


@dataclass(frozen=True, eq=False)
class Measure:
    """What is shown of every parameter.

    Attributes:
        view: What it is.
        values: Shape (parameters,): of a weight what its edge shows, of a bias what is written at its neuron; not a
            number where it is not known yet.
        architecture: The network's shape.
    """

    view: View
    values: Floats
    architecture: Architecture

    @cached_property
    def largest(self) -> float:
        """The largest magnitude that an edge shows, folded ones included; 0 if there is none."""
        return largest_magnitude(self.values * self.architecture.weight_mask)

    def label(self, label: str) -> str:
        """Give what is written before the number of a parameter of this label."""
        return f"∂{label}" if self.view is View.GRADIENTS else label


def measure(view: View, snapshot: Snapshot, progress: Progress) -> Measure:
    """Give what edges show of a snapshot.

    Contributions are those that a pass added up to z: the weight it used, which is the one before its update, times
    the h that came in; biases are those it used. Gradients are ∂loss/∂w of the example of the pass.
    """
    architecture, trace = snapshot.experiment.network, progress.trace
    if view is View.WEIGHTS:
        return Measure(view, snapshot.parameters, architecture)
    unknown = np.full(architecture.parameter_count, math.nan)
    if trace is None:
        return Measure(view, unknown, architecture)
    kind = "gradient" if view is View.GRADIENTS else "z"
    values = trace.gradient if view is View.GRADIENTS else _contributions(snapshot, progress)
    if progress.begun:
        for layer, slots in enumerate(architecture.slots, start=1):
            if progress.knows(kind, layer):
                of_layer = slice(slots.weights.start, (slots.biases or slots.weights).stop)
                unknown[of_layer] = values[of_layer]
        values = unknown
    return Measure(view, values, architecture)


def used_parameters(snapshot: Snapshot) -> Floats:
    """Give the parameters that the last pass used: those before the update it caused."""
    if snapshot.sheet is not None:
        return snapshot.sheet.before.parameters
    if snapshot.samples and snapshot.samples[-1].updated:
        return snapshot.parameters - snapshot.change
    return snapshot.parameters


def _contributions(snapshot: Snapshot, progress: Progress) -> Floats:
    values, trace = used_parameters(snapshot).copy(), progress.trace
    assert trace is not None
    with np.errstate(all="ignore"):
        for (weights, _), below in zip(
            snapshot.experiment.network.split(values), (trace.inputs, *trace.h[:-1]), strict=True
        ):
            weights *= below
    return values
