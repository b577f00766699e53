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


def program_of(experiment: Experiment) -> Program:
    """Give the worksheet of one example's pass."""
    training = experiment.training
    rule = PUBLISHED_RULES[experiment.about.published_rule].rule if training.gradient == "published" else None
    return Program(experiment.network, training.loss, rule)


def make_engine(experiment: Experiment, parameters: Floats) -> Engine:
    """Give the engine for an experiment, at these parameters, shape (parameters,).

    Small networks run their worksheet, number by number; large ones run as arrays.
    """
    training = experiment.training
    if experiment.network.parameter_count <= LARGEST:
        return ScalarEngine(program_of(experiment), parameters, training.optimizer, reduction=training.reduction)
    network = Network(experiment.network, parameters.copy())
    return NumpyEngine(network, LOSSES[training.loss], training.optimizer, reduction=training.reduction)
