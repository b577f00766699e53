"""The app: hosts the panes, gives them snapshots, turns keys into commands for the worker.

Dialogs are imported when they are opened: the first frame needs none of them, and would wait for all of them.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from tui_nn.app.commands import ACTIONS, COMMANDS, bindings, keys_for_people
from tui_nn.app.frames import FrameRate
from tui_nn.app.gate import gated_loop
from tui_nn.app.main_screen import MainScreen
from tui_nn.app.steps import next_rate, next_speed
from tui_nn.app.theme import DARK, LIGHT, variables_for
from tui_nn.errors import TuiNNError
from tui_nn.training import commands
from tui_nn.training.edits import ChangeTraining, Freeze, SetParameter, SetParameters
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot
from tui_nn.training.worker import Worker

if TYPE_CHECKING:
    from tui_nn.experiment.experiment import Training
    from tui_nn.experiment.setup import Setup
    from tui_nn.training.breakpoints import Breakpoint


class TuiNN(App[None]):
    """A debugger for learning.

    Args:
        setup: What to train first.
        gate: When training may use the interpreter; None for always.
    """

    CSS_PATH = "app.tcss"
    TITLE = "tui-nn"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(self, setup: Setup, *, gate: threading.Event | None = None) -> None:
        super().__init__()
        self._gate = gate
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.worker = Worker(Session(setup.experiment, setup.train), gate=gate, on_snapshot=self._published)
        self.main = MainScreen(self.worker.latest)
        self._shown: Snapshot | None = None
        self._snapshot_waits = threading.Event()
        self._frame_rate = FrameRate()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the colours that only we use, for themes that do not have them."""
        return variables_for(self.current_theme)

    def get_default_screen(self) -> MainScreen:
        """Give the screen under all others."""
        return self.main

    def on_ready(self) -> None:
        """Start the worker and the frames, once the first frame is on the screen."""
        self.worker.start()
        gc.collect()
        gc.freeze()

    def on_unmount(self) -> None:
        """End the worker, wherever it is."""
        self.worker.stop()

    # Frames: the latest snapshot, not every one.

    def _published(self) -> None:
        """Have the latest snapshot drawn; called on the worker's thread."""
        if not self._snapshot_waits.is_set() and self._loop is not None:
            self._snapshot_waits.set()
            if self._gate is not None:
                # The loop is about to wake: training makes room now, not after another block.
                self._gate.clear()
            self._loop.call_soon_threadsafe(self._show_latest)

    def _show_latest(self) -> None:
        self._snapshot_waits.clear()
        if self.worker.failure is not None:
            raise self.worker.failure
        snapshot = self.worker.latest
        if snapshot is self._shown or not self.is_running:
            return
        self._shown = snapshot
        self.worker.frame_seconds = self._frame_rate.next_frame(flat_out=snapshot.speed is None)
        self.main.show(snapshot)

    # What keys do.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the session alone while another screen is open."""
        return len(self.screen_stack) == 1 or action not in ACTIONS

    def action_send(self, command: str) -> None:
        """Ask the worker for something that needs no more words."""
        if command in ("StepOperation", "BackOperation"):
            # Who goes line by line wants to read the line at hand.
            self.main.worksheet.select(None)
        self.worker.send(getattr(commands, command)())

    def action_start(self) -> None:
        """Go to the start."""
        self.worker.send(commands.GoTo(0))

    def action_end(self) -> None:
        """Go to the furthest step that is known."""
        self.worker.send(commands.GoTo(None))

    def action_speed(self, direction: int) -> None:
        """Run faster or slower."""
        speed = next_speed(self.worker.latest.speed, direction)
        self.worker.send(commands.SetSpeed(speed))
        self.notify("as fast as possible" if speed is None else f"{speed:,.0f} examples a second", timeout=1)

    def action_learning_rate(self, direction: int) -> None:
        """Take a larger or smaller learning rate."""
        rate = self.worker.latest.experiment.training.learning_rate
        self.worker.send(commands.SetLearningRate(next_rate(rate, direction)))

    def action_go_to(self) -> None:
        """Ask for a step and go there."""
        from tui_nn.app.screens.prompt import PromptScreen, parse_step

        latest = self.worker.latest.latest
        question = f"Steps are known up to {latest:,}; a later one is trained first. Which step?"
        screen = PromptScreen("Go to a step", question, str(self.worker.latest.position.step), parse_step)

        def go(text: str | None) -> None:
            if text is not None:
                self.worker.send(commands.GoTo(parse_step(text)))

        self.push_screen(screen, go)

    def action_edit(self) -> None:
        """Ask for the selected parameter's value."""
        from tui_nn.app.screens.prompt import PromptScreen, parse_number

        index, snapshot = self.main.parameters.selected or 0, self.worker.latest
        name, value = snapshot.experiment.names.parameters[index], float(snapshot.parameters[index])

        def put(text: str | None) -> None:
            if text is not None and parse_number(text) != value:
                number = parse_number(text)
                self.worker.send(commands.Change(SetParameter(index, number), f"{name} = {number:g}"))

        question = f"{name} is {value!r}. Its value from here on:"
        self.push_screen(PromptScreen(f"Edit {name}", question, repr(value), parse_number), put)

    def action_weights(self) -> None:
        """Ask for a file of values for the parameters."""
        from tui_nn.app.screens.prompt import PromptScreen
        from tui_nn.experiment.start_values import read_start_values

        names = self.worker.latest.experiment.names

        def read(path: str) -> SetParameters:
            values = read_start_values(Path(path.strip()).expanduser())
            return SetParameters(tuple((names.index(name), value) for name, value in values.items()))

        def put(path: str | None) -> None:
            if path is not None:
                self.worker.send(commands.Change(read(path), f"Values of {path.strip()}"))

        self.push_screen(PromptScreen("Load weights", "A file of names and values (TOML, JSON or CSV):", "", read), put)

    def action_freeze(self, layer: bool) -> None:
        """Hold the selected parameter, or all of its layer, or let them go."""
        index, snapshot = self.main.parameters.selected or 0, self.worker.latest
        names = snapshot.experiment.names
        indices: tuple[int, ...] = (index,)
        what = names.parameters[index]
        if layer:
            number = names.layer_of(index)
            indices, what = names.indices_of_layer(number), f"layer {number}"
        held = bool(snapshot.frozen[list(indices)].all())
        words = f"{what} {'thawed' if held else 'frozen'}"
        self.worker.send(commands.Change(Freeze(indices, not held), words))

    def action_learn(self) -> None:
        """Ask how to learn from here on."""
        from tui_nn.app.screens.training import TrainingScreen, training_in_words

        snapshot = self.worker.latest

        def change(training: Training | None) -> None:
            if training is not None:
                self.worker.send(commands.Change(ChangeTraining(training), training_in_words(training)))

        self.push_screen(TrainingScreen(snapshot.experiment, snapshot.data), change)

    def action_breakpoints(self) -> None:
        """Ask when running shall stop."""
        from tui_nn.app.screens.breakpoints import BreakpointsScreen

        def watch(breakpoints: tuple[Breakpoint, ...] | None) -> None:
            if breakpoints is not None:
                self.worker.send(commands.SetBreakpoints(breakpoints))

        snapshot = self.worker.latest
        self.push_screen(BreakpointsScreen(snapshot.breakpoints, snapshot.experiment, snapshot.data), watch)

    def action_open(self) -> None:
        """Ask for something else to train."""
        from tui_nn.app.screens.open import OpenScreen

        self.push_screen(OpenScreen(), self._opened)

    def _opened(self, setup: Setup | None) -> None:
        if setup is None:
            return
        try:
            self.worker.send(commands.Open(Session(setup.experiment, setup.train)))
        except TuiNNError as error:
            self.notify(str(error), title=error.title, severity="error", timeout=10)

    def action_homework(self) -> None:
        """Compare numbers worked out by hand with the run."""
        from tui_nn.app.screens.homework import HomeworkScreen

        snapshot = self.worker.latest
        self.push_screen(HomeworkScreen(snapshot.experiment, snapshot.data))

    def action_about(self) -> None:
        """Show the experiment's text."""
        from tui_nn.app.screens.lesson import LessonScreen

        self.push_screen(LessonScreen(self.worker.latest.experiment))

    def action_digits(self) -> None:
        """Show more digits in the worksheet, or few again."""
        self.main.worksheet.next_digits()

    def action_logarithmic(self) -> None:
        """Change the loss plot's axis."""
        self.main.loss.toggle_log()

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
        from tui_nn.app.screens.help import CommandRow, HelpScreen

        rows = [CommandRow(c.group, keys_for_people(c), c.name, c.what) for c in COMMANDS]
        self.push_screen(HelpScreen(rows, self.main.pane_at_hand.EXPLANATION))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer our commands in the palette, before Textual's own."""
        for command in COMMANDS:
            if command.action:
                yield SystemCommand(command.name, command.what, partial(self.run_action, command.action))
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
