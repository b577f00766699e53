"""The sample graph is the lesson `relu-1-1-1-stream`, bit for bit."""

from __future__ import annotations

import runpy
from datetime import timedelta

import pytest

csp = pytest.importorskip("csp")

from tests.cli.running import records
from tui_nn.experiment.setup import set_up
from tui_nn.integrations.csp import curves
from tui_nn.integrations.csp.sample import SECONDS, START


def test_the_lessons_file_holds_the_curves() -> None:
    data = set_up("relu-1-1-1-stream").train
    made = csp.run(curves, starttime=START, endtime=timedelta(seconds=SECONDS))
    assert [time.isoformat(timespec="microseconds") for time, _ in made["x"]] == list(data.times)
    assert [value for _, value in made["x"]] == data.inputs[:, 0].tolist()
    assert [value for _, value in made["y"]] == data.targets[:, 0].tolist()


def test_the_graph_prints_what_the_lesson_traces(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("tui_nn.integrations.csp", run_name="__main__")
    printed = capsys.readouterr().out.splitlines()
    data, trace = set_up("relu-1-1-1-stream").train, records("relu-1-1-1-stream")
    assert len(printed) == len(trace) == 400
    for line, time, record in zip(printed, data.times, trace, strict=True):
        numbers = [record["inputs"]["x"], record["targets"]["y"], record["predictions"]["y"], record["loss"]]
        names = ["x", "y", "prediction", "loss", *record["parameters"]]
        values = [*numbers, *record["parameters"].values()]
        said = "  ".join(f"{name} {value!r}" for name, value in zip(names, values, strict=True))
        assert line == f"{time.replace('T', ' ')}  {said}"
