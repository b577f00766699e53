"""A number that is not finite is noticed before anything was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from tui_nn.core.engine import NotFinite
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Architecture, Layer, Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


@dataclass(frozen=True)
class Overflow:
    """A 1-1-…-1 network of identities with these weights, and an example that is too much for it."""

    operation: str
    weights: tuple[float, ...]
    x: float
    y: float
    loss: str = "absolute"
    activation: str = "identity"
    rate: float = 0.1


OVERFLOWS = {
    "pre_activation": Overflow("z1", (1e10, 1.0), 1e300, 0.0),
    "pre_activation_hidden_by_relu": Overflow("z1", (-1e10, 1.0), 1e300, 0.0, activation="relu"),
    "pre_activation_hidden_by_sigmoid": Overflow("z1", (1e10, 1.0), 1e300, 0.0, activation="sigmoid"),
    "later_pre_activation": Overflow("z2", (1e200, 1e200), 1.0, 0.0),
    "loss": Overflow("loss", (1.0, 1.0), 1.0, 1e200, loss="squared"),
    "delta": Overflow("delta1", (1.0, 1e200, 1e200), 0.0, 1.0),
    "gradient": Overflow("gradient", (1e-200, 1e200), 1e200, 0.0),
    "update": Overflow("update", (1.0, 1.0), 100.0, 0.0, rate=1e308),
}


def engine_of(overflow: Overflow, optimizer: str) -> NumpyEngine:
    layers = [Layer(1, overflow.activation, bias=False) for _ in overflow.weights[:-1]]
    architecture = Architecture(1, (*layers, Layer(1, "identity", bias=False)))
    network = Network(architecture, np.array(overflow.weights))
    return NumpyEngine(network, LOSSES[overflow.loss], OptimizerSettings(optimizer))


def everything(engine: NumpyEngine) -> tuple[object, ...]:
    arrays = (engine.network.parameters, engine.state, engine.total, engine.gradient, engine.change)
    return (*(array.tobytes() for array in arrays), engine.updates, engine.in_batch)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("overflow", OVERFLOWS.values(), ids=OVERFLOWS)
@pytest.mark.parametrize("in_batch", [0, 1])
def test_overflow_names_its_operation_and_leaves_the_engine_as_it_was(
    overflow: Overflow, optimizer: str, in_batch: int
) -> None:
    engine = engine_of(overflow, optimizer)
    weights = engine.network.parameters.copy()
    zero = np.zeros(1)
    for ends_batch in (True, *[False] * in_batch):
        engine.step(zero, engine.network.predict(zero), row=0, rate=0.1, ends_batch=ends_batch)
    assert (engine.updates, engine.in_batch) == (1, in_batch)
    assert engine.network.parameters.tolist() == weights.tolist()  # a loss of 0 moves nothing
    engine.state[:] = 0.25  # as after some updates
    before = everything(engine)
    with pytest.raises(NotFinite) as caught:
        example = np.array([overflow.x]), np.array([overflow.y])
        engine.step(*example, row=0, rate=overflow.rate, ends_batch=True)
    assert caught.value.operation == overflow.operation
    assert everything(engine) == before


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
def test_an_overflow_of_the_optimizers_state_is_one_of_the_update(optimizer: str) -> None:
    engine = engine_of(Overflow("update", (1.0,), 1e200, 0.0), optimizer)
    before = everything(engine)
    with pytest.raises(NotFinite, match="update"):
        engine.step(np.array([1e200]), np.zeros(1), row=0, rate=0.1, ends_batch=True)
    assert everything(engine) == before


def test_a_large_finite_gradient_is_no_overflow() -> None:
    engine = engine_of(Overflow("", (1.0,), 0.0, 0.0), "sgd")
    zero = np.zeros(1)
    for _ in range(2):  # the second batch knows nothing of the first one's sum
        engine.step(np.array([1.5e308]), zero, row=0, rate=1e-310, ends_batch=True)
    assert engine.gradient.tolist() == [1.5e308]
    assert engine.updates == 2


def test_a_step_that_fails_can_be_followed_by_one_that_does_not() -> None:
    overflow = OVERFLOWS["update"]
    engine, untouched = engine_of(overflow, "adam"), engine_of(overflow, "adam")
    example = np.array([overflow.x]), np.array([overflow.y])
    with pytest.raises(NotFinite):
        engine.step(*example, row=0, rate=overflow.rate, ends_batch=True)
    for each in (engine, untouched):
        each.step(*example, row=0, rate=0.1, ends_batch=True)
    assert everything(engine) == everything(untouched)
