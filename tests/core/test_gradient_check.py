"""The gradient check against gradients known to be right, and against gradients known to be wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.core import differences
from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.backprop import trace
from tui_nn.core.differences import BatchLoss, central_differences, work
from tui_nn.core.floats import Floats
from tui_nn.core.gradient_check import GradientCheck, Verdict, check_gradient
from tui_nn.core.losses import LOSSES, why_not
from tui_nn.core.network import Architecture, Layer, Network
from tui_nn.core.optimizers import OptimizerSettings

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
ENDS = [
    (output, loss, count)
    for output in ACTIVATIONS
    for loss in LOSSES
    for count in (1, 2, 3)
    if not why_not(output, count, loss)
]
PLAIN = OptimizerSettings()


@st.composite
def problems(draw: st.DrawFn) -> tuple[BatchLoss, Floats]:
    """Draw any loss of any batch, and parameters; inputs, weights and targets of all sizes, and perfect fits."""
    output, loss, outputs = draw(st.sampled_from(ENDS))
    hidden = draw(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(HIDDEN), st.booleans()), max_size=3))
    layers = (*(Layer(*layer) for layer in hidden), Layer(outputs, output, draw(st.booleans())))
    architecture = Architecture(draw(st.integers(1, 3)), layers)
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    parameters = random.normal(size=architecture.parameter_count) * 10.0 ** draw(st.integers(-3, 1))
    inputs = random.normal(size=(draw(st.integers(1, 5)), architecture.inputs)) * 10.0 ** draw(st.integers(-2, 4))
    targets = random.uniform(size=(len(inputs), outputs))
    if loss == "cross_entropy":
        targets /= targets.sum(axis=1, keepdims=True)
    elif not LOSSES[loss].partner:
        targets *= 10.0 ** draw(st.integers(-2, 3))
        if draw(st.booleans()):
            targets = Network(architecture, parameters).predict(inputs) * (1.0 + 1e-16 * random.integers(-2, 3))
    penalty = draw(st.sampled_from([PLAIN, OptimizerSettings(l1=0.1), OptimizerSettings(l2=0.1)]))
    reduction = draw(st.sampled_from(["mean", "sum"]))
    return BatchLoss(architecture, LOSSES[loss], penalty, reduction, inputs, targets), parameters


def exact(of: BatchLoss, parameters: Floats) -> Floats:
    network = Network(of.architecture, parameters)
    with np.errstate(all="ignore"):
        traces = [trace(network, of.loss, x, y) for x, y in zip(of.inputs, of.targets, strict=True)]
    return of.gradient(np.array([one.gradient for one in traces]), parameters)


@settings(max_examples=300)
@given(problems())
def test_an_exact_gradient_never_differs(problem: tuple[BatchLoss, Floats]) -> None:
    of, parameters = problem
    check = check_gradient(of, parameters, exact(of, parameters))
    assert check.passed, check.verdicts


@settings(max_examples=200)
@given(problems(), st.sampled_from([0.0, 0.5, 2.0, -1.0]))
def test_a_wrong_factor_never_agrees(problem: tuple[BatchLoss, Floats], factor: float) -> None:
    of, parameters = problem
    gradient = exact(of, parameters)
    right, wrong = check_gradient(of, parameters, gradient), check_gradient(of, parameters, factor * gradient)
    for index, verdict in enumerate(wrong.verdicts):
        # What could be told of the right gradient can be told of the wrong one.
        if right.verdicts[index] is Verdict.AGREES and abs(gradient[index]) > 1e-300 and not right.kinks[index]:
            clear = right.uncertainty[index] < 0.1 * abs(gradient[index])
            assert verdict is Verdict.DIFFERS if clear else verdict in (Verdict.DIFFERS, Verdict.TOO_SMALL)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_moving_one_z_is_moving_the_parameter(reduction: str, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    architecture = Architecture(3, (Layer(4, "tanh"), Layer(3, "softplus", bias=False), Layer(2, "softmax")))
    parameters, inputs = random.normal(size=architecture.parameter_count), random.normal(size=(5, 3))
    penalty = OptimizerSettings(l1=0.2, l2=0.3)
    of = BatchLoss(architecture, LOSSES["cross_entropy"], penalty, reduction, inputs, np.eye(2)[[0, 1, 1, 0, 1]])

    def loss_at(index: int, value: float) -> float:
        moved = parameters.copy()
        moved[index] = value
        z, h = Network(architecture, moved).forward(inputs)
        return float(of.reduce(of.loss(z[-1], h[-1], of.targets))) + penalty.penalty(moved, architecture.weight_mask)

    by_hand = [(loss_at(n, w + 2**-18) - loss_at(n, w - 2**-18)) / 2**-17 for n, w in enumerate(parameters.tolist())]
    found = central_differences(of, parameters)
    np.testing.assert_allclose(found.gradient, by_hand, rtol=1e-7, atol=1e-9)
    assert not found.kinks.any()
    monkeypatch.setattr(differences, "_NUMBERS_AT_ONCE", 100)
    in_parts = central_differences(of, parameters)
    np.testing.assert_allclose(in_parts.gradient, found.gradient, rtol=1e-9, atol=1e-12)


def one_neuron(
    activation: str, *, w: float, b: float, x: float = 1.0, y: float = 5.0, loss: str = "half_squared", l1: float = 0.0
) -> GradientCheck:
    """Check the exact gradient of ŷ = f(w·x + b)."""
    architecture = Architecture(1, (Layer(1, activation),))
    penalty = OptimizerSettings(l1=l1)
    of = BatchLoss(architecture, LOSSES[loss], penalty, "mean", np.array([[x]]), np.array([[y]]))
    return check_gradient(of, np.array([w, b]), exact(of, np.array([w, b])))


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_a_relu_whose_z_changes_sign_within_the_step_is_a_kink(activation: str) -> None:
    for z in (0.0, 1e-6, -1e-6):
        at = one_neuron(activation, w=1.0, b=z - 1.0)
        assert at.kinks.tolist() == [True, True]
        assert at.verdicts == (Verdict.KINK, Verdict.KINK)
    for z in (1e-4, -1e-4):
        beside = one_neuron(activation, w=1.0, b=z - 1.0)
        assert not beside.kinks.any()
        assert set(beside.verdicts) == {Verdict.AGREES}


def test_a_weight_of_a_signal_of_0_has_no_kink() -> None:
    check = one_neuron("relu", w=1.0, b=0.0, x=0.0)
    assert check.kinks.tolist() == [False, True]
    assert check.verdicts == (Verdict.AGREES, Verdict.KINK)


def test_an_error_that_changes_side_is_a_kink_of_absolute_and_of_huber() -> None:
    assert set(one_neuron("identity", w=2.0, b=3.000001, loss="absolute").verdicts) == {Verdict.KINK}
    # At the corner itself both say 0, and the flag says that this is no slope.
    corner = one_neuron("identity", w=2.0, b=3.0, loss="absolute")
    assert corner.kinks.all() and set(corner.verdicts) == {Verdict.AGREES}
    assert not one_neuron("identity", w=2.0, b=3.001, loss="absolute").kinks.any()
    # Huber's slope bends but does not jump: the difference is off by about its step.
    assert one_neuron("identity", w=2.0, b=4.0, loss="huber").kinks.all()
    assert one_neuron("identity", w=2.0, b=4.0, loss="huber").passed
    assert not one_neuron("identity", w=2.0, b=4.001, loss="huber").kinks.any()


def test_a_weight_at_0_under_l1_is_a_kink_and_a_bias_is_not() -> None:
    check = one_neuron("identity", w=1e-7, b=1e-7, l1=3.0)
    assert check.verdicts == (Verdict.KINK, Verdict.AGREES)


def test_tiny_gradients_agree_as_far_as_rounding_lets_them_be_seen() -> None:
    # ∂loss/∂z = ŷ (1 − ŷ)(ŷ − y) with ŷ ≈ eᶻ, while the loss is 12.5, whose rounding is divided by the step.
    seen = one_neuron("sigmoid", w=1.0, b=-19.0)
    assert abs(seen.analytic[0]) < 1e-7
    assert set(seen.verdicts) == {Verdict.AGREES}
    hidden = one_neuron("sigmoid", w=1.0, b=-30.0)
    assert 1e-13 < abs(hidden.analytic[0]) < 1e-11
    assert set(hidden.verdicts) == {Verdict.TOO_SMALL}
    assert hidden.passed
    gone = one_neuron("relu", w=1.0, b=-30.0)
    assert set(gone.verdicts) == {Verdict.AGREES}, "0 and 0 are equal, not too small"


def test_a_perfect_fit_is_not_told_from_one_that_is_off_by_a_rounding() -> None:
    # tanh z is 1 to the last bit but one, so that a step in z changes no loss at all.
    architecture = Architecture(1, (Layer(1, "tanh"), Layer(1, "identity")))
    parameters, inputs = np.array([18.3, 0.0, 0.7, 0.2]), np.ones((1, 1))
    fit = Network(architecture, parameters).predict(inputs)
    of = BatchLoss(architecture, LOSSES["half_squared"], PLAIN, "mean", inputs, fit)
    off = BatchLoss(architecture, LOSSES["half_squared"], PLAIN, "mean", inputs, np.nextafter(fit, 2.0))
    check = check_gradient(of, parameters, exact(off, parameters))
    assert (check.analytic != 0.0).all() and check.numeric[0] == 0.0
    assert check.verdicts[:2] == (Verdict.TOO_SMALL, Verdict.TOO_SMALL)
    assert check.passed


def test_what_is_not_finite_is_told_as_that() -> None:
    one = np.ones((1, 1))
    of = BatchLoss(Architecture(1, (Layer(1, "identity"),)), LOSSES["squared"], PLAIN, "sum", one, one)
    check = check_gradient(of, np.array([1.0, 0.0]), np.array([np.nan, 0.0]))
    assert check.verdicts == (Verdict.NOT_FINITE, Verdict.AGREES)
    assert not check.passed
    assert check_gradient(of, np.array([1e200, 0.0]), np.zeros(2)).verdicts[0] is Verdict.NOT_FINITE


def test_differences_are_absolute_and_relative_to_the_larger() -> None:
    flat = np.zeros(3, dtype=np.bool_)
    check = GradientCheck(np.array([1.0, -2.0, 0.0]), np.array([4.0, -2.0, 0.0]), np.zeros(3), flat)
    assert check.difference.tolist() == [3.0, 0.0, 0.0]
    assert check.relative.tolist() == [0.75, 0.0, 0.0]
    assert check.verdicts == (Verdict.DIFFERS, Verdict.AGREES, Verdict.AGREES)


def test_work_counts_the_neurons_above_each_parameter() -> None:
    assert work(Architecture(2, (Layer(3, "tanh"), Layer(1, "identity", bias=False)))) == 9 * 4 + 3 * 1
