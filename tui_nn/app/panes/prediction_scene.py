"""All that a picture of predictions is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.panes.pane import sheet_at_hand
from tui_nn.app.panes.prediction_choice import Choice
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.core.network import Network
from tui_nn.data.dataset import Floats
from tui_nn.training.snapshot import Snapshot

WORK, WORK_RUNNING = 50_000_000, 1_000_000
"""What predicting for one picture may cost: predictions times what each costs."""

FEWEST = 100
"""As many predictions are always made."""

NEURON_COST = 10
"""What an activation costs, where a weight costs 1."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Predictions of the data's examples.

    Attributes:
        examples: Indices of those looked at, evenly spread where not all are.
        predictions: Shape (outputs, examples).
        targets: Shape (outputs, examples).
    """

    examples: NDArray[np.intp]
    predictions: Floats
    targets: Floats


@dataclass(frozen=True, eq=False)
class Scene:
    """A snapshot, and what is to be seen of it.

    Attributes:
        snapshot: The parameters and the example at hand.
        subject: What is predicted.
        choice: What the user chose to see.
        height: Rows.
        coloured: Whether there are colours; without them regions are letters or shades of grey.
    """

    snapshot: Snapshot
    subject: Subject
    choice: Choice
    height: int
    coloured: bool = True

    @cached_property
    def network(self) -> Network:
        """The network at the snapshot's parameters."""
        return Network(self.snapshot.experiment.network, self.snapshot.parameters)

    @cached_property
    def current(self) -> int | None:
        """The index of the example at hand: the one being worked through, or the last one; None at the start."""
        snapshot = self.snapshot
        sheet = sheet_at_hand(snapshot)
        if sheet is not None and sheet.done:
            return int(np.flatnonzero(snapshot.data.rows == sheet.row)[0])
        return snapshot.samples[-1].example if snapshot.samples else None

    @cached_property
    def held(self) -> Floats:
        """What inputs that are not on an axis are held at, shape (inputs,), as the network sees them."""
        if self.choice.at_example and self.current is not None:
            example: Floats = self.snapshot.data.inputs[self.current]
            return example
        return self.subject.mean_inputs

    @cached_property
    def judged(self) -> Judged:
        """Predictions of the data, of a part of them where all would take too long."""
        data, count = self.snapshot.data, len(self.snapshot.data)
        most = self.affordable(self.network)
        examples = np.linspace(0, count - 1, min(count, most)).astype(np.intp)
        return Judged(examples, self.predict(data.inputs[examples]).T, data.targets[examples].T)

    def affordable(self, network: Network) -> int:
        """Give how many predictions of a network may be made for one picture."""
        shape = network.architecture
        cost = shape.parameter_count + NEURON_COST * sum(shape.sizes[1:])
        return max(FEWEST, (WORK_RUNNING if self.snapshot.running else WORK) // cost)

    def predict(self, inputs: Floats) -> Floats:
        """Predict examples of shape (..., inputs)."""
        return self.network.predict(inputs)
