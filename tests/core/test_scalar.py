"""The scalar engine: the same run as the readable one, and the digits of the source."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.core.test_engine import OVERFLOWS, Overflow
from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.engine import Engine, NotFinite
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES, why_not
from tui_nn.core.network import Architecture, Layer, Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import Program
from tui_nn.core.scalar import ScalarEngine
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.session import Session

STEPS = 2_000
HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
PAIRS = [(output, loss) for output in ACTIVATIONS for loss in LOSSES if not why_not(output, 2, loss)]
PENALTIES: list[dict[str, float]] = [{}, {"l2": 0.001}, {"l1": 0.0001, "l2": 0.001}]
PUBLISHED = Path(__file__).parents[1] / "experiment" / "published.json"


def problem(output: str, loss: str, seed: int) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(seed)
    inputs = generator.uniform(-1.0, 1.0, (5, 3))
    shares = generator.uniform(0.1, 0.9, (5, 2))
    return inputs, shares / shares.sum(axis=1, keepdims=True) if loss == "cross_entropy" else shares


def engines(architecture: Architecture, loss: str, rule: OptimizerSettings, reduction: str) -> tuple[Engine, Engine]:
    start = np.random.default_rng(3).uniform(-0.8, 0.8, architecture.parameter_count)
    readable = NumpyEngine(Network(architecture, start.copy()), LOSSES[loss], rule, reduction=reduction)
    return ScalarEngine(Program(architecture, loss), start, rule, reduction=reduction), readable


@pytest.mark.parametrize(("number", "output", "loss"), [(number, *pair) for number, pair in enumerate(PAIRS)])
def test_two_thousand_steps_are_those_of_the_readable_engine(number: int, output: str, loss: str) -> None:
    hidden, optimizer = HIDDEN[number % len(HIDDEN)], [*OPTIMIZERS][number % len(OPTIMIZERS)]
    rule = OptimizerSettings(optimizer, **PENALTIES[number % len(PENALTIES)])
    architecture = Architecture(3, (Layer(3, hidden, bias=number % 4 > 0), Layer(2, output)))
    both = engines(architecture, loss, rule, ("mean", "sum")[number % 2])
    inputs, targets = problem(output, loss, number)
    frozen = np.zeros(architecture.parameter_count)
    batch, rate = 1 + number % 3, 0.001
    for step in range(STEPS):
        if step == STEPS // 2:
            frozen[:: 2 + number % 4] = 1.0
            for engine in both:
                engine.freeze(frozen)
        example = step % 5
        for engine in both:
            engine.step(inputs[example], targets[example], row=example, rate=rate, ends_batch=step % batch == batch - 1)
    scalar, readable = (engine.remember() for engine in both)
    assert (scalar.updates, scalar.in_batch) == (readable.updates, readable.in_batch)
    for name in ("parameters", "optimizer", "total", "gradient"):
        ours, theirs = getattr(scalar, name), getattr(readable, name)
        scale = float(np.abs(theirs).max(initial=0.0))
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12 * scale, err_msg=name)


def test_every_activation_loss_and_optimizer_was_compared() -> None:
    assert len(PAIRS) >= len(HIDDEN) * len(OPTIMIZERS) // 2
    assert {number % len(HIDDEN) for number in range(len(PAIRS))} == set(range(len(HIDDEN)))
    assert {number % len(OPTIMIZERS) for number in range(len(PAIRS))} == set(range(len(OPTIMIZERS)))


def test_the_first_step_has_the_digits_of_the_source() -> None:
    figures = json.loads(PUBLISHED.read_text("utf-8"))["sigmoid-2-2-1"]
    setup = set_up("sigmoid-2-2-1", Overrides(learning_rate=figures["learning_rate"]))
    opened = Session(setup.experiment, setup.train)
    assert opened.engine.name == "scalar"
    sheet, names = opened.sheet(), opened.experiment.names
    computed: dict[str, float] = {}
    for name, value in sheet.values.items():
        label = names.of(name.removeprefix("grad "))
        computed["grad_" * name.startswith("grad ") + label.replace("δ", "delta")] = value
    computed["prediction"] = float(sheet.trace.prediction[0])
    published = figures["published_first_step"]
    assert {name: computed[name] for name in published} == published
    opened.step()
    after = dict(zip(names.parameters, opened.parameters.tolist(), strict=True))
    assert after == figures["after_first_step"]


def of_overflow(overflow: Overflow, optimizer: str) -> ScalarEngine:
    layers = [Layer(1, overflow.activation, bias=False) for _ in overflow.weights[:-1]]
    architecture = Architecture(1, (*layers, Layer(1, "identity", bias=False)))
    return ScalarEngine(Program(architecture, overflow.loss), np.array(overflow.weights), OptimizerSettings(optimizer))


def everything(engine: ScalarEngine) -> tuple[object, ...]:
    state = engine.remember()
    arrays = (state.parameters, state.optimizer, state.total, state.gradient, state.change)
    return (*(array.tobytes() for array in arrays), state.updates, state.in_batch)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("overflow", OVERFLOWS.values(), ids=OVERFLOWS)
def test_overflow_names_its_operation_and_leaves_the_engine_as_it_was(overflow: Overflow, optimizer: str) -> None:
    engine = of_overflow(overflow, optimizer)
    zero = np.zeros(1)
    for ends_batch in (True, False):
        engine.step(zero, engine.network.predict(zero), row=0, rate=0.1, ends_batch=ends_batch)
    before, last = everything(engine), engine.last
    with pytest.raises(NotFinite) as caught:
        engine.step(np.array([overflow.x]), np.array([overflow.y]), row=0, rate=overflow.rate, ends_batch=True)
    assert caught.value.operation == overflow.operation
    assert everything(engine) == before
    assert last is not None and engine.last is not None
    assert engine.last.loss == last.loss


def test_large_numbers_that_are_finite_are_no_overflow() -> None:
    engine = of_overflow(Overflow("", (1.0,), 0.0, 0.0), "sgd")
    for _ in range(2):
        engine.step(np.array([1.5e308]), np.zeros(1), row=0, rate=1e-310, ends_batch=True)
    assert engine.gradient.tolist() == [1.5e308]


def test_all_parameters_frozen_is_a_step_that_moves_nothing() -> None:
    engine = of_overflow(Overflow("", (1.0, 2.0), 0.0, 0.0), "adam")
    engine.freeze(np.ones(2))
    before = engine.remember()
    engine.step(np.ones(1), np.zeros(1), row=0, rate=0.1, ends_batch=True)
    after = engine.remember()
    assert after.parameters.tolist() == before.parameters.tolist()
    assert not after.optimizer.any()
    assert after.updates == 1
    assert after.gradient.any()


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_gradient_of_a_batch_so_far_has_its_penalty(reduction: str) -> None:
    architecture = Architecture(2, (Layer(1, "identity"),))
    settings = OptimizerSettings(l1=0.5, l2=0.25)
    start = np.array([2.0, -4.0, 1.0])
    engines = (
        ScalarEngine(Program(architecture, "half_squared"), start, settings, reduction=reduction),
        NumpyEngine(Network(architecture, start.copy()), LOSSES["half_squared"], settings, reduction=reduction),
    )
    for _ in range(2):
        for engine in engines:
            engine.step(np.array([1.0, 1.0]), np.array([0.0]), row=0, rate=0.1, ends_batch=False)
        # ŷ = 2 − 4 + 1 = −1 for each example; the penalty's gradient is 0.5·sign(w) + 0.25·w, and not for the bias.
        data = -1.0 * (engines[0].in_batch if reduction == "sum" else 1)
        for engine in engines:
            assert engine.gradient.tolist() == [data + 0.5 + 0.5, data - 0.5 - 1.0, data]
