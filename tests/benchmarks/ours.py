"""Our own engines and sessions as runners."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np

from tests.benchmarks.problems import Problem
from tests.benchmarks.runners import Entrant
from tui_nn.core.compiled import CompiledEngine
from tui_nn.core.examples import Examples
from tui_nn.core.floats import Floats
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import About, Experiment, Start, Training
from tui_nn.training import compiling
from tui_nn.training.engines import engine_of, make_engine
from tui_nn.training.schedule import Schedule
from tui_nn.training.session import Session

FAST = "numba"
"""The kind that comes with the extra `fast`; one of the kinds where that is installed."""

KINDS = ("scalar", "numpy", *([FAST] if compiling.installed() else []))
"""The kinds of engines there are in this install."""

AT_ONCE = 65_536
"""Examples that an engine is given in one call; it finds its way back from a number that is not finite within these."""


def default_kind(problem: Problem) -> str:
    """Give the kind of engine that an install without extras trains this problem with."""
    with patch.object(compiling, "installed", lambda: False):
        return engine_of(_experiment(problem))


class EngineRunner:
    unit = 1

    def __init__(self, problem: Problem, kind: str, record: bool = False) -> None:
        self.record = record
        self.engine = make_engine(_experiment(problem, kind), problem.start)
        self.rate, self.done = problem.rate, 0
        self.examples = Examples(problem.inputs, problem.targets, np.arange(len(problem.inputs)))
        self.schedule = Schedule(len(problem.inputs), batch_size=1, seed=0, shuffle=False)
        if kind == FAST:
            self._compile()

    def _compile(self) -> None:
        """Wait for the translation, which in the app comes when it comes."""
        assert isinstance(self.engine, CompiledEngine)
        compiling.translate(*self.engine.text(each=True)).wait()

    def run(self, count: int) -> None:
        end = self.done + count
        with np.errstate(all="ignore"):
            while self.done < end:
                stretch = self.schedule.stretch(self.done, min(AT_ONCE, end - self.done), self.rate)
                self.done += self.engine.run(self.examples, stretch, record=self.record).done

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


def _experiment(problem: Problem, kind: str = "auto") -> Experiment:
    drawn = Experiment(About(problem.name), DataChoice(problem.name), problem.network)
    values = dict(zip(drawn.names.parameters, problem.start.tolist(), strict=True))
    training = Training(loss=problem.loss, learning_rate=problem.rate, engine=kind)
    return Experiment(drawn.about, drawn.data, drawn.network, Start(values=values), training)
