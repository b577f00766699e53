"""Gradient rules as two sources published them, slips and all, to be compared with the exact gradient."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui_nn.core.activations import sigmoid, softplus
from tui_nn.core.backprop import Trace
from tui_nn.core.engine import GradientRule
from tui_nn.core.floats import Floats
from tui_nn.core.network import Architecture, Network


@dataclass(frozen=True)
class PublishedRule:
    """A source's own gradient rule.

    Attributes:
        rule: Replaces deltas and gradient of an example's trace.
        activations: The activations the rule is about, layer by layer.
        loss: The loss it is about.
        slips: What the source did differently, in words.
    """

    rule: GradientRule
    activations: tuple[str, ...]
    loss: str
    slips: str

    def why_not(self, network: Architecture, loss: str) -> str:
        """Say why the rule cannot be used with this network and loss; empty if it can."""
        activations = tuple(layer.activation for layer in network.layers)
        if (network.inputs, network.outputs) != (1, 1) and self.rule is index_for_x:
            return "the published rule is about one input and one output"
        if activations != self.activations:
            return f"the published rule is about {' → '.join(self.activations)}, not {' → '.join(activations)}"
        if loss != self.loss:
            return f"the published rule is about {self.loss}, not {loss}"
        return ""


def index_for_x(network: Network, exact: Trace, row: int, rate: float) -> Trace:
    """The rule of softplus-1-2-1, its prediction being the true one.

    With i the point's row from 0, sₙ = softplus(iwₙ·i + bₙ) and e = −2 (y − ŷ), for each neuron n:
    ∂owₙ = e·sₙ, δₙ = e·owₙ·σ(sₙ), ∂bₙ = δₙ, ∂iwₙ = δₙ·i.
    """
    (weights, biases, _), (output_weights, output_biases, _) = network.layers
    place = weights[:, 0] * row
    place = softplus(place if biases is None else place + biases)
    error = exact.delta[1]
    delta = output_weights[0] * error[0] * sigmoid(place)
    return _with_gradient(network, exact, (delta, error), [np.array([float(row)]), place])


def output_first(network: Network, exact: Trace, row: int, rate: float) -> Trace:
    """The rule of sigmoid-3-2-1: the output neurons move first, then δ goes back through their new weights.

    For hidden neuron j: δⱼ = Σₗ δₗ·wⱼₗ(new), without the factor oⱼ(1 − oⱼ), where w(new) = w − η·∂w.
    """
    (_, _, _), (output_weights, _, _) = network.layers
    error = exact.delta[1]
    moved = output_weights - rate * (error[:, None] * exact.h[0])
    delta = moved.T.dot(error)
    return _with_gradient(network, exact, (delta, error), [exact.inputs, exact.h[0]])


def _with_gradient(network: Network, exact: Trace, deltas: tuple[Floats, Floats], below: list[Floats]) -> Trace:
    gradient = np.empty_like(exact.gradient)
    for slots, delta, signal in zip(network.architecture.slots, deltas, below, strict=True):
        gradient[slots.weights] = (delta[:, None] * signal).ravel()
        if slots.biases is not None:
            gradient[slots.biases] = delta
    return replace(exact, delta=deltas, gradient=gradient)


PUBLISHED_RULES: dict[str, PublishedRule] = {
    "softplus-1-2-1": PublishedRule(
        index_for_x,
        ("softplus", "identity"),
        "squared",
        "the point's index stands where x belongs, and softplus′(z) is taken as σ(softplus(z))",
    ),
    "sigmoid-3-2-1": PublishedRule(
        output_first,
        ("sigmoid", "sigmoid"),
        "half_squared",
        "the output neuron moves first, δ goes back through its new weights and without o(1 − o)",
    ),
}
"""The published gradient rules by the lesson they come from."""
