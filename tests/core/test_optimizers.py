from __future__ import annotations

import numpy as np
import pytest

from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.errors import ExperimentError


def changes(name: str, gradients: list[float], **constants: float) -> list[float]:
    """Give the changes of one parameter that these gradients cause at learning rate 0.1."""
    settings, optimizer = OptimizerSettings(name, **constants), OPTIMIZERS[name]
    state = np.zeros((len(optimizer.state_names), 1))
    return [
        float(optimizer.move(settings, np.array([gradient]), state, 0.1, update)[0])
        for update, gradient in enumerate(gradients, start=1)
    ]


@pytest.mark.parametrize(
    ("name", "constants", "expected"),
    [
        ("sgd", {}, [-0.1 * 2, -0.1 * -1]),
        ("momentum", {"momentum": 0.5}, [-0.1 * 2, -0.1 * (0.5 * 2 - 1)]),
        ("nesterov", {"momentum": 0.5}, [-0.1 * (2 + 0.5 * 2), -0.1 * (-1 + 0.5 * (0.5 * 2 - 1))]),
        (
            "rmsprop",
            {"decay": 0.75, "epsilon": 0.5},
            [-0.1 * 2 / (1 + 0.5), -0.1 * -1 / ((0.75 + 0.25) ** 0.5 + 0.5)],
        ),
        (
            "adam",
            {"momentum": 0.5, "decay": 0.75, "epsilon": 0.5},
            [
                -0.1 * (1 / 0.5) / ((1 / 0.25) ** 0.5 + 0.5),
                -0.1 * ((0.5 - 0.5) / 0.75) / ((1 / 0.4375) ** 0.5 + 0.5),
            ],
        ),
    ],
)
def test_two_updates_by_hand(name: str, constants: dict[str, float], expected: list[float]) -> None:
    assert changes(name, [2.0, -1.0], **constants) == pytest.approx(expected, rel=1e-14)


def test_the_defaults_are_those_of_adam_in_pytorch() -> None:
    assert OptimizerSettings() == OptimizerSettings("sgd", 0.9, 0.999, 1e-8, 0.0, 0.0)


def test_the_penalty_and_its_gradient_by_hand() -> None:
    settings = OptimizerSettings(l1=0.1, l2=0.5)
    parameters, weights = np.array([2.0, -3.0, 4.0]), np.array([1.0, 1.0, 0.0])
    assert settings.penalty(parameters, weights) == pytest.approx(0.1 * 5 + 0.5 * 0.5 * 13, rel=1e-15)
    gradient = settings.penalty_gradient(parameters, weights)
    assert gradient is not None
    np.testing.assert_allclose(gradient, [0.1 + 1.0, -0.1 - 1.5, 0.0], rtol=1e-15)
    assert OptimizerSettings().penalty_gradient(parameters, weights) is None


@pytest.mark.parametrize(
    ("settings", "cause", "advice"),
    [
        ({"name": "adamant"}, "there is no optimizer 'adamant'", "Choose from sgd, momentum"),
        ({"momentum": 1.0}, "momentum is 1.0", "up to, not including, 1"),
        ({"decay": -0.1}, "decay is -0.1", "up to, not including, 1"),
        ({"epsilon": float("nan")}, "epsilon is nan", "above 0"),
        ({"epsilon": 0.0}, "epsilon is 0.0", "above 0"),
        ({"l1": -1.0}, "l1 is -1.0", "from 0 up"),
        ({"l2": float("inf")}, "l2 is inf", "from 0 up"),
    ],
)
def test_impossible_settings_are_refused(settings: dict[str, object], cause: str, advice: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        OptimizerSettings(**settings)  # type: ignore[arg-type]
    assert caught.value.cause == cause
    assert advice in caught.value.advice
