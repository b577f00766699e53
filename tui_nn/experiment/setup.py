"""From a source and wishes to an experiment with its data: explicit beats file beats default.

Defaults come from the data: numbers make a regression, labels make classes.
"""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Architecture, Layer
from tui_nn.data.bundled import bundled_folder, find_file
from tui_nn.data.choice import SCALES, DataChoice
from tui_nn.data.dataset import Dataset
from tui_nn.data.opening import data_name
from tui_nn.data.preparing import prepare
from tui_nn.errors import UsageError
from tui_nn.experiment.experiment import About, Experiment, Start, Training
from tui_nn.experiment.fitting import check_fit
from tui_nn.experiment.lessons import lesson, lesson_names
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.toml import read_experiment

HIDDEN_NEURONS = 8
HIDDEN_ACTIVATION = "tanh"
DEFAULT_EPOCHS = 100
DEFAULT_STEPS_AT_MOST = 2_000_000


@dataclass(frozen=True, eq=False)
class Setup:
    """An experiment with its data, ready for a session.

    Attributes:
        experiment: What to train.
        train: The examples to train on.
        test: The examples kept out of training, None if there are none.
    """

    experiment: Experiment
    train: Dataset
    test: Dataset | None


def set_up(source: str, overrides: Overrides | None = None) -> Setup:
    """Make an experiment from a lesson's name, an experiment's `.toml` or a data file.

    Raises:
        TuiNNError: The source cannot be read, or what is asked for makes no sense.
    """
    wishes = overrides or Overrides()
    _check_names(wishes)
    if source in lesson_names():
        setup = _from_experiment(lesson(source), wishes, folder=bundled_folder())
    elif source.lower().endswith(".tui-nn"):
        raise UsageError(
            "this is a saved session, which can only be continued",
            place=source,
            advice=f"Continue it with tui-nn {source}, or without a screen with tui-nn train {source}.",
        )
    elif Path(source).suffix.lower() == ".toml":
        setup = _from_experiment(read_experiment(Path(source).expanduser()), wishes, folder=None)
    else:
        setup = _from_data(source, wishes)
    check_fit(setup.experiment, setup.train)
    return setup


def _check_names(wishes: Overrides) -> None:
    for what, value, choices in (
        ("activation", wishes.activation, tuple(ACTIVATIONS)),
        ("output activation", wishes.output_activation, tuple(ACTIVATIONS)),
        ("loss", wishes.loss, tuple(LOSSES)),
        ("scale", wishes.scale, SCALES),
    ):
        if value is not None and value not in choices:
            raise UsageError(f"there is no {what} {value!r}", advice=f"Choose from {', '.join(choices)}.")
    if wishes.engine == "numba" and importlib.util.find_spec("numba") is None:
        raise UsageError(
            "numba is not installed", place="engine", advice="Install the extra: python -m pip install 'tui-nn[fast]'."
        )
    if wishes.seed is not None and wishes.seed < 0:
        raise UsageError(f"the seed is {wishes.seed}", advice="It is a whole number from 0.")


def _from_experiment(base: Experiment, wishes: Overrides, *, folder: Path | None) -> Setup:
    choice = wishes.on_data(base.data)
    training = wishes.on_training(base.training)
    output = _output_activation(wishes, base.network.layers[-1].activation)
    if wishes.loss is None and wishes.output_activation is not None:
        training = replace(training, loss=_loss_for(output, training.loss))
    prepared = prepare(
        choice,
        seed=wishes.seed if wishes.seed is not None else base.start.seed,
        outputs=wishes.layers[-1] if wishes.layers else base.network.outputs,
        folder=folder,
        scale_targets=_can_scale_targets(training.loss, output),
    )
    sizes = base.network.sizes
    if wishes.layers:
        sizes = wishes.layers
    elif wishes.choose_columns:
        sizes = (prepared.train.input_count, *sizes[1:-1], prepared.train.output_count)
    network = _like(base.network, sizes, wishes.activation, output)
    about, start = base.about, base.start
    if network.sizes != base.network.sizes:
        # Names of numbers that are no longer there, and a claim about another network, would be wrong.
        about = replace(about, labels={}, accuracy=None)
        start = replace(start, values={})
    experiment = Experiment(about, choice, network, wishes.on_start(start), training)
    return Setup(experiment, prepared.train, prepared.test)


def _from_data(source: str, wishes: Overrides) -> Setup:
    choice = wishes.on_data(DataChoice(file=source, shuffle=True))
    told_by_loss = wishes.loss == "cross_entropy" or wishes.output_activation == "softmax"
    if choice.classes is None and told_by_loss and len(choice.targets) <= 1:
        choice = replace(choice, classes=True)
    output = _output_activation(wishes, "identity")
    prepared = prepare(
        choice,
        seed=wishes.seed or 0,
        outputs=wishes.layers[-1] if wishes.layers else None,
        scale_targets=_can_scale_targets(wishes.loss or "half_squared", output),
    )
    data = prepared.train
    if wishes.output_activation is None and wishes.loss is None and data.classes:
        outputs = wishes.layers[-1] if wishes.layers else data.output_count
        output = "sigmoid" if outputs == 1 else "softmax"
    elif wishes.output_activation is None and data.classes and not LOSSES[wishes.loss or ""].partner:
        output = "sigmoid"
    loss = wishes.loss or _default_loss(data, output)
    sizes = wishes.layers or (data.input_count, HIDDEN_NEURONS, data.output_count)
    hidden = wishes.activation or HIDDEN_ACTIVATION
    layers = [Layer(size, hidden) for size in sizes[1:-1]] + [Layer(sizes[-1], output)]
    training = wishes.on_training(
        Training(loss=loss, learning_rate=_default_learning_rate(data), epochs=_default_epochs(data))
    )
    path = find_file(source)
    experiment = Experiment(
        About(name=data_name(path), title=f"Data of {path.name}"),
        choice,
        Architecture(sizes[0], tuple(layers)),
        wishes.on_start(Start()),
        training,
    )
    return Setup(experiment, data, prepared.test)


def _output_activation(wishes: Overrides, otherwise: str) -> str:
    if wishes.output_activation is not None:
        return wishes.output_activation
    return LOSSES[wishes.loss].partner or otherwise if wishes.loss is not None else otherwise


def _loss_for(output: str, loss: str) -> str:
    """Keep a loss that goes with this output activation, or take the one that belongs to it."""
    if LOSSES[loss].partner in ("", output):
        return loss
    partners = [name for name, candidate in LOSSES.items() if candidate.partner == output]
    return partners[0] if partners else "half_squared"


def _default_loss(data: Dataset, output: str) -> str:
    if output == "softmax":
        return "cross_entropy"
    shares = bool(((data.targets == 0.0) | (data.targets == 1.0)).all())
    return "binary_cross_entropy" if output == "sigmoid" and shares else "half_squared"


def _can_scale_targets(loss: str, output: str) -> bool:
    # A bounded output could not reach scaled targets, and probabilities have their own scale.
    return not LOSSES[loss].partner and math.isinf(ACTIVATIONS[output].high)


def _default_learning_rate(data: Dataset) -> float:
    """0.1, or less for large inputs: a step's effect on z grows with |x|² + 1 (rounded down to 1, 2 or 5 · 10ⁿ)."""
    # Squares of a million rows need no second copy of the data.
    with np.errstate(over="ignore"):
        mean_square = sum(float(column.dot(column)) for column in data.inputs.T) / len(data)
    if not math.isfinite(mean_square):
        return 1e-12
    rate = 0.1 / max(1.0, mean_square)
    power = 10.0 ** math.floor(math.log10(rate) + 1e-9)
    step = max(step for step in (1, 2, 5) if step * power <= rate * (1 + 1e-9))
    return float(f"{step * power:.0e}")


def _default_epochs(data: Dataset) -> int:
    return max(1, min(DEFAULT_EPOCHS, DEFAULT_STEPS_AT_MOST // len(data)))


def _like(base: Architecture, sizes: tuple[int, ...], activation: str | None, output: str) -> Architecture:
    """Give the architecture of these sizes with the base's activations and biases where nothing else is said."""
    if len(sizes) == len(base.sizes):
        layers = [replace(layer, size=size) for layer, size in zip(base.layers, sizes[1:], strict=True)]
    else:
        first_hidden = base.layers[0] if len(base.layers) > 1 else Layer(1, HIDDEN_ACTIVATION)
        layers = [replace(first_hidden, size=size) for size in sizes[1:-1]]
        layers.append(replace(base.layers[-1], size=sizes[-1]))
    if activation is not None:
        layers[:-1] = [replace(layer, activation=activation) for layer in layers[:-1]]
    layers[-1] = replace(layers[-1], activation=output)
    return Architecture(sizes[0], tuple(layers))
