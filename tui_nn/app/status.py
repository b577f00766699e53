"""The line above the keys: what just happened, or what to do next."""

from __future__ import annotations

from textual.widgets import Static

from tui_nn.training.snapshot import Snapshot


def status_of(snapshot: Snapshot) -> str:
    """Say the one thing a user should know now."""
    if snapshot.halted:
        return snapshot.halted
    if snapshot.notice:
        return snapshot.notice
    if snapshot.position.step == 0:
        title = snapshot.experiment.about.title
        return f"{title}.  Press n for one step, space to run, i for what you will see."
    return ""


class StatusLine(Static):
    """One line; red when training cannot go on."""

    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        padding: 0 1;
        color: $text-muted;
        background: $background;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &.-halted { color: $error; text-style: bold; }
    }
    """

    def show(self, snapshot: Snapshot) -> None:
        """Say what the snapshot has to say."""
        self.set_class(bool(snapshot.halted), "-halted")
        text = status_of(snapshot)
        if text != self.content:
            self.update(text, layout=False)
