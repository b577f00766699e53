from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.core.activations import ACTIVATIONS, LEAK

EXTREMES = np.array([-1e4, -800.0, -1.0, 0.0, 1.0, 800.0, 1e4])

VALUES_AT_EXTREMES = {
    "identity": [-1e4, -800.0, -1.0, 0.0, 1.0, 800.0, 1e4],
    "relu": [0.0, 0.0, 0.0, 0.0, 1.0, 800.0, 1e4],
    "leaky_relu": [-100.0, -8.0, -0.01, 0.0, 1.0, 800.0, 1e4],
    "sigmoid": [0.0, 0.0, 1 / (1 + math.e), 0.5, 1 / (1 + 1 / math.e), 1.0, 1.0],
    "tanh": [-1.0, -1.0, math.tanh(-1.0), 0.0, math.tanh(1.0), 1.0, 1.0],
    "softplus": [0.0, 0.0, math.log1p(1 / math.e), math.log(2), math.log1p(math.e), 800.0, 1e4],
}

DERIVATIVES_AT_EXTREMES = {
    "identity": [1.0] * 7,
    "relu": [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
    "leaky_relu": [LEAK, LEAK, LEAK, LEAK, 1.0, 1.0, 1.0],
    "sigmoid": [0.0, 0.0, math.e / (1 + math.e) ** 2, 0.25, math.e / (1 + math.e) ** 2, 0.0, 0.0],
    "tanh": [0.0, 0.0, 1 - math.tanh(1.0) ** 2, 1.0, 1 - math.tanh(1.0) ** 2, 0.0, 0.0],
    "softplus": [0.0, 0.0, 1 / (1 + math.e), 0.5, 1 / (1 + 1 / math.e), 1.0, 1.0],
}

ELEMENTWISE = sorted(VALUES_AT_EXTREMES)


def test_every_activation_is_covered_here() -> None:
    assert {*ELEMENTWISE, "softmax"} == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_and_derivatives_from_one_extreme_to_the_other_without_a_warning(name: str) -> None:
    activation = ACTIVATIONS[name]
    with np.errstate(all="raise", under="ignore"):
        h = activation(EXTREMES)
        derivative = activation.pull_back(EXTREMES, h, np.ones(7))
    np.testing.assert_allclose(h, VALUES_AT_EXTREMES[name], rtol=1e-15, atol=0.0)
    np.testing.assert_allclose(derivative, DERIVATIVES_AT_EXTREMES[name], rtol=1e-15, atol=0.0)
    assert (activation.low <= h).all() and (h <= activation.high).all()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_derivative_is_the_slope(name: str) -> None:
    activation = ACTIVATIONS[name]
    z = np.linspace(-4.0, 4.0, 16)  # no point stands on the kink at 0
    slope = (activation(z + 1e-5) - activation(z - 1e-5)) / 2e-5
    derivative = activation.pull_back(z, activation(z), np.ones_like(z))
    np.testing.assert_allclose(derivative, slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_the_kink_belongs_to_the_left_side(name: str) -> None:
    zero = np.zeros(1)
    left = np.array([-1.0])
    activation = ACTIVATIONS[name]
    one = np.ones(1)
    assert activation.pull_back(zero, zero, one) == activation.pull_back(left, activation(left), one)


def test_softmax_at_extremes_is_a_share_without_a_warning() -> None:
    softmax = ACTIVATIONS["softmax"]
    z = np.array([[1e4, -1e4, 0.0], [800.0, 800.0, -800.0], [0.0, math.log(2.0), math.log(5.0)]])
    with np.errstate(all="raise", under="ignore"):
        h = softmax(z)
        pulled = softmax.pull_back(z, h, np.ones_like(z))
    np.testing.assert_allclose(h, [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.125, 0.25, 0.625]], rtol=1e-15)
    np.testing.assert_allclose(pulled, np.zeros((3, 3)), atol=1e-15)  # raising all together changes nothing


def test_softmax_pulls_back_through_every_output() -> None:
    softmax = ACTIVATIONS["softmax"]
    z, gradient = np.array([0.3, -1.2, 0.8]), np.array([2.0, -1.0, 0.5])
    steps = 1e-5 * np.eye(3)
    slope = [float(((softmax(z + step) - softmax(z - step)) / 2e-5).dot(gradient)) for step in steps]
    np.testing.assert_allclose(softmax.pull_back(z, softmax(z), gradient), slope, rtol=1e-8)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_the_result_is_a_new_array(name: str) -> None:
    z = np.array([0.5, 1.5])
    assert not np.shares_memory(ACTIVATIONS[name](z), z)
