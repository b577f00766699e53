"""What can be selected in the network's diagram, what is told of it, and how it is looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.snapshots import PaneApp, session_of, snapshot_of
from tests.app.test_network_pane import shown
from tests.app.toy_network import toy_session
from tui_nn.app.numbers import number, short_number
from tui_nn.app.panes.network import NetworkPane
from tui_nn.app.panes.network_layout import Diagram, lay_out
from tui_nn.app.panes.network_progress import progress_of
from tui_nn.app.panes.network_selection import (
    Selection,
    first,
    moved_across,
    moved_along_edges,
    moved_down,
    selection_at,
    selection_of,
)
from tui_nn.app.panes.network_views import View, measure
from tui_nn.app.panes.network_words import words_for
from tui_nn.training.health import Health
from tui_nn.training.snapshot import Snapshot


class Messages(PaneApp):
    """Keeps what the pane tells."""

    told: list[tuple[int | None, str | None]]

    def on_network_pane_selected(self, message: NetworkPane.Selected) -> None:
        self.told.append((message.parameter, message.name))


async def after_keys(snapshot: Snapshot, *keys: str, size: tuple[int, int] = (140, 40)) -> tuple[list[str], Messages]:
    """Give the lines of a pane after keys, and what it told."""
    app = Messages(NetworkPane())
    app.told = []
    async with app.run_test(size=size) as pilot:
        app.pane.focus()
        app.pane.snapshot = snapshot
        await pilot.press(*keys)
        await pilot.pause()
        return app.lines(), app


def value_beside(lines: list[str], label: str) -> str:
    """Give the number after a label in the panel."""
    line = next(line for line in lines if f" {label} " in line and "→" not in line)
    return line.split(f" {label} ")[1].split()[0].strip("│")


def diagram_of(sizes: tuple[int, ...]) -> Diagram:
    session = toy_session(sizes)
    diagram = lay_out(words_for(session.experiment, session.data), 120, 30)
    assert diagram is not None
    return diagram


async def test_a_selected_neuron_is_told_with_all_its_numbers() -> None:
    snapshot = snapshot_of("sine", 200)
    trace = snapshot.trace
    assert trace is not None

    lines, app = await after_keys(snapshot, "down", "down")

    bias = snapshot.experiment.names.index("b1[2]")
    assert app.told == [(bias - 1, "h1[1]"), (bias, "h1[2]")]
    for label, value in (
        ("z1[2]", trace.z[0][1]),
        ("δ1[2]", trace.delta[0][1]),
        ("b1[2]", snapshot.parameters[bias]),
        ("∂b1[2]", trace.gradient[bias]),
        ("Δb1[2]", snapshot.change[bias]),
    ):
        assert value_beside(lines, label) == number(float(value), 10, digits=6).strip()
    assert any("h1[2] · tanh" in line for line in lines)


async def test_what_is_told_of_an_edge_can_be_recomputed() -> None:
    snapshot = snapshot_of("sigmoid-2-2-1", 12)
    assert snapshot.trace is not None

    lines, app = await after_keys(snapshot, "down", "j", "j", size=(140, 40))

    index = snapshot.experiment.names.index("w2")
    assert app.told[-1] == (index, "W1[1,2]")
    assert any("w2: x2 → h1" in line for line in lines)
    weight, change = float(snapshot.parameters[index]), float(snapshot.change[index])
    product = (weight - change) * float(snapshot.trace.inputs[1])
    assert value_beside(lines, "w2·x2") == number(product, 10, digits=6).strip()
    assert value_beside(lines, "Δw2") == number(change, 10, digits=6).strip()


@pytest.mark.parametrize("size", [(90, 20), (60, 20), (40, 10)])
async def test_the_panel_goes_where_there_is_room(size: tuple[int, int]) -> None:
    lines, _ = await after_keys(snapshot_of("sine", 20), "down", size=size)

    assert len(lines) == size[1] and all(len(line) == size[0] for line in lines)
    assert any("z1[1]" in line for line in lines)


async def test_what_is_selected_is_seen_without_colour() -> None:
    snapshot = snapshot_of("sigmoid-2-2-1", 3)
    before = "\n".join(await shown(snapshot))

    after = "\n".join((await after_keys(snapshot, "down", size=(100, 30)))[0])

    assert "╔" not in before and after.count("╔") == after.count("╝") == 1
    rows = (await after_keys(snapshot_of("iris", 3), "down", size=(60, 12)))[0]
    assert sum(line.count("◆") for line in rows) == 1


async def test_what_is_not_selected_is_thin() -> None:
    session = toy_session((1, 1, 1), bias=False)
    snapshot = replace(session.snapshot(), parameters=np.array([5.0, 5.0]))

    line = next(line for line in (await after_keys(snapshot, "down", "j", size=(60, 9)))[0] if "x1" in line)

    assert set(line.split("│")[3]) == {"⣿"}
    assert set(line.split("│")[5]) == {"⠤"}


async def test_escape_selects_nothing_and_is_then_left_to_others() -> None:
    lines, app = await after_keys(snapshot_of("sine", 20), "down", "escape")

    assert app.told[-1] == (None, None)
    assert not any("z1[1]" in line for line in lines)
    assert isinstance(app.pane, NetworkPane)
    assert app.pane.check_action("unselect", ()) is False


async def test_another_network_has_nothing_selected() -> None:
    app = PaneApp(NetworkPane())
    async with app.run_test(size=(100, 24)) as pilot:
        app.pane.focus()
        app.pane.snapshot = snapshot_of("iris", 2)
        await pilot.press("down", "shift+right", "down", "down")
        app.pane.snapshot = snapshot_of("sine", 2)
        await pilot.pause()
        assert isinstance(app.pane, NetworkPane)
        assert app.pane.selection is None


async def test_the_mouse_selects_nodes_and_weights() -> None:
    pane = NetworkPane()
    app = Messages(pane)
    app.told = []
    async with app.run_test(size=(140, 40)) as pilot:
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 2)
        await pilot.pause()
        for text in ("h2 ", "w6 "):
            y, line = next((y, line) for y, line in enumerate(app.lines()) if text in line)
            await pilot.click(offset=(line.index(text) + 1, y))
            await pilot.pause()
        assert [name for _, name in app.told] == ["h1[2]", "W2[1,2]"]


@given(st.integers(0, 119), st.integers(0, 29))
def test_any_place_can_be_clicked(x: int, y: int) -> None:
    session = toy_session((3, 20, 2))
    diagram = diagram_of((3, 20, 2))

    selection = selection_at(diagram, session.experiment.network, x, y)

    assert selection is None or selection.fits(session.experiment.network)


@given(st.sampled_from([(1, 1), (2, 3, 1), (64, 32, 10), (2, *[4] * 11, 1)]), st.lists(st.integers(0, 5), max_size=20))
def test_moving_leads_only_to_what_is_shown(sizes: tuple[int, ...], moves: list[int]) -> None:
    diagram = diagram_of(sizes)
    places = {(node.column, node.index) for node in diagram.nodes}
    selection = first(diagram)
    for move in moves:
        way = (moved_down, moved_across, moved_along_edges)[move // 2]
        selection = way(diagram, selection, 1 if move % 2 else -1)
        assert (selection.column, selection.index) in places
        assert selection.source is None or (selection.column - 1, selection.source) in places


def test_every_parameter_is_an_edge_or_a_neuron() -> None:
    network = toy_session((2, 3, 2)).experiment.network

    selections = [selection_of(index, network) for index in range(network.parameter_count)]

    assert [selection.parameter(network) for selection in selections] == list(range(network.parameter_count))
    assert selections[1] == Selection(1, 0, 1)


@pytest.mark.parametrize(
    ("keys", "name", "scale"), [("", "weights", "|w|"), ("m", "contributions", "|w·h|"), ("mm", "gradients", "|∂w|")]
)
async def test_title_and_legend_name_the_view_and_its_scale(keys: str, name: str, scale: str) -> None:
    snapshot = snapshot_of("sigmoid-2-2-1", 12)

    lines, _ = await after_keys(snapshot, *keys, size=(100, 24))

    assert f"network 2-2-1, {name} · step 12" in lines[0]
    assert f"thickest {scale} = " in lines[-1]


async def test_contributions_add_up_to_z() -> None:
    snapshot = snapshot_of("sigmoid-2-2-1", 12)
    progress = progress_of(snapshot)
    assert progress.trace is not None

    values = measure(View.CONTRIBUTIONS, snapshot, progress).values

    for layer, (weights, biases) in enumerate(snapshot.experiment.network.split(values)):
        assert biases is not None
        assert np.allclose(weights.sum(axis=1) + biases, progress.trace.z[layer], rtol=1e-12)
    text = "\n".join((await after_keys(snapshot, "m", size=(100, 24)))[0])
    assert f"w1·x1 {short_number(float(values[0]), 7)}"[:9] in text


def test_contributions_use_the_weights_from_before_a_step_that_is_looked_at_paused() -> None:
    session = session_of("sigmoid-2-2-1")
    before = session.snapshot().parameters
    session.step()
    running, paused = session.snapshot(), replace(session.snapshot(), sheet=session.sheet())

    one, other = (measure(View.CONTRIBUTIONS, snapshot, progress_of(snapshot)).values for snapshot in (running, paused))

    assert paused.trace is not None
    assert other[0] == before[0] * paused.trace.inputs[0]
    assert np.allclose(one, other, rtol=1e-12)


async def test_gradients_that_are_not_known_are_neither_plus_nor_minus() -> None:
    lines, _ = await after_keys(snapshot_of("sigmoid-2-2-1", 0), "m", "m", size=(100, 24))

    assert "every ∂w is 0 or not known" in lines[-1]
    assert any("∂w1 ·" in line for line in lines)


@pytest.mark.parametrize("view", ["", "m", "mm"])
async def test_half_blocks_show_the_sign_without_colour_too(view: str) -> None:
    session = toy_session((1, 1, 1), bias=False)
    session.step()
    snapshot = session.snapshot()
    trace = snapshot.trace
    assert trace is not None
    # Of the first layer everything is plus, of the second minus.
    signed = replace(
        snapshot,
        parameters=np.array([5.0, -5.0]),
        change=np.zeros(2),
        trace=replace(trace, inputs=np.ones(1), h=(np.ones(1), trace.h[1]), gradient=np.array([2.0, -2.0])),
    )

    lines, _ = await after_keys(signed, *view, "x", size=(90, 9))

    row = next(line for line in lines if "x1" in line)
    plus, minus = row.split("│")[3], row.split("│")[5]
    blocks = set("▀▄█")
    assert blocks & set(plus) and blocks & set(minus)
    assert minus.strip(" ").count(" ") > plus.strip(" ").count(" ")


async def test_a_sick_neuron_is_told_as_such() -> None:
    snapshot = replace(snapshot_of("sine", 20), health=Health(saturated=((1, 1),), examined=60))

    lines, _ = await after_keys(snapshot, "down")

    assert any("≈ saturated" in line for line in lines)
