"""Training on a thread of its own, as time series of a csp graph."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

csp = pytest.importorskip("csp")

from tests.training.small import session
from tui_nn.errors import UsageError
from tui_nn.integrations.csp import Trained, traced, watched
from tui_nn.training import commands
from tui_nn.training.worker import Worker

LONG = timedelta(seconds=30)
NAMES = ("step", "prediction", "loss", "parameters", "halted")


def run(make: Any, *names: str) -> dict[str, list[Any]]:
    """Run a graph in real time and give what its outputs were."""

    def whole() -> None:
        trained: Trained = make()
        for name in names:
            csp.add_graph_output(name, getattr(trained, name))

    began = datetime.now()
    outputs = csp.run(whole, realtime=True, endtime=LONG)
    assert datetime.now() - began < LONG, "the graph did not end by itself"
    return {name: [value for _, value in outputs[name]] for name in names}


def test_every_step_of_a_session_is_in_the_graph_which_ends_with_it() -> None:
    of_graph, alone = session(), session()
    found = run(lambda: traced(of_graph, 300, ahead=5), *NAMES)
    for number in range(300):
        sample = alone.step()
        assert sample is not None
        assert (found["step"][number], found["loss"][number]) == (sample.step, sample.loss)
        assert found["prediction"][number] == sample.prediction[0]
        assert found["parameters"][number].tolist() == alone.parameters.tolist()
    assert (len(found["step"]), found["halted"]) == (300, [])
    assert of_graph.steps == 300


def test_a_session_that_halts_says_why() -> None:
    wild = session(learning_rate=1e200)
    found = run(lambda: traced(wild, 300), "step", "halted")
    assert found["step"] == list(range(1, wild.steps + 1))
    assert found["halted"] == [wild.halted] != [""]


def test_training_waits_for_the_graph_and_ends_with_it() -> None:
    ahead = session()

    def graph() -> Trained:
        trained = traced(ahead, 1_000_000, ahead=5)
        csp.stop_engine(csp.filter(trained.step == 20, trained.step))
        return trained

    assert run(graph, "step")["step"] == list(range(1, 21))
    assert 20 <= ahead.steps <= 20 + 5 + 1


def test_an_error_of_training_is_the_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    sick = session()

    def step() -> Any:
        raise RuntimeError("it broke")

    monkeypatch.setattr(sick, "step", step)
    with pytest.raises(RuntimeError, match="it broke"):
        run(lambda: traced(sick, 10), "step")


def test_simulated_time_is_refused() -> None:
    with pytest.raises(UsageError, match="is real time\nRun the graph with realtime=True"):
        csp.run(lambda: traced(session(), 10).step, starttime=datetime(2020, 1, 1), endtime=LONG)


def test_a_worker_is_looked_at_and_what_is_passed_over_is_counted() -> None:
    worker = Worker(session())
    worker.start()
    worker.send(commands.StepExample(5_000))
    try:
        found = run(lambda: watched(worker, every=timedelta(milliseconds=1)), *NAMES, "skipped")
    finally:
        worker.stop()
    alone = session()
    alone.run(5_000)
    steps = found["step"]
    assert steps == sorted(set(steps)) and steps[-1] == 5_000
    assert found["skipped"][-1] == 5_000 - len(steps)
    assert found["parameters"][-1].tolist() == alone.parameters.tolist()
    assert found["loss"][-1] == alone.snapshot().samples[-1].loss
    assert found["halted"] == []


def test_a_worker_that_fails_fails_the_graph() -> None:
    worker = Worker(session())
    worker.failure = RuntimeError("it broke")
    with pytest.raises(RuntimeError, match="it broke"):
        run(lambda: watched(worker), "step")


def test_a_worker_that_halts_says_why() -> None:
    worker = Worker(session(learning_rate=1e200))
    worker.start()
    worker.send(commands.Run())
    try:
        found = run(lambda: watched(worker), "halted")
    finally:
        worker.stop()
    assert found["halted"] == [worker.latest.halted] != [""]
