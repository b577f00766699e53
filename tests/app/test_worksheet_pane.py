from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from tests.app.snapshots import PaneApp, session_of
from tests.app.toy_network import toy_session
from tui_nn.app.panes.worksheet import WorksheetPane
from tui_nn.app.panes.worksheet_rows import fold
from tui_nn.app.theme import LIGHT
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot
from tui_nn.training.worksheet import Worksheet, lines_of
from tui_nn.training.worksheet_lines import Writing


def paused(session: Session, *, steps: int = 0, operations: int = 0) -> Snapshot:
    """Go on from where a session stands, and give the snapshot a paused worker gives."""
    if steps:
        session.run(steps)
    for _ in range(operations):
        session.step_operation()
    return replace(session.snapshot(), sheet=session.sheet())


@asynccontextmanager
async def shown(
    snapshot: Snapshot | None, size: tuple[int, int] = (70, 14), theme: str = "tui-nn-dark"
) -> AsyncIterator[tuple[PaneApp, WorksheetPane, Pilot[None]]]:
    pane = WorksheetPane()
    app = PaneApp(pane, theme=theme)
    async with app.run_test(size=size) as pilot:
        pane.snapshot = snapshot
        pane.focus()
        await pilot.pause()
        yield app, pane, pilot


def rows(app: PaneApp) -> list[str]:
    return [line[1:-1].rstrip(" ▐") for line in app.lines()[1:-1]]


async def test_the_operation_at_hand_with_numbers_under_its_formulas() -> None:
    async with shown(paused(session_of("sigmoid-2-2-1"), steps=1, operations=1)) as (app, pane, pilot):
        assert app.lines()[0].startswith("╭─ worksheet · step 2, row 1 · z of layer 1 ─")
        assert rows(app)[:5] == [
            " [z1]h1 z2 h2 loss δ2 ∂2 δ1 ∂1 update",
            "▸z1 = w1·x1 + w2·x2 + b1",
            "    = (−7.16)(0.4) + (−9.21)(0.9) + (−9.78) = −20.93",
            " z2 = w3·x1 + w4·x2 + b2",
            "    = (−7.46)(0.4) + (−9.45)(0.9) + (−6.35) = −17.84",
        ]
        await pilot.resize_terminal(110, 14)
        await pilot.pause()
        assert rows(app)[1] == ("▸z1 = w1·x1 + w2·x2 + b1 = (−7.16)(0.4) + (−9.21)(0.9) + (−9.78) = −20.93")


async def test_it_follows_the_session_and_shows_the_update_after_a_step() -> None:
    session = session_of("relu-1-1-1")
    async with shown(paused(session)) as (app, pane, pilot):
        assert rows(app)[:3] == ["  z1 h1 z2 h2 loss δ2 ∂2 δ1 ∂1 update", "▸Not computed yet:", " z = w·x + b"]
        for sign in ("z1", "h1", "z2", "h2", "loss", "δ2", "∂2", "δ1", "∂1", "update"):
            pane.snapshot = paused(session, operations=1)
            await pilot.pause()
            assert f"[{sign}]" in rows(app)[0]
        assert "▸w ← w − lr·∂w = 0.5 − (0.1)(−0.924) = 0.5924" in rows(app)


async def test_looking_at_other_operations_does_nothing_and_ends_with_the_next_one() -> None:
    session = session_of("sigmoid-2-2-1")
    async with shown(paused(session, operations=4)) as (app, pane, pilot):
        await pilot.press("greater_than_sign", "shift+right")
        assert "· δ of layer 2 ─" in app.lines()[0]
        assert "[h2]" in rows(app)[0]
        assert rows(app)[1:3] == ["▸Not computed yet:", " δ3 = ŷ − y"]
        await pilot.press("less_than_sign", "shift+left", "shift+left")
        assert rows(app)[1].startswith("▸z3 = w5·h1 + w6·h2 + b3")
        pane.snapshot = paused(session, operations=1)
        await pilot.pause()
        assert rows(app)[1].startswith("▸loss = y·softplus(−z3)")


async def test_a_click_in_the_strip_looks_at_that_operation() -> None:
    async with shown(paused(session_of("sigmoid-2-2-1"), steps=1)) as (app, pane, pilot):
        await pilot.click(pane, offset=(1 + rows(app)[0].index("loss"), 1))
        assert "· loss ─" in app.lines()[0]
        await pilot.click(pane, offset=(1 + rows(app)[0].index("z1"), 1))
        await pilot.click(pane, offset=(5, 4))
        assert rows(app)[3].startswith("▸z2 = ")


async def test_all_about_a_parameter_and_back() -> None:
    async with shown(paused(session_of("sigmoid-2-2-1"), operations=3)) as (app, pane, pilot):
        pane.select("W1[2,1]")
        await pilot.pause()
        assert "· about w3 ─" in app.lines()[0]
        names = [row.split()[0].strip("▸") for row in rows(app)[1:] if row.strip() and not row.startswith("   ")]
        assert names == ["z2", "h2", "Not", "δ2", "∂w3", "w3"]
        pane.select("W9[1,1]")
        await pilot.pause()
        assert rows(app)[1] == " Nothing in this step is about W9[1,1]."
        pane.select(None)
        await pilot.pause()
        assert "· z of layer 2 ─" in app.lines()[0]


async def test_digits_go_round() -> None:
    async with shown(paused(session_of("sigmoid-2-2-1"), operations=1)) as (app, pane, pilot):
        seen = []
        for _ in range(5):
            seen.append((rows(app)[2].split("= ")[-1], app.lines()[-1].split("─ ")[1].split(" ─")[0]))
            pane.next_digits()
            await pilot.pause()
    assert seen == [
        ("−16.94", "4 digits"),
        ("−16.943", "6 digits"),
        ("−16.943", "10 digits"),
        ("−16.942999999999998", "all digits"),
        ("−16.94", "4 digits"),
    ]


@pytest.mark.parametrize("running", [True, False])
async def test_without_a_sheet_it_says_what_to_do(running: bool) -> None:
    snapshot = replace(session_of("xor").snapshot(), running=True) if running else None
    async with shown(snapshot) as (app, pane, pilot):
        await pilot.press("down", "pagedown", "greater_than_sign")
        wanted = "Pause to see the worksheet" if running else "No worksheet yet. Press o"
        assert wanted in " ".join(rows(app))


@pytest.mark.parametrize("width", [6, 9, 24, 38, 66, 140])
def test_lines_are_folded_into_any_width_without_loss(width: int) -> None:
    session = session_of("iris", batch_size=2)
    session.run(2)
    worksheet = Worksheet(session.sheet(), 6, session.data)
    for line in worksheet.about("h2[1]"):
        folded = ["".join(text for text, _ in row) for row in fold(line, width)]
        assert max(map(cell_len, folded)) <= width
        assert "".join("".join(folded).split()) == "".join(line.text.split())


@pytest.mark.parametrize("size", [(46, 12), (40, 8), (24, 6), (12, 4), (9, 3)])
async def test_the_cursor_goes_to_both_ends_at_any_size(size: tuple[int, int]) -> None:
    snapshot = paused(session_of("sigmoid-2-2-1"), steps=1, operations=1)
    assert snapshot.sheet is not None
    last = lines_of(snapshot.sheet, 0)[-1].shown
    async with shown(snapshot, size, LIGHT.name) as (app, pane, pilot):
        for key, by in (("down", 1), ("up", -1)):
            await pilot.press(key)
            for _ in range(200):
                pane.action_move(by)
            await pilot.pause()
            assert all(len(line) == size[0] for line in app.lines())
            assert by < 0 or [row for row in rows(app) if row][-1].endswith(last[-1])
        first = rows(app)[pane.content_size.height > 2]
        assert first.startswith("▸z1"[: size[0] - 3])


async def test_every_row_can_be_seen_by_keys_and_by_wheel() -> None:
    snapshot = paused(session_of("iris"), steps=1)
    async with shown(snapshot, (50, 90)) as (app, pane, pilot):
        await pilot.press("less_than_sign")
        everything = [row[1:] for row in rows(app)[1:] if row.strip()]
        assert everything[-1] == "∂b1[8] = δ1[8] = −0.005277"
        await pilot.resize_terminal(50, 9)
        await pilot.pause()
        seen: list[str] = []
        for _ in range(60):
            seen += [row[1:] for row in rows(app)[1:]]
            pane.action_move(1)
            await pilot.pause()
        assert seen[-1] == everything[-1] and set(everything) == set(seen)
        for _ in range(30):
            pane.action_page(-1)
        await pilot.pause()
        assert rows(app)[1][1:] == everything[0]
        pane.post_message(MouseScrollDown(pane, 5, 3, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert rows(app)[1][1:] == everything[3]


async def test_a_large_network_s_lines_are_written_when_they_come_into_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    session = toy_session((30, 40, 3), classes=("a", "b", "c"))
    snapshot = paused(session, operations=9)
    count = 0
    write = Writing.line

    def counted(*arguments: object, **options: object) -> object:
        nonlocal count
        count += 1
        return write(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Writing, "line", counted)
    async with shown(snapshot, (70, 14)) as (app, pane, pilot):
        assert rows(app)[1].startswith("▸∂W1[1,1] = δ1[1]·x1")
        await pilot.press("pagedown", "down")
    assert 20 < count < 60
