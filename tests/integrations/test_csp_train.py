"""`tui-nn train --csp`: training on the events of a graph from the command line."""

from __future__ import annotations

import json
import signal
from itertools import accumulate
from pathlib import Path

import pytest

pytest.importorskip("csp")

from tests.cli.running import records, run, start
from tui_nn.experiment.toml import read_experiment

CURVES = ("relu-1-1-1-stream", "--csp", "tui_nn.integrations.csp:curves", "--csp-start", "2020-01-01")

GRAPHS = """
import csp
from datetime import timedelta
from tui_nn.integrations.csp import curves

def short():
    series = csp.curve(float, [(timedelta(seconds=at), at / 4) for at in (1, 2, 3)])
    return [series, series], series

def bad():
    made = curves()
    return csp.apply(made.x, lambda x: x / (x < 1.1), float), made.y
"""


@pytest.fixture
def graphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the name of a module with graphs in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    Path("graphs_of_a_user.py").write_text(GRAPHS)
    return "graphs_of_a_user"


def test_the_trace_is_the_lessons() -> None:
    additions = ("--trace-gradients", "--trace-activations")
    arguments = ("train", *CURVES, "--steps", "400", *additions, "--trace", "-")
    assert run(*arguments).stdout == run("train", "relu-1-1-1-stream", *additions, "--trace", "-").stdout


def test_the_last_line_sums_up_the_events_as_they_came() -> None:
    # Added one after the other: Python's sum corrects itself since 3.12.
    *_, total = accumulate(record["loss"] for record in records("relu-1-1-1-stream", "--steps", "50"))
    result = run("train", *CURVES, "--steps", "50")
    assert result.stdout == f"50 steps · loss {total / 50!r} (mean of the events as they came)\n"
    assert run("train", *CURVES, "--steps", "0").stdout == "0 steps\n"


def test_a_classifier_tells_how_many_events_were_right(graphs: str) -> None:
    trace = records("sigmoid-2-2-1", "--csp", f"{graphs}:short", "--csp-start", "2020-01-01")
    right = sum((record["predictions"]["y"] >= 0.5) == (record["targets"]["y"] >= 0.5) for record in trace)
    result = run("train", "sigmoid-2-2-1", "--csp", f"{graphs}:short", "--csp-start", "2020-01-01")
    assert [record["targets"]["y"] for record in trace] == [0.25, 0.5, 0.75]
    assert result.stdout.startswith("3 steps · loss ")
    assert result.stdout.endswith(f" · accuracy {100 * right / 3:.1f} % ({right} of 3) · the stream ended\n")


def test_a_graph_that_fails_takes_nothing_of_what_was_learnt(graphs: str) -> None:
    result = run("train", *CURVES[:1], "--csp", f"{graphs}:bad", *CURVES[3:], "--save", "learnt.toml")
    assert result.exit_code == 2
    assert result.stdout.startswith("2 steps · loss ")
    assert "Error: the csp graph failed: ZeroDivisionError" in result.stderr
    learnt = read_experiment(Path("learnt.toml")).start.values
    assert learnt == records("relu-1-1-1-stream", "--steps", "2")[-1]["parameters"]


def test_divergence_is_a_failure_and_nothing_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "learnt.toml"
    result = run("train", *CURVES, "--lr", "100", "--save", str(path))
    assert result.exit_code == 1
    assert "infinite or not a number" in result.stderr and result.stderr.endswith("Nothing was saved.\n")
    assert not path.exists()


def test_ctrl_c_ends_it_with_what_was_learnt(tmp_path: Path) -> None:
    path = tmp_path / "learnt.toml"
    with start("train", *CURVES[:3], "--trace", "-", "--save", str(path)) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.endswith(" · interrupted\n") and errors.count("\n") == 1
    assert read_experiment(path).start.values == json.loads((first + rest).splitlines()[-1])["parameters"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--csp", "nowhere:graph"), "there is no module 'nowhere'"),
        (("--csp", "graphs_of_a_user:long"), "graphs_of_a_user has no graph 'long'"),
        (("--csp", "graphs_of_a_user:short", "--scale", "standard"), "are taken as they are, not scaled"),
        (("--csp", "graphs_of_a_user:short", "--batch-size", "full"), "a batch cannot hold a full one"),
        (("--csp", "graphs_of_a_user:short", "--epochs", "1"), "has no epochs to count"),
        (("--csp", "graphs_of_a_user:short", "--until", "loss < 1"), "has no epochs to count"),
        (("--csp-start", "2020-01-01"), "Give --csp MODULE:GRAPH too"),
    ],
)
def test_what_makes_no_sense_is_refused(graphs: str, arguments: tuple[str, ...], message: str) -> None:
    result = run("train", "relu-1-1-1-stream", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
