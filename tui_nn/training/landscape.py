"""The loss over a line or a plane in the space of parameters: many networks at once, all of them on many examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui_nn.core.differences import BatchLoss
from tui_nn.core.floats import Floats
from tui_nn.core.network import Architecture, Network

NEURON_COST = 60
"""What an activation costs, where a weight costs 1."""

_PRODUCT = 2**18
"""Products of matrices of at most so many multiplications are done by one thread. Larger ones OpenBLAS divides among
threads that wait for each other; while the other cores train, that takes several times as long."""

_FEW = 4
"""A direction that moves at most so many numbers of a layer is added number by number."""


@dataclass(frozen=True, eq=False)
class Plane:
    """One direction or two in the space of parameters, each of length 1, at right angles to each other.

    Coordinates along them are those of the parameters themselves, not of differences: along the direction of a single
    parameter the coordinate is that parameter's value.

    Attributes:
        directions: Shape (1 or 2, parameters).
    """

    directions: Floats

    def coordinates(self, parameters: Floats) -> Floats:
        """Give how far along the directions parameters lie, shape (..., directions) from (..., parameters)."""
        if self._chosen is not None:
            # The same number, but cheaper, and nothing that is not finite gets into it from others.
            return parameters[..., self._chosen]
        with np.errstate(all="ignore"):
            along: Floats = parameters @ self.directions.T
        return along

    @cached_property
    def _chosen(self) -> list[int] | None:
        """The parameters that the directions are those of, None if they are not of single ones."""
        rows, columns = self.directions.nonzero()
        return columns.tolist() if len(rows) == len(self.directions) else None

    def base(self, through: Floats) -> Floats:
        """Give the parameters of the plane through some parameters whose coordinates are 0, shape (parameters,)."""
        rest: Floats = through - self.coordinates(through) @ self.directions
        return rest

    def parameters(self, through: Floats, coordinates: Floats) -> Floats:
        """Give the parameters at coordinates of the plane through some parameters, shape (..., parameters)."""
        there: Floats = self.base(through) + coordinates @ self.directions
        return there


def parameter_plane(count: int, chosen: tuple[int, ...]) -> Plane:
    """Give the directions of one or two chosen parameters of so many."""
    directions = np.zeros((len(chosen), count))
    directions[range(len(chosen)), chosen] = 1.0
    return Plane(directions)


def random_plane(count: int, seed: int) -> Plane:
    """Draw two directions from a seed, every direction being as likely as every other.

    Both are drawn from normal distributions; what the second has of the first is taken away (Gram and Schmidt), and
    both are brought to length 1. So they depend on the seed and on how many parameters there are, not on their values,
    and a coordinate is a distance. Directions scaled to the network's weights, as in Li et al., Visualizing the Loss
    Landscape of Neural Nets (2018), would turn with every update, and with them the way that was taken.

    Args:
        count: How many parameters there are, at least 2.
        seed: From 0.
    """
    first, second = np.random.default_rng(seed).normal(size=(2, count))
    first /= np.linalg.norm(first)
    second -= first.dot(second) * first
    return Plane(np.stack([first, second / np.linalg.norm(second)]))


def cost(architecture: Architecture) -> int:
    """Tell about how much the loss of one example costs, in units of what one weight costs."""
    return architecture.parameter_count + NEURON_COST * sum(architecture.sizes[1:])


@dataclass(frozen=True, eq=False)
class Slice:
    """The loss on a plane.

    What does not depend on the place is worked out once: the layers below the first that moves, and, in every layer,
    what each direction adds to z for a step of 1, since z = (W + Σ cₖ Dₖ) h + b is linear in the coordinates c.

    Attributes:
        of: The loss.
        plane: The directions.
        through: Parameters of the plane, shape (parameters,).
    """

    of: BatchLoss
    plane: Plane
    through: Floats

    @cached_property
    def _base(self) -> Floats:
        return self.plane.base(self.through)

    def losses(self, coordinates: Floats) -> Floats:
        """Give the loss at places, shape (places,) from (places, directions); what overflows is not finite."""
        with np.errstate(all="ignore"):
            losses = self.of.reduce(self._example_losses(coordinates))
            return losses + self._penalties(coordinates)

    def _example_losses(self, coordinates: Floats) -> Floats:
        """Give the loss of every example, shape (places, examples)."""
        shape = self.of.architecture
        signal, moved = self.of.inputs, False
        layers = zip(shape.split(self._base), shape.activations, strict=True)
        along = [list(shape.split(direction)) for direction in self.plane.directions]
        for layer, ((weights, biases), activation) in enumerate(layers):
            z = _dot(signal, weights)
            if biases is not None:
                z += biases
            for place, direction in zip(coordinates.T[:, :, None, None], along, strict=True):
                step, shift = direction[layer]
                if not step.any() and (shift is None or not shift.any()):
                    continue
                if not moved:
                    z, moved = np.repeat(z[None], len(coordinates), axis=0), True
                _add(z, place, signal, step, shift)
            signal = activation(z)
        losses = self.of.loss(z, signal, self.of.targets)
        return losses if moved else np.repeat(losses[None], len(coordinates), axis=0)

    def _penalties(self, coordinates: Floats) -> Floats | float:
        settings = self.of.settings
        if not settings.l1 and not settings.l2:
            return 0.0
        weights = (self._base + coordinates @ self.plane.directions) * self.of.architecture.weight_mask
        penalties: Floats = settings.l1 * np.abs(weights).sum(axis=1) + 0.5 * settings.l2 * (weights**2).sum(axis=1)
        return penalties


def _dot(signal: Floats, weights: Floats) -> Floats:
    """Multiply signals of shape (..., inputs) with weights of shape (neurons, inputs), to shape (..., neurons)."""
    rows, across = signal.reshape(-1, signal.shape[-1]), weights.T
    product = np.empty((len(rows), len(weights)))
    at_once = max(1, _PRODUCT // weights.size)
    for start in range(0, len(rows), at_once):
        np.dot(rows[start : start + at_once], across, out=product[start : start + at_once])
    return product.reshape(*signal.shape[:-1], len(weights))


def _add(z: Floats, place: Floats, signal: Floats, step: Floats, shift: Floats | None) -> None:
    """Add to z, shape (places, examples, neurons), what a direction adds so far along it, shape (places, 1, 1)."""
    rows, columns = step.nonzero()
    if len(rows) <= _FEW:
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            z[..., row] += place[..., 0] * (step[row, column] * signal[..., column])
    else:
        z += place * _dot(signal, step)
    if shift is not None:
        z += place * shift


def loss_at(of: BatchLoss, parameters: Floats) -> float:
    """Give the loss at parameters, shape (parameters,), its penalty included."""
    with np.errstate(all="ignore"):
        z, h = Network(of.architecture, parameters).forward(of.inputs)
        losses = of.reduce(of.loss(z[-1], h[-1], of.targets))
        return float(losses) + of.settings.penalty(parameters, of.architecture.weight_mask)


def gradient_at(of: BatchLoss, parameters: Floats) -> Floats:
    """Give the gradient of the loss at parameters by backpropagation of all examples at once, shape (parameters,).

    It is what `core.backprop.trace` gives for each example, reduced, and the penalty's gradient.
    """
    with np.errstate(all="ignore"):
        network = Network(of.architecture, parameters)
        z, h = network.forward(of.inputs)
        gradient = np.empty(len(parameters))
        delta = of.loss.delta(network.layers[-1][2], z[-1], h[-1], of.targets)
        for layer in range(len(network.layers) - 1, -1, -1):
            below, slots = h[layer - 1] if layer else of.inputs, of.architecture.slots[layer]
            gradient[slots.weights] = (delta.T @ below).ravel()
            if slots.biases is not None:
                gradient[slots.biases] = delta.sum(axis=0)
            if layer:
                activation = network.layers[layer - 1][2]
                delta = activation.pull_back(z[layer - 1], h[layer - 1], delta @ network.layers[layer][0])
        if of.reduction == "mean":
            gradient /= len(of.inputs)
        penalty = of.settings.penalty_gradient(parameters, of.architecture.weight_mask)
        return gradient if penalty is None else gradient + penalty
