"""Which engine runs an experiment."""

from __future__ import annotations

from tui_nn.core.engine import Engine
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.program import Program
from tui_nn.core.scalar import LARGEST, ScalarEngine
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.published import PUBLISHED_RULES

REPLAY_SECONDS = 0.004
FEWEST_REPLAYED, MOST_REPLAYED = 16, 32_768


def program_of(experiment: Experiment) -> Program:
    """Give the worksheet of one example's pass."""
    training = experiment.training
    rule = PUBLISHED_RULES[experiment.about.published_rule].rule if training.gradient == "published" else None
    return Program(experiment.network, training.loss, rule)


def engine_of(experiment: Experiment) -> str:
    """Give the name of the engine that runs an experiment, which need not be the one asked for."""
    training = experiment.training
    if training.gradient == "published":
        return "scalar"
    if training.engine == "auto":
        return "scalar" if experiment.network.parameter_count <= LARGEST else "numpy"
    return training.engine


def keyframes_every(experiment: Experiment) -> int:
    """Give the steps between keyframes from which one can be replayed in a few milliseconds: a power of two."""
    network, engine = experiment.network, engine_of(experiment)
    if engine == "numpy":
        nanoseconds = 4_000 * len(network.layers) + 3 * network.parameter_count
    else:
        nanoseconds = 100 + 70 * network.parameter_count
    steps = max(FEWEST_REPLAYED, min(MOST_REPLAYED, int(REPLAY_SECONDS * 1e9) // nanoseconds))
    return 1 << (steps.bit_length() - 1)


def make_engine(experiment: Experiment, parameters: Floats) -> Engine:
    """Give the engine for an experiment, at these parameters, shape (parameters,).

    Small networks run their worksheet, number by number; large ones run as arrays.
    """
    training = experiment.training
    if engine_of(experiment) == "scalar":
        return ScalarEngine(program_of(experiment), parameters, training.optimizer, reduction=training.reduction)
    network = Network(experiment.network, parameters.copy())
    return NumpyEngine(network, LOSSES[training.loss], training.optimizer, reduction=training.reduction)
