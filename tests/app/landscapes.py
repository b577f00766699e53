"""Showing the loss landscape and reading what it says."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.app.snapshots import PaneApp, session_of
from tui_nn.training.rest import snapshot_at_rest
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


def at_rest(lesson: str, steps: int, **overrides: object) -> Snapshot:
    session = session_of(lesson, **overrides)
    session = Session(session.experiment, session.data, with_histories=True)
    session.run(steps)
    return snapshot_at_rest(session, 12)


async def settled(app: PaneApp, pilot: Pilot[None]) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()


async def show(app: PaneApp, pilot: Pilot[None], snapshot: Snapshot) -> None:
    app.pane.snapshot = snapshot
    await settled(app, pilot)


async def press(app: PaneApp, pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(app, pilot)


def head(app: PaneApp) -> str:
    return app.lines()[0].strip("╭╮─ ")


def foot(app: PaneApp) -> str:
    return app.lines()[-1].strip("╰╯─ ")


def row_of(app: PaneApp, name: str) -> list[str]:
    """Give the words of a row of the table."""
    row = next(line for line in app.lines()[1:-1] if name in line)
    return row[row.index(name) :].rstrip(" │").split()
