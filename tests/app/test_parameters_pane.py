from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rich.color import Color
from textual.events import MouseScrollDown

from tests.app.snapshots import PaneApp, session_of, snapshot_of
from tui_nn.app.panes.parameters import ParametersPane
from tui_nn.app.theme import LIGHT
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.data.dataset import Dataset
from tui_nn.training.edits import Freeze
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


def many_parameters() -> Snapshot:
    draw = np.random.default_rng(0)
    data = Dataset(
        "digits",
        tuple(f"p{number}" for number in range(64)),
        tuple("0123456789"),
        draw.random((20, 64)),
        np.eye(10)[draw.integers(0, 10, 20)],
        np.arange(20),
        classes=tuple("0123456789"),
        target_column="digit",
    )
    lesson = session_of("sigmoid-2-2-1").experiment
    experiment = replace(
        lesson,
        about=replace(lesson.about, labels={}),
        network=Architecture(64, (Layer(32, "relu"), Layer(10, "softmax"))),
        start=replace(lesson.start, values={}),
        training=replace(lesson.training, loss="cross_entropy"),
    )
    session = Session(experiment, data)
    session.run(3)
    return session.snapshot()


def rows(app: PaneApp) -> list[str]:
    return [line[1:-1] for line in app.lines()[1:-1]]


async def test_rows_say_name_value_gradient_and_change() -> None:
    snapshot = snapshot_of("relu-1-1-1", 1)
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot
        await pilot.pause()
        lines = app.lines()
    assert lines[0].startswith("╭─ parameters 4 · after step 1 · w = ")
    assert "gradient of the last update · w ← w − 0.1·g" in lines[-1]
    shown = [line.strip("│ ▸▐").split() for line in lines[2:-1] if "─" not in line and "layer" not in line]
    table = [line for line in shown if line]
    names = snapshot.experiment.names
    assert [line[0] for line in table] == [names.parameters[index] for index in names.reading_order]
    for line, index in zip(table, names.reading_order, strict=True):
        wanted = (snapshot.parameters[index], snapshot.gradient[index], snapshot.change[index])
        found = [float(text.replace("−", "-")) for text in line[1:4]]
        assert found == pytest.approx(wanted, abs=1e-5)


async def test_columns_line_up_under_their_titles() -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(44, 24)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 12)
        await pilot.pause()
        header, *body = rows(app)
    table = [row for row in body if row.strip() and "layer" not in row]
    for title in ("value", "gradient", "change"):
        end = header.index(title) + len(title)
        assert all(row[end - 1] != " " and row[end] == " " for row in table)
    assert all("█" in row[header.index("size") :] for row in table)
    assert [row.strip() for row in body if "layer" in row] == [
        "h1 · layer 1 · sigmoid",
        "h2 · layer 1 · sigmoid",
        "ŷ · layer 2 · sigmoid",
    ]


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (140, ["value", "gradient", "change", "size"]),
        (40, ["value", "gradient", "change", "size"]),
        (36, ["value", "gradient", "change"]),
        (30, ["value", "gradient"]),
        (20, ["value"]),
    ],
)
async def test_a_narrow_pane_drops_columns(width: int, titles: list[str]) -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(width, 16)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 12)
        await pilot.pause()
        assert rows(app)[0].split() == titles
        assert any("−7.1600" in row for row in rows(app)), "the value keeps its sign and digits"


async def test_groups_give_way_where_they_alone_would_scroll() -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(44, 12)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 12)
        await pilot.pause()
        assert not any("layer" in row for row in rows(app))
        assert len([row for row in rows(app) if "−" in row or "+" in row]) == 9
        await pilot.resize_terminal(44, 16)
        await pilot.pause()
        assert any("layer" in row for row in rows(app))


async def test_thousands_of_rows_scroll_and_keep_their_place() -> None:
    snapshot = many_parameters()
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(44, 14)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot
        await pilot.pause()
        assert rows(app)[1].startswith(" h1[1] · layer 1 · relu")
        await pilot.press("pagedown", "down")
        assert pane.selected == snapshot.experiment.names.index("W1[1,12]")
        place = [row for row in rows(app) if "▸" in row]
        assert len(place) == 1 and place[0].startswith("▸W1[1,12]")
        pane.snapshot = replace(snapshot)
        await pilot.pause()
        assert [row for row in rows(app) if "▸" in row] == place
        for _ in range(300):
            pane.action_page(1)
        await pilot.pause()
        assert pane.selected == snapshot.experiment.names.index("b2[10]")
        assert rows(app)[-1].startswith("▸b2[10]") and rows(app)[-1].endswith("▐")
        await pilot.press("up")
        assert pane.selected == snapshot.experiment.names.index("W2[10,32]")
        await pilot.resize_terminal(60, 30)
        await pilot.pause()
        assert any(row.startswith("▸W2[10,32]") for row in rows(app))


async def test_the_mouse_scrolls_and_selects() -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(44, 8)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 12)
        await pilot.pause()
        pane.post_message(wheel_down(pane))
        await pilot.pause()
        assert rows(app)[1].startswith(" b1"), "three lines further down"
        await pilot.click(pane, offset=(5, 2))
        assert any(row.startswith("▸b1") for row in rows(app))


def wheel_down(pane: ParametersPane) -> MouseScrollDown:
    return MouseScrollDown(pane, 5, 4, 0, 1, 0, False, False, False)


async def test_the_cursor_shows_only_with_the_focus() -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(44, 24)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 12)
        await pilot.pause()
        assert any(row.startswith("▸w1") for row in rows(app))
        assert "w1 = −7.16" in app.lines()[0]
        app.set_focus(None)
        await pilot.pause()
        assert not any("▸" in row for row in rows(app))
        assert app.lines()[0].startswith("╭─ parameters 9 · after step 12 ─")


@pytest.mark.parametrize(
    ("lesson", "steps", "overrides", "words"),
    [
        ("sigmoid-2-2-1", 0, {}, "no gradient yet · w ← w − 0.1·g"),
        ("sigmoid-2-2-1", 4, {"batch_size": 4}, "gradient of the last update"),
        ("sigmoid-2-2-1", 5, {"batch_size": 4}, "gradient: mean of 1 of 4 examples so far"),
        ("sigmoid-2-2-1", 9, {"batch_size": 4, "reduction": "sum"}, "gradient: sum of 1 of 2 examples so far"),
        ("sigmoid-2-2-1", 19, {"batch_size": 0}, "gradient: mean of 9 of 10 examples so far"),
        ("sigmoid-2-2-1", 3, {"optimizer": OptimizerSettings(l2=0.1)}, "gradient with penalty of the last update"),
        ("softplus-1-2-1", 12, {"gradient": "published"}, "published gradient of the last update"),
        (
            "sigmoid-2-2-1",
            3,
            {"optimizer": OptimizerSettings("nesterov")},
            "v ← 0.9·v + g;  w ← w − 0.1·(g + 0.9·v)",
        ),
    ],
)
async def test_the_frame_says_what_the_gradient_is_and_how_it_is_used(
    lesson: str, steps: int, overrides: dict[str, object], words: str
) -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(120, 10)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of(lesson, steps, **overrides)
        await pilot.pause()
        assert words in app.lines()[-1]


async def test_numbers_that_do_not_exist_yet_are_dashes() -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert "No parameters yet" in app.lines()[2]
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 0, batch_size=4)
        await pilot.pause()
        assert rows(app)[2].split()[2:4] == ["–", "–"]
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 1, batch_size=4)
        await pilot.pause()
        assert rows(app)[2].split()[2] != "–" and rows(app)[2].split()[3] == "–"


async def test_gradients_appear_layer_by_layer_with_their_operations() -> None:
    session = session_of("relu-1-1-1", gradient="exact")
    session.run(5)
    pane = ParametersPane()
    app = PaneApp(pane)
    seen = []
    async with app.run_test(size=(90, 14)) as pilot:
        await pilot.pause()
        for _ in range(session.operation_count):
            session.step_operation()
            pane.snapshot = replace(session.snapshot(), sheet=session.sheet())
            await pilot.pause()
            table = [row.strip("▸ ").split() for row in rows(app)[1:] if row.strip() and "layer" not in row]
            seen.append(({line[0]: line[2] for line in table}, app.lines()[-1]))
    sheet = session.sheet()
    names = sheet.experiment.names
    kinds = [operation.kind for operation in sheet.operations]
    above, below = (place for place, kind in enumerate(kinds) if kind == "gradient")
    for place, (found, frame) in enumerate(seen[:-1]):
        known = {"v", "c"} if place >= above else set()
        known |= {"w", "b"} if place >= below else set()
        assert {name for name, text in found.items() if text != "·"} == known
        for name in known:
            assert float(found[name].replace("−", "-")) == pytest.approx(
                sheet.trace.gradient[names.index(name)], abs=1e-6
            )
        assert "gradient of the example of step 6, as far as computed" in frame
    assert "·" not in seen[-1][0].values()
    assert "gradient of the last update" in seen[-1][1]


async def test_frozen_parameters_are_marked_and_counted() -> None:
    session = session_of("sigmoid-2-2-1")
    session.run(5)
    session.apply(Freeze((1, 8), True))
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.pause()
        pane.snapshot = session.snapshot()
        await pilot.pause()
        marked = [row.split()[0].strip("▸") for row in rows(app) if "*" in row]
        assert marked == ["w2*", "b3*"]
        assert "parameters 9, 2 frozen *" in app.lines()[0]
        session.apply(Freeze((1, 8), False))
        pane.snapshot = session.snapshot()
        await pilot.pause()
        assert not any("*" in line or "frozen" in line for line in app.lines())


async def test_colours_follow_the_theme() -> None:
    pane = ParametersPane()
    app = PaneApp(pane)
    async with app.run_test(size=(44, 24)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 12)
        await pilot.pause()
        app.theme = LIGHT.name
        await pilot.pause()
        (value,) = (segment for segment in pane.render_line(3) if "−9.2100" in segment.text)
        assert value.style is not None
        assert value.style.color == Color.parse(LIGHT.variables["minus"])
