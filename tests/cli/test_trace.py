from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import records, run
from tui_nn.experiment.lessons import lesson
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.session import Session

FIELDS = ["step", "epoch", "row", "inputs", "targets", "predictions", "loss", "updated", "engine", "parameters"]


def test_a_line_has_the_fields_in_order_and_no_blanks() -> None:
    result = run("train", "relu-1-1-1", "--steps", "1", "--trace", "-")
    assert result.stdout == (
        '{"step":1,"epoch":0,"row":0,"inputs":{"x":2.0},"targets":{"y":2.0},"predictions":{"y":0.45999999999999996},'
        '"loss":1.1858,"updated":true,"engine":"scalar","parameters":{"w":0.5924,"b":0.2462,"v":0.4848,"c":0.254}}\n'
    )
    assert result.stderr.startswith("0 epochs · 1 step · loss ")


def test_every_number_is_the_sessions_own_to_the_last_bit() -> None:
    setup = set_up("two-moons", Overrides(batch_size=3, scale="standard"))
    session = Session(setup.experiment, setup.train)
    names = setup.experiment.names
    arguments = ("--batch-size", "3", "--scale", "standard", "--trace-gradients", "--trace-activations")
    trace = records("two-moons", "--steps", "201", *arguments)
    assert len(trace) == 201
    for line in trace:
        sample = session.step()
        assert sample is not None and session.engine.last is not None
        example = sample.example
        assert list(line) == [*FIELDS, "gradients", "z", "h", "delta"]
        assert (line["step"], line["epoch"], line["row"]) == (sample.step, sample.epoch, sample.row)
        assert line["inputs"] == dict(zip(("x1", "x2"), setup.train.inputs[example], strict=True))
        assert list(line["targets"].values()) == setup.train.targets[example].tolist()
        assert list(line["predictions"].items()) == list(
            zip(setup.train.target_names, sample.prediction.tolist(), strict=True)
        )
        assert (line["loss"], line["updated"]) == (sample.loss, sample.updated)
        for field, flat in (("parameters", session.parameters), ("gradients", session.engine.last.gradient)):
            assert list(line[field]) == [names.parameters[index] for index in names.reading_order]
            assert {names.index(name): value for name, value in line[field].items()} == dict(enumerate(flat.tolist()))
        for field in ("z", "h", "delta"):
            layers = getattr(session.engine.last, field)
            assert list(line[field].values()) == np.concatenate(layers).tolist()
            assert list(line[field])[0] == f"{field}1[1]"
            assert list(line[field])[-1] == f"{field}2[2]"
    assert [line["updated"] for line in trace[195:201]] == [False, False, True, False, True, False]
    assert (trace[199]["epoch"], trace[200]["epoch"]) == (0, 1)


def test_csv_says_the_same_as_json(tmp_path: Path) -> None:
    path = tmp_path / "trace.CSV"
    arguments = ("xor", "--steps", "9", "--batch-size", "2", "--trace-gradients", "--trace-activations")
    trace = records(*arguments)
    result = run("train", *arguments, "--trace", str(path))
    assert result.stdout.startswith("2 epochs · 9 steps · loss ")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [flat(line) for line in trace] == rows


def flat(line: dict[str, object]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for field, value in line.items():
        inner = value if isinstance(value, dict) else {None: value}
        cells |= {
            f"{field}.{key}" if key else field: item if isinstance(item, str) else json.dumps(item)
            for key, item in inner.items()
        }
    return cells


def test_a_trace_goes_into_a_file_in_utf_8(tmp_path: Path) -> None:
    data, trace = tmp_path / "data.csv", tmp_path / "trace.jsonl"
    data.write_text("größe,gewicht\n1,2\n2,3\n", encoding="utf-8")
    assert run("train", str(data), "--steps", "2", "--trace", str(trace)).exit_code == 0
    lines = trace.read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["inputs"]["größe"] for line in lines} == {1.0, 2.0}
    assert all('"größe"' in line for line in lines)


def test_labels_that_could_be_taken_for_one_another_are_not_used() -> None:
    names = lesson("line").names
    (step,) = records("line", "--steps", "1", "--trace-activations")
    assert names.of("z1[1]") == "z"
    assert list(step["z"]) == ["z"]
    (step,) = records("softplus-1-2-1", "--steps", "1", "--trace-activations")
    assert list(step["z"]) == ["z1", "z2", "z2[1]"]


def test_additions_without_a_trace_are_refused() -> None:
    result = run("train", "xor", "--trace-gradients")
    assert result.exit_code == 2
    assert "Give --trace FILE too" in result.stderr


@pytest.mark.parametrize("other", ["data.csv", "out.toml"])
def test_a_trace_does_not_overwrite_what_is_read_or_saved(
    other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text("x,y\n1,2\n3,4\n")
    result = run("train", "data.csv", "--save", "out.toml", "--trace", f"./{other}")
    assert result.exit_code == 2
    assert "this file has another use" in result.stderr
    assert Path("data.csv").read_text() == "x,y\n1,2\n3,4\n"
