"""The histories pane on the screen: what it shows, what keys and the mouse choose, what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.recorded import foot, head, names, record_of, session_of, snapshot_of
from tests.app.snapshots import PaneApp
from tui_nn.app.panes.histories import HistoriesPane
from tui_nn.app.theme import DARK, LIGHT


async def test_before_the_first_update_it_says_what_to_do() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(80, 8)) as pilot:
        for snapshot in (None, snapshot_of("softplus-1-2-1", 11)):
            app.pane.snapshot = snapshot
            await pilot.pause()
            assert "No history yet. Press u to train up to the first update, space to run." in app.lines()[1]
        app.pane.snapshot = snapshot_of("softplus-1-2-1", 12)
        await pilot.pause()
        assert not any("No history" in line for line in app.lines())


async def test_the_loss_and_all_gradients_are_shown_as_their_source_does() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(46, 15)) as pilot:
        app.pane.snapshot = snapshot = snapshot_of("softplus-1-2-1", 7200)
        await pilot.pause()
        assert names(app) == ["▸Σ loss", "∂iw1", "∂b1", "∂iw2", "∂b2", "∂ow1", "∂ow2"]
        values = [line.strip("│ ").replace("−", "-").split() for line in app.lines()[1:-1] if "∂" in line]
        shown = [float(word) for line in values for word in line if word[0] in "+-"]
        order = snapshot.experiment.names.reading_order
        assert shown == pytest.approx([snapshot.gradient[index] for index in order], abs=5e-5)
        assert float(app.lines()[1].split()[3]) == pytest.approx(record_of(snapshot).losses[-1], abs=5e-5)
        assert head(app) == "histories: loss and gradients"
        assert foot(app) == "↵ large · k parameters · l log"


async def test_arrows_and_pages_go_through_more_plots_than_fit() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(60, 14)) as pilot:
        app.pane.snapshot = snapshot_of("iris", 400)
        await pilot.pause()
        shown = len(names(app))
        assert f"1–{shown} of 68" in head(app) and "pgdn more" in foot(app)
        assert names(app)[0] == "▸loss"
        await pilot.press("right", "down")
        assert names(app).index("▸" + names(app)[4].strip("▸")) == 4
        await pilot.press("pagedown")
        assert f"{shown + 1}–{2 * shown} of 68" in head(app)
        await pilot.press(*["pagedown"] * 40)
        assert head(app).split(" · ")[1].endswith("–68 of 68") and names(app)[-1].startswith("▸")
        await pilot.press(*["pageup"] * 40)
        assert names(app)[0] == "▸loss"


async def test_another_kind_is_shown_by_key() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(60, 24)) as pilot:
        app.pane.snapshot = snapshot_of("softplus-1-2-1", 120)
        await pilot.pause()
        for kind, first in (("parameters", "iw1"), ("activations", "h1")):
            await pilot.press("k")
            assert head(app) == f"histories: loss and {kind} · every update"
            assert names(app)[1] == first
        await pilot.press("k")
        assert head(app) == "histories: loss · every update"
        assert names(app) == ["▸Σ loss"]


async def test_a_plot_is_shown_large_with_axes_and_read_off() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(90, 20)) as pilot:
        app.pane.snapshot = snapshot = snapshot_of("softplus-1-2-1", 7200)
        await pilot.pause()
        await pilot.press("right", "enter")
        lines = app.lines()
        assert head(app) == "history of ∂iw1 · every update"
        assert [line.split("┤")[0].strip("│ ") for line in lines if "┤" in line] == [
            "0.0",
            "−0.5",
            "−1.0",
            "−1.5",
            "−2.0",
        ]
        assert lines[-2].strip("│ ").split() == ["step", "0", "1k", "2k", "3k", "4k", "5k", "6k", "7k"]
        record, column = record_of(snapshot), snapshot.experiment.names.index("iw1")
        await pilot.press("left")
        assert foot(app).startswith(f"step 7,200: ∂iw1 {record.gradients[-1, column]:.6g}".replace("-", "−"))
        assert any("●" in line for line in app.lines())
        await pilot.press(*["left"] * 5)
        step = int(foot(app).split(":")[0].removeprefix("step ").replace(",", ""))
        assert step < 7200 - 4 * 7200 / 90 and step in record.steps
        value = record.gradients[record.steps.tolist().index(step), column]
        assert f"∂iw1 {value:.6g}".replace("-", "−") in foot(app)
        await pilot.press("pagedown")
        assert head(app) == "history of ∂b1 · every update"
        await pilot.press("escape", "escape")
        assert "▸∂b1" in names(app)


async def test_the_large_plot_zooms_and_moves_with_the_keys_of_the_loss_pane() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(90, 20)) as pilot:
        app.pane.snapshot = snapshot_of("softplus-1-2-1", 7200)
        await pilot.pause()
        await pilot.press("enter")
        everything = app.lines()
        await pilot.press("up")
        assert foot(app).startswith("last 3,600 steps")
        await pilot.press("shift+left")
        assert foot(app).startswith("steps 1,801–5,400")
        await pilot.press("less_than_sign", "up")
        assert foot(app).startswith("steps 1,801–3,600")
        assert app.lines()[-2].strip("│ ").split()[:2] == ["step", "2k"]
        await pilot.press("down", "down", "greater_than_sign", "0")
        assert app.lines() == everything


async def test_a_click_chooses_a_plot_and_another_shows_it_large() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(90, 20)) as pilot:
        app.pane.snapshot = snapshot_of("softplus-1-2-1", 7200)
        await pilot.pause()
        x, y = next((line.index("∂iw1"), y) for y, line in enumerate(app.lines()) if "∂iw1" in line)
        await pilot.click(app.pane, offset=(x, y + 1))
        assert "▸∂iw1" in names(app)
        await pilot.click(app.pane, offset=(x, y + 1))
        assert head(app).startswith("history of ∂iw1")
        await pilot.hover(app.pane, offset=(50, 5))
        pointed = foot(app).split(" · ")[0]
        assert pointed.startswith("step 3,")
        await pilot.click(app.pane, offset=(50, 5))
        await pilot.hover(app.pane, offset=(0, 0))
        assert foot(app).split(" · ")[0] == pointed, "the cursor stays where the click was"
        await pilot.press("up", "up")
        before = foot(app)
        await pilot.mouse_down(app.pane, offset=(30, 5))
        await pilot.hover(app.pane, offset=(50, 5))
        await pilot.mouse_up(app.pane, offset=(50, 5))
        assert "last 1,800 steps" in before and "last 1,800 steps" not in foot(app)


async def test_training_and_test_loss_stand_in_one_plot_told_apart_by_dashes() -> None:
    app = PaneApp(HistoriesPane())
    async with app.run_test(size=(110, 20)) as pilot:
        session = session_of("two-moons", test_fraction=0.25)
        session.run(20 * len(session.data))
        app.pane.snapshot = session.snapshot()
        await pilot.pause()
        assert names(app)[1].split("  ")[0].startswith("train, test")
        await pilot.press("right", "enter", "left")
        train, test = session.evaluate().mean_loss, session.evaluate(session.test).mean_loss
        assert foot(app).startswith(f"step 3,000: train {train:.6g}, test {test:.6g} · ━ train  ┅ test")


@pytest.mark.parametrize("size", [(3, 3), (12, 5), (38, 9), (78, 8), (140, 36)])
async def test_every_size_and_theme_shows_every_kind(size: tuple[int, int]) -> None:
    pane = HistoriesPane()
    app = PaneApp(pane, theme=LIGHT.name)
    async with app.run_test(size=size) as pilot:
        for snapshot in (snapshot_of("two-moons", 400, test_fraction=0.25), snapshot_of("softplus-1-2-1", 12)):
            pane.snapshot = snapshot
            for theme in (DARK, LIGHT):
                app.theme = theme.name
                await pilot.pause()
                for act in (
                    pane.action_enlarge,
                    lambda: pane.action_sideways(-1),
                    pane.toggle_log,
                    pane.action_kind,
                ) * 4:
                    act()
                    rows = [pane.render_line(y) for y in range(pane.content_size.height)]
                    assert {row.cell_length for row in rows} == {max(0, size[0] - 4)}


async def test_a_running_pane_is_drawn_now_and_then_and_a_paused_one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("tui_nn.app.frames.monotonic", lambda: clock[0])
    pane = HistoriesPane()
    app = PaneApp(pane)
    session = session_of("sigmoid-2-2-1")
    async with app.run_test(size=(60, 14)) as pilot:
        seen = []
        for running, seconds in ((True, 0.0), (True, 0.1), (True, 60.0), (False, 0.0)):
            clock[0] += seconds
            session.run(1)
            pane.snapshot = replace(session.snapshot(), running=running)
            await pilot.pause()
            seen.append(pane._marks.latest if pane._marks else None)
        assert seen == [1, 1, 3, 4]
