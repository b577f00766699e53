"""The health of a network: neurons that have stopped learning, and gradients too small or too large to learn by."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tui_nn.core.floats import Floats
from tui_nn.core.losses import Loss
from tui_nn.core.names import Names
from tui_nn.core.network import Network
from tui_nn.data.dataset import Dataset, Integers

Neurons = tuple[tuple[int, int], ...]
"""Neurons by (layer, number), both from 1: (1, 2) is `h1[2]`."""

MARGIN = 0.01
"""How near to a limit a neuron is flat, as a share of its activation's range: σ < 0.01 or > 0.99, |tanh| > 0.98."""

SATURATED_SHARE = 0.95
"""A neuron that is near a limit for at least this share of the examples is saturated."""

VANISHING = 1e-3
"""A layer's gradient vanishes when its norm is below this share of the output layer's."""

EXPLODING = 100.0
"""A layer's gradient explodes when its norm is above this many times 1 + the norm of the layer's parameters."""

MOST_EXAMINED = 1_000
_MULTIPLICATIONS = 2_000_000
_FEWEST_EXAMINED = 16
_AT_ONCE = 4_096
_SATURATING = ("sigmoid", "tanh")


@dataclass(frozen=True)
class Health:
    """What is wrong with a network on its data.

    Attributes:
        dead: The (layer, number) of every dead ReLU neuron, both from 1.
        saturated: The (layer, number) of every saturated sigmoid or tanh neuron, both from 1.
        examined: How many examples were looked at.
        examples: How many examples there are.
        gradient_norms: For each layer the root mean square, over the examples, of the norm of ∂loss/∂(its parameters);
            empty where no loss was given.
        vanishing: The layers, from 1, whose gradient vanishes.
        exploding: The layers, from 1, whose gradient explodes.
    """

    dead: Neurons = ()
    saturated: Neurons = ()
    examined: int = 0
    examples: int = 0
    gradient_norms: tuple[float, ...] = ()
    vanishing: tuple[int, ...] = ()
    exploding: tuple[int, ...] = ()

    def reasons(self, names: Names) -> tuple[str, ...]:
        """Say what is wrong and how it shows, one text for each finding; none for a healthy network."""
        some = f"{self.examined:,} examples"
        if self.examined < self.examples:
            some += f" looked at, of {self.examples:,}"
        every, most = f"for all {some}", f"for 95 % or more of {some}"
        if self.examples == 1:
            every, most, some = "for the one example", "for the one example", "the one example"
        layers = names.architecture.layers
        words = [f"dead {names.neuron(layer, number)}: z ≤ 0 {every}" for layer, number in self.dead]
        for layer, number in self.saturated:
            limits = "h < 0.01 or > 0.99" if layers[layer - 1].activation == "sigmoid" else "|h| > 0.98"
            words.append(f"saturated {names.neuron(layer, number)}: {limits} {most}")
        for layer in self.vanishing:
            norms = f"norm {self.gradient_norms[layer - 1]:.2g}, output layer {self.gradient_norms[-1]:.2g}"
            words.append(f"vanishing gradient in layer {layer}: {norms}, over {some}")
        for layer in self.exploding:
            words.append(f"exploding gradient in layer {layer}: norm {self.gradient_norms[layer - 1]:.2g}, over {some}")
        return tuple(words)


def health(network: Network, data: Dataset, loss: Loss | None = None) -> Health:
    """Examine a network on its training data.

    Big data are not looked at entirely, so that it takes a few milliseconds: see `examined_rows`.

    Saturation of outputs is no fault where the loss undoes it (δ = ŷ − y, whatever h′): with a loss that has a partner,
    sigmoid outputs are left out. Gradients are the exact ones, each example's at the network's present parameters.

    Args:
        network: The network at the parameters to examine.
        data: The training data.
        loss: The loss of one example; without one, gradients are not looked at.
    """
    inputs, targets = data.inputs, data.targets
    rows = examined_rows(len(data), network.architecture.parameter_count)
    if len(rows) < len(data):
        inputs, targets = inputs[rows], targets[rows]
    flat = _flat_counts(network, inputs)
    saturated = _saturated(network, flat, len(rows))
    if loss is not None and loss.partner:
        saturated = tuple(place for place in saturated if place[0] < len(network.layers))
    norms = gradient_norms(network, loss, inputs, targets) if loss is not None else ()
    sizes = [_size(weights, biases) for weights, biases, _ in network.layers]
    return Health(
        dead=_dead(network, flat, len(rows)),
        saturated=saturated,
        examined=len(rows),
        examples=len(data),
        gradient_norms=norms,
        vanishing=tuple(n for n, norm in enumerate(norms, start=1) if norm < VANISHING * norms[-1]),
        exploding=tuple(
            n
            for n, (norm, size) in enumerate(zip(norms, sizes, strict=False), start=1)
            if norm > EXPLODING * (1.0 + size)
        ),
    )


def examined_rows(examples: int, parameters: int) -> Integers:
    """Give the indices of the examples that are looked at, evenly spread from the first: the same ones every time.

    All up to `MOST_EXAMINED`; fewer for networks of more than 2,000 parameters, yet never fewer than 16.
    """
    most = min(MOST_EXAMINED, max(_FEWEST_EXAMINED, _MULTIPLICATIONS // max(1, parameters)))
    count = min(examples, most)
    rows: Integers = np.arange(count) * examples // max(1, count)
    return rows


def dead_neurons(network: Network, inputs: Floats) -> Neurons:
    """Find the ReLU neurons with z ≤ 0 for every one of these examples: none of them moves their weights any more.

    Args:
        network: The network at the parameters to examine.
        inputs: Shape (examples, inputs); every row is looked at.
    """
    return _dead(network, _flat_counts(network, inputs), len(inputs))


def saturated_neurons(network: Network, inputs: Floats) -> Neurons:
    """Find the sigmoid and tanh neurons that hardly learn, being close to a limit, where h′ is close to 0.

    A neuron is saturated if for at least 95 % of these examples σ is below 0.01 or above 0.99, or |tanh| above 0.98.

    Args:
        network: The network at the parameters to examine.
        inputs: Shape (examples, inputs); every row is looked at.
    """
    return _saturated(network, _flat_counts(network, inputs), len(inputs))


def gradient_norms(network: Network, loss: Loss, inputs: Floats, targets: Floats) -> tuple[float, ...]:
    """Give, for each layer, the root mean square over examples of ‖∂loss/∂(its weights and biases)‖.

    A layer's gradients are δ ⊗ (the h below) for W and δ for b, so an example's squared norm is Σδ² · (Σh² + 1).

    Args:
        network: The network at the parameters to examine.
        loss: The loss of one example.
        inputs: Shape (examples, inputs), at least one.
        targets: Shape (examples, outputs).
    """
    layers = network.layers
    norms = []
    with np.errstate(all="ignore"):
        z, h = network.forward(inputs)
        delta = loss.delta(layers[-1][2], z[-1], h[-1], targets)
        for index in range(len(layers) - 1, -1, -1):
            weights, biases, _ = layers[index]
            below = h[index - 1] if index else inputs
            squares = (delta**2).sum(axis=-1) * ((below**2).sum(axis=-1) + (biases is not None))
            norms.append(float(np.sqrt(squares.mean())))
            if index:
                delta = layers[index - 1][2].pull_back(z[index - 1], h[index - 1], delta.dot(weights))
    return tuple(reversed(norms))


def _size(weights: Floats, biases: Floats | None) -> float:
    """Give the norm of a layer's parameters."""
    return math.hypot(float(np.linalg.norm(weights)), 0.0 if biases is None else float(np.linalg.norm(biases)))


def _flat_counts(network: Network, inputs: Floats) -> list[Integers]:
    """Count for each neuron the examples where its activation is flat: a ReLU at z ≤ 0, σ or tanh near a limit."""
    counts: list[Integers] = [np.zeros(layer.size, dtype=np.int64) for layer in network.architecture.layers]
    if not any(activation.name in ("relu", *_SATURATING) for _, _, activation in network.layers):
        return counts
    with np.errstate(all="ignore"):
        for start in range(0, len(inputs), _AT_ONCE):
            z, h = network.forward(inputs[start : start + _AT_ONCE])
            for index, (_, _, activation) in enumerate(network.layers):
                if activation.name == "relu":
                    counts[index] += (z[index] <= 0.0).sum(axis=0)
                elif activation.name in _SATURATING:
                    edge = MARGIN * (activation.high - activation.low)
                    flat = (h[index] < activation.low + edge) | (h[index] > activation.high - edge)
                    counts[index] += flat.sum(axis=0)
    return counts


def _dead(network: Network, flat: list[Integers], examples: int) -> Neurons:
    return _places(network, flat, ("relu",), max(1, examples))


def _saturated(network: Network, flat: list[Integers], examples: int) -> Neurons:
    return _places(network, flat, _SATURATING, max(1, math.ceil(SATURATED_SHARE * examples)))


def _places(network: Network, flat: list[Integers], activations: tuple[str, ...], fewest: int) -> Neurons:
    return tuple(
        (layer, number)
        for layer, (counts, (_, _, activation)) in enumerate(zip(flat, network.layers, strict=True), start=1)
        if activation.name in activations
        for number in (np.flatnonzero(counts >= fewest) + 1).tolist()
    )
