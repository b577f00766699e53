from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES, why_not, why_not_targets

PREDICTION, TARGET = [0.3, -2.0], [0.7, 1.0]  # ŷ − y is −0.4 and −3


@pytest.mark.parametrize(
    ("name", "value", "gradient"),
    [
        ("half_squared", 0.5 * (0.16 + 9.0), [-0.4, -3.0]),
        ("squared", 0.16 + 9.0, [-0.8, -6.0]),
        ("absolute", 0.4 + 3.0, [-1.0, -1.0]),
        ("huber", 0.5 * 0.16 + 3.0 - 0.5, [-0.4, -1.0]),
    ],
)
def test_losses_of_a_distance(name: str, value: float, gradient: list[float]) -> None:
    loss, z = LOSSES[name], np.array(PREDICTION)
    assert loss(z, z, np.array(TARGET)) == pytest.approx(value, rel=1e-15)
    delta = loss.delta(ACTIVATIONS["identity"], z, z, np.array(TARGET))
    assert delta.tolist() == pytest.approx(gradient, rel=1e-15)


def test_a_loss_adds_over_outputs_and_keeps_examples_apart() -> None:
    z = np.array([[0.0, 2.0], [1.0, 1.0]])
    assert LOSSES["squared"](z, z, np.zeros((2, 2))).tolist() == [4.0, 2.0]


def test_absolute_has_no_slope_at_the_target() -> None:
    one = np.ones(1)
    assert LOSSES["absolute"].delta(ACTIVATIONS["identity"], one, one, one).tolist() == [0.0]


def test_huber_changes_from_parabola_to_line_at_distance_one() -> None:
    z = np.array([[0.999], [1.0], [1.001]])
    losses = LOSSES["huber"](z, z, np.zeros((3, 1)))
    np.testing.assert_allclose(losses, [0.999**2 / 2, 0.5, 0.501], rtol=1e-15)


def test_cross_entropies_by_their_formulas() -> None:
    z, target = np.array([0.4, -1.1, 2.0]), np.array([0.2, 0.5, 0.3])
    h = ACTIVATIONS["sigmoid"](z)
    by_hand = -sum(y * math.log(p) + (1 - y) * math.log(1 - p) for p, y in zip(h, target, strict=True))
    assert LOSSES["binary_cross_entropy"](z, h, target) == pytest.approx(by_hand, rel=1e-14)
    h = ACTIVATIONS["softmax"](z)
    by_hand = -sum(y * math.log(p) for p, y in zip(h, target, strict=True))
    assert LOSSES["cross_entropy"](z, h, target) == pytest.approx(by_hand, rel=1e-14)


@pytest.mark.parametrize("extreme", [800.0, 1e4])
def test_cross_entropies_are_exact_where_the_prediction_is_0_or_1(extreme: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        z = np.array([[extreme], [extreme], [-extreme], [-extreme]])
        h, target = ACTIVATIONS["sigmoid"](z), np.array([[1.0], [0.0], [0.0], [1.0]])
        assert LOSSES["binary_cross_entropy"](z, h, target).tolist() == [0.0, extreme, 0.0, extreme]
        z = np.array([[extreme, -extreme], [extreme, -extreme]])
        h, target = ACTIVATIONS["softmax"](z), np.eye(2)
        assert LOSSES["cross_entropy"](z, h, target).tolist() == [0.0, 2 * extreme]


PAIRS = [
    (loss, activation) for loss in LOSSES for activation in ACTIVATIONS if LOSSES[loss].partner in ("", activation)
]


@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_delta_is_the_slope_over_z(loss: str, activation: str) -> None:
    z, target = np.array([0.35, -1.45, 2.1]), np.array([0.2, 0.5, 0.3])
    function = ACTIVATIONS[activation]

    def cost(at: Floats) -> float:
        return float(LOSSES[loss](at, function(at), target))

    slope = [(cost(z + step) - cost(z - step)) / 2e-5 for step in 1e-5 * np.eye(3)]
    delta = LOSSES[loss].delta(function, z, function(z), target)
    np.testing.assert_allclose(delta, slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("activation", "outputs", "loss", "reason"),
    [
        ("identity", 1, "binary_cross_entropy", "identity gives values from −∞ to ∞: use sigmoid"),
        ("relu", 2, "binary_cross_entropy", "relu gives values from 0 to ∞: use sigmoid"),
        ("tanh", 1, "binary_cross_entropy", "tanh gives values from -1 to 1: use sigmoid"),
        ("softmax", 2, "binary_cross_entropy", "takes each output by itself: use sigmoid, or cross_entropy"),
        ("sigmoid", 2, "cross_entropy", "add up to 1: use softmax, or binary_cross_entropy with sigmoid"),
        ("softplus", 2, "cross_entropy", "softplus gives values from 0 to ∞: use softmax"),
        ("softmax", 1, "cross_entropy", "softmax over one output is always 1"),
        ("softmax", 1, "half_squared", "softmax over one output is always 1"),
    ],
)
def test_pairs_without_meaning_are_refused_with_the_reason(
    activation: str, outputs: int, loss: str, reason: str
) -> None:
    assert reason in why_not(activation, outputs, loss)


def test_every_other_pair_is_accepted() -> None:
    refused = {(a, name) for name in LOSSES for a in ACTIVATIONS if why_not(a, 2, name)}
    assert refused == {(a, name) for name in LOSSES for a in ACTIVATIONS} - {(a, name) for name, a in PAIRS}


def test_targets_a_loss_cannot_take_are_refused_with_the_first_example() -> None:
    assert why_not_targets("half_squared", np.array([[-3.0, 7.0]])) == ""
    assert why_not_targets("binary_cross_entropy", np.array([[0.0], [0.5], [1.0]])) == ""
    assert "example 1 has 1.5" in why_not_targets("binary_cross_entropy", np.array([[1.0], [1.5]]))
    assert why_not_targets("cross_entropy", np.array([[0.25, 0.75], [0.0, 1.0]])) == ""
    for row in ([0.5, 0.6], [-0.5, 1.5]):
        assert "example 1 do not" in why_not_targets("cross_entropy", np.array([[1.0, 0.0], row]))
