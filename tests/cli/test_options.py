from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cli.running import run
from tui_nn.cli import options
from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.losses import LOSSES
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.data.choice import SCALES
from tui_nn.experiment.experiment import ENGINES, GRADIENTS, REDUCTIONS


@pytest.mark.parametrize(
    ("listed", "registry"),
    [
        (options.ACTIVATION_CHOICES, ACTIVATIONS),
        (options.LOSS_CHOICES, LOSSES),
        (options.OPTIMIZER_CHOICES, OPTIMIZERS),
        (options.REDUCTION_CHOICES, REDUCTIONS),
        (options.GRADIENT_CHOICES, GRADIENTS),
        (options.ENGINE_CHOICES, ENGINES),
        (options.SCALE_CHOICES, SCALES),
    ],
)
def test_help_names_every_choice(listed: str, registry: Iterable[str]) -> None:
    assert listed.split(", ") == list(registry)


@pytest.mark.parametrize("command", ["open", "train", "show"])
def test_the_shared_options_are_in_every_help(command: str) -> None:
    text = " ".join(run(command, "--help").stdout.split())
    for words in ("--layers 2-4-1", "--batch-size N|full", f"hidden layers: {options.ACTIVATION_CHOICES}."):
        assert words in text


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [(3 * row % 7, row, row % 3) for row in range(20)]
    (tmp_path / "data.csv").write_text("a,b,c\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows))
    (tmp_path / "start.toml").write_text('"W1[1,1]" = 0.25\n"b1[1]" = 0.75\n')


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--layers", "2-3-1"), "    { size = 3, activation = "),
        (("--activation", "relu"), '    { size = 8, activation = "relu", bias = true },'),
        (("--output-activation", "softplus"), '    { size = 1, activation = "softplus", bias = true },'),
        (("--loss", "huber"), 'loss = "huber"'),
        (("--optimizer", "adam"), 'name = "adam"'),
        (("--lr", "0.125"), "learning_rate = 0.125"),
        (("--batch-size", "7"), "batch_size = 7"),
        (("--batch-size", "full"), 'batch_size = "full"'),
        (("--reduction", "sum"), 'reduction = "sum"'),
        (("--engine", "numpy"), 'engine = "numpy"'),
        (("--seed", "5"), "seed = 5"),
        (("--set", "W1[1,1]=0.5", "--set", "b1[1]=1"), '"W1[1,1]" = 0.5\n"b1[1]" = 1.0'),
        (("--init", "start.toml"), '"W1[1,1]" = 0.25\n"b1[1]" = 0.75'),
        (("--init", "start.toml", "--set", "b1[1]=1"), '"W1[1,1]" = 0.25\n"b1[1]" = 1.0'),
        (("--target", "a"), 'targets = [\n    "a",\n]'),
        (("--target", "a, b"), 'targets = [\n    "a",\n    "b",\n]'),
        (("--target", '"a"'), 'targets = [\n    "a",\n]'),
        (("--inputs", "b"), 'inputs = [\n    "b",\n]'),
        (("--classes",), "classes = true"),
        (("--no-classes",), "classes = false"),
        (("--no-shuffle",), "shuffle = false"),
        (("--test-fraction", "0.25"), "test_fraction = 0.25"),
        (("--scale", "minmax"), 'scale = "minmax"'),
    ],
)
@pytest.mark.usefixtures("data")
def test_an_option_changes_what_is_set_up(arguments: tuple[str, ...], line: str) -> None:
    result = run("show", "data.csv", *arguments)
    assert result.exit_code == 0, result.stderr
    assert line in result.stdout
    assert line not in run("show", "data.csv").stdout


def test_options_that_only_lessons_answer_to() -> None:
    assert "shuffle = true" in run("show", "xor", "--shuffle").stdout
    assert 'gradient = "published"' in run("show", "softplus-1-2-1", "--gradient", "published").stdout
    assert "w1 = 0.5\n" in run("show", "sigmoid-2-2-1", "--set", "w1=0.5").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--layers", "2"), "layers: '2' is not a list of layer sizes"),
        (("--layers", "3-1"), "Use layers 2-…-1."),
        (("--activation", "swish"), options.ACTIVATION_CHOICES),
        (("--output-activation", "swish"), options.ACTIVATION_CHOICES),
        (("--activation", "softmax"), "softmax stands on the output layer only"),
        (("--loss", "mse"), options.LOSS_CHOICES),
        (("--loss", "binary_cross_entropy", "--output-activation", "tanh"), "use sigmoid"),
        (("--loss", "binary_cross_entropy"), "wants targets from 0 to 1"),
        (("--optimizer", "sgdd"), options.OPTIMIZER_CHOICES),
        (("--lr", "fast"), "'--lr'"),
        (("--lr", "0"), "the learning rate is 0.0"),
        (("--lr", "nan"), "the learning rate is nan"),
        (("--batch-size", "0"), "'0' is not a batch size"),
        (("--reduction", "max"), options.REDUCTION_CHOICES),
        (("--gradient", "numeric"), options.GRADIENT_CHOICES),
        (("--gradient", "published"), "has no published gradient rule"),
        (("--seed", "-1"), "'--seed'"),
        (("--set", "w1"), "'w1' does not set a parameter"),
        (("--set", "w1=0.5"), "there is no parameter 'w1'"),
        (("--set", "b1[1]=inf"), "the start of b1[1] is inf"),
        (("--init", "none.toml"), "none.toml: no such file"),
        (("--init", "data.csv"), "data.csv:1: 'a,b,c' is not a name and a number"),
        (("--target", ","), "',' is not a list of columns"),
        (("--target", "d"), "there is no column 'd'"),
        (("--inputs", "c"), "the column is both target and input"),
        (("--test-fraction", "1"), "the test fraction is 1.0"),
        (("--scale", "log"), options.SCALE_CHOICES),
        (("--speed", "3"), "No such option"),
    ],
)
@pytest.mark.usefixtures("data")
def test_a_bad_value_is_refused_with_the_reason(arguments: tuple[str, ...], words: str) -> None:
    for command in ("show", "train", "open"):
        result = run(command, "data.csv", *arguments)
        assert result.exit_code == 2
        assert words in result.stderr
        assert result.stdout == ""


def test_help_of_a_command_loads_neither_numpy_nor_the_screen() -> None:
    code = (
        "import sys; from tui_nn.cli.main import main; main(sys.argv[1:], standalone_mode=False); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code, "train", "-h"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "tui_nn.cli.train" in loaded
    assert not {"numpy", "textual", "rich", "plotext"} & set(loaded)
