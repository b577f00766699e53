"""What the network pane shows while a step is done operation by operation, and of neurons that are not well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.color import Color

from tests.app.snapshots import PaneApp, session_of
from tests.app.test_network_pane import shown
from tests.app.toy_network import toy_session
from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network import NetworkPane
from tui_nn.app.panes.network_forms import Words
from tui_nn.app.panes.network_layout import Diagram, lay_out
from tui_nn.app.panes.network_painting import Painter
from tui_nn.app.panes.network_progress import progress_of
from tui_nn.app.panes.network_views import View, measure
from tui_nn.app.panes.network_words import words_for
from tui_nn.training.health import Health
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot

TITLES = (
    "z of layer 1",
    "h of layer 1",
    "z of layer 2",
    "h of layer 2",
    "loss",
    "δ of layer 2",
    "gradients of layer 2",
    "δ of layer 1",
    "gradients of layer 1",
)
OPERATIONS = ("z", "h", "z", "h", "loss", "delta", "gradient", "delta", "gradient", "update")


def paused(session: Session) -> Snapshot:
    return replace(session.snapshot(), sheet=session.sheet())


def after(session: Session, operations: int) -> Snapshot:
    """Do so many operations of the next example."""
    for _ in range(operations):
        session.step_operation()
    return paused(session)


def lesson_after(operations: int) -> Snapshot:
    """Do 12 steps of sigmoid-2-2-1 and so many operations of the next one."""
    session = session_of("sigmoid-2-2-1")
    session.run(12)
    return after(session, operations)


def painted(words: Words, diagram: Diagram, snapshot: Snapshot) -> Canvas:
    progress = progress_of(snapshot)
    return Painter(words, diagram).paint(snapshot, progress, measure(View.WEIGHTS, snapshot, progress))


async def test_a_step_is_revealed_operation_by_operation() -> None:
    trace = lesson_after(1).sheet.trace  # type: ignore[union-attr]
    z, h, delta = trace.z[0], trace.h[0], trace.delta[0]
    texts = ["\n".join(await shown(lesson_after(count))) for count in range(1, len(OPERATIONS))]
    for text, title in zip(texts, TITLES, strict=True):
        assert f"network 2-2-1, weights · step 13 in progress · {title} ─" in text
    texts = [text.partition("\n")[2] for text in texts]

    assert "x1    0.30" in texts[0] and "y 0" in texts[0], "inputs and target belong to the next example"
    assert f"z1  {short_number(float(z[0]))}" in texts[0] and "h1" not in texts[0]
    assert f"h1 {short_number(float(h[0]), 7)}" in texts[1] and "z1" not in texts[1]
    assert all("ŷ       ·" in text for text in texts[:2])
    assert "z  −5.962" in texts[2] and "ŷ 0.00257" in texts[3]
    assert all("loss ·" in text for text in texts[:4])
    assert "✓" not in texts[2] and "✓" in texts[3]
    assert all("loss 0.00257" in text for text in texts[4:])
    assert "δ3" not in texts[4] and all("δ3 0.00257" in text for text in texts[5:])
    assert "δ1" not in texts[6] and all(f"δ1 {short_number(float(delta[0]), 7)}" in text for text in texts[7:])


async def test_a_complete_step_is_shown_as_ever() -> None:
    text = "\n".join(await shown(lesson_after(len(OPERATIONS))))

    assert "step 13 · numbers before its update, weights after it" in text
    assert "h1 1.05e−6" in text and "δ3" not in text


async def test_gradients_stand_in_the_place_of_the_weights_they_are_of() -> None:
    text = "\n".join(await shown(lesson_after(7)))

    assert "∂w5 " in text and "∂b3 0.00257" in text
    assert "w1 −7.160" in text and "∂w1" not in text
    text = "\n".join(await shown(lesson_after(9)))
    assert "∂w1 " in text and "∂b2 " in text and "w5 −5.070" in text


async def test_before_any_operation_the_first_examples_inputs_are_known() -> None:
    session = session_of("relu-1-1-1")

    text = "\n".join(await shown(paused(session)))

    assert "network 1-1-1, weights · before the first step" in text
    assert "│ x     2.00 │" in text and "y 2" in text
    assert "│ h        · │" in text and "│ ŷ        · │" in text and "loss ·" in text
    assert "┏" not in text


@pytest.mark.parametrize(
    ("operations", "heavy", "arrows"),
    [(1, 2, "▸▸"), (2, 2, ""), (3, 1, "▸"), (5, 1, ""), (6, 1, ""), (7, 0, ""), (8, 2, "◂◂"), (9, 0, ""), (10, 0, "")],
)
async def test_what_is_at_hand_is_seen_without_colour(operations: int, heavy: int, arrows: str) -> None:
    text = "\n".join(await shown(lesson_after(operations)))

    assert text.count("┏") == text.count("┛") == heavy
    assert "".join(character for character in text if character in "▸◂") == arrows


@pytest.mark.parametrize(
    ("operations", "layer"), [(1, 1), (2, 0), (3, 2), (4, 0), (5, 0), (6, 0), (7, 2), (8, 2), (9, 1)]
)
def test_only_the_edges_at_hand_are_bright(operations: int, layer: int) -> None:
    snapshot = lesson_after(operations)
    words = words_for(snapshot.experiment, snapshot.data)
    diagram = lay_out(words, 100, 24)
    assert diagram is not None
    canvas = painted(words, diagram, snapshot)
    ends = [max(node.x + node.width for node in diagram.nodes if node.column == column) for column in (0, 1)]
    starts = [min(node.x for node in diagram.nodes if node.column == column) for column in (1, 2)]

    for gap, (start, end) in enumerate(zip(ends, starts, strict=True), start=1):
        dots = canvas.codes[:, start:end] >= 0x2800
        colours = set(canvas.inks[:, start:end][dots].tolist())
        bright = {inks.edge(inks.LEVELS, minus=minus) for minus in (False, True)}
        assert bool(colours & bright) == (gap == layer)
        assert (gap == layer) == (colours <= bright)


async def test_nodes_at_hand_have_the_accent() -> None:
    pane = NetworkPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 24)) as pilot:
        pane.snapshot = lesson_after(2)
        await pilot.pause()
        frames = [segment for y in range(22) for segment in pane.render_line(y) if "┏" in segment.text]
    assert len(frames) == 2
    for frame in frames:
        assert frame.style is not None and frame.style.color is not None
        assert frame.style.color == Color.parse(app.theme_variables["accent"]).rich_color


async def test_lines_show_δ_in_the_place_of_the_value_while_it_is_used() -> None:
    texts = []
    for operations in (7, 8, 9, 10, 11):
        session = toy_session((2, 4, 4, 1))
        texts.append("\n".join(await shown(after(session, operations), 70, 12)))

    before, output, gradient, middle, used = texts
    assert "δ" not in before.split("\n", 1)[1]
    assert "┏δ −1.22┓" in output and "●h2[1]" in output
    assert "◉δ2[1]" in middle and "h2[1]" not in middle
    assert "●δ2[1]" in used and "●h1[1]" in used
    assert "●h2[1]" in gradient


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([(1, 1, 1), (2, 2, 1), (2, 8, 8, 1), (40, 20, 5), (3, 1)]),
    st.integers(1, 120),
    st.integers(1, 36),
    st.integers(0, 20),
)
def test_every_operation_fits_every_size(sizes: tuple[int, ...], width: int, height: int, operations: int) -> None:
    session = toy_session(sizes)
    snapshot = after(session, operations)
    healthy = replace(snapshot, health=Health(dead=((1, 1),), saturated=((len(sizes) - 1, 1),)))
    words = words_for(snapshot.experiment, snapshot.data)
    diagram = lay_out(words, width, height)
    if diagram is None:
        return
    canvas = painted(words, diagram, healthy)
    for node in diagram.nodes:
        if node.form.boxed:
            for y in range(node.y, node.y + 3):
                corners = (chr(canvas.codes[y, node.x]), chr(canvas.codes[y, node.x + node.width - 1]))
                assert corners in {("╭", "╮"), ("│", "│"), ("╰", "╯"), ("┏", "┓"), ("┃", "┃"), ("┗", "┛")}


def test_nothing_that_is_not_computed_is_known() -> None:
    session = toy_session((2, 3, 2))
    snapshot = paused(session)
    for done, kind in enumerate(OPERATIONS):
        progress = progress_of(snapshot)
        assert progress.begun and progress.trace is not None
        assert len(progress.known) == done
        assert (progress.loss is not None) == (done > OPERATIONS.index("loss"))
        assert (progress.deltas(1) is not None) == (done > 7)
        assert progress.values(1)[0] == ("z" if done == 1 else "h")
        session.step_operation()
        snapshot = paused(session)
        assert snapshot.sheet is not None and snapshot.sheet.at_hand is not None
        assert snapshot.sheet.at_hand.kind == kind
    assert not progress_of(snapshot).begun
    assert progress_of(snapshot).trace is snapshot.trace


async def test_one_operation_back_hides_its_numbers_again() -> None:
    session = session_of("sigmoid-2-2-1")
    session.run(12)
    first = await shown(after(session, 3))
    session.step_operation()
    session.back_operation()

    assert await shown(paused(session)) == first


async def test_neurons_that_are_not_well_are_marked() -> None:
    session = toy_session((2, 3, 1))
    session.step()
    snapshot = replace(session.snapshot(), health=Health(dead=((1, 2),), saturated=((1, 3), (2, 1)), examined=9))

    boxes, lines = await shown(snapshot), await shown(snapshot, 24, 8)

    tops = [line for line in boxes[1:-1] if "╭─" in line]
    assert sum(line.count("─†╮") for line in tops) == 1 and sum(line.count("─≈╮") for line in tops) == 2
    assert "† 1 dead · ≈ 2 saturated · ━ plus" in boxes[-1]
    assert sum(line.count("†") for line in lines[1:-1]) == 1 and sum(line.count("≈") for line in lines[1:-1]) == 2
    well = await shown(replace(snapshot, health=Health(examined=9)))
    assert not any(mark in line for line in well for mark in "†≈")


async def test_a_mark_and_δ_share_a_frame() -> None:
    session = toy_session((1, 1, 1))
    snapshot = replace(after(session, 8), health=Health(saturated=((1, 1),)))
    assert snapshot.sheet is not None
    delta = float(np.concatenate(snapshot.sheet.trace.delta)[0])

    top = next(line for line in await shown(snapshot) if "≈┓" in line)

    assert short_number(delta, 7)[:5] in top
