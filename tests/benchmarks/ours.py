"""Our own engines and sessions as runners."""

from __future__ import annotations

from itertools import cycle, islice

import numpy as np

from tests.benchmarks.problems import Problem
from tests.benchmarks.runners import Entrant
from tui_nn.core.engine import Engine
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.scalar import ScalarEngine
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import About, Experiment, Start, Training
from tui_nn.training.engines import make_engine, program_of
from tui_nn.training.session import Session

KINDS = ("scalar", "numpy")
"""The kinds of engines there are in this install."""

FAST = "numba"
"""The kind that comes with the extra `fast`; one of the kinds where that is installed."""


def default_kind(problem: Problem) -> str:
    """Give the kind of engine that an install without extras trains this problem with."""
    return make_engine(_experiment(problem), problem.start).name


class EngineRunner:
    unit = 1

    def __init__(self, problem: Problem, kind: str) -> None:
        self.engine = _engine(_experiment(problem), problem.start, kind)
        self.rate = problem.rate
        self.examples = cycle(list(zip(problem.inputs, problem.targets, strict=True)))

    def run(self, count: int) -> None:
        step, rate = self.engine.step, self.rate
        with np.errstate(all="ignore"):
            for inputs, target in islice(self.examples, count):
                step(inputs, target, row=0, rate=rate, ends_batch=True)

    def parameters(self) -> Floats:
        return self.engine.remember().parameters


class SessionRunner:
    """What `tui-nn train` does: losses, samples and the past are kept."""

    unit = 1

    def __init__(self, problem: Problem) -> None:
        self.session = open_problem(problem)

    def run(self, count: int) -> None:
        self.session.run(count)

    def parameters(self) -> Floats:
        return self.session.parameters


def engine_entrant(kind: str) -> Entrant:
    return Entrant(f"tui-nn, {kind} engine", lambda problem: EngineRunner(problem, kind))


SESSION = Entrant("tui-nn, session", SessionRunner)
OURS = (*map(engine_entrant, KINDS), SESSION)


def open_problem(problem: Problem) -> Session:
    """Open a session at the problem's start."""
    data = Dataset(
        problem.name,
        tuple(f"x{number}" for number in range(1, problem.network.inputs + 1)),
        tuple(f"y{number}" for number in range(1, problem.network.outputs + 1)),
        problem.inputs,
        problem.targets,
        np.arange(len(problem.inputs)),
    )
    return Session(_experiment(problem), data)


def _experiment(problem: Problem) -> Experiment:
    drawn = Experiment(About(problem.name), DataChoice(problem.name), problem.network)
    values = dict(zip(drawn.names.parameters, problem.start.tolist(), strict=True))
    training = Training(loss=problem.loss, learning_rate=problem.rate)
    return Experiment(drawn.about, drawn.data, drawn.network, Start(values=values), training)


def _engine(experiment: Experiment, parameters: Floats, kind: str) -> Engine:
    training = experiment.training
    if kind == "scalar":
        return ScalarEngine(program_of(experiment), parameters, training.optimizer)
    return NumpyEngine(Network(experiment.network, parameters.copy()), LOSSES[training.loss], training.optimizer)
