"""What a right answer to an example looks like, and whether there is such a thing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui_nn.core import accuracy
from tui_nn.core.losses import LOSSES
from tui_nn.data.dataset import Dataset, Floats, Integers


class Judge:
    """Says which predictions are right.

    Args:
        data: The data set.
        loss: The loss's name.

    Attributes:
        classifies: Whether predictions can be right or wrong.
        exclusive: Whether the outputs are classes of which one is true.
    """

    def __init__(self, data: Dataset, loss: str) -> None:
        self._targets = data.targets
        self.classifies = bool(data.classes) or bool(LOSSES[loss].partner)
        self.exclusive = data.output_count > 1 and (bool(data.classes) or loss == "cross_entropy")

    def right(self, picked: Integers, predictions: Floats) -> NDArray[np.bool_]:
        """Say which predictions, shape (examples, outputs), of the examples with these indices are right."""
        return accuracy.right(predictions, self._targets[picked], exclusive=self.exclusive)
