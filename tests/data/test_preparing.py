from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tui_nn.data.choice import DataChoice
from tui_nn.data.preparing import prepare
from tui_nn.errors import DataError

ANIMALS = "size,weight,kind\n" + "".join(
    f"{row},{row * row},{kind}\n" for row, kind in enumerate(["dog", "cat", "dog", "eel", "cat", "dog"] * 5)
)
NUMBERS = "a,b,c\n" + "".join(f"{row},{3 - 2 * row},{row % 3}\n" for row in range(10))


@pytest.fixture
def animals(tmp_path: Path) -> DataChoice:
    (tmp_path / "animals.csv").write_text(ANIMALS)
    return DataChoice(str(tmp_path / "animals.csv"))


@pytest.fixture
def numbers(tmp_path: Path) -> DataChoice:
    (tmp_path / "numbers.csv").write_text(NUMBERS)
    return DataChoice(str(tmp_path / "numbers.csv"))


def refused(choice: DataChoice, words: str) -> DataError:
    with pytest.raises(DataError, match=words) as error:
        prepare(choice, seed=0)
    return error.value


def test_the_last_column_is_the_target_and_the_others_are_inputs(numbers: DataChoice) -> None:
    prepared = prepare(numbers, seed=0)
    train = prepared.train
    assert prepared.test is None
    assert (train.name, train.input_names, train.target_names) == ("numbers", ("a", "b"), ("c",))
    assert train.inputs[:2].tolist() == [[0, 3], [1, 1]]
    assert train.targets[:4].tolist() == [[0], [1], [2], [0]]
    assert train.rows.tolist() == list(range(10))
    assert (train.classes, train.target_column, train.scaling_kind) == ((), "", "none")


def test_arrays_are_contiguous_and_read_only(animals: DataChoice) -> None:
    prepared = prepare(replace(animals, test_fraction=0.5, scale="standard"), seed=0)
    assert prepared.test is not None
    for part in (prepared.train, prepared.test):
        for array in (part.inputs, part.targets):
            assert array.dtype == np.float64 and array.flags.c_contiguous
        assert not any(array.flags.writeable for array in (part.inputs, part.targets, part.rows))


def test_chosen_columns_keep_the_order_asked_for(numbers: DataChoice) -> None:
    train = prepare(replace(numbers, targets=("c", "a"), inputs=("b",)), seed=0).train
    assert (train.input_names, train.target_names) == (("b",), ("c", "a"))
    assert train.targets[4].tolist() == [1, 4]


def test_labels_become_one_hot_classes_in_alphabetical_order(animals: DataChoice) -> None:
    train = prepare(animals, seed=0).train
    assert train.classes == train.target_names == ("cat", "dog", "eel")
    assert train.target_column == "kind"
    assert train.targets[:4].tolist() == [[0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_integers_become_classes_if_told_so(tmp_path: Path) -> None:
    path = tmp_path / "digits.csv"
    path.write_text("x,digit\n1,10\n2,9\n3,-1.0\n4,9\n")
    train = prepare(DataChoice(str(path), classes=True), seed=0).train
    assert train.classes == ("-1", "9", "10")
    assert train.targets.tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 0]]


@pytest.mark.parametrize(
    ("outputs", "names", "first"), [(1, ("y",), [1]), (2, ("no", "yes"), [0, 1]), (None, ("no", "yes"), [0, 1])]
)
def test_two_classes_are_coded_for_the_outputs_there_are(
    tmp_path: Path, outputs: int | None, names: tuple[str, ...], first: list[float]
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("x,y\n1,yes\n2,no\n")
    train = prepare(DataChoice(str(path)), seed=0, outputs=outputs).train
    assert train.target_names == names
    assert train.classes == ("no", "yes")
    assert train.targets[0].tolist() == first


def test_a_label_of_its_own_in_every_row_is_no_class(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    path.write_text("x,id\n" + "".join(f"{row},id{row}\n" for row in range(300)))
    assert "At most 256" in refused(DataChoice(str(path)), "300 classes in 300 rows are too many").advice


@pytest.mark.parametrize(
    ("change", "words", "column"),
    [
        ({"targets": ("weight", "kind")}, "classes need one target column, not 2", "kind"),
        ({"classes": False}, "the target holds labels such as 'dog'", "kind"),
        ({"targets": ("size",)}, "the input holds labels such as 'dog'", "kind"),
        ({"targets": ("size",), "inputs": ("size",)}, "both target and input", "size"),
        ({"inputs": ("size", "size")}, "input column is named twice", "size"),
        ({"inputs": ("size",), "time": "size"}, "times cannot be input as well", "size"),
        ({"targets": ("size",), "time": "size"}, "times cannot be target as well", "size"),
    ],
)
def test_a_meaningless_choice_is_refused(
    animals: DataChoice, change: dict[str, object], words: str, column: str
) -> None:
    error = refused(replace(animals, **change), words)  # type: ignore[arg-type]
    assert f"column {column!r}" in error.place


@pytest.mark.parametrize("change", [{"targets": ("x",)}, {"inputs": ("x",)}, {"time": "x"}])
def test_an_unknown_column_is_refused(animals: DataChoice, change: dict[str, object]) -> None:
    error = refused(replace(animals, **change), "there is no column 'x'")  # type: ignore[arg-type]
    assert error.advice.endswith("The columns are size, weight, kind.")


def test_numbers_with_decimals_are_no_classes(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("x,y\n1,2\n\n2,2.5\n")
    error = refused(DataChoice(str(path), classes=True), "2.5 is not an integer")
    assert error.place == f"{path}:4, column 'y'"


def test_standard_scaling_is_fitted_to_the_training_rows_and_inverts(numbers: DataChoice) -> None:
    raw = prepare(replace(numbers, test_fraction=0.3), seed=1)
    scaled = prepare(replace(numbers, test_fraction=0.3, scale="standard"), seed=1)
    np.testing.assert_allclose(scaled.train.inputs.mean(axis=0), 0.0, atol=1e-15)
    np.testing.assert_allclose(scaled.train.inputs.std(axis=0), 1.0)
    np.testing.assert_allclose(scaled.train.targets.std(axis=0), 1.0)
    assert raw.test is not None and scaled.test is not None
    inputs, targets = scaled.test.input_scaling, scaled.test.target_scaling
    assert inputs is scaled.train.input_scaling and inputs is not None and targets is not None
    np.testing.assert_allclose(inputs.invert(scaled.test.inputs), raw.test.inputs, atol=1e-13)
    np.testing.assert_allclose(targets.invert(scaled.test.targets), raw.test.targets, atol=1e-13)


def test_minmax_scaling_fills_zero_to_one(numbers: DataChoice) -> None:
    train = prepare(replace(numbers, scale="minmax"), seed=0).train
    assert train.inputs.min(axis=0).tolist() == [0, 0]
    assert train.inputs.max(axis=0).tolist() == [1, 1]
    assert train.targets[:3, 0].tolist() == [0, 0.5, 1]
    assert train.scaling_kind == "minmax"


@pytest.mark.parametrize("scale", ["standard", "minmax"])
def test_a_constant_column_is_only_shifted(tmp_path: Path, scale: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text("x,y\n" + "0.1,1\n" * 3)
    train = prepare(DataChoice(str(path), scale=scale), seed=0).train
    assert train.inputs.tolist() == [[0], [0], [0]]
    assert train.input_scaling is not None and train.input_scaling.factor.tolist() == [1]


def test_classes_and_unscaled_targets_stay_as_they_are(animals: DataChoice, numbers: DataChoice) -> None:
    classes = prepare(replace(animals, scale="standard"), seed=0).train
    assert classes.target_scaling is None and set(classes.targets.ravel()) == {0.0, 1.0}
    kept = prepare(replace(numbers, scale="standard"), seed=0, scale_targets=False).train
    assert kept.target_scaling is None and kept.targets[:3, 0].tolist() == [0, 1, 2]
    assert kept.scaling_kind == "standard"


def test_numbers_too_large_to_scale_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("x,y\n1e308,1\n-1e308,2\n")
    refused(DataChoice(str(path), scale="minmax"), "too large to be scaled")
    refused(DataChoice(str(path), scale="standard"), "too large to be scaled")


def test_an_unknown_scaling_is_refused(numbers: DataChoice) -> None:
    refused(replace(numbers, scale="log"), "no scaling 'log'")


def test_the_split_is_stratified_seeded_and_keeps_the_order_of_the_file(animals: DataChoice) -> None:
    prepared = prepare(replace(animals, test_fraction=0.3), seed=4)
    train, test = prepared.train, prepared.test
    assert test is not None
    assert sorted([*train.rows, *test.rows]) == list(range(30))
    for part in (train, test):
        assert part.rows.tolist() == sorted(part.rows.tolist())
        np.testing.assert_array_equal(part.inputs[:, 0], part.rows)
    # 3/10 of 10 cats, 15 dogs and 5 eels; of the equal halves of a dog and an eel the dog's is rounded up.
    assert test.targets.sum(axis=0).tolist() == [3, 5, 1]
    again = prepare(replace(animals, test_fraction=0.3), seed=4).test
    other = prepare(replace(animals, test_fraction=0.3), seed=5).test
    assert again is not None and other is not None
    assert again.rows.tolist() == test.rows.tolist() != other.rows.tolist()


def test_every_class_keeps_a_training_row(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("x,y\n1,a\n2,a\n3,a\n4,b\n")
    for seed in range(10):
        prepared = prepare(DataChoice(str(path), test_fraction=0.7), seed=seed)
        assert prepared.train.targets.sum(axis=0).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("fraction", "words"),
    [(0.01, "leaves none to test on"), (0.99, "leaves none to train on"), (1.0, "fraction is 1.0"), (-0.1, "is -0.1")],
)
def test_a_split_with_an_empty_part_is_refused(numbers: DataChoice, fraction: float, words: str) -> None:
    refused(replace(numbers, test_fraction=fraction), words)


def test_times_are_kept_as_written_and_are_no_input(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("x,y,time\n1,2,0.10\n3,4,0.20\n5,6,0.30\n")
    prepared = prepare(DataChoice(str(path), time="time", test_fraction=0.34), seed=0)
    assert (prepared.train.input_names, prepared.train.target_names) == (("x",), ("y",))
    assert prepared.test is not None
    times = {
        int(row): time
        for part in (prepared.train, prepared.test)
        for row, time in zip(part.rows, part.times, strict=True)
    }
    assert times == {0: "0.10", 1: "0.20", 2: "0.30"}


def test_relative_paths_start_from_the_folder(numbers: DataChoice) -> None:
    folder = Path(numbers.file).parent
    train = prepare(DataChoice("numbers.csv"), seed=0, folder=folder).train
    assert train.path == folder / "numbers.csv"
