"""The app: hosts the panes, gives them snapshots, turns keys into commands for the worker."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterable
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer

from tui_nn.app.commands import COMMANDS, bindings, keys_for_people
from tui_nn.app.gate import gated_loop
from tui_nn.app.main_screen import MainScreen
from tui_nn.app.screens.help import CommandRow, HelpScreen
from tui_nn.app.screens.lesson import LessonScreen
from tui_nn.app.screens.open import OpenScreen
from tui_nn.app.steps import next_rate, next_speed
from tui_nn.app.theme import DARK, LIGHT, variables_for
from tui_nn.errors import TuiNNError
from tui_nn.experiment.setup import Setup
from tui_nn.training import commands
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot
from tui_nn.training.worker import Gate, Worker

FRAME_SECONDS = 1 / 30
SLOWEST_FRAME_SECONDS = 1 / 10
SHARE_FOR_DRAWING = 0.13
"""How much of the time the screen may take from training at full speed."""


class TuiNN(App[None]):
    """A debugger for learning.

    Args:
        setup: What to train first.
        gate: When training may use the interpreter; None for always.
    """

    CSS_PATH = "app.tcss"
    TITLE = "tui-nn"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(self, setup: Setup, *, gate: Gate | None = None) -> None:
        super().__init__()
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.worker = Worker(Session(setup.experiment, setup.train), gate=gate, on_answer=self._answered)
        self.main = MainScreen(self.worker.latest)
        self._shown: Snapshot | None = None
        self._answer_waits = threading.Event()
        self._next_frame = 0.0
        self._frames: Timer | None = None
        self._wanted_speed: float | None = None
        self._wanted_rate = setup.experiment.training.learning_rate

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the colours that only we use, for themes that do not have them."""
        return variables_for(self.current_theme)

    def get_default_screen(self) -> MainScreen:
        """Give the screen under all others."""
        return self.main

    def on_ready(self) -> None:
        """Start the worker and the frames, once the first frame is on the screen."""
        self._frames = self.set_interval(FRAME_SECONDS, self._frame, pause=True)
        self.worker.start()
        gc.collect()
        gc.freeze()

    def on_unmount(self) -> None:
        """End the worker, wherever it is."""
        self.worker.stop()

    # Frames: the latest snapshot, not every one.

    def _answered(self) -> None:
        """Have a command's effect drawn at once; called on the worker's thread."""
        if not self._answer_waits.is_set() and self._loop is not None:
            self._answer_waits.set()
            self._loop.call_soon_threadsafe(self._draw_answer)

    def _draw_answer(self) -> None:
        self._answer_waits.clear()
        if self.worker.failure is not None:
            raise self.worker.failure
        self._show(self.worker.latest)

    def _frame(self) -> None:
        if time.perf_counter() >= self._next_frame:
            self._show(self.worker.latest)

    def _show(self, snapshot: Snapshot) -> None:
        if snapshot is self._shown or not self.is_running:
            return
        started = time.perf_counter()
        previous, self._shown = self._shown, snapshot
        self.main.show(snapshot)
        if self._frames is not None and (previous is None or previous.running != snapshot.running):
            (self._frames.resume if snapshot.running else self._frames.pause)()
        self.call_after_refresh(self._drawn, started)

    def _drawn(self, started: float) -> None:
        """Let training have the rest of the time: the dearer a frame, the later the next one."""
        cost = time.perf_counter() - started
        pause = min(SLOWEST_FRAME_SECONDS, max(FRAME_SECONDS, cost / SHARE_FOR_DRAWING))
        self._next_frame = started + pause

    # What keys do.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the session alone while another screen is open."""
        ours = {command.action.partition("(")[0] for command in COMMANDS}
        return len(self.screen_stack) == 1 or action not in ours

    def action_run(self) -> None:
        """Run, or pause."""
        self.worker.send(commands.Toggle())

    def action_step(self) -> None:
        """Train on one example."""
        self.worker.send(commands.StepExample())

    def action_to_update(self) -> None:
        """Train to the next update."""
        self.worker.send(commands.StepToUpdate())

    def action_epoch(self) -> None:
        """Train to the end of the epoch."""
        self.worker.send(commands.StepEpoch())

    def action_speed(self, direction: int) -> None:
        """Run faster or slower."""
        self._wanted_speed = next_speed(self._wanted_speed, direction)
        self.worker.send(commands.SetSpeed(self._wanted_speed))

    def action_learning_rate(self, direction: int) -> None:
        """Take a larger or smaller learning rate."""
        self._wanted_rate = next_rate(self._wanted_rate, direction)
        self.worker.send(commands.SetLearningRate(self._wanted_rate))

    def action_reset(self) -> None:
        """Go back to the start."""
        self.worker.send(commands.Reset())

    def action_new_seed(self) -> None:
        """Start anew from the next seed."""
        self.worker.send(commands.NewSeed())

    def action_open(self) -> None:
        """Ask for something else to train."""
        self.push_screen(OpenScreen(), self._opened)

    def _opened(self, setup: Setup | None) -> None:
        if setup is None:
            return
        try:
            session = Session(setup.experiment, setup.train)
        except TuiNNError as error:
            self.notify(str(error), title=error.title, severity="error", timeout=10)
            return
        self._wanted_rate = setup.experiment.training.learning_rate
        self.worker.send(commands.Open(session))

    def action_about(self) -> None:
        """Show the experiment's text."""
        self.push_screen(LessonScreen(self.worker.latest.experiment))

    def action_logarithmic(self) -> None:
        """Change the loss plot's axis."""
        self.main.loss_pane.toggle_log()

    def action_pane(self, number: int) -> None:
        """Go to a pane, showing it where not all fit."""
        self.main.go_to(number)

    def action_zoom(self) -> None:
        """Give the pane at hand the whole screen, or take it back."""
        self.main.zoom()

    def action_light(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def action_help(self) -> None:
        """Show keys and what the pane at hand shows."""
        rows = [CommandRow(c.group, keys_for_people(c), c.name, c.what) for c in COMMANDS]
        self.push_screen(HelpScreen(rows, self.main.pane_at_hand.EXPLANATION))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer our commands in the palette, before Textual's own."""
        for command in COMMANDS:
            name, _, arguments = command.action.partition("(")
            method = getattr(self, f"action_{name}")
            numbers = [int(number) for number in arguments.rstrip(")").split(",") if number]
            yield SystemCommand(command.name, command.what, lambda m=method, n=numbers: m(*n))
        for system in super().get_system_commands(screen):
            if system.title in ("Theme", "Screenshot"):
                yield system


def open_app(setup: Setup) -> int:
    """Run the app until the user leaves; give the exit code."""
    gated = gated_loop()
    if gated is None:
        app = TuiNN(setup)
        app.run()
    else:
        loop, gate = gated
        app = TuiNN(setup, gate=gate)
        app.run(loop=loop)
        loop.close()
    return app.return_code or 0
