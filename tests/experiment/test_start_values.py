from __future__ import annotations

from pathlib import Path

import pytest

from tui_nn.errors import ExperimentError
from tui_nn.experiment.setup import set_up
from tui_nn.experiment.start_values import read_start_values
from tui_nn.experiment.toml import write_experiment

VALUES = {"w1": 0.5, "W1[2,1]": -1e-3, "b1": 2.0}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("flat.toml", 'w1 = 0.5\n"W1[2,1]" = -1e-3\nb1 = 2\n'),
        ("parameters.toml", '[parameters]\nw1 = 0.5\n"W1[2,1]" = -1e-3\nb1 = 2\n'),
        ("values.toml", '[values]\nw1 = 0.5\n"W1[2,1]" = -1e-3\nb1 = 2\n'),
        ("start.toml", '[start]\nseed = 3\n[start.values]\nw1 = 0.5\n"W1[2,1]" = -1e-3\nb1 = 2\n'),
        ("flat.json", '{"w1": 0.5, "W1[2,1]": -1e-3, "b1": 2}'),
        ("trace.json", '{"step": 1, "parameters": {"w1": 0.5, "W1[2,1]": -1e-3, "b1": 2}}'),
        ("plain.csv", 'w1,0.5\n"W1[2,1]",-1e-3\nb1,2\n'),
        ("header.csv", "\ufeffname,value\n# from paper\nw1, 0.5\n\nW1[2,1],-1e-3\nb1,2\n"),
        ("HEADER.CSV", "name,value\r\nw1,0.5\r\nW1[2,1],-1e-3\r\nb1,2\r\n"),
    ],
)
def test_a_file_of_start_values(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode())
    assert read_start_values(path) == VALUES


def test_an_experiments_file_gives_its_start_values(tmp_path: Path) -> None:
    experiment = set_up("sigmoid-2-2-1").experiment
    path = tmp_path / "experiment.toml"
    path.write_text(write_experiment(experiment), encoding="utf-8")
    assert read_start_values(path) == experiment.start.values


@pytest.mark.parametrize(
    ("name", "content", "place", "cause"),
    [
        ("a.toml", b"w1 = \n", "", "this is not TOML"),
        ("a.toml", b"", "", "there are no names with values"),
        ("a.toml", b"w1 = true\n", ": w1", "'True' is not a finite number"),
        ("a.toml", b"w1 = nan\n", ": w1", "'nan' is not a finite number"),
        ("a.toml", b"w1 = 1" + 400 * b"0" + b"\n", ": w1", "is not a finite number"),
        ("a.toml", b"w1 = 1" + 5000 * b"0" + b"\n", "", "a whole number has too many digits"),
        ("a.toml", b"w1 = [1.0]\n", ": w1", "'[1.0]' is not a finite number"),
        ("a.toml", b"\xff\xfe", "", "not a text file in UTF-8"),
        ("a.json", b'{"w1": 1,\n}', ":2", "this is not JSON"),
        ("a.json", b"[1, 2]", "", "there are no names with values"),
        ("a.csv", b"name,value\nw1;0.5\n", ":2", "'w1;0.5' is not a name and a number"),
        ("a.csv", b"w1,0.5\nb1,inf\n", ":2", "'inf' is not a finite number"),
        ("a.csv", b"w1," + 200_000 * b"1", "", "this is not CSV"),
        ("a.csv", b"# nothing\n", "", "there are no names with values"),
    ],
)
def test_what_is_not_start_values_is_refused(name: str, content: bytes, place: str, cause: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ExperimentError) as refused:
        read_start_values(path)
    assert cause in refused.value.cause
    assert refused.value.place == f"{path}{place}"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="no such file"):
        read_start_values(tmp_path / "none.csv")
    with pytest.raises(ExperimentError, match="is a directory"):
        read_start_values(tmp_path)
