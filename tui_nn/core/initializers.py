"""Where training starts: parameters drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.core.floats import Floats
from tui_nn.core.network import Architecture, Slots
from tui_nn.errors import ExperimentError

LARGEST = 1e6
"""No start value lies further from 0."""

INITIALIZERS = {
    "zeros": "every parameter 0",
    "constant": "every parameter `value`",
    "normal": "every parameter from the normal distribution with `mean` and `deviation`",
    "uniform": "every parameter uniformly from `low` to `high`",
    "glorot": "weights uniformly within ±√(6 / (inputs + outputs of the layer)), biases 0",
    "he": "weights from the normal distribution with deviation √(2 / inputs of the layer), biases 0",
}
"""Every initializer's name and what it does; glorot is Glorot & Bengio 2010, he is He et al. 2015."""


@dataclass(frozen=True)
class Initializer:
    """How to draw the start.

    Attributes:
        name: One of `INITIALIZERS`.
        value: For constant.
        mean: For normal.
        deviation: For normal, at least 0.
        low: For uniform.
        high: For uniform, at least `low`.
        decimals: Round what is drawn to this many decimals; None for all digits.
    """

    name: str = "glorot"
    value: float = 0.1
    mean: float = 0.0
    deviation: float = 1.0
    low: float = -1.0
    high: float = 1.0
    decimals: int | None = None

    def __post_init__(self) -> None:
        """Refuse unknown names and impossible ranges."""
        if self.name not in INITIALIZERS:
            raise ExperimentError(
                f"there is no initializer {self.name!r}", advice=f"Choose from {', '.join(INITIALIZERS)}."
            )
        numbers = (self.value, self.mean, self.deviation, self.low, self.high)
        possible = all(abs(number) <= LARGEST for number in numbers) and self.deviation >= 0.0
        if not possible or self.high < self.low or not 0 <= (self.decimals or 0) <= 15:
            raise ExperimentError(
                "the start cannot be drawn",
                advice=f"Give numbers within ±{LARGEST:g}, deviation ≥ 0, low ≤ high, and 0 to 15 decimals.",
            )

    def draw(self, architecture: Architecture, seed: int) -> Floats:
        """Draw all parameters, shape (parameters,); the same seed gives the same numbers."""
        generator = np.random.default_rng(seed)
        parameters = np.zeros(architecture.parameter_count)
        for slots in architecture.slots:
            parameters[slots.weights] = self._weights(generator, slots)
            if slots.biases is not None and self.name not in ("glorot", "he"):
                parameters[slots.biases] = self._plain(generator, slots.shape[0])
        return parameters if self.decimals is None else np.round(parameters, self.decimals)

    def _weights(self, generator: np.random.Generator, slots: Slots) -> Floats:
        rows, columns = slots.shape
        if self.name == "glorot":
            limit = np.sqrt(6.0 / (rows + columns))
            return generator.uniform(-limit, limit, rows * columns)
        if self.name == "he":
            return generator.normal(0.0, np.sqrt(2.0 / columns), rows * columns)
        return self._plain(generator, rows * columns)

    def _plain(self, generator: np.random.Generator, count: int) -> Floats:
        if self.name == "normal":
            return generator.normal(self.mean, self.deviation, count)
        if self.name == "uniform":
            return generator.uniform(self.low, self.high, count)
        return np.full(count, self.value if self.name == "constant" else 0.0)
