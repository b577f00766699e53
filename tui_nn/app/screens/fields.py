"""The fields of the form for a data file: names as in Overrides, choices, and how they are read and filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.losses import LOSSES
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.data.choice import SCALES
from tui_nn.errors import UsageError
from tui_nn.experiment.overrides import parse_batch_size, parse_layers
from tui_nn.experiment.setup import Setup

CHOICES: dict[str, tuple[str, ...]] = {
    "activation": tuple(name for name in ACTIVATIONS if name != "softmax"),
    "output_activation": tuple(ACTIVATIONS),
    "loss": tuple(LOSSES),
    "optimizer": tuple(OPTIMIZERS),
    "scale": SCALES,
}
LABELS = {
    "layers": "layers",
    "activation": "hidden",
    "output_activation": "output",
    "loss": "loss",
    "optimizer": "optimizer",
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "scale": "scale",
    "seed": "seed",
}
_EXPLANATIONS = {
    "columns": "Each column is an input (numbers only), a target, or unused.",
    "target": "What the network learns to predict.",
    "classes": "One output a class, and a share for each; else the number itself is predicted.",
    "layers": "Inputs, hidden layers and outputs, as in 2-4-1.",
    "activation": "Of every hidden layer.",
    "output_activation": "Of the output layer.",
    "loss": "What one example costs.",
    "optimizer": "How gradients move the parameters.",
    "learning_rate": "How far an update goes: a number above 0.",
    "batch_size": "Examples to an update: a whole number, or full for one update an epoch.",
    "scale": "standard: each column to mean 0 and deviation 1. minmax: to the span from 0 to 1.",
    "seed": "Decides the start parameters and the order of the examples.",
    "shuffle": "A new order of the examples in each epoch, drawn from the seed.",
}


def explained(name: str, value: object) -> str:
    """Say what a field is about, with the formula of what is chosen in it."""
    formulas: dict[str, Callable[[str], str]] = {
        "activation": lambda chosen: f"{chosen}(z) = {ACTIVATIONS[chosen].formula}",
        "output_activation": lambda chosen: f"{chosen}(z) = {ACTIVATIONS[chosen].formula}",
        "loss": lambda chosen: f"{chosen} = {LOSSES[chosen].formula}",
        "optimizer": lambda chosen: f"{chosen}: {OPTIMIZERS[chosen].formula}",
    }
    formula = f"\n{formulas[name](value)}" if name in formulas and isinstance(value, str) else ""
    return _EXPLANATIONS.get(name, "") + formula


def understood(name: str, value: object) -> object:
    """Give what a field's value means.

    Raises:
        UsageError: It means nothing.
    """
    return _PARSERS[name](str(value).strip()) if name in _PARSERS else value


def decided(setup: Setup) -> dict[str, Any]:
    """Give what is decided, as the fields show it."""
    experiment = setup.experiment
    network, training = experiment.network, experiment.training
    values: dict[str, Any] = {
        "layers": str(network),
        "output_activation": network.layers[-1].activation,
        "loss": training.loss,
        "optimizer": training.optimizer.name,
        "learning_rate": f"{training.learning_rate:g}",
        "batch_size": str(training.batch_size or "full"),
        "scale": experiment.data.scale,
        "seed": str(experiment.start.seed),
        "classes": bool(setup.train.classes),
        "shuffle": experiment.data.shuffle,
    }
    if len(network.layers) > 1:
        values["activation"] = network.layers[0].activation
    return values


def _parse_rate(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is not a number", place="learning rate", advice="Write it as 0.1 or 1e-3."
        ) from None


def _parse_seed(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text)
    raise UsageError(f"{text!r} is not a seed", place="seed", advice="Give a whole number from 0.")


_PARSERS: dict[str, Callable[[str], object]] = {
    "layers": parse_layers,
    "learning_rate": _parse_rate,
    "batch_size": parse_batch_size,
    "seed": _parse_seed,
}
