"""The network diagram's geometry, without an app."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.snapshots import session_of
from tests.app.toy_network import toy_session
from tui_nn.app.panes.network_columns import choose_rows
from tui_nn.app.panes.network_forms import BOX, LINE, NOTED_BOX, NOTED_LINE, Form
from tui_nn.app.panes.network_layout import Diagram, lay_out
from tui_nn.app.panes.network_words import words_for

Box = tuple[int, int, int, int]

SIZES = st.lists(st.integers(1, 70), min_size=2, max_size=13).map(tuple)
SMALL_SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple)


def diagram_of(sizes: tuple[int, ...], width: int, height: int) -> Diagram | None:
    session = toy_session(sizes)
    return lay_out(words_for(session.experiment, session.data), width, height)


def boxes(diagram: Diagram) -> list[Box]:
    """Give left, top, right and bottom, both exclusive, of everything that must stay apart."""
    found = [(node.x, node.y, node.x + node.width, node.y + node.form.rows) for node in diagram.nodes]
    folds = diagram.folds if diagram.layers is None else (*diagram.folds, diagram.layers)
    found += [(text.x, text.y, text.x + text.width, text.y + 1) for text in (*folds, *diagram.captions)]
    found += [(label.x, label.y, label.x + label.width, label.y + 1) for edge in diagram.edges if (label := edge.label)]
    if diagram.target is not None:
        for node in diagram.nodes:
            if node.column == max(other.column for other in diagram.nodes):
                end = diagram.target + diagram.target_width
                found.append((diagram.target, node.middle, end, node.middle + 1))
    return found


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check_places(diagram: Diagram) -> None:
    places = boxes(diagram)
    for left, top, right, bottom in places:
        assert 0 <= left <= right <= diagram.width
        assert 0 <= top < bottom <= diagram.height
    for number, one in enumerate(places):
        assert not any(overlap(one, other) for other in places[:number])


@settings(max_examples=40)
@given(SIZES, st.integers(1, 140), st.integers(1, 40))
def test_nothing_overlaps_or_leaves_the_diagram(sizes: tuple[int, ...], width: int, height: int) -> None:
    diagram = diagram_of(sizes, width, height)

    if diagram is None:
        assert width < 2 * len(sizes) - 1
    else:
        check_places(diagram)


@settings(max_examples=60)
@given(SMALL_SIZES, st.integers(40, 140), st.integers(8, 40))
def test_weights_on_edges_touch_neither_nodes_nor_each_other(sizes: tuple[int, ...], width: int, height: int) -> None:
    diagram = diagram_of(sizes, width, height)

    assert diagram is not None
    check_places(diagram)


@given(SIZES, st.integers(1, 60))
def test_a_fold_says_how_many_neurons_are_not_shown(sizes: tuple[int, ...], height: int) -> None:
    for size, rows in zip(sizes, choose_rows(sizes, height), strict=True):
        assert rows.first + rows.last + rows.folded == size
        assert rows.folded == 0 or rows.folded > 1 or height < 3
        assert rows.height <= height


def test_edges_join_all_neurons_that_are_shown_and_no_others() -> None:
    diagram = diagram_of((64, 32, 10), 100, 22)

    assert diagram is not None
    shown = [[node.index for node in diagram.nodes if node.column == column] for column in range(3)]
    assert [text.folded for text in diagram.folds] == [64 - len(shown[0]), 32 - len(shown[1])]
    hidden = {to * 64 + source for to in shown[1] for source in shown[0]}
    output = {32 * 64 + 32 + to * 32 + source for to in shown[2] for source in shown[1]}
    assert {edge.parameter for edge in diagram.edges} == hidden | output
    assert shown[0][0] == 0 and shown[0][-1] == 63


@pytest.mark.parametrize(
    ("sizes", "height", "forms"),
    [
        ((2, 2, 1), 22, {NOTED_BOX}),
        ((2, 2, 1), 6, {BOX}),
        ((2, 2, 1), 4, {NOTED_LINE, NOTED_BOX}),
        ((2, 8, 8, 1), 21, {NOTED_LINE, NOTED_BOX}),
        ((2, 8, 8, 1), 11, {LINE, NOTED_BOX}),
        ((40, 1), 30, {BOX}),
    ],
)
def test_nodes_are_as_large_as_the_height_allows(sizes: tuple[int, ...], height: int, forms: set[Form]) -> None:
    assert {rows.form for rows in choose_rows(sizes, height)} == forms


def test_a_small_network_in_a_large_pane_has_every_weight_on_its_edge() -> None:
    session = session_of("sigmoid-2-2-1")

    diagram = lay_out(words_for(session.experiment, session.data), 98, 22)

    assert diagram is not None
    assert len(diagram.edges) == 6
    assert all(edge.label for edge in diagram.edges)


def test_a_chain_of_single_neurons_is_straight() -> None:
    diagram = diagram_of((1, 1, 1), 76, 12)

    assert diagram is not None
    assert len({node.middle for node in diagram.nodes}) == 1
    assert all(edge.curve.y0 == edge.curve.y1 for edge in diagram.edges)


def test_many_edges_are_thinned_out_to_the_strongest() -> None:
    crowded, sparse = diagram_of((64, 32, 10), 100, 22), diagram_of((2, 4, 1), 100, 22)

    assert crowded is not None and sparse is not None
    assert crowded.strongest == 33
    assert sparse.strongest == 0


def columns_of(diagram: Diagram) -> list[int]:
    return sorted({node.column for node in diagram.nodes})


@pytest.mark.parametrize(("width", "folded"), [(138, 0), (78, 6), (38, 10)])
def test_layers_are_narrow_before_the_middle_ones_are_folded_and_counted(width: int, folded: int) -> None:
    diagram = diagram_of((2, *[4] * 11, 1), width, 22)

    assert diagram is not None
    columns = columns_of(diagram)
    assert len(columns) + folded == 13
    assert columns[0] == 0 and columns[-1] == 12
    assert (diagram.layers.folded if diagram.layers else 0) == folded


def test_what_is_folded_is_joined_to_its_neighbours_by_faint_curves() -> None:
    wide, deep = diagram_of((64, 32, 10), 138, 37), diagram_of((2, *[4] * 11, 1), 78, 22)

    assert wide is not None and deep is not None
    shown = [sum(node.column == column for node in wide.nodes) for column in range(3)]
    assert len(wide.others) == shown[0] + shown[1] + 1 + shown[2], "fold to nodes, nodes to fold, fold to fold"
    assert deep.layers is not None
    beside = [column for column in columns_of(deep) if column in (deep.layers.column - 1, 13 - 2)]
    assert len(deep.others) == sum(node.column in beside for node in deep.nodes)


@given(st.integers(1, 8), st.integers(60, 140), st.integers(12, 40), st.sampled_from([1, 2]))
def test_pictures_lie_within_their_nodes_and_inputs_have_none(
    hidden: int, width: int, height: int, inputs: int
) -> None:
    diagram = diagram_of((inputs, hidden, 1), width, height)

    assert diagram is not None
    for node in diagram.nodes:
        if node.picture is not None:
            rows, columns = node.picture
            assert node.column
            assert node.y <= rows.start < rows.stop <= node.y + node.form.rows
            assert node.x <= columns.start < columns.stop <= node.x + node.width


def test_more_than_two_inputs_have_no_pictures() -> None:
    two, three = diagram_of((2, 3, 1), 120, 30), diagram_of((3, 3, 1), 120, 30)

    assert two is not None and three is not None
    assert all(node.picture for node in two.nodes if node.column)
    assert not any(node.picture for node in three.nodes)
