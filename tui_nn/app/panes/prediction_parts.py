"""What the last hidden neurons contribute to an output: weight times activation, each a curve of its own."""

from __future__ import annotations

from dataclasses import dataclass

from tui_nn.core.floats import Floats
from tui_nn.core.names import Names
from tui_nn.core.network import Network


@dataclass(frozen=True, eq=False)
class Parts:
    """The terms of an output's z; the sum of `values` and `bias` is z.

    Attributes:
        labels: What each term is called, such as `ow1·h1`.
        values: Shape (terms, places).
        bias: The constant term, None without one.
        bias_label: What the constant term is called.
        z: Their sum, shape (places,).
    """

    labels: tuple[str, ...]
    values: Floats
    bias: float | None
    bias_label: str
    z: Floats


def parts_of(network: Network, names: Names, output: int, inputs: Floats) -> Parts:
    """Take an output's z apart.

    Args:
        network: The network.
        names: What its numbers are called.
        output: Which output, from 0.
        inputs: Shape (places, inputs), as the network sees them.
    """
    layers = network.architecture.layers
    z, h = network.forward(inputs)
    below = h[-2] if len(layers) > 1 else inputs
    weights, biases, _ = network.layers[-1]
    values: Floats = (below * weights[output]).T
    first = network.architecture.slots[-1].weights.start + output * weights.shape[1]
    labels = tuple(
        f"{names.parameters[first + number]}·{_signal(names, len(layers) - 1, number + 1)}"
        for number in range(weights.shape[1])
    )
    bias = None if biases is None else float(biases[output])
    return Parts(labels, values, bias, names.of(f"b{len(layers)}[{output + 1}]"), z[-1][:, output])


def _signal(names: Names, layer: int, number: int) -> str:
    return names.neuron(layer, number) if layer else names.of(f"x[{number}]")
