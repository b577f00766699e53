"""The prediction pane on the screen: what it shows at every size, and what keys and the pointer do."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from tests.app.snapshots import PaneApp, session_of, snapshot_of
from tests.app.toy_network import toy_session
from tui_nn.app.panes.prediction import PredictionPane
from tui_nn.app.theme import DARK, LIGHT

LESSONS = (
    "line",
    "softplus-1-2-1",
    "sine",
    "xor",
    "sigmoid-2-2-1",
    "two-moons",
    "two-spirals",
    "iris",
    "sigmoid-3-2-1",
)


def foot(app: PaneApp) -> str:
    return app.lines()[-1].strip("╰╯─ ")


def head(app: PaneApp) -> str:
    return app.lines()[0].strip("╭╮─ ")


async def test_an_empty_pane_says_what_to_do() -> None:
    app = PaneApp(PredictionPane())
    async with app.run_test(size=(70, 10)) as pilot:
        await pilot.pause()
        assert "No predictions yet. Press o to open data or a lesson." in app.lines()[1]


@pytest.mark.parametrize("size", [(140, 37), (80, 10), (46, 15), (38, 9), (12, 4), (3, 3)])
async def test_every_view_of_every_lesson_fits_every_size(size: tuple[int, int]) -> None:
    pane = PredictionPane()
    async with PaneApp(pane).run_test(size=size) as pilot:
        await pilot.pause()
        for snapshot in (*(snapshot_of(lesson, 3) for lesson in LESSONS), snapshot_of("iris", 0)):
            pane.snapshot = snapshot
            for _ in range(4):
                for act in (pane.action_up, pane.action_held, lambda: pane.action_move(0, 1), pane.action_view):
                    act()
                    rows = [pane.render_line(y) for y in range(pane.content_size.height)]
                    assert {(row.cell_length, len(row.text)) for row in rows} == {(size[0] - 2, size[0] - 2)}


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name, "ansi-dark", "ansi-light"])
async def test_regions_points_and_the_example_differ_in_every_theme(theme: str) -> None:
    app = PaneApp(PredictionPane(), theme=theme)
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.snapshot = snapshot_of("xor", 3_000)
        await pilot.pause()
        segments = [segment for strip in app.screen._compositor.render_strips()[1:-2] for segment in strip]
        grounds = {segment.style.bgcolor for segment in segments if segment.style and segment.style.bgcolor}
        assert len(grounds) > 10, "shades"
        points = {segment.style.color for segment in segments if segment.style and segment.text in "○●"}
        assert len(points) == 3
        assert sum(bool(segment.style and segment.style.reverse) for segment in segments) == 1


async def test_the_frame_says_what_is_shown() -> None:
    app = PaneApp(PredictionPane())
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.snapshot = snapshot_of("two-moons", 1_200)
        await pilot.pause()
        assert head(app) == "predicted moon over x1 →, x2 ↑ · after step 1,200"
        assert foot(app) == "◦ lower  • upper · v view · ↑ cursor"
        app.pane.snapshot = snapshot_of("softplus-1-2-1", 12)
        await pilot.pause()
        assert head(app) == "predicted y over x · after step 12"
        assert foot(app) == "• data  ━ ŷ  1 ow1·h1  2 ow2·h2 · v view · ↑ cursor"
        await pilot.press("v")
        assert head(app) == "y: predicted ↑ against actual → · after step 12"


async def test_keys_choose_axes_view_output_and_what_others_are_held_at() -> None:
    app = PaneApp(PredictionPane())
    async with app.run_test(size=(120, 16)) as pilot:
        app.pane.snapshot = snapshot_of("iris", 5)
        await pilot.pause()
        title = "predicted species over {} · after step 5"
        assert head(app) == title.format("petal_length →, petal_width ↑, others at their mean")
        await pilot.press("x")
        assert head(app) == title.format("sepal_length →, petal_width ↑, others at their mean")
        await pilot.press("y")
        assert head(app) == title.format("sepal_length →, sepal_width ↑, others at their mean")
        await pilot.press("m")
        row = app.pane.snapshot.samples[-1].row
        assert head(app) == title.format(f"sepal_length →, sepal_width ↑, others as in row {row}")
        await pilot.press("v")
        assert head(app) == "species: predicted → against actual ↓ · after step 5"
        await pilot.press("v")
        assert head(app) == title.format(f"sepal_length →, sepal_width ↑, others as in row {row}")
        app.pane.snapshot = toy_session((2, 3, 2)).snapshot()
        await pilot.pause()
        assert head(app) == "predicted y1 (1 of 2) over x1 →, x2 ↑ · after step 0"
        await pilot.press("k")
        assert head(app) == "predicted y2 (2 of 2) over x1 →, x2 ↑ · after step 0"


async def test_a_choice_outlives_steps_but_not_other_data() -> None:
    session = session_of("iris")
    app = PaneApp(PredictionPane())
    async with app.run_test(size=(120, 16)) as pilot:
        for steps in (1, 2):
            session.run(1)
            app.pane.snapshot = session.snapshot()
            await pilot.press(*(["x"] if steps == 1 else []))
            assert "sepal_length →" in head(app) and f"after step {steps}" in head(app)
        app.pane.snapshot = snapshot_of("xor", 1)
        await pilot.pause()
        assert "x1 →, x2 ↑" in head(app)


class ArrowApp(PaneApp):
    """An app that steps by arrows, as ours does."""

    BINDINGS = [Binding("right", "step"), Binding("escape", "step")]
    steps = 0

    def action_step(self) -> None:
        self.steps += 1


async def test_arrows_step_until_there_is_a_cursor_to_move() -> None:
    app = ArrowApp(PredictionPane())
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.snapshot = snapshot_of("xor", 1)
        app.pane.focus()
        await pilot.press("right", "escape")
        assert app.steps == 2
        legend = foot(app)
        await pilot.press("up")
        assert foot(app).startswith("row 0: x1 0, x2 0 → ")
        await pilot.press("right")
        assert app.steps == 2 and foot(app).startswith("x1 0.03, x2 0.02 → ")
        await pilot.press("left")
        assert foot(app).startswith("row 0: ")
        await pilot.press("escape")
        assert app.steps == 2 and foot(app) == legend


async def test_the_pointer_reads_off_and_a_click_leaves_the_cursor_there() -> None:
    app = PaneApp(PredictionPane())
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.snapshot = snapshot_of("two-moons", 400)
        await pilot.pause()
        legend = foot(app)
        await pilot.hover(offset=(9, 12))
        first = foot(app)
        assert first.startswith("x1 −1.") and "→ lower" in first
        await pilot.hover(offset=(30, 12))
        assert foot(app) not in (first, legend)
        await pilot.click(offset=(9, 12))
        await pilot.hover(offset=(0, 0))
        assert foot(app) == first
        await pilot.press("escape")
        assert foot(app).startswith("◦ lower")


async def test_a_running_picture_waits_its_turn_and_a_paused_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("tui_nn.app.frames.monotonic", lambda: clock[0])
    app = PaneApp(PredictionPane())
    async with app.run_test(size=(80, 14)) as pilot:
        app.pane.snapshot = snapshot_of("xor", 1, running=True)
        await pilot.pause()
        app.pane.snapshot = snapshot_of("xor", 2, running=True)
        assert "after step 1" in _title(app), "too soon"
        clock[0] += 60.0
        app.pane.snapshot = snapshot_of("xor", 3, running=True)
        assert "after step 3" in _title(app)
        app.pane.snapshot = snapshot_of("xor", 4)
        assert "after step 4" in _title(app), "paused"


def _title(app: PaneApp) -> str:
    return app.pane.border_title or ""


async def test_a_cursor_paints_its_rows_only(monkeypatch: pytest.MonkeyPatch) -> None:
    app = PaneApp(PredictionPane())
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.snapshot = snapshot_of("xor", 100)
        await pilot.press("up")
        painted: set[int] = set()
        monkeypatch.setattr(
            app.pane,
            "refresh",
            lambda *regions, **_: painted.update(y for region in regions for y in region.line_range),
        )
        await pilot.press("up")
        frame = {-1, app.pane.content_size.height}
        assert painted - frame == {0, 1}
