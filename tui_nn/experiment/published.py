"""Gradient rules as two sources published them, slips and all, to be compared with the exact gradient."""

from __future__ import annotations

from dataclasses import dataclass

from tui_nn.core.expressions import Name, add, call, multiply, subtract
from tui_nn.core.network import Architecture
from tui_nn.core.program import BackwardRule, Line, Operation, gradient_lines

LARGEST = 200
"""Networks of up to so many parameters: the rules run number by number."""


@dataclass(frozen=True)
class PublishedRule:
    """A source's own gradient rule.

    Attributes:
        rule: Writes the operations after the loss.
        activations: The activations the rule is about, layer by layer.
        loss: The loss it is about.
        slips: What the source did differently, in words.
    """

    rule: BackwardRule
    activations: tuple[str, ...]
    loss: str
    slips: str

    def why_not(self, network: Architecture, loss: str) -> str:
        """Say why the rule cannot be used with this network and loss; empty if it can."""
        activations = tuple(layer.activation for layer in network.layers)
        one_to_one = (network.inputs, network.outputs) == (1, 1)
        if self is PUBLISHED_RULES["softplus-1-2-1"] and not one_to_one:
            return "the published rule is about one input and one output"
        if activations != self.activations:
            return f"the published rule is about {' → '.join(self.activations)}, not {' → '.join(activations)}"
        if loss != self.loss:
            return f"the published rule is about {self.loss}, not {loss}"
        if network.parameter_count > LARGEST:
            return f"the published rule is for networks of up to {LARGEST:,} parameters"
        return ""


def index_for_x(network: Architecture, output: tuple[Line, ...]) -> tuple[Operation, ...]:
    """Write the rule of softplus-1-2-1, its prediction being the true one.

    With i the point's row from 0, sₙ = softplus(iwₙ·i + bₙ) and δ = 2 (ŷ − y), for each neuron n:
    ∂owₙ = δ·sₙ, δₙ = δ·owₙ·σ(sₙ), ∂bₙ = δₙ, ∂iwₙ = δₙ·i.
    """
    numbers = range(1, network.layers[0].size + 1)
    index, places = Name("i"), [Name(f"p1[{n}]") for n in numbers]
    lines = []
    for n, place in zip(numbers, places, strict=True):
        terms = [multiply(Name(f"W1[{n},1]"), index)]
        if network.layers[0].bias:
            terms.append(Name(f"b1[{n}]"))
        lines.append(Line(place.name, call("softplus", add(*terms))))
    deltas = tuple(
        Line(f"delta1[{n}]", multiply(Name("delta2[1]"), Name(f"W2[1,{n}]"), call("sigmoid", place)))
        for n, place in zip(numbers, places, strict=True)
    )
    above = (*lines, *gradient_lines(network, 2, tuple(place.name for place in places)))
    return (
        Operation("delta", 2, lambda: output),
        Operation("gradient", 2, lambda: above),
        Operation("delta", 1, lambda: deltas),
        Operation("gradient", 1, lambda: gradient_lines(network, 1, (index.name,))),
    )


def output_first(network: Architecture, output: tuple[Line, ...]) -> tuple[Operation, ...]:
    """Write the rule of sigmoid-3-2-1: the output neurons move first, then δ goes back through their new weights.

    For hidden neuron j: δⱼ = Σₗ δₗ·wⱼₗ(new), without the factor oⱼ(1 − oⱼ), where w(new) = w − η·∂w.
    """
    hidden, outputs = range(1, network.layers[0].size + 1), range(1, network.outputs + 1)
    moved = [
        Line(f"W2'[{to},{n}]", subtract(Name(f"W2[{to},{n}]"), multiply(Name("lr"), Name(f"grad W2[{to},{n}]"))))
        for to in outputs
        for n in hidden
    ]
    deltas = [
        Line(f"delta1[{n}]", add(*(multiply(Name(f"delta2[{to}]"), Name(f"W2'[{to},{n}]")) for to in outputs)))
        for n in hidden
    ]
    return (
        Operation("delta", 2, lambda: output),
        Operation("gradient", 2, lambda: gradient_lines(network, 2)),
        Operation("delta", 1, lambda: (*moved, *deltas)),
        Operation("gradient", 1, lambda: gradient_lines(network, 1)),
    )


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
