"""A batch's gradient against central differences of the batch's own loss, for every meaningful combination."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES, Loss, why_not
from tui_nn.core.network import Architecture, Layer, Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.optimizers import OptimizerSettings

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
PAIRS = [(output, loss) for output in ACTIVATIONS for loss in LOSSES if not why_not(output, 2, loss)]
EXAMPLES = 5
BATCHES = (1, 3, EXAMPLES)
CLEARANCE = 1e-3  # how far from a kink, where the loss has no slope, every example stays


def targets(loss: str, generator: np.random.Generator) -> Floats:
    shares = generator.uniform(0.0, 1.0, (EXAMPLES, 2))
    if loss == "cross_entropy":
        shares /= shares.sum(axis=1, keepdims=True)
        return shares
    return shares if loss == "binary_cross_entropy" else generator.uniform(-2.0, 2.0, (EXAMPLES, 2))


def problem(architecture: Architecture, loss: str) -> tuple[Network, Floats, Floats]:
    """Draw parameters and examples of which none is near a kink."""
    for seed in range(100):
        generator = np.random.default_rng(seed)
        network = Network(architecture, generator.uniform(-1.0, 1.0, architecture.parameter_count))
        inputs, target = generator.uniform(-1.0, 1.0, (EXAMPLES, 3)), targets(loss, generator)
        z, h = network.forward(inputs)
        kinks = [network.parameters, h[-1] - target]
        kinks += [z for z, (*_, one) in zip(z, network.layers, strict=True) if one.name.endswith("relu")]
        if all((np.abs(distances) > CLEARANCE).all() for distances in kinks):
            return network, inputs, target
    raise AssertionError("every draw is near a kink")


def batch_loss(
    network: Network, loss: Loss, settings: OptimizerSettings, reduction: str, inputs: Floats, target: Floats
) -> float:
    z, h = network.forward(inputs)
    losses = loss(z[-1], h[-1], target)
    reduced = losses.mean() if reduction == "mean" else losses.sum()
    return float(reduced) + settings.penalty(network.parameters, network.architecture.weight_mask)


def numerical_gradient(
    network: Network, loss: Loss, settings: OptimizerSettings, reduction: str, inputs: Floats, target: Floats
) -> Floats:
    gradient = np.empty_like(network.parameters)
    for index, value in enumerate(network.parameters.tolist()):
        sides = []
        for side in (value + 1e-5, value - 1e-5):
            network.parameters[index] = side
            sides.append(batch_loss(network, loss, settings, reduction, inputs, target))
        network.parameters[index] = value
        gradient[index] = (sides[0] - sides[1]) / 2e-5
    return gradient


def engine_gradient(engine: NumpyEngine, inputs: Floats, target: Floats) -> Floats:
    for row in range(len(inputs)):
        last = row == len(inputs) - 1
        engine.step(inputs[row], target[row], row=row, rate=0.1, ends_batch=last)
    return engine.gradient


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_gradient_of_every_activation_loss_batch_and_reduction(hidden: str, output: str, loss: str) -> None:
    architecture = Architecture(3, (Layer(3, hidden), Layer(2, output)))
    network, inputs, target = problem(architecture, loss)
    start = network.parameters.copy()
    settings = OptimizerSettings()
    for size in BATCHES:
        for reduction in ("sum", "mean"):
            network.parameters[:] = start
            batch = inputs[:size], target[:size]
            expected = numerical_gradient(network, LOSSES[loss], settings, reduction, *batch)
            engine = NumpyEngine(network, LOSSES[loss], settings, reduction=reduction)
            actual = engine_gradient(engine, *batch)
            np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=1e-9, err_msg=f"{size} {reduction}")


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("size", BATCHES)
def test_the_penalty_counts_once_a_batch_and_leaves_biases_alone(size: int, reduction: str) -> None:
    architecture = Architecture(3, (Layer(3, "tanh"), Layer(2, "identity")))
    network, inputs, target = problem(architecture, "half_squared")
    loss, settings = LOSSES["half_squared"], OptimizerSettings(l1=0.3, l2=0.7)
    batch = inputs[:size], target[:size]
    expected = numerical_gradient(network, loss, settings, reduction, *batch)
    plain = numerical_gradient(network, loss, OptimizerSettings(), reduction, *batch)
    actual = engine_gradient(NumpyEngine(network, loss, settings, reduction=reduction), *batch)
    np.testing.assert_allclose(actual, expected, rtol=1e-6)
    biases = architecture.weight_mask == 0.0
    np.testing.assert_allclose(actual[biases], plain[biases], rtol=1e-6)


def test_a_deep_network_with_and_without_biases() -> None:
    layers = (Layer(4, "tanh", bias=False), Layer(3, "softplus"), Layer(2, "softmax", bias=False))
    network, inputs, target = problem(Architecture(3, layers), "cross_entropy")
    loss, settings = LOSSES["cross_entropy"], OptimizerSettings()
    expected = numerical_gradient(network, loss, settings, "mean", inputs, target)
    actual = engine_gradient(NumpyEngine(network, loss, settings), inputs, target)
    np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=1e-9)


def test_the_gradient_on_the_way_is_that_of_the_examples_so_far() -> None:
    architecture = Architecture(3, (Layer(2, "sigmoid"), Layer(2, "identity")))
    network, inputs, target = problem(architecture, "squared")
    loss, settings = LOSSES["squared"], OptimizerSettings(l2=0.1)
    engine = NumpyEngine(network, loss, settings)
    for row in range(3):
        engine.step(inputs[row], target[row], row=row, rate=0.1, ends_batch=False)
        so_far = inputs[: row + 1], target[: row + 1]
        expected = numerical_gradient(network, loss, settings, "mean", *so_far)
        np.testing.assert_allclose(engine.gradient, expected, rtol=1e-6, atol=1e-9)
