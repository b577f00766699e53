from __future__ import annotations

import numpy as np
import pytest

from tui_nn.core.floats import Floats
from tui_nn.core.initializers import INITIALIZERS, Initializer
from tui_nn.core.network import Architecture, Layer
from tui_nn.errors import ExperimentError

WIDE = Architecture(40, (Layer(60, "tanh"), Layer(20, "identity")))


def by_layer(parameters: Floats) -> list[tuple[Floats, Floats]]:
    layers = []
    for weights, biases in WIDE.split(parameters):
        assert biases is not None
        layers.append((weights, biases))
    return layers


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_seed_gives_the_same_numbers_again(name: str) -> None:
    one, same, other = (Initializer(name).draw(WIDE, seed) for seed in (3, 3, 4))
    assert one.tobytes() == same.tobytes()
    assert (one == other).all() == (name in ("zeros", "constant"))


def test_fixed_starts() -> None:
    assert not Initializer("zeros").draw(WIDE, 0).any()
    assert (Initializer("constant", value=0.25).draw(WIDE, 0) == 0.25).all()


def test_uniform_fills_its_interval() -> None:
    drawn = Initializer("uniform", low=-10.0, high=-5.0).draw(WIDE, 1)
    assert -10.0 <= drawn.min() < -9.98 and -5.02 < drawn.max() < -5.0
    assert drawn.mean() == pytest.approx(-7.5, abs=0.1)


def test_normal_has_its_mean_and_deviation() -> None:
    drawn = Initializer("normal", mean=2.0, deviation=3.0).draw(WIDE, 1)
    assert (drawn.mean(), drawn.std()) == pytest.approx((2.0, 3.0), rel=0.05)


def test_glorot_is_bounded_by_the_layers_inputs_and_outputs() -> None:
    for weights, biases in by_layer(Initializer("glorot").draw(WIDE, 1)):
        limit = (6.0 / sum(weights.shape)) ** 0.5
        assert 0.98 * limit < np.abs(weights).max() <= limit
        assert abs(weights.mean()) < 0.05 * limit
        assert not biases.any()


def test_he_depends_on_the_layers_inputs() -> None:
    for weights, biases in by_layer(Initializer("he").draw(WIDE, 1)):
        assert weights.std() == pytest.approx((2.0 / weights.shape[1]) ** 0.5, rel=0.05)
        assert not biases.any()


def test_decimals_round_what_was_drawn() -> None:
    exact = Initializer("uniform", low=-10.0, high=-5.0).draw(WIDE, 7)
    rounded = Initializer("uniform", low=-10.0, high=-5.0, decimals=2).draw(WIDE, 7)
    assert rounded.tolist() == [round(value, 2) for value in exact.tolist()]


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        ({"name": "xavier"}, "there is no initializer 'xavier'"),
        ({"low": 1.0, "high": 0.0}, "the start cannot be drawn"),
        ({"deviation": -1.0}, "the start cannot be drawn"),
        ({"value": float("inf")}, "the start cannot be drawn"),
    ],
)
def test_impossible_draws_are_refused(settings: dict[str, object], cause: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Initializer(**settings)  # type: ignore[arg-type]
    assert caught.value.cause == cause
    assert caught.value.advice
