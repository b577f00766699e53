"""What surfaces of predictions are made of, and how one chooses them, without a screen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.app.scenes import number_in, painted, scene_of, words
from tests.app.snapshots import snapshot_of
from tests.app.toy_network import toy_session
from tui_nn.app.panes.picture_grid import borders, resized
from tui_nn.app.panes.picture_plot import axis_around, plot_in
from tui_nn.app.panes.prediction_choice import View, first_choice
from tui_nn.app.panes.prediction_field import field, sliced
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_shading import ClassShading, shading_of
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.app.panes.prediction_surface import SurfacePicture
from tui_nn.core.network import Network

# Where things stand.


def test_an_axis_goes_beyond_the_data_and_is_in_the_files_unit() -> None:
    axis = axis_around("cm", 10.0, 20.0, 0.1, shift=15.0, factor=5.0)
    assert (axis.low, axis.high) == (9.0, 21.0)
    assert axis.scaled(np.array([10.0, 20.0])).tolist() == [-1.0, 1.0]
    assert axis.in_file(np.array([-1.0, 1.0])).tolist() == [10.0, 20.0]
    constant = axis_around("x", 3.0, 3.0, 0.1)
    assert constant.low < 3.0 < constant.high


def test_a_place_is_read_off_with_as_few_decimals_as_tell_cells_apart() -> None:
    plot = plot_in(60, 20, axis_around("x", -1.0, 1.0, 0.0), axis_around("y", 0.0, 5_000.0, 0.0))
    values = [plot.across.read_off(column, plot.width) for column in range(plot.width)]
    assert len(set(values)) == plot.width
    assert all(value == round(value, 2) for value in values)
    assert plot.columns(np.array(values)).tolist() == list(range(plot.width))
    heights = [plot.up.read_off(row, plot.height) for row in range(plot.height)]
    assert plot.rows(np.array(heights)).tolist() == list(reversed(range(plot.height)))
    assert all(height % 100.0 == 0.0 for height in heights)


def test_what_lies_outside_a_plot_has_no_cell() -> None:
    plot = plot_in(10, 3, axis_around("x", 0.0, 1.0, 0.0), axis_around("y", 0.0, 1.0, 0.0))
    assert plot.columns(np.array([-0.1, 0.0, 1.0, 1.1, np.nan])).tolist() == [-1, 0, 9, -1, -1]
    assert plot.rows(np.array([1.1, 1.0, 0.0, -np.inf])).tolist() == [-1, 0, 2, -1]


# The surface.


def test_a_field_holds_the_networks_predictions() -> None:
    snapshot = snapshot_of("two-moons", 300)
    picture = SurfacePicture(scene_of(snapshot), 60)
    plot, network = picture.plot, picture.scene.network
    values = field(network, plot, 7, 5)
    assert values.shape == (2, 5, 7)
    left, top = plot.across.centres(7)[0], plot.up.centres(5)[-1]
    assert values[:, 0, 0] == pytest.approx(network.predict(np.array([left, top])), abs=1e-15)
    right, bottom = plot.across.centres(7)[-1], plot.up.centres(5)[0]
    assert values[:, -1, -1] == pytest.approx(network.predict(np.array([right, bottom])), abs=1e-15)


@pytest.mark.parametrize("bias", [True, False])
def test_a_slice_predicts_what_the_network_does_with_other_inputs_held(bias: bool) -> None:
    session = toy_session((5, 4, 3, 2), bias=bias)
    network, held = Network(session.experiment.network, session.parameters), np.array([0.1, -0.2, 0.3, -0.4, 0.5])
    two = np.array([[1.0, -1.0], [0.25, 2.0]])
    whole = np.tile(held, (2, 1))
    whole[:, [3, 1]] = two
    assert sliced(network, (3, 1), held).predict(two) == pytest.approx(network.predict(whole), abs=1e-14)
    assert sliced(network, (0, 1, 2, 3, 4), held) is network


def test_a_coarse_grid_is_made_fine_on_straight_lines() -> None:
    rows, columns = np.mgrid[0:4, 0:6] + 0.5
    plane = (2.0 * rows / 4 - 3.0 * columns / 6)[None]
    fine = resized(plane, 9, 13)
    fine_rows, fine_columns = np.mgrid[0:9, 0:13] + 0.5
    assert fine[0] == pytest.approx(2.0 * fine_rows / 9 - 3.0 * fine_columns / 13)
    assert resized(np.full((2, 1, 1), 7.0), 3, 4).tolist() == np.full((2, 3, 4), 7.0).tolist()


def test_the_border_of_one_sigmoid_output_is_where_it_is_one_half() -> None:
    snapshot = snapshot_of("sigmoid-2-2-1", 0)
    # ŷ = σ(2·h1 − 1) with h1 = σ(4·x1 + 4·x2 − 4) is 0.5 where x1 + x2 = 1.
    parameters = np.array([4.0, 4.0, 0.0, 0.0, -4.0, 0.0, 2.0, 0.0, -1.0])
    picture = SurfacePicture(scene_of(replace(snapshot, parameters=parameters)), 60)
    plot = picture.plot
    columns, rows = 2 * plot.width, 4 * plot.height
    values = resized(field(picture.scene.network, plot, plot.width, 2 * plot.height), rows, columns)
    marks = borders(ClassShading(picture.scene.subject, 0).regions(values))
    across, up = plot.across.centres(columns), plot.up.centres(rows)[::-1]
    marked_rows, marked_columns = np.nonzero(marks)
    away = across[marked_columns] + up[marked_rows] - 1.0
    assert np.abs(away).max() < 1.5 * ((across[1] - across[0]) + (up[0] - up[1]))
    crossed = {column for column in range(columns) if up[-1] <= 1.0 - across[column] <= up[0]}
    assert crossed <= set(marked_columns.tolist()) | {columns - 1}


def test_regions_are_the_largest_output_and_shades_say_by_how_much() -> None:
    session = toy_session((2, 3, 3), classes=("a", "b", "c"))
    subject = Subject(session.experiment, session.data)
    predictions = np.array([[0.5, 0.2, 0.1], [0.3, 0.2, 0.8], [0.2, 0.6, 0.1]])
    assert subject.winners(predictions, 0).tolist() == [0, 2, 1]
    assert subject.leads(predictions, 0).tolist() == pytest.approx([0.2, 0.4, 0.7])
    colours = ClassShading(subject, 0).colours(predictions)
    assert len(set(colours.tolist())) == 3
    assert ClassShading(subject, 0).colours(np.full((3, 1), 1 / 3)).tolist() == [0], "on a border it is blank"


@pytest.mark.parametrize(("lesson", "hues"), [("two-spirals", [1, 0]), ("iris", [1, 0, 2]), ("xor", [0, 1])])
def test_one_output_has_the_hues_of_low_and_high_and_classes_begin_with_blue(lesson: str, hues: list[int]) -> None:
    snapshot = snapshot_of(lesson, 0)
    assert Subject(snapshot.experiment, snapshot.data).hues.tolist() == hues


def test_a_surface_shows_the_data_by_class_and_the_example_at_hand() -> None:
    scene = scene_of(snapshot_of("xor", 2), height=12)
    rows = painted(SurfacePicture(scene, 40), 40, 12)
    assert sum(row.count("○") for row in rows) == 2
    assert sum(row.count("●") for row in rows) == 2
    picture = SurfacePicture(scene, 40)
    reading = picture.read(picture.start())
    assert reading is not None and reading.example == scene.current == 1
    assert words(picture.told(picture.start())[0]) == (
        f"row 1: x1 0, x2 1 → {_said(scene, 1)}, is 1 {'✓' if _said(scene, 1)[0] == '1' else '✗'}"
    )


def _said(scene: Scene, example: int) -> str:
    prediction = float(scene.predict(scene.snapshot.data.inputs[example])[0])
    return f"{int(prediction >= 0.5)} {prediction:.4f}"


def test_a_place_without_data_is_predicted_exactly_as_written() -> None:
    scene = scene_of(snapshot_of("two-moons", 500))
    picture = SurfacePicture(scene, 60)
    place, _, said = words(picture.told((2, 1))[0]).partition(" → ")
    x1, x2 = map(number_in, place.split(", "))
    prediction = scene.predict(np.array([x1, x2]))
    assert said == f"{scene.subject.classes[int(prediction.argmax())]} {prediction.max():.4f}"


def test_without_colours_two_classes_are_shades_and_three_are_letters() -> None:
    moons = replace(scene_of(snapshot_of("two-moons", 4_000)), coloured=False)
    text = "".join(painted(SurfacePicture(moons, 60), 60))
    assert {"░", "▒", "▓"} <= set(text) and "▀" not in text
    iris = replace(scene_of(snapshot_of("iris", 9_000)), coloured=False)
    picture = SurfacePicture(iris, 60)
    assert {"a", "b", "c"} <= set("".join(row[picture.plot.x :] for row in painted(picture, 60)[:-1]))
    assert words(picture.legends()[-2]) == "a ◦ setosa  b • versicolor  c ▴ virginica"


def test_numbers_are_shaded_by_the_range_of_targets_and_points_by_their_side() -> None:
    session = toy_session((2, 3, 1))
    subject = Subject(session.experiment, session.data)
    low, high = subject.target_range(0)
    shading = shading_of(subject, 0)
    ends = np.array([[low, (low + high) / 2, high]])
    below, middle, above = shading.colours(ends).tolist()
    assert middle == 0 and below != above != middle
    targets = np.full((1, 3), low)
    glyphs, _ = shading.points(targets, targets + np.array([[high - low, 0.0, low - high]]), small=False)
    assert "".join(map(chr, glyphs.tolist())) == "▾•▴"


# Choosing what to see.


def test_of_many_inputs_those_that_tell_most_are_seen_first() -> None:
    scene = scene_of(snapshot_of("iris", 1))
    names = scene.snapshot.data.input_names
    assert (names[scene.choice.across], names[scene.choice.up]) == ("petal_length", "petal_width")
    assert scene.choice.views == (View.SURFACE, View.CONFUSION)


def test_axes_walk_through_all_inputs_and_are_never_the_same() -> None:
    choice = first_choice(Subject(snapshot_of("iris", 0).experiment, snapshot_of("iris", 0).data))
    seen = set()
    for _ in range(4):
        choice = choice.next_across(4)
        assert choice.across != choice.up
        seen.add(choice.across)
    assert seen == {0, 1, 2}
    turned = replace(choice, across=0, up=1).next_up(2)
    assert (turned.across, turned.up) == (1, 0)
    assert turned.next_across(2) == replace(turned, across=0, up=1)


def test_other_inputs_are_held_at_their_mean_or_at_the_example() -> None:
    snapshot = snapshot_of("iris", 3)
    inputs = snapshot.data.inputs
    assert scene_of(snapshot).held.tolist() == pytest.approx(inputs.mean(axis=0).tolist())
    example = snapshot.samples[-1].example
    assert scene_of(snapshot, at_example=True).held.tolist() == inputs[example].tolist()
    assert scene_of(snapshot_of("iris", 0), at_example=True).held.tolist() == inputs.mean(axis=0).tolist()


def test_a_running_picture_is_made_from_fewer_places_of_a_large_network() -> None:
    paused = scene_of(snapshot_of("two-spirals", 1))
    running = scene_of(snapshot_of("two-spirals", 1, running=True))
    picture = SurfacePicture(paused, 90)
    halves = picture.plot.width, 2 * picture.plot.height
    assert picture.grid_size(paused.network) == halves
    columns, rows = SurfacePicture(running, 90).grid_size(running.network)
    assert columns * rows <= running.affordable(running.network) < halves[0] * halves[1]
