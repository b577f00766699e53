"""Gradients checked against differences of the loss, which know nothing of backpropagation.

The central difference of a parameter w is (L(w + h) − L(w − h)) / 2h. It is not exact: it cuts off a term in h², and the
rounding of L is divided by h. The step is where both are about equally small,

    h = ∛ε · max(1, |w|) / max(1, the largest |signal| that w multiplies),    ε = 2⁻⁵²,

about 6·10⁻⁶ for a bias of 1, rounded down to a power of two so that multiplying by it rounds nothing. How much the
difference may be wrong is estimated for every parameter, and a gradient disagrees only beyond that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tui_nn.core.floats import Floats
from tui_nn.core.losses import HUBER_THRESHOLD, Loss
from tui_nn.core.network import Architecture, Network, Slots
from tui_nn.core.optimizers import OptimizerSettings

EPSILON = 2.0**-52
TOLERANCE = 1e-6
"""A difference this small, relative to the larger of both gradients, is agreement."""

ROUNDINGS = 2.0
"""How many times the roundings that are counted the loss may be off: sums of many terms round more than once."""

_NUMBERS_AT_ONCE = 2**18
_BENT = ("relu", "leaky_relu")

Marks = NDArray[np.bool_]


class Verdict(StrEnum):
    """What the check says of one parameter."""

    AGREES = "agrees"
    DIFFERS = "differs"
    KINK = "kink"
    TOO_SMALL = "too small"
    NOT_FINITE = "not finite"


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
class GradientCheck:
    """Two gradients of the same loss side by side; all arrays have the shape (parameters,).

    Attributes:
        analytic: What backpropagation gives.
        numeric: The central difference.
        uncertainty: How far the central difference may be from the true derivative, by rounding and by its step.
        kinks: Whether z of a ReLU, the error under `absolute` or `huber`, or a weight under L1 crosses its kink within
            the step: the loss has no slope there, or none that a difference could show.
    """

    analytic: Floats
    numeric: Floats
    uncertainty: Floats
    kinks: Marks

    @cached_property
    def difference(self) -> Floats:
        """|analytic − numeric|."""
        with np.errstate(invalid="ignore"):
            distance: Floats = np.abs(self.analytic - self.numeric)
        return distance

    @cached_property
    def size(self) -> Floats:
        """The larger of both without its sign."""
        larger: Floats = np.maximum(np.abs(self.analytic), np.abs(self.numeric))
        return larger

    @cached_property
    def relative(self) -> Floats:
        """|analytic − numeric| relative to the larger of both; 0 where both are 0."""
        with np.errstate(invalid="ignore"):
            share: Floats = self.difference / np.maximum(self.size, np.finfo(np.float64).tiny)
        return share

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One verdict a parameter.

        Both agree if they differ by no more than 10⁻⁶ of the larger and the uncertainty. Where the uncertainty is as
        large as the numbers, that says nothing: they are too small to tell, unless they are equal.
        """
        with np.errstate(invalid="ignore"):
            close = self.difference <= TOLERANCE * self.size + self.uncertainty
            hidden = (self.size <= self.uncertainty) & (self.difference > 0.0)
        finite = np.isfinite(self.analytic) & np.isfinite(self.numeric)
        return tuple(
            Verdict.NOT_FINITE if not is_finite
            else (Verdict.TOO_SMALL if is_hidden else Verdict.AGREES) if is_close
            else Verdict.KINK if is_kink
            else Verdict.DIFFERS
            for is_finite, is_close, is_hidden, is_kink in zip(finite, close, hidden, self.kinks, strict=True)
        )  # fmt: skip

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the analytic gradient."""
        return not {Verdict.DIFFERS, Verdict.NOT_FINITE} & set(self.verdicts)


def check_gradient(of: BatchLoss, parameters: Floats, analytic: Floats) -> GradientCheck:
    """Compare a gradient with central differences.

    Args:
        of: The loss whose gradient it should be.
        parameters: Where, shape (parameters,).
        analytic: The gradient to be checked, shape (parameters,).
    """
    with np.errstate(all="ignore"):
        numeric, uncertainty, kinks = _differences(of, Network(of.architecture, parameters))
    return GradientCheck(analytic, numeric, uncertainty, kinks)


def _differences(of: BatchLoss, network: Network) -> tuple[Floats, Floats, Marks]:
    """Give central differences, their uncertainties and where there are kinks, each of shape (parameters,)."""
    count = of.architecture.parameter_count
    numeric, uncertainty, kinks = np.empty(count), np.empty(count), np.empty(count, dtype=np.bool_)
    z, h = network.forward(of.inputs)
    rounding = _top_rounding(of, network, z, h)
    for layer, slots in enumerate(of.architecture.slots):
        upper = _Upper(of, network, layer, z[layer], rounding)
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
            rounded = EPSILON * (of.reduce(up.roundings + down.roundings) + penalty.at(w)) / (2.0 * step)
            numeric[indices] = whole
            # What halving the step changes is 3/4 of what the step cuts off.
            uncertainty[indices] = ROUNDINGS * rounded + 2.0 * np.abs(whole - half)
            kinks[indices] = (up.sides != down.sides).any(axis=1) | penalty.bent(w, step)
    return numeric, uncertainty, kinks


def _parts(slots: Slots, numbers: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]]:
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


@dataclass(frozen=True, eq=False)
class _Moved:
    """The batch with one parameter moved, for several parameters.

    Attributes:
        loss: Shape (parameters, examples).
        roundings: By how many ε the loss may be off, the same shape.
        sides: On which side of every kink it stands, shape (parameters, kinks).
    """

    loss: Floats
    roundings: Floats
    sides: NDArray[np.int8]


class _Upper:
    """The network from one layer's z upwards: all that changes when a parameter of that layer moves.

    Args:
        of: The loss.
        network: The whole network.
        layer: Counted from 0.
        z: The layer's z where nothing is moved, shape (examples, neurons).
        rounding: By how many ε each output may be off, shape (examples, outputs).
    """

    def __init__(self, of: BatchLoss, network: Network, layer: int, z: Floats, rounding: Floats) -> None:
        shape = of.architecture
        self._of, self._z, self._rounding = of, z, rounding
        self._activation = shape.activations[layer]
        self._names = [one.activation for one in shape.layers[layer:]]
        self._rest: Network | None = None
        if rest := shape.layers[layer + 1 :]:
            # The flat vector goes from layer to layer, so the layers above are its end.
            start = shape.slots[layer + 1].weights.start
            self._rest = Network(Architecture(shape.sizes[layer + 1], rest), network.parameters[start:])

    @property
    def numbers(self) -> int:
        """How many numbers it takes to move one parameter."""
        return self._z.shape[0] * sum(self._of.architecture.sizes[-len(self._names) :])

    def at(self, neurons: NDArray[np.intp], moves: Floats) -> _Moved:
        """Compute the loss with one neuron's z moved.

        Args:
            neurons: The neuron of the layer, one for each parameter, shape (parameters,).
            moves: By how much its z moves, shape (parameters, examples).
        """
        of, count = self._of, len(neurons)
        first = np.repeat(self._z[None], count, axis=0)
        first[np.arange(count), :, neurons] += moves
        z = [first.reshape(-1, first.shape[-1])]
        h = [self._activation(z[0])]
        if self._rest is not None:
            higher_z, higher_h = self._rest.forward(h[0])
            z, h = z + higher_z, h + higher_h
        targets, rounding = np.tile(of.targets, (count, 1)), np.tile(self._rounding, (count, 1))
        loss = of.loss(z[-1], h[-1], targets)
        slope = h[-1] - targets if of.loss.gradient is None else of.loss.gradient(h[-1], targets)
        roundings = np.abs(loss) + (np.abs(slope) * rounding).sum(axis=-1)
        if of.loss.partner == "softmax":
            # ln Σ e is of a sum that is 1 or more, so it is off by an ε even where it is nearly 0.
            roundings += targets.sum(axis=-1)
        sides = [values > 0.0 for values, name in zip(z, self._names, strict=True) if name in _BENT]
        if of.loss.name == "absolute":
            sides.append(np.sign(h[-1] - targets))
        elif of.loss.name == "huber":
            sides.append(np.abs(h[-1] - targets) <= HUBER_THRESHOLD)
        every = np.hstack([np.zeros((len(loss), 1)), *sides]).astype(np.int8)
        return _Moved(loss.reshape(count, -1), roundings.reshape(count, -1), every.reshape(count, -1))


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
