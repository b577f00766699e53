"""What curves of predictions and their scores are made of, without a screen."""

from __future__ import annotations

import numpy as np
import pytest

from tests.app.scenes import number_in, painted, scene_of, words
from tests.app.snapshots import snapshot_of
from tests.app.toy_network import toy_session
from tui_nn.app.drawing.braille import packed, polyline
from tui_nn.app.panes.prediction_choice import View, first_choice
from tui_nn.app.panes.prediction_confusion import ConfusionPicture
from tui_nn.app.panes.prediction_curve import CurvePicture
from tui_nn.app.panes.prediction_parts import parts_of
from tui_nn.app.panes.prediction_scores import confusion, fit
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.core.network import Network
from tui_nn.data.dataset import Scaling


@pytest.mark.parametrize("lesson", ["softplus-1-2-1", "sine", "relu-1-1-1"])
def test_contributions_and_bias_add_up_to_the_prediction(lesson: str) -> None:
    snapshot = snapshot_of(lesson, 40)
    network = Network(snapshot.experiment.network, snapshot.parameters)
    places = np.linspace(-5.0, 5.0, 21)[:, None]
    parts = parts_of(network, snapshot.experiment.names, 0, places)
    assert parts.values.shape == (snapshot.experiment.network.layers[-2].size, 21)
    assert parts.values.sum(axis=0) + (parts.bias or 0.0) == pytest.approx(network.predict(places)[:, 0])
    assert (parts.bias is None) == (lesson == "softplus-1-2-1")


def test_contributions_have_the_lessons_names_and_are_added_beside_the_picture() -> None:
    scene = scene_of(snapshot_of("softplus-1-2-1", 12))
    rows = [words(row) for row in CurvePicture(scene, 60).panel(None, 24, 20)]
    numbers = {row.split()[-2]: number_in(row) for row in rows if row[:1] in {*"12━"}}
    assert list(numbers) == ["ow1·h1", "ow2·h2", "ŷ"]
    assert numbers["ow1·h1"] + numbers["ow2·h2"] == pytest.approx(numbers["ŷ"], abs=1.1e-4)


def test_of_many_contributions_the_smallest_are_one_row_of_the_sum() -> None:
    session = toy_session((1, 30, 1))
    session.run(3)
    scene = scene_of(session.snapshot(), height=9)
    rows = [words(row) for row in CurvePicture(scene, 60).panel(None, 30, 9)]
    signs = ("·", "others", "b2[1]")
    terms = [number_in(row) for row in rows if any(sign in row for sign in signs)]
    (whole,) = (number_in(row) for row in rows if row.startswith("━ ŷ"))
    assert any("others" in row for row in rows)
    assert sum(terms) == pytest.approx(whole, abs=3e-4)


def test_where_the_output_is_not_the_sum_z_has_a_view_of_its_own() -> None:
    session = toy_session((1, 3, 2), classes=("no", "yes"))
    subject = Subject(session.experiment, session.data)
    assert first_choice(subject).views == (View.CURVE, View.PARTS, View.CONFUSION)
    sine = snapshot_of("sine", 1)
    assert first_choice(Subject(sine.experiment, sine.data)).views == (View.CURVE, View.ACTUAL)
    scaled = snapshot_of("sine", 1, scale="standard")
    assert first_choice(Subject(scaled.experiment, scaled.data)).views == (View.CURVE, View.PARTS, View.ACTUAL)


def test_a_curve_of_scaled_data_stands_in_the_files_unit() -> None:
    snapshot = snapshot_of("sine", 10, scale="minmax")
    scaling = snapshot.data.target_scaling
    assert isinstance(scaling, Scaling)
    scene = scene_of(snapshot)
    picture = CurvePicture(scene, 80)
    assert picture.plot.across.low < -3.14 and picture.plot.across.high > 3.14
    x, said = (number_in(part) for part in words(picture.told((0, 0))[0]).split(" → "))
    inputs = (np.array([[x]]) - snapshot.data.input_scaling.shift) / snapshot.data.input_scaling.factor  # type: ignore[union-attr]
    assert said == pytest.approx(float(scaling.invert(scene.predict(inputs))[0, 0]), rel=1e-3)


def test_a_line_has_no_gaps() -> None:
    bits = packed(polyline(np.array([0.0, 0.95, 0.95, 0.05, np.nan, np.inf]), 16))
    assert bits.shape == (4, 3)
    assert (bits[:, :2] > 0).all()
    assert bits[:, 2].tolist() == [0, 0, 0, 0]


# How good predictions are.


def test_confusion_counts_rows_of_true_and_columns_of_predicted_classes() -> None:
    counts = confusion(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 2]), 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 2]]


def test_the_matrix_counts_what_the_network_says() -> None:
    snapshot = snapshot_of("iris", 1_500)
    scene = scene_of(snapshot, view=View.CONFUSION)
    picture = ConfusionPicture(scene, 60)
    predicted = scene.network.predict(snapshot.data.inputs).argmax(axis=1)
    actual = snapshot.data.targets.argmax(axis=1)
    for true in range(3):
        for said in range(3):
            assert picture.counts[true, said] == ((actual == true) & (predicted == said)).sum()
    right = int((actual == predicted).sum())
    assert words(picture.legends()[0]) == f"right {right} of 150 ({100 * right / 150:.1f} %)"
    rows = painted(picture, 60)
    assert all(name in rows[0] for name in snapshot.data.classes)


def test_too_many_classes_make_a_list_of_confusions() -> None:
    session = toy_session((2, 3, 12), classes=tuple(f"kind {number}" for number in range(12)))
    session.run(1)
    picture = ConfusionPicture(scene_of(session.snapshot(), height=8, view=View.CONFUSION), 40)
    rows = painted(picture, 40, 8)
    counts = [int(row.split()[-1]) for row in rows if "taken for" in row]
    assert counts and counts == sorted(counts, reverse=True)


def test_rmse_and_r2_are_those_of_the_formulas() -> None:
    found = fit(np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 5.0]))
    assert found.rmse == pytest.approx((2.0 / 3.0) ** 0.5)
    assert found.r2 == pytest.approx(1.0 - 2.0 / 8.0)
    assert fit(np.array([1.0]), np.array([2.0])).r2 is None
