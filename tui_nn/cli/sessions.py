"""`sessions`, and saved sessions as sources."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_nn.cli.listing import columns

if TYPE_CHECKING:
    from tui_nn.app.keeping import Keeping
    from tui_nn.training.saving import Resumed

IN_PROGRESS = "a session in progress keeps what it began with. Change it in the app, or open its source anew."

ENDING = ".tui-nn"


@click.command()
def sessions() -> None:
    """List the sessions that were kept by themselves, the newest first.

    `tui-nn --resume` continues the newest, `tui-nn FILE` any. The newest 20 are kept.
    """
    from tui_nn.training.saving_folder import kept_sessions, sessions_folder, when

    found = kept_sessions()
    if not found:
        click.echo(f"No session has been kept yet. They go into {sessions_folder()}.")
        return
    rows = [("name", "step", "when", "", "source", "file")]
    for kept in found:
        told = kept.told
        rows.append((told.name, f"{told.step:,}", when(told.saved), kept.condition, told.source, str(kept.path)))
    click.echo(columns(rows))


def is_session(source: str) -> bool:
    """Say whether a source is a saved session, by its name."""
    return source.lower().endswith(ENDING)


def saved_session(source: str) -> Resumed:
    """Read a saved session.

    Raises:
        SavingError: It cannot be read, is damaged, or its data are missing or have changed.
    """
    from tui_nn.training.saving import load

    return load(Path(source).expanduser())


def full(source: str) -> str:
    """Give a source so that it means the same in another folder."""
    from tui_nn.experiment.lessons import lesson_names

    path = os.path.expanduser(source)
    return os.path.abspath(path) if source not in lesson_names() and os.path.exists(path) else source


def continued(source: str | None) -> tuple[Resumed, Keeping]:
    """Claim and read the session that was kept last, of a source or of any.

    Raises:
        TuiNNError: There is none, or it cannot be read.
    """
    from tui_nn.app.keeping import Keeping
    from tui_nn.errors import UsageError
    from tui_nn.training.saving_folder import CLOSED, IN_USE, Claim, kept_sessions

    for kept in kept_sessions(source=None if source is None else full(source)):
        if kept.condition != IN_USE and (claim := Claim.of(kept.path)):
            try:
                return saved_session(str(kept.path)), Keeping(kept.told.source, claim, offers=False)
            except BaseException:
                claim.give_up(closed=kept.condition == CLOSED)
                raise
    of = "" if source is None else f" of {source}"
    raise UsageError(f"no session{of} has been kept", place="--resume", advice="`tui-nn sessions` lists what there is.")
