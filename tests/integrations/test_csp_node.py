"""The network as a node of a csp graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, no_type_check

import numpy as np
import pytest

csp = pytest.importorskip("csp")

from tui_nn.data.dataset import Dataset
from tui_nn.errors import DataError, ExperimentError, UsageError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.lessons import lesson
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.integrations.csp import Trained, train
from tui_nn.integrations.csp.node import TrainingHalted
from tui_nn.training.session import Session

START = datetime(2020, 1, 1)
SECOND = timedelta(seconds=1)
Series = Any


def ticking(values: Any, kind: Any) -> Series:
    """Give a time series with a value a second."""
    return csp.curve(kind, [(SECOND * number, value) for number, value in enumerate(values, start=1)])


def as_lists(values: Any) -> Series:
    return ticking(values.tolist(), list[float])


def as_tuples(values: Any) -> Series:
    return ticking([tuple(row) for row in values.tolist()], object)


def as_basket(values: Any) -> Series:
    return [ticking(column, float) for column in values.T.tolist()]


@csp.node
@no_type_check
def arrays(lists: csp.ts[object]) -> csp.ts[csp.typing.Numpy1DArray[float]]:
    if csp.ticked(lists):
        return np.array(lists)


def as_arrays(values: Any) -> Series:
    return arrays(as_lists(values))


def ticks(graph: Callable[[], Trained], *names: str) -> dict[str, list[Any]]:
    """Run a graph and give what its outputs were at each event."""

    def whole() -> None:
        trained = graph()
        for name in names:
            csp.add_graph_output(name, getattr(trained, name))

    outputs = csp.run(whole, starttime=START)
    return {name: [value for _, value in outputs[name]] for name in names}


@pytest.mark.parametrize("form", [as_lists, as_tuples, as_basket, as_arrays])
@pytest.mark.parametrize(
    ("source", "wishes"),
    [
        ("sigmoid-2-2-1", Overrides()),
        ("xor", Overrides(optimizer="adam", batch_size=2, reduction="sum")),
        ("iris", Overrides(engine="numpy", shuffle=False)),
    ],
)
def test_every_event_gives_the_bits_of_a_session(source: str, wishes: Overrides, form: Callable[[Any], Series]) -> None:
    setup = set_up(source, wishes)
    data = setup.train
    found = ticks(
        lambda: train(setup.experiment, form(data.inputs), form(data.targets)),
        *("step", "prediction", "loss", "parameters", "halted"),
    )
    session = Session(setup.experiment, data)
    for number in range(len(data)):
        sample = session.step()
        assert sample is not None
        assert found["step"][number] == sample.step
        assert np.ravel(found["prediction"][number]).tolist() == sample.prediction.tolist()
        assert found["loss"][number] == sample.loss
        assert found["parameters"][number].tolist() == session.parameters.tolist()
    assert (len(found["step"]), found["halted"]) == (len(data), [])


def test_one_number_is_a_number_and_several_are_an_array() -> None:
    def kinds(source: str) -> Any:
        trained = on_lists(set_up(source))
        return trained.prediction.tstype.typ

    def graph() -> None:
        assert kinds("xor") is float
        assert kinds("iris") == csp.typing.Numpy1DArray[float]

    csp.run(graph, starttime=START, endtime=SECOND)


def on_lists(setup: Any, **options: Any) -> Trained:
    return train(setup.experiment, as_lists(setup.train.inputs), as_lists(setup.train.targets), **options)


def test_a_parameter_is_a_time_series_by_its_name() -> None:
    setup = set_up("sigmoid-2-2-1")

    def graph() -> None:
        trained = on_lists(setup, frozen=["w1"])
        csp.add_graph_output("all", trained.parameters)
        for name in ("w1", "w5", "W2[1,1]"):
            csp.add_graph_output(name, trained.parameter(name))
        with pytest.raises(ExperimentError, match="there is no parameter 'w7'"):
            trained.parameter("w7")

    found = csp.run(graph, starttime=START)
    index = setup.experiment.names.index("w5")
    assert [value for _, value in found["w5"]] == [values[index] for _, values in found["all"]]
    assert found["w5"] == found["W2[1,1]"]
    assert {value for _, value in found["w1"]} == {setup.experiment.start.values["w1"]}


def test_only_moments_at_which_all_tick_are_events() -> None:
    def graph() -> Trained:
        x = [csp.curve(float, [(SECOND * at, 1.0) for at in ats]) for ats in ((1, 2, 3, 5), (2, 3, 4, 5))]
        y = csp.curve(int, [(SECOND * at, 1) for at in (1, 2, 4, 5)])
        return train(lesson("sigmoid-2-2-1"), x, y)

    assert ticks(graph, "step") == {"step": [1, 2]}


def test_a_graph_that_runs_again_begins_anew() -> None:
    setup = set_up("xor")
    once = ticks(lambda: on_lists(setup), "loss")
    assert ticks(lambda: on_lists(setup), "loss") == once
    # Two nodes on the same streams are two learners.
    other = replace(setup, experiment=replace(setup.experiment, start=replace(setup.experiment.start, seed=7)))

    def both() -> Trained:
        on_lists(other)
        return on_lists(setup)

    assert ticks(both, "loss") == once


def diverging() -> tuple[Experiment, Dataset]:
    setup = set_up("relu-1-1-1-stream", Overrides(learning_rate=100.0))
    return setup.experiment, setup.train


def test_where_training_diverges_the_graph_ends_with_the_reason() -> None:
    experiment, data = diverging()
    session = Session(experiment, data)
    steps = session.run(len(data))
    reason = session.halted.replace(f" (row {steps})", "")
    with pytest.raises(TrainingHalted) as raised:
        ticks(lambda: train(experiment, as_lists(data.inputs), as_lists(data.targets)), "step")
    assert str(raised.value) == reason
    graph = ticks(
        lambda: train(experiment, as_lists(data.inputs), as_lists(data.targets), raises=False), "step", "halted"
    )
    assert graph == {"step": list(range(1, steps + 1)), "halted": [reason]}


def test_an_event_that_is_no_number_halts_too() -> None:
    experiment = lesson("relu-1-1-1-stream")

    def graph() -> Trained:
        return train(experiment, ticking([1.0, float("nan"), 1.0], float), ticking([1.0] * 3, float), raises=False)

    found = ticks(graph, "step", "halted")
    assert found["step"] == [1]
    assert [reason[: len("Step 2: x is nan")] for reason in found["halted"]] == ["Step 2: x is nan"]


def test_what_makes_no_sense_is_said_while_the_graph_is_built() -> None:
    experiment = lesson("relu-1-1-1-stream")
    with pytest.raises(UsageError, match="y is 3"):
        ticks(lambda: train(experiment, ticking([1.0], float), 3), "step")
    whole = replace(experiment, training=replace(experiment.training, batch_size=0))
    with pytest.raises(ExperimentError, match="a batch cannot hold a full one"):
        ticks(lambda: train(whole, ticking([1.0], float), ticking([1.0], float)), "step")


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [([1.0, 2.0], list[float], r"inputs of shape \(2,\)"), ("many", str, "an event has 'many'")],
)
def test_an_event_that_does_not_fit_is_refused(value: Any, kind: Any, message: str) -> None:
    experiment = lesson("relu-1-1-1-stream")
    with pytest.raises(DataError, match=message):
        ticks(lambda: train(experiment, ticking([value], kind), ticking([1.0], float)), "step")
