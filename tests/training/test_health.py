from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.training.small import numbers
from tui_nn.core.backprop import trace
from tui_nn.core.losses import LOSSES
from tui_nn.core.names import Names
from tui_nn.core.network import Architecture, Layer, Network
from tui_nn.data.dataset import Dataset
from tui_nn.training.health import (
    MOST_EXAMINED,
    Health,
    dead_neurons,
    examined_rows,
    gradient_norms,
    health,
    saturated_neurons,
)

X = np.linspace(-1.0, 1.0, 200)[:, None]


def line_of(network: Network, inputs: np.ndarray = X) -> Dataset:
    return Dataset("line", ("x",), ("y",), inputs, 0.5 * inputs, np.arange(len(inputs)))


def network_of(activation: str, weights: list[float], biases: list[float], output: str = "identity") -> Network:
    """Make a 1-n-1 network whose output weights are 1 and its output bias 0."""
    architecture = Architecture(1, (Layer(len(weights), activation), Layer(1, output)))
    return Network(architecture, np.array([*weights, *biases, *[1.0] * len(weights), 0.0]))


def test_a_relu_neuron_is_dead_when_no_example_gets_through() -> None:
    network = network_of("relu", [1.0, 1.0, -1.0], [0.0, -1.0, -0.99])

    assert dead_neurons(network, X) == ((1, 2),)
    assert dead_neurons(network, X + 1e-9) == ()
    assert saturated_neurons(network, X) == ()


def test_neurons_that_cannot_die_are_not_called_dead() -> None:
    for activation in ("leaky_relu", "softplus", "tanh", "sigmoid"):
        assert dead_neurons(network_of(activation, [1.0], [-5.0]), X) == ()


@pytest.mark.parametrize(
    ("activation", "bias", "flat"),
    [
        ("sigmoid", -5.6, True),
        ("sigmoid", 5.6, True),
        ("sigmoid", 5.4, False),
        ("tanh", 3.3, True),
        ("tanh", 3.1, False),
    ],
)
def test_a_neuron_saturates_near_either_limit(activation: str, bias: float, flat: bool) -> None:
    # At z = 4.595 σ is 0.99, at z = 2.298 tanh is 0.98.
    network = network_of(activation, [1.0], [bias])

    assert saturated_neurons(network, X) == (((1, 1),) if flat else ())


def test_one_example_in_twenty_may_be_off_the_limit() -> None:
    network = network_of("tanh", [1.0], [0.0])
    inputs = np.full((40, 1), 9.0)
    inputs[:2] = 0.0

    assert saturated_neurons(network, inputs) == ((1, 1),)
    inputs[2] = 0.0
    assert saturated_neurons(network, inputs) == ()


def test_a_confident_output_is_no_fault_where_the_loss_undoes_its_slope() -> None:
    network = network_of("identity", [1.0], [50.0], output="sigmoid")

    assert health(network, line_of(network), LOSSES["half_squared"]).saturated == ((2, 1),)
    assert health(network, line_of(network), LOSSES["binary_cross_entropy"]).saturated == ()


def test_many_examples_are_sampled_evenly_and_the_same_ones_each_time() -> None:
    rows = examined_rows(1_000_000, 9)

    assert len(rows) == MOST_EXAMINED
    assert rows[0] == 0 and set(np.diff(rows).tolist()) == {1000}
    assert examined_rows(7, 9).tolist() == list(range(7))
    assert len(examined_rows(1_000_000, 5_000_000)) == 16


def test_breakpoints_see_a_row_that_the_sample_leaves_out() -> None:
    network = network_of("relu", [1.0], [0.0])
    inputs = np.full((5000, 1), -1.0)
    inputs[1] = 1.0

    assert dead_neurons(network, inputs) == ()
    assert health(network, line_of(network, inputs)) == Health(((1, 1),), (), MOST_EXAMINED, 5000)


@pytest.mark.parametrize("loss", ["half_squared", "absolute"])
def test_gradient_norms_are_those_of_the_examples(loss: str) -> None:
    data = numbers()
    architecture = Architecture(2, (Layer(3, "tanh"), Layer(2, "sigmoid", bias=False), Layer(1, "identity")))
    network = Network(architecture, np.sin(np.arange(1.0, architecture.parameter_count + 1.0)))
    squares = np.zeros(3)
    for inputs, target in zip(data.inputs, data.targets, strict=True):
        gradient = trace(network, LOSSES[loss], inputs, target).gradient
        for layer, (weights, biases) in enumerate(architecture.split(gradient)):
            squares[layer] += (weights**2).sum() + (0.0 if biases is None else (biases**2).sum())

    norms = gradient_norms(network, LOSSES[loss], data.inputs, data.targets)

    assert norms == pytest.approx(np.sqrt(squares / len(data)).tolist(), rel=1e-12)


def test_a_gradient_that_fades_on_its_way_back_vanishes() -> None:
    network = network_of("tanh", [0.1], [5.0])

    found = health(network, line_of(network), LOSSES["half_squared"])

    assert found.vanishing == (1,) and found.exploding == ()
    assert found.gradient_norms[0] < 1e-3 * found.gradient_norms[1]


def test_a_gradient_far_larger_than_the_parameters_explodes() -> None:
    network = network_of("identity", [1.0], [0.0])

    assert health(network, line_of(network), LOSSES["half_squared"]).exploding == ()
    assert health(network, line_of(network, 100.0 * X), LOSSES["half_squared"]).exploding == (1, 2)


def test_reasons_say_what_is_wrong_and_how_many_examples_show_it() -> None:
    architecture = Architecture(1, (Layer(2, "relu"), Layer(2, "tanh"), Layer(1, "sigmoid")))
    names = Names(architecture, {"h1[2]": "a"})
    found = Health(((1, 2),), ((2, 1), (3, 1)), 200, 200, (2e-9, 5000.0, 0.5), (1,), (2,))

    assert found.reasons(names) == (
        "dead a: z ≤ 0 for all 200 examples",
        "saturated h2[1]: |h| > 0.98 for 95 % or more of 200 examples",
        "saturated ŷ: h < 0.01 or > 0.99 for 95 % or more of 200 examples",
        "vanishing gradient in layer 1: norm 2e-09, output layer 0.5, over 200 examples",
        "exploding gradient in layer 2: norm 5e+03, over 200 examples",
    )
    assert replace(found, examples=9000).reasons(names)[0] == "dead a: z ≤ 0 for all 200 examples looked at, of 9,000"
    assert Health(((1, 2),), (), 1, 1).reasons(names) == ("dead a: z ≤ 0 for the one example",)
    assert Health(examined=200, examples=200).reasons(names) == ()


def test_numbers_that_are_not_finite_are_no_sign_of_death() -> None:
    network = network_of("relu", [np.nan], [0.0])

    assert health(network, line_of(network), LOSSES["half_squared"]).dead == ()
