"""What the network pane shows of a snapshot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from textual.color import Color
from textual.geometry import Region

from tests.app.snapshots import PaneApp, session_of, snapshot_of
from tests.app.toy_network import toy_session
from tui_nn.app.panes.network import NetworkPane
from tui_nn.app.theme import DARK, LIGHT
from tui_nn.data.dataset import Scaling
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot

CLASSES = ("setosa", "versicolor", "virginica")


async def shown(snapshot: Snapshot | None, width: int = 100, height: int = 24) -> list[str]:
    """Give the lines of a pane of this size that shows a snapshot."""
    app = PaneApp(NetworkPane())
    async with app.run_test(size=(width, height)) as pilot:
        app.pane.snapshot = snapshot
        await pilot.pause()
        return app.lines()


def trained(session: Session, steps: int) -> Snapshot:
    session.run(steps)
    return session.snapshot()


async def test_the_first_step_of_a_lesson_with_all_its_numbers() -> None:
    text = "\n".join(await shown(snapshot_of("sigmoid-2-2-1", 1, learning_rate=0.01)))

    for part in ("x1    0.10", "x2    0.70", "h1 4.38e−8", "h2 1.11e−6", "ŷ 0.00116", "y 1 ✗", "loss 6.761"):
        assert part in text
    for part in ("b1 −9.780", "b2 −6.350", "b3 −6.750"):
        assert part in text
    for part in ("w1 −7.160", "w2 −9.210", "w3 −7.460", "w4 −9.450", "w5 −5.070", "w6 −6.580"):
        assert part in text
    assert "network 2-2-1, weights · step 1 · numbers before its update, weights after it" in text
    assert "━ plus  ┅ minus · thickest |w| = 9.450" in text
    assert text.count("sigmoid") == 2


async def test_before_the_first_step_nodes_have_no_value_but_biases_and_edges_do() -> None:
    text = "\n".join(await shown(snapshot_of("relu-1-1-1", 0), 78, 14))

    assert "network 1-1-1, weights · before the first step" in text
    assert all(f"│{label}       ·│" in text for label in ("x", "h", "ŷ"))
    assert "b 0.20" in text and "c 0.10" in text
    assert "loss" not in text and "y 1" not in text


async def test_an_output_without_bias_shows_none() -> None:
    text = "\n".join(await shown(snapshot_of("softplus-1-2-1", 1)))

    assert text.count("b1 ") == text.count("b2 ") == 1
    assert " b " not in text and "b3" not in text


async def test_without_an_update_the_title_claims_none() -> None:
    title = (await shown(snapshot_of("softplus-1-2-1", 1)))[0]

    assert "network 1-2-1, weights · step 1 ─" in title


async def test_classes_have_their_names_and_one_verdict() -> None:
    snapshot = trained(toy_session((4, 5, 3), classes=CLASSES), 9)
    assert snapshot.trace is not None
    predicted = CLASSES[int(snapshot.trace.prediction.argmax())]

    lines = await shown(snapshot, 110, 24)

    marks = [line for line in lines if "✓" in line or "✗" in line]
    assert len(marks) == 1
    assert predicted in marks[0]
    assert ("✓" in marks[0]) == snapshot.samples[-1].right
    assert sum("y 1" in line for line in lines) == 1
    assert all(any(name in line for line in lines) for name in CLASSES)


async def test_scaled_inputs_and_targets_show_the_values_of_the_file_too() -> None:
    session = toy_session((1, 2, 1))
    session.step()
    snapshot = session.snapshot()
    scaling = Scaling("standard", np.array([10.0]), np.array([4.0]))
    assert snapshot.trace is not None
    trace = replace(snapshot.trace, inputs=np.array([0.25]), target=np.array([-0.5]), h=(np.zeros(2), np.array([0.75])))

    text = "\n".join(
        await shown(
            replace(snapshot, trace=trace, data=replace(snapshot.data, input_scaling=scaling, target_scaling=scaling))
        )
    )

    for part in ("0.25", "= 11.00", "ŷ = 13.00", "y −0.5", "y = 8", "inputs, standard"):
        assert part in text


async def test_one_output_for_two_classes_names_the_target() -> None:
    snapshot = snapshot_of("sigmoid-2-2-1", 1)
    named = replace(snapshot, data=replace(snapshot.data, classes=("no", "yes")))

    assert "= yes" in "\n".join(await shown(named))


async def test_many_neurons_are_folded_and_counted() -> None:
    text = "\n".join(await shown(trained(toy_session((64, 32, 10)), 2)))

    assert "⋮ 58 more" in text and "⋮ 26 more" in text
    assert "x64" in text and "h1[32]" in text and "ŷ[10]" in text
    assert "33 strongest a layer" in text


async def test_the_sign_of_a_weight_is_readable_without_colour() -> None:
    session = toy_session((1, 1, 1), bias=False)
    signed = replace(session.snapshot(), parameters=np.array([5.0, -5.0]))

    middle = next(line for line in await shown(signed, 50, 9) if "x1" in line)

    plus, minus = middle.split("│")[3], middle.split("│")[5]
    assert set(plus) == {"⣿"}
    assert "⣿" in minus and set(minus) != {"⣿"}


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 2, 1), (2, 8, 8, 1), (64, 32, 10), (3, 1), (2, *[5] * 11, 1)])
async def test_no_size_breaks_the_frame(sizes: tuple[int, ...]) -> None:
    snapshot = trained(toy_session(sizes), 2)
    pane = NetworkPane()
    app = PaneApp(pane)
    async with app.run_test(size=(140, 40)) as pilot:
        pane.snapshot = snapshot
        for width, height in (
            (140, 40),
            (78, 14),
            (40, 8),
            (20, 6),
            (12, 30),
            (7, 3),
            (3, 3),
            (2, 2),
            (1, 1),
            (100, 24),
        ):
            pane.styles.width, pane.styles.height = width, height
            await pilot.pause()
            rows = [line[:width] for line in app.lines()[:height]]
            assert pane.size == pane.content_size
            if width > 2 and height > 2:
                assert all(row[0] == "│" == row[-1] for row in rows[1:-1])
                assert rows[0][0] == "╭" and rows[-1][-1] == "╯"


async def test_a_tiny_pane_shows_values_without_boxes() -> None:
    text = "\n".join(await shown(snapshot_of("sigmoid-2-2-1", 1), 20, 6))

    assert "●0.10" in text and "●0.70" in text and "●4e−8" in text
    assert "╭─" not in text.splitlines()[1]


async def test_a_pane_too_narrow_for_the_layers_says_so() -> None:
    text = "\n".join(await shown(trained(toy_session((2, *[3] * 11, 1)), 1), 24, 6))

    assert "Too small here" in text


async def test_without_a_snapshot_the_pane_says_what_to_do() -> None:
    lines = await shown(None)

    assert "network" in lines[0]
    assert any("Press o to open a lesson" in line for line in lines)


async def test_a_resized_pane_is_laid_out_anew() -> None:
    app = PaneApp(NetworkPane())
    async with app.run_test(size=(100, 24)) as pilot:
        app.pane.snapshot = snapshot_of("sigmoid-2-2-1", 1)
        await pilot.pause()
        await pilot.resize_terminal(20, 6)
        await pilot.pause()
        assert any("●0.10" in line for line in app.lines())


async def test_only_rows_that_changed_are_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of("relu-1-1-1")
    session.step()
    pane = NetworkPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 24)) as pilot:
        pane.snapshot = session.snapshot()
        await pilot.pause()
        painted: list[int] = []
        monkeypatch.setattr(
            NetworkPane,
            "_set_dirty",
            lambda self, *regions: painted.extend(region.y for region in regions or [Region(0, -99, 1, 1)]),
        )

        pane.snapshot = replace(session.snapshot())
        assert painted == []

        session.step()
        pane.snapshot = session.snapshot()
        assert {-1, 22} <= set(painted)
        assert -99 not in painted
        assert len(set(painted)) < 12


async def test_a_new_theme_recolours_without_a_new_snapshot() -> None:
    pane = NetworkPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 24)) as pilot:
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 1)
        await pilot.pause()
        for theme in (DARK, LIGHT):
            app.theme = theme.name
            await pilot.pause()
            await pilot.pause()
            background = Color.parse(theme.background or "").rich_color
            segments = [segment for y in range(22) for segment in pane.render_line(y)]
            label = next(segment for segment in segments if segment.text.strip().startswith("b2"))
            assert label.style is not None
            assert label.style.color == Color.parse(theme.variables["minus"]).rich_color
            assert label.style.bgcolor == background


async def test_the_terminals_own_colours_work_too() -> None:
    app = PaneApp(NetworkPane(), theme="ansi-dark")
    async with app.run_test(size=(78, 14)) as pilot:
        app.pane.snapshot = snapshot_of("sigmoid-2-2-1", 1)
        await pilot.pause()
        assert any("h1 4.38e−8" in line for line in app.lines())


@pytest.mark.parametrize("steps", [None, 1])
async def test_it_draws_without_any_colour(monkeypatch: pytest.MonkeyPatch, steps: int | None) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    lines = await shown(None if steps is None else snapshot_of("sigmoid-2-2-1", steps))

    assert any("Press o" in line or "w1 −7.160" in line for line in lines)
