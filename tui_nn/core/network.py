"""The readable network: layers, one flat parameter vector, forward pass and prediction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui_nn.core.activations import ACTIVATIONS, Activation
from tui_nn.core.floats import Floats
from tui_nn.errors import ExperimentError

LARGEST_LAYER = 4096
LARGEST_NETWORK = 5_000_000


@dataclass(frozen=True)
class Layer:
    """A layer of neurons: how many, their activation's name, and whether each has a bias."""

    size: int
    activation: str
    bias: bool = True


@dataclass(frozen=True)
class Slots:
    """Where one layer's parameters stand in the flat vector."""

    weights: slice
    shape: tuple[int, int]
    biases: slice | None


@dataclass(frozen=True)
class Architecture:
    """The shape of a network, without its numbers.

    Attributes:
        inputs: How many inputs an example has.
        layers: From the first hidden layer to the output layer, at least one.

    Raises:
        ExperimentError: A size that is not positive, an unknown activation, softmax before the output.
    """

    inputs: int
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        """Refuse shapes that cannot be trained."""
        if not self.layers:
            raise ExperimentError("a network needs an output layer", advice="Write layers as 2-4-1.")
        for size in (self.inputs, *(layer.size for layer in self.layers)):
            if not 1 <= size <= LARGEST_LAYER:
                raise ExperimentError(
                    f"a layer of {size} neurons is not possible", advice=f"Sizes go from 1 to {LARGEST_LAYER}."
                )
        for layer in self.layers:
            if layer.activation not in ACTIVATIONS:
                raise ExperimentError(
                    f"there is no activation {layer.activation!r}", advice=f"Choose from {', '.join(ACTIVATIONS)}."
                )
        if any(layer.activation == "softmax" for layer in self.layers[:-1]):
            raise ExperimentError(
                "softmax stands on the output layer only", advice="Use tanh, relu or sigmoid in hidden layers."
            )
        if self.parameter_count > LARGEST_NETWORK:
            raise ExperimentError(
                f"{self.parameter_count:,} parameters are too many to watch",
                advice=f"Up to {LARGEST_NETWORK:,} are possible; make the layers smaller.",
            )

    @property
    def outputs(self) -> int:
        """How many outputs the network has."""
        return self.layers[-1].size

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Inputs and layer sizes, as in 2-4-1."""
        return (self.inputs, *(layer.size for layer in self.layers))

    @cached_property
    def slots(self) -> tuple[Slots, ...]:
        """Where each layer stands in the flat vector: W row by row, then b."""
        slots, start = [], 0
        for columns, layer in zip(self.sizes, self.layers, strict=False):
            end = start + layer.size * columns
            biases = slice(end, end + layer.size) if layer.bias else None
            slots.append(Slots(slice(start, end), (layer.size, columns), biases))
            start = biases.stop if biases else end
        return tuple(slots)

    @cached_property
    def parameter_count(self) -> int:
        """The length of the flat vector."""
        return sum(slots.shape[0] * (slots.shape[1] + (slots.biases is not None)) for slots in self.slots)

    @cached_property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each layer."""
        return tuple(ACTIVATIONS[layer.activation] for layer in self.layers)

    @cached_property
    def weight_mask(self) -> Floats:
        """Shape (parameters,): 1 for a weight, 0 for a bias (penalties leave biases alone)."""
        mask = np.zeros(self.parameter_count)
        for slots in self.slots:
            mask[slots.weights] = 1.0
        return mask

    def split(self, flat: Floats) -> Iterator[tuple[Floats, Floats | None]]:
        """Give (W, b) of each layer as views into a flat vector; b is None for a layer without bias."""
        for slots in self.slots:
            yield flat[slots.weights].reshape(slots.shape), None if slots.biases is None else flat[slots.biases]

    def __str__(self) -> str:
        return "-".join(str(size) for size in self.sizes)


class Network:
    """An architecture with its numbers, all in one flat vector.

    Args:
        architecture: The shape.
        parameters: Shape (parameters,), float64, contiguous; kept, not copied, so that views stay true.
    """

    def __init__(self, architecture: Architecture, parameters: Floats) -> None:
        self.architecture = architecture
        self.parameters = parameters
        self.layers = tuple(
            (weights, biases, activation)
            for (weights, biases), activation in zip(
                architecture.split(parameters), architecture.activations, strict=True
            )
        )

    def forward(self, inputs: Floats) -> tuple[list[Floats], list[Floats]]:
        """Compute every layer's z and h.

        Args:
            inputs: Shape (inputs,) for one example or (examples, inputs) for many.

        Returns:
            z and h, one array a layer, shape (..., neurons).
        """
        z, h = [], []
        signal = inputs
        for weights, biases, activation in self.layers:
            pre_activation = signal.dot(weights.T)
            if biases is not None:
                pre_activation += biases
            signal = activation.function(pre_activation)
            z.append(pre_activation)
            h.append(signal)
        return z, h

    def predict(self, inputs: Floats) -> Floats:
        """Give predictions, shape (..., outputs), for inputs of shape (..., inputs)."""
        _, h = self.forward(inputs)
        return h[-1]
