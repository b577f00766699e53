"""What there is time for only while paused: the worksheet of the step at hand, and the network's health."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui_nn.core.losses import LOSSES
from tui_nn.training.health import health
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


def snapshot_at_rest(session: Session, samples: int) -> Snapshot:
    """Copy what the panes show of a session that stands still, with the last `samples` examples."""
    loss = LOSSES[session.experiment.training.loss]
    with np.errstate(all="ignore"):
        examined = health(session.engine.network, session.data, loss)
    return replace(session.snapshot(samples), sheet=session.sheet(), health=examined)
