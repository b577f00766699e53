"""The gradient of a loss by central differences, which know nothing of backpropagation.

The central difference of a parameter w is (L(w + h) − L(w − h)) / 2h. It is not exact: it cuts off a term in h², and
the rounding of L is divided by h. The step is where both are about equally small,

    h = ∛ε · max(1, |w|) / max(1, the largest |signal| that w multiplies),    ε = 2⁻⁵²,

about 6·10⁻⁶ for a bias of 1, rounded down to a power of two so that multiplying by it rounds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_nn.core.floats import Floats
from tui_nn.core.losses import HUBER_THRESHOLD, Loss
from tui_nn.core.network import Architecture, Network, Slots
from tui_nn.core.optimizers import OptimizerSettings

EPSILON = 2.0**-52

ROUNDINGS = 2.0
"""How many times the roundings that are counted the loss may be off: sums of many terms round more than once."""

_NUMBERS_AT_ONCE = 2**18
_BENT = ("relu", "leaky_relu")

Marks = NDArray[np.bool_]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class BatchLoss:
    """The loss of a batch: its examples' losses added or averaged, and the penalty.

    Attributes:
        architecture: The network's shape.
        loss: The loss of one example.
        settings: Says the penalty.
        reduction: `sum` or `mean`.
        inputs: Shape (examples, inputs).
        targets: Shape (examples, outputs).
    """

    architecture: Architecture
    loss: Loss
    settings: OptimizerSettings
    reduction: str
    inputs: Floats
    targets: Floats

    def reduce(self, values: Floats) -> Floats:
        """Reduce one value an example, shape (..., examples), to shape (...,)."""
        total: Floats = values.sum(axis=-1)
        return total / len(self.inputs) if self.reduction == "mean" else total

    def gradient(self, gradients: Floats, parameters: Floats) -> Floats:
        """Reduce the examples' gradients, shape (examples, parameters), and add the penalty's."""
        reduced = self.reduce(gradients.T)
        penalty = self.settings.penalty_gradient(parameters, self.architecture.weight_mask)
        return reduced if penalty is None else reduced + penalty


@dataclass(frozen=True, eq=False)
class Differences:
    """A gradient by central differences; all arrays have the shape (parameters,).

    Attributes:
        gradient: The central difference of each parameter.
        uncertainty: How far it may be from the true derivative, by rounding and by its step.
        kinks: Whether z of a ReLU, the error under `absolute` or `huber`, or a weight under L1 crosses its kink within
            the step: the loss has no slope there, or none that a difference could show.
    """

    gradient: Floats
    uncertainty: Floats
    kinks: Marks


def work(architecture: Architecture) -> int:
    """Count the numbers that differences of one example's loss need: the neurons above each parameter, added up."""
    above = [sum(architecture.sizes[layer:]) for layer in range(1, len(architecture.sizes))]
    return sum(
        rows * (columns + (slots.biases is not None)) * neurons
        for slots, neurons in zip(architecture.slots, above, strict=True)
        for rows, columns in [slots.shape]
    )


def central_differences(of: BatchLoss, parameters: Floats) -> Differences:
    """Take central differences at these parameters, shape (parameters,).

    Only the z of one neuron depends on a parameter directly, and linearly: it is moved by ±h times the signal, and the
    network from there upwards is computed anew. How far a difference may be wrong is estimated by halving its step,
    and from the roundings of the losses it is made of.
    """
    with np.errstate(all="ignore"):
        return _differences(of, Network(of.architecture, parameters))


def _differences(of: BatchLoss, network: Network) -> Differences:
    count = of.architecture.parameter_count
    numeric, uncertainty, kinks = np.empty(count), np.empty(count), np.empty(count, dtype=np.bool_)
    z, h = network.forward(of.inputs)
    rounding = _top_rounding(of, network, z, h)
    for layer, slots in enumerate(of.architecture.slots):
        upper = _Upper(of, network, layer, z[layer])
        signal = h[layer - 1] if layer else of.inputs
        # A bias is a weight of a signal that is always 1.
        signals = np.hstack([signal, np.ones((len(signal), 1))])
        scales = np.maximum(1.0, np.abs(signals).max(axis=0))
        for indices, neurons, sources in _parts(slots, upper.numbers):
            w = network.parameters[indices]
            step = _power_of_two(np.cbrt(EPSILON) * np.maximum(1.0, np.abs(w)) / scales[sources])
            moved = signals.T[sources]
            up, down = upper.at(neurons, step[:, None] * moved), upper.at(neurons, -step[:, None] * moved)
            half_up, half_down = (upper.at(neurons, side * step[:, None] * moved) for side in (0.5, -0.5))
            penalty = _Penalty(of.settings, sources < slots.shape[1])
            pull, half_pull = penalty.slope(w, step), penalty.slope(w, 0.5 * step)
            whole = of.reduce(up.loss - down.loss) / (2.0 * step) + pull
            half = of.reduce(half_up.loss - half_down.loss) / step + half_pull
            off = of.reduce(_loss_rounding(of, up, rounding) + _loss_rounding(of, down, rounding)) + penalty.at(w)
            numeric[indices] = whole
            # What halving the step changes is 3/4 of what the step cuts off.
            uncertainty[indices] = ROUNDINGS * EPSILON * off / (2.0 * step) + 2.0 * np.abs(whole - half)
            kinks[indices] = _crossed(of, upper.names, up, down) | penalty.bent(w, step)
    # Where half a step, or a bound, overflows, the difference may be anything.
    uncertainty[~np.isfinite(uncertainty)] = np.inf
    return Differences(numeric, uncertainty, kinks)


def _parts(slots: Slots, numbers: int) -> Iterator[tuple[Indices, Indices, Indices]]:
    """Split a layer's parameters into parts of at most so many `numbers`, which one parameter needs.

    Yields:
        Indices into the flat vector, the neuron each leads to, and the signal it takes, the last for a bias.
    """
    rows, columns = slots.shape
    neurons, sources = (axis.ravel() for axis in np.indices(slots.shape))
    if slots.biases is not None:
        neurons, sources = np.append(neurons, np.arange(rows)), np.append(sources, np.full(rows, columns))
    size = max(1, _NUMBERS_AT_ONCE // numbers)
    for start in range(0, len(neurons), size):
        part = slice(start, start + size)
        indices = slots.weights.start + np.arange(len(neurons))[part]
        yield indices, neurons[part], sources[part]


class _Upper:
    """The network from one layer's z upwards: all that changes when a parameter of that layer moves.

    Args:
        of: The loss.
        network: The whole network.
        layer: Counted from 0.
        z: The layer's z where nothing is moved, shape (examples, neurons).
    """

    def __init__(self, of: BatchLoss, network: Network, layer: int, z: Floats) -> None:
        shape = of.architecture
        self._of, self._z = of, z
        self._activation = shape.activations[layer]
        self.names = tuple(one.activation for one in shape.layers[layer:])
        self.numbers = len(z) * sum(one.size for one in shape.layers[layer:])
        self._rest: Network | None = None
        if rest := shape.layers[layer + 1 :]:
            # The flat vector goes from layer to layer, so the layers above are its end.
            start = shape.slots[layer + 1].weights.start
            self._rest = Network(Architecture(shape.sizes[layer + 1], rest), network.parameters[start:])

    def at(self, neurons: Indices, moves: Floats) -> _Moved:
        """Compute the loss with one neuron's z moved.

        Args:
            neurons: The neuron of the layer, one for each parameter, shape (parameters,).
            moves: By how much its z moves, shape (parameters, examples).
        """
        count, examples = moves.shape
        first = np.repeat(self._z[None], count, axis=0)
        first[np.arange(count), :, neurons] += moves
        # One row an example, as the network takes them.
        rows = first.reshape(count * examples, -1)
        all_z, all_h = [rows], [self._activation(rows)]
        if self._rest is not None:
            z, h = self._rest.forward(all_h[0])
            all_z, all_h = all_z + z, all_h + h
        z = [values.reshape(count, examples, -1) for values in all_z]
        prediction = all_h[-1].reshape(count, examples, -1)
        return _Moved(tuple(z), prediction, self._of.loss(z[-1], prediction, self._of.targets))


@dataclass(frozen=True, eq=False)
class _Moved:
    """The batch with one parameter moved, for several parameters.

    Attributes:
        z: From the parameter's layer upwards, each of shape (parameters, examples, neurons).
        prediction: ŷ, shape (parameters, examples, outputs).
        loss: Shape (parameters, examples).
    """

    z: tuple[Floats, ...]
    prediction: Floats
    loss: Floats


def _loss_rounding(of: BatchLoss, moved: _Moved, rounding: Floats) -> Floats:
    """Bound by how many ε losses may be off whose outputs may be off by `rounding`; shape (parameters, examples)."""
    # The slope, too, is only known as well as the outputs: at a perfect fit it may seem to be 0.
    off = ROUNDINGS * EPSILON * rounding
    slope = np.maximum(*(np.abs(_slope(of, moved.prediction + side)) for side in (off, -off)))
    bound: Floats = np.abs(moved.loss) + (slope * rounding).sum(axis=-1)
    # ln Σ e is of a sum that is 1 or more, so it is off by an ε even where it is nearly 0.
    return bound + of.targets.sum(axis=-1) if of.loss.partner == "softmax" else bound


def _slope(of: BatchLoss, prediction: Floats) -> Floats:
    """Give ∂loss/∂ŷ, or ∂loss/∂z where the loss is computed from z."""
    return prediction - of.targets if of.loss.gradient is None else of.loss.gradient(prediction, of.targets)


def _crossed(of: BatchLoss, names: tuple[str, ...], up: _Moved, down: _Moved) -> Marks:
    """Say for each parameter whether a kink of an activation or of the loss is crossed in any example."""
    crossed = np.zeros(len(up.loss), dtype=np.bool_)
    for name, above, below in zip(names, up.z, down.z, strict=True):
        if name in _BENT:
            crossed |= ((above > 0.0) != (below > 0.0)).any(axis=(1, 2))
    above, below = up.prediction - of.targets, down.prediction - of.targets
    if of.loss.name == "absolute":
        crossed |= (np.sign(above) != np.sign(below)).any(axis=(1, 2))
    elif of.loss.name == "huber":
        crossed |= ((np.abs(above) <= HUBER_THRESHOLD) != (np.abs(below) <= HUBER_THRESHOLD)).any(axis=(1, 2))
    return crossed


def _top_rounding(of: BatchLoss, network: Network, z: list[Floats], h: list[Floats]) -> Floats:
    """Bound by how many ε the outputs may be off: ŷ, or z where the loss is computed from it.

    Running error analysis: every sum is off by ε of its terms' sizes, every activation by ε of its value, and both
    pass on what they were given. See Higham, Accuracy and Stability of Numerical Algorithms, §3.3.
    """
    below, error = of.inputs, np.zeros_like(of.inputs)
    for (weights, biases, activation), layer_z, layer_h in zip(network.layers, z, h, strict=True):
        error_z = (np.abs(below) + error).dot(np.abs(weights).T) + np.abs(layer_z)
        if biases is not None:
            error_z += np.abs(biases)
        if activation.derivative is None:
            passed = layer_h * (error_z + (layer_h * error_z).sum(axis=-1, keepdims=True))
        else:
            passed = np.abs(activation.derivative(layer_z, layer_h)) * error_z
        below, error = layer_h, passed + 2.0 * np.abs(layer_h)
    return error_z if of.loss.gradient is None else error


class _Penalty:
    """The penalty of single parameters.

    Args:
        settings: Says the penalty.
        weights: Which of the parameters are weights; biases have none.
    """

    def __init__(self, settings: OptimizerSettings, weights: Marks) -> None:
        self._l1, self._l2 = settings.l1 * weights, settings.l2 * weights

    def at(self, w: Floats) -> Floats:
        """Give λ₁ |w| + ½ λ₂ w²."""
        penalty: Floats = self._l1 * np.abs(w) + 0.5 * self._l2 * w * w
        return penalty

    def slope(self, w: Floats, step: Floats) -> Floats:
        """Give its central difference."""
        return (self.at(w + step) - self.at(w - step)) / (2.0 * step)

    def bent(self, w: Floats, step: Floats) -> Marks:
        """Say where |w| has its kink within the step."""
        bent: Marks = (self._l1 > 0.0) & (np.abs(w) < step)
        return bent


def _power_of_two(values: Floats) -> Floats:
    """Give the largest powers of two that are not above these positive values."""
    powers: Floats = np.exp2(np.floor(np.log2(values)))
    return powers
