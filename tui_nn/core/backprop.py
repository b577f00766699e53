"""One example's forward and backward pass, with everything computed on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.core.floats import Floats
from tui_nn.core.losses import Loss
from tui_nn.core.network import Network


@dataclass(frozen=True, eq=False)
class Trace:
    """Every number of one example's pass; nothing in it is shared with the network.

    Attributes:
        inputs: Shape (inputs,).
        target: Shape (outputs,).
        z: One array a layer, shape (neurons,).
        h: One array a layer, shape (neurons,); the last one is the prediction ŷ.
        loss: The example's loss.
        delta: One array a layer, δ = ∂loss/∂z, shape (neurons,).
        gradient: ∂loss/∂parameters in the order of the flat vector, shape (parameters,).
    """

    inputs: Floats
    target: Floats
    z: tuple[Floats, ...]
    h: tuple[Floats, ...]
    loss: float
    delta: tuple[Floats, ...]
    gradient: Floats

    @property
    def prediction(self) -> Floats:
        """The network's output ŷ, shape (outputs,)."""
        return self.h[-1]


def trace(network: Network, loss: Loss, inputs: Floats, target: Floats) -> Trace:
    """Run one example forward and backward, changing nothing.

    δ of the output layer comes from the loss; then, layer by layer backwards, ∂loss/∂h = Wᵀδ of the layer above, and
    δ = ∂loss/∂h · h′(z). A layer's gradients are δ ⊗ (the h below) for W and δ for b.

    Args:
        network: The network at the parameters to use.
        loss: The loss of one example.
        inputs: Shape (inputs,).
        target: Shape (outputs,).
    """
    z, h = network.forward(inputs)
    layers = network.layers
    slots = network.architecture.slots
    last = len(layers) - 1
    cost = float(loss(z[last], h[last], target))
    deltas: list[Floats] = [z[last]] * (last + 1)
    gradient = np.empty(network.architecture.parameter_count)
    delta = loss.delta(layers[last][2], z[last], h[last], target)
    for index in range(last, -1, -1):
        deltas[index] = delta
        below = h[index - 1] if index else inputs
        gradient[slots[index].weights] = (delta[:, None] * below).ravel()
        biases = slots[index].biases
        if biases is not None:
            gradient[biases] = delta
        if index:
            delta = layers[index - 1][2].pull_back(z[index - 1], h[index - 1], layers[index][0].T.dot(delta))
    return Trace(inputs, target, tuple(z), tuple(h), cost, tuple(deltas), gradient)
