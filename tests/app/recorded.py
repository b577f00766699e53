"""Sessions with histories, and what stands on the screen when their pane is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tests.app.snapshots import PaneApp
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.histories import HistoryRecord
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


def session_of(source: str, **wishes: Any) -> Session:
    setup = set_up(source, Overrides(**wishes))
    return Session(setup.experiment, setup.train, setup.test, with_histories=True)


def snapshot_of(source: str, steps: int, **wishes: Any) -> Snapshot:
    session = session_of(source, **wishes)
    session.run(steps)
    return session.snapshot()


def with_losses(losses: Sequence[float]) -> Snapshot:
    """Give a snapshot after as many steps as there are losses, each of them an update."""
    snapshot = snapshot_of("sigmoid-2-2-1", len(losses))
    assert snapshot.histories is not None
    return replace(snapshot, histories=replace(snapshot.histories, losses=np.array(losses)))


def record_of(snapshot: Snapshot) -> HistoryRecord:
    assert snapshot.histories is not None
    return snapshot.histories


def head(app: PaneApp) -> str:
    return app.lines()[0].strip("╭╮─ ")


def foot(app: PaneApp) -> str:
    return app.lines()[-1].strip("╰╯─ ")


def names(app: PaneApp) -> list[str]:
    """Give the names of the plots, with the mark of the cursor."""
    words = (word for line in app.lines()[1:-1] for word in line.strip("│").split("  "))
    return [word.strip() for word in words if word.strip().lstrip("▸")[:1] in ("∂", "l", "Σ", "m", "t", "h", "ŷ", "i")]
