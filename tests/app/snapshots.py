"""Real snapshots without a worker, and a small app that shows one pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from textual.app import App, ComposeResult

from tui_nn.app.panes.pane import Pane
from tui_nn.app.theme import DARK, LIGHT, variables_for
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Floats
from tui_nn.data.preparing import prepare
from tui_nn.experiment.experiment import Experiment, Start, Training
from tui_nn.experiment.lessons import lesson
from tui_nn.training.history import LossHistory
from tui_nn.training.loss_record import LossRecord
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot

_PARTS = {"training": Training, "data": DataChoice, "start": Start}


def session_of(lesson_name: str, **overrides: Any) -> Session:
    """Open a lesson; overrides are fields of Experiment, Training, DataChoice or Start by their names."""
    experiment = lesson(lesson_name)
    whole = {field.name for field in fields(Experiment)}
    experiment = replace(experiment, **{key: overrides.pop(key) for key in tuple(overrides) if key in whole})
    for part, kind in _PARTS.items():
        known = {field.name for field in fields(kind)}
        chosen = {key: overrides.pop(key) for key in tuple(overrides) if key in known}
        experiment = replace(experiment, **{part: replace(getattr(experiment, part), **chosen)})
    if overrides:
        raise TypeError(f"no such field: {', '.join(overrides)}")
    prepared = prepare(experiment.data, seed=experiment.start.seed, outputs=experiment.network.outputs)
    return Session(experiment, prepared.train)


def snapshot_of(lesson_name: str, steps: int, **overrides: Any) -> Snapshot:
    """Train a lesson for some steps; overrides as in `session_of`, or what the worker says: running, rate, …."""
    told = {key: overrides.pop(key) for key in ("running", "speed", "rate", "notice") if key in overrides}
    session = session_of(lesson_name, **overrides)
    session.run(steps)
    return replace(session.snapshot(), **told)


def record_of(losses: Floats | Sequence[float]) -> LossRecord:
    """Give the record of a run with these losses."""
    history = LossHistory()
    history.extend(losses)
    return history.record()


class PaneApp(App[None]):
    """Shows one pane, which fills the terminal."""

    def __init__(self, pane: Pane, *, theme: str = DARK.name) -> None:
        super().__init__()
        self.pane = pane
        self._first_theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = self._first_theme

    def lines(self) -> list[str]:
        """Give the text on the screen, row by row, as a person sees it."""
        return [strip.text for strip in self.screen._compositor.render_strips()]
