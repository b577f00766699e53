"""Which engine runs an experiment."""

from __future__ import annotations

from functools import lru_cache

from tui_nn.core.compiled import CompiledEngine
from tui_nn.core.engine import Engine
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Architecture, Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.core.program import BackwardRule, Program
from tui_nn.core.scalar import LARGEST, ScalarEngine
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.published import PUBLISHED_RULES
from tui_nn.training import compiling

LARGEST_BY_NUMBERS = 5_000
"""Straight-line Python for more parameters would take longer to write than anybody waits."""

REPLAY_SECONDS = 0.004
FEWEST_REPLAYED, MOST_REPLAYED = 16, 131_072


def program_of(experiment: Experiment) -> Program:
    """Give the worksheet of one example's pass."""
    training = experiment.training
    rule = PUBLISHED_RULES[experiment.about.published_rule].rule if training.gradient == "published" else None
    return _program(experiment.network, training.loss, rule)


@lru_cache(maxsize=32)
def _program(network: Architecture, loss: str, rule: BackwardRule | None) -> Program:
    # A program writes its lines once, so there should be one of each.
    return Program(network, loss, rule)


def engine_of(experiment: Experiment) -> str:
    """Give the name of the engine that runs an experiment.

    It is another one than asked for where that one is not installed, does not know published rules, or would be
    hopeless for so many parameters. What runs number by number, scalar and numba, gives the same bits.
    """
    count, asked = experiment.network.parameter_count, experiment.training.engine
    by_numbers = experiment.training.gradient == "published" or count <= LARGEST
    can_compile = count <= LARGEST_BY_NUMBERS and compiling.installed()
    if asked in ("auto", "numba") and can_compile:
        return "numba"
    if asked == "numpy" and experiment.training.gradient == "exact":
        return "numpy"
    return "scalar" if by_numbers or (asked == "scalar" and count <= LARGEST_BY_NUMBERS) else "numpy"


def engine_of_stream(experiment: Experiment) -> str:
    """Give the name of the engine that runs an experiment one event at a time.

    There `auto` never is numba, which takes one step by itself as slowly as the scalar engine.
    """
    if experiment.training.engine != "auto":
        return engine_of(experiment)
    by_numbers = experiment.training.gradient == "published" or experiment.network.parameter_count <= LARGEST
    return "scalar" if by_numbers else "numpy"


def keyframes_every(experiment: Experiment) -> int:
    """Give the steps between keyframes from which one can be replayed in a few milliseconds: a power of two."""
    network, engine, count = experiment.network, engine_of(experiment), experiment.network.parameter_count
    states = len(OPTIMIZERS[experiment.training.optimizer.name].state_names)
    # About what a step takes; that it is more or less on other machines does no harm.
    if engine == "numpy":
        nanoseconds = 4_000 * (len(network.layers) + states) + 3 * count
    elif engine == "scalar":
        nanoseconds = (100 + 70 * count) * (1 + states)
    else:
        # Between two keyframes it runs translated, but for the last step; so they had better be further apart.
        nanoseconds = min(20 + 2 * count, 300 + count // 3) * (1 + states) // 4
    steps = max(FEWEST_REPLAYED, min(MOST_REPLAYED, int(REPLAY_SECONDS * 1e9) // nanoseconds))
    return 1 << (steps.bit_length() - 1)


def make_engine(experiment: Experiment, parameters: Floats) -> Engine:
    """Give the engine for an experiment, at these parameters, shape (parameters,)."""
    training, name = experiment.training, engine_of(experiment)
    rule, reduction = training.optimizer, training.reduction
    if name == "numpy":
        network = Network(experiment.network, parameters.copy())
        return NumpyEngine(network, LOSSES[training.loss], rule, reduction=reduction)
    program = program_of(experiment)
    if name == "scalar":
        return ScalarEngine(program, parameters, rule, reduction=reduction)
    return CompiledEngine(program, parameters, rule, reduction=reduction, translate=compiling.translate)
