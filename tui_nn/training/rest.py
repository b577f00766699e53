"""What is done only while paused: moves that take no time, the worksheet of the step at hand, the network's health."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui_nn.core.losses import LOSSES
from tui_nn.training import commands
from tui_nn.training.commands import Command
from tui_nn.training.health import health
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


def snapshot_at_rest(session: Session, samples: int) -> Snapshot:
    """Copy what the panes show of a session that stands still, with the last `samples` examples."""
    loss = LOSSES[session.experiment.training.loss]
    with np.errstate(all="ignore"):
        examined = health(session.engine.network, session.data, loss)
    return replace(session.snapshot(samples), sheet=session.sheet(), health=examined)


def started_anew(session: Session, seed: int | None = None) -> Session:
    """Give a session at the start of another's, which learns as that one does now.

    Args:
        session: The other session; it stays as it is.
        seed: The seed to draw new parameters from, and values put by name are dropped; None for the same parameters.
    """
    start = session.first.start if seed is None else replace(session.first.start, seed=seed, values={})
    experiment = replace(session.first, training=session.experiment.training, start=start)
    return Session(experiment, session.data, session.test, with_histories=session.histories is not None)


def move_at_rest(session: Session, command: Command) -> None:
    """Do a move that is done at once."""
    match command:
        case commands.StepOperation():
            session.step_operation()
        case commands.BackOperation():
            session.back_operation()
        case commands.BackExample():
            session.back()
        case commands.BackEpoch():
            session.seek(session.schedule.epoch_before(session.steps))
