from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tui_nn.data.bundled import bundled_description, bundled_names, bundled_path, find_file
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparing import prepare

SHAPES = {
    "iris": (150, 4, 3),
    "line": (20, 1, 1),
    "relu-1-1-1": (3, 1, 1),
    "relu-1-1-1-stream": (400, 1, 1),
    "sigmoid-2-2-1": (10, 2, 1),
    "sigmoid-3-2-1": (1, 3, 1),
    "sine": (60, 1, 1),
    "softplus-1-2-1": (12, 1, 1),
    "three-outputs": (2, 3, 3),
    "two-moons": (200, 2, 2),
    "two-records": (2, 3, 1),
    "two-spirals": (194, 2, 2),
    "xor": (4, 2, 1),
}
CHOICES = {
    "relu-1-1-1-stream": DataChoice("relu-1-1-1-stream", time="time"),
    "three-outputs": DataChoice("three-outputs", targets=("t1", "t2", "t3")),
}


def bundled(name: str) -> Dataset:
    return prepare(CHOICES.get(name, DataChoice(name)), seed=0).train


def test_every_bundled_set_is_named() -> None:
    assert bundled_names() == tuple(sorted(SHAPES))


@pytest.mark.parametrize("name", SHAPES)
def test_a_bundled_set_loads(name: str) -> None:
    data = bundled(name)
    assert (len(data), data.input_count, data.output_count) == SHAPES[name]


@pytest.mark.parametrize("name", SHAPES)
def test_a_bundled_set_describes_itself(name: str) -> None:
    path = bundled_path(name)
    assert path is not None
    first, second = path.read_text(encoding="utf-8").splitlines()[:2]
    assert first == f"# {bundled_description(name)}" and len(bundled_description(name)) > 10
    assert "," in second and not any(cell[0].isdigit() for cell in second.split(","))


def test_the_readme_lists_every_set() -> None:
    path = bundled_path("iris")
    assert path is not None
    text = (path.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in bundled_names() if f"| `{name}` |" not in text] == []


def test_there_is_no_other_set() -> None:
    assert bundled_path("moon") is None
    with pytest.raises(KeyError):
        bundled_description("moon")


def test_a_file_wins_over_a_bundled_set_and_a_folder_does_not(tmp_path: Path) -> None:
    (tmp_path / "xor").write_text("x,y\n1,2\n")
    (tmp_path / "iris").mkdir()
    assert find_file("xor", tmp_path) == tmp_path / "xor"
    assert find_file("iris", tmp_path) == bundled_path("iris")
    assert find_file("./iris", tmp_path) == tmp_path / "iris"


def test_the_stream_is_a_kinked_line_over_four_seconds() -> None:
    data = bundled("relu-1-1-1-stream")
    x, y = data.inputs[:, 0], data.targets[:, 0]
    np.testing.assert_allclose(y, 2 * np.maximum(0, x - 0.5) + 0.3, atol=1e-9)
    assert (x < 0.5).sum() > 20 and (x > 0).all()
    assert (data.times[0], data.times[-1]) == ("2020-01-01T00:00:00.010000", "2020-01-01T00:00:04.000000")
    assert list(data.times) == sorted(data.times)


def test_the_bumpy_curve_has_all_its_digits() -> None:
    data = bundled("softplus-1-2-1")
    x = np.arange(1, 13) / 6
    np.testing.assert_array_equal(data.inputs[:, 0], x)
    np.testing.assert_allclose(data.targets[:, 0], np.logaddexp(0, 2 * np.sin(np.pi * x)), rtol=1e-15)


def test_iris_has_fishers_own_numbers() -> None:
    data = bundled("iris")
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert data.targets.sum(axis=0).tolist() == [50, 50, 50]
    np.testing.assert_allclose(data.inputs.sum(axis=0), [876.5, 458.6, 563.7, 179.9])
    assert data.inputs[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]
