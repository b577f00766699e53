from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tui_nn.errors import ExperimentError, TuiNNError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.lessons import lesson, lesson_names
from tui_nn.experiment.overrides import Overrides, parse_batch_size, parse_layers, parse_value
from tui_nn.experiment.setup import set_up
from tui_nn.experiment.toml import write_experiment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "numbers.csv").write_text("a,b,y\n1,2,3\n4,5,6\n7,8,9\n3,1,2\n")
    (tmp_path / "two.csv").write_text("a,kind\n1,no\n2,yes\n3,no\n4,yes\n")
    (tmp_path / "three.csv").write_text("a,kind\n1,x\n2,y\n3,z\n4,x\n")
    (tmp_path / "bits.csv").write_text("a,y\n1,0\n2,1\n3,0\n4,1\n")
    return tmp_path


def shape(experiment: Experiment) -> tuple[str, list[str], str]:
    layers = [layer.activation for layer in experiment.network.layers]
    return str(experiment.network), layers, experiment.training.loss


@pytest.mark.parametrize(
    ("file", "wishes", "network", "activations", "loss"),
    [
        ("numbers.csv", Overrides(), "2-8-1", ["tanh", "identity"], "half_squared"),
        ("two.csv", Overrides(), "1-8-2", ["tanh", "softmax"], "cross_entropy"),
        ("three.csv", Overrides(), "1-8-3", ["tanh", "softmax"], "cross_entropy"),
        ("bits.csv", Overrides(), "1-8-1", ["tanh", "identity"], "half_squared"),
        ("bits.csv", Overrides(classes=True), "1-8-2", ["tanh", "softmax"], "cross_entropy"),
        ("bits.csv", Overrides(loss="cross_entropy"), "1-8-2", ["tanh", "softmax"], "cross_entropy"),
        ("bits.csv", Overrides(output_activation="sigmoid"), "1-8-1", ["tanh", "sigmoid"], "binary_cross_entropy"),
        ("numbers.csv", Overrides(output_activation="sigmoid"), "2-8-1", ["tanh", "sigmoid"], "half_squared"),
        ("two.csv", Overrides(layers=(1, 4, 1)), "1-4-1", ["tanh", "sigmoid"], "binary_cross_entropy"),
        ("two.csv", Overrides(loss="half_squared"), "1-8-2", ["tanh", "sigmoid"], "half_squared"),
        ("two.csv", Overrides(loss="binary_cross_entropy"), "1-8-2", ["tanh", "sigmoid"], "binary_cross_entropy"),
        ("numbers.csv", Overrides(targets=("a", "y")), "1-8-2", ["tanh", "identity"], "half_squared"),
        ("numbers.csv", Overrides(inputs=("b",)), "1-8-1", ["tanh", "identity"], "half_squared"),
        ("numbers.csv", Overrides(layers=(2, 1)), "2-1", ["identity"], "half_squared"),
        ("numbers.csv", Overrides(layers=(2, 3, 2, 1), activation="relu"), "2-3-2-1", 2 * ["relu"] + ["identity"], ""),
    ],
)
@pytest.mark.usefixtures("folder")
def test_defaults_come_from_the_data(
    file: str, wishes: Overrides, network: str, activations: list[str], loss: str
) -> None:
    setup = set_up(file, wishes)
    assert shape(setup.experiment) == (network, activations, loss or "half_squared")
    assert setup.train.targets.shape[1] == setup.experiment.network.outputs
    assert setup.experiment.data.shuffle
    assert setup.test is None


@pytest.mark.usefixtures("folder")
def test_two_labels_on_one_output_are_0_and_1() -> None:
    train = set_up("two.csv", Overrides(layers=(1, 4, 1))).train
    assert train.classes == ("no", "yes")
    assert train.targets.tolist() == [[0.0], [1.0], [0.0], [1.0]]
    assert set_up("two.csv").train.targets.tolist() == [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize(("size", "rate"), [(0.1, 0.1), (1.0, 0.1), (2.0, 0.02), (10.0, 0.001), (1e200, 1e-12)])
def test_the_default_learning_rate_gets_smaller_as_inputs_get_larger(size: float, rate: float, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(f"x,y\n{size},1\n{-size},2\n")
    assert set_up(str(path)).experiment.training.learning_rate == rate


def test_the_default_epochs_of_long_data_are_fewer(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("x,y\n" + "1,2\n" * 40_000)
    assert set_up(str(path)).experiment.training.epochs == 50


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_without_wishes_is_as_it_was_written(name: str) -> None:
    assert set_up(name).experiment == lesson(name)


@pytest.mark.usefixtures("folder")
def test_explicit_beats_file_beats_default() -> None:
    base = set_up("two.csv", Overrides(learning_rate=0.5, batch_size=2, seed=3, optimizer="adam")).experiment
    Path("my.toml").write_text(write_experiment(base), encoding="utf-8")
    assert set_up("my.toml").experiment == base
    changed = set_up("my.toml", Overrides(learning_rate=0.25, shuffle=False, values={"b1[1]": 1.5})).experiment
    assert changed == replace(
        base,
        data=replace(base.data, shuffle=False),
        start=replace(base.start, values={"b1[1]": 1.5}),
        training=replace(base.training, learning_rate=0.25),
    )


def test_another_seed_draws_anew_and_values_go_over_it() -> None:
    start = set_up("sigmoid-2-2-1", Overrides(seed=9, values={"w1": 0.5})).experiment.start
    assert (start.seed, start.values) == (9, {"w1": 0.5})
    kept = set_up("sigmoid-2-2-1", Overrides(values={"w1": 0.5})).experiment.start.values
    assert kept == {**lesson("sigmoid-2-2-1").start.values, "w1": 0.5}


def test_a_lesson_with_other_layers_has_no_labels_values_or_claims() -> None:
    experiment = set_up("sigmoid-2-2-1", Overrides(layers=(2, 5, 1))).experiment
    assert shape(experiment) == ("2-5-1", ["sigmoid", "sigmoid"], "binary_cross_entropy")
    assert experiment.about.labels == {}
    assert experiment.about.accuracy is None
    assert experiment.start.values == {}
    assert experiment.network.layers[1].bias
    assert not set_up("softplus-1-2-1", Overrides(layers=(1, 3, 1))).experiment.network.layers[1].bias


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Overrides(output_activation="tanh"), ("2-2-1", ["sigmoid", "tanh"], "half_squared")),
        (Overrides(loss="squared"), ("2-2-1", ["sigmoid", "sigmoid"], "squared")),
        (Overrides(activation="relu"), ("2-2-1", ["relu", "sigmoid"], "binary_cross_entropy")),
        (Overrides(inputs=("x2",)), ("1-2-1", ["sigmoid", "sigmoid"], "binary_cross_entropy")),
        (Overrides(classes=True), ("2-2-1", ["sigmoid", "sigmoid"], "binary_cross_entropy")),
        (
            Overrides(classes=True, layers=(2, 3, 2), loss="cross_entropy"),
            ("2-3-2", ["sigmoid", "softmax"], "cross_entropy"),
        ),
    ],
)
def test_wishes_over_a_lesson(wishes: Overrides, expected: tuple[str, list[str], str]) -> None:
    assert shape(set_up("sigmoid-2-2-1", wishes).experiment) == expected


@pytest.mark.usefixtures("folder")
def test_scaling_leaves_classes_and_targets_of_bounded_outputs_alone() -> None:
    classes = set_up("two.csv", Overrides(scale="standard")).train
    assert classes.input_scaling is not None and classes.target_scaling is None
    assert classes.inputs.mean() == pytest.approx(0.0)
    assert set(classes.targets.ravel()) == {0.0, 1.0}
    assert set_up("numbers.csv", Overrides(scale="minmax")).train.target_scaling is not None
    bounded = set_up("numbers.csv", Overrides(scale="minmax", output_activation="tanh")).train
    assert bounded.target_scaling is None


@pytest.mark.usefixtures("folder")
def test_test_rows_are_kept_out_of_training() -> None:
    setup = set_up("numbers.csv", Overrides(test_fraction=0.25))
    assert setup.test is not None
    assert sorted([*setup.train.rows, *setup.test.rows]) == [0, 1, 2, 3]
    assert len(setup.test) == 1


@pytest.mark.parametrize(
    ("source", "wishes", "words"),
    [
        ("numbers.csv", Overrides(layers=(3, 4, 1)), "the network has 3 inputs and the data have 2 inputs"),
        ("numbers.csv", Overrides(layers=(2, 4, 2)), "Use layers 2-…-1."),
        ("three.csv", Overrides(layers=(1, 4, 1)), "the network has 1 output and the data have 3 outputs"),
        ("numbers.csv", Overrides(layers=(2, 0, 1)), "a layer of 0 neurons is not possible"),
        ("numbers.csv", Overrides(loss="binary_cross_entropy"), "wants targets from 0 to 1"),
        ("numbers.csv", Overrides(seed=-1), "the seed is -1"),
        ("iris", Overrides(seed=-1, test_fraction=0.5), "the seed is -1"),
        ("none.csv", Overrides(), "there is no such file"),
        ("none.toml", Overrides(), "no such file"),
        ("softplus-1-2-1", Overrides(gradient="published", activation="relu"), "the published rule is about"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_makes_no_sense_is_refused(source: str, wishes: Overrides, words: str) -> None:
    with pytest.raises(TuiNNError) as refused:
        set_up(source, wishes)
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["", "2", "2-", "2--1", "2-x-1", "-2-1", "2-4.5-1", "2-9999999", "²-1"])
def test_layers_are_whole_numbers_joined_by_hyphens(text: str) -> None:
    assert parse_layers("2 - 4 - 1") == (2, 4, 1)
    with pytest.raises(TuiNNError, match="is not a list of layer sizes"):
        parse_layers(text)


def test_a_batch_size_is_a_number_or_full() -> None:
    assert [parse_batch_size(text) for text in ("1", "32", "full")] == [1, 32, 0]
    for text in ("0", "-1", "1.5", "Full", ""):
        with pytest.raises(TuiNNError, match="is not a batch size"):
            parse_batch_size(text)


def test_a_start_value_is_a_name_and_a_number() -> None:
    assert parse_value("W1[2,1] = -1e-3") == ("W1[2,1]", -1e-3)
    for text in ("w1", "=1", "w1=", "w1=x"):
        with pytest.raises(TuiNNError, match="does not set a parameter"):
            parse_value(text)


def test_a_start_value_must_belong_to_the_network() -> None:
    with pytest.raises(ExperimentError, match="there is no parameter 'w9'"):
        set_up("sigmoid-2-2-1", Overrides(values={"w9": 1.0}))
