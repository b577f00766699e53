"""What keys do: each action asks the worker for something, opens a dialog, or changes what is seen.

Dialogs are imported when they are opened: the first frame needs none of them, and would wait for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding

from tui_nn.app.bindings import keys_of
from tui_nn.app.commands import COMMANDS
from tui_nn.app.key_names import for_people
from tui_nn.app.steps import next_rate, next_speed
from tui_nn.app.theme import theme_for
from tui_nn.errors import TuiNNError

if TYPE_CHECKING:
    from tui_nn.app.main_screen import MainScreen
    from tui_nn.app.saving import Saving
    from tui_nn.experiment.experiment import Training
    from tui_nn.experiment.setup import Setup
    from tui_nn.training.breakpoints import Breakpoint
    from tui_nn.training.saving import Resumed
    from tui_nn.training.worker import Worker


class Actions(App[None]):
    """An app that can do what `COMMANDS` says.

    Attributes:
        worker: Who trains, once it is loaded.
        main: The screen under all others, once it is loaded.
        chosen_keys: The user's own keys, comma-separated by the command's id.
        ascii: Whether only ASCII characters are drawn.
        few_colours: Whether our themes are those of sixteen colours.
        saving: Keeps what is done, once it is loaded.
    """

    worker: Worker
    main: MainScreen
    chosen_keys: Mapping[str, str]
    ascii: bool
    few_colours: bool
    saving: Saving

    def for_people(self, keys: str) -> str:
        """Give comma-separated keys as people read them."""
        return for_people(keys, plain=self.ascii)

    def action_send(self, command: str) -> None:
        """Ask the worker for something that needs no more words."""
        if command in ("StepOperation", "BackOperation"):
            # Who goes line by line wants to read the line at hand.
            self.main.worksheet.select(None)
        self.ask(command)

    def ask(self, command: str, *values: object) -> None:
        """Send the worker a command of `training.commands` by its name, with what it takes."""
        from tui_nn.training import commands

        self.worker.send(getattr(commands, command)(*values))

    def change(self, edit: str, *values: object, words: str) -> None:
        """Have the worker make an edit of `training.edits`, by its name with what it takes, told in these words."""
        from tui_nn.training import edits

        self.ask("Change", getattr(edits, edit)(*values), words)

    def action_start(self) -> None:
        """Go to the start."""
        self.ask("GoTo", 0)

    def action_end(self) -> None:
        """Go to the furthest step that is known."""
        self.ask("GoTo", None)

    def action_speed(self, direction: int) -> None:
        """Run faster or slower."""
        speed = next_speed(self.worker.latest.speed, direction)
        self.ask("SetSpeed", speed)
        self.notify("as fast as possible" if speed is None else f"{speed:,.0f} examples a second", timeout=1)

    def action_learning_rate(self, direction: int) -> None:
        """Take a larger or smaller learning rate."""
        rate = self.worker.latest.experiment.training.learning_rate
        self.ask("SetLearningRate", next_rate(rate, direction))

    def action_go_to(self) -> None:
        """Ask for a step and go there."""
        from tui_nn.app.screens.prompt import PromptScreen, parse_step

        latest = self.worker.latest.latest
        question = f"Steps are known up to {latest:,}; a later one is trained first. Which step?"
        screen = PromptScreen("Go to a step", question, str(self.worker.latest.position.step), parse_step)

        def go(text: str | None) -> None:
            if text is not None:
                self.ask("GoTo", parse_step(text))

        self.push_screen(screen, go)

    def action_edit(self) -> None:
        """Ask for the selected parameter's value."""
        from tui_nn.app.screens.prompt import PromptScreen, parse_number

        index, snapshot = self.main.parameters.selected or 0, self.worker.latest
        name, value = snapshot.experiment.names.parameters[index], float(snapshot.parameters[index])

        def put(text: str | None) -> None:
            if text is not None and parse_number(text) != value:
                number = parse_number(text)
                self.change("SetParameter", index, number, words=f"{name} = {number:g}")

        question = f"{name} is {value!r}. Its value from here on:"
        self.push_screen(PromptScreen(f"Edit {name}", question, repr(value), parse_number), put)

    def action_weights(self) -> None:
        """Ask for a file of values for the parameters."""
        from tui_nn.app.screens.prompt import PromptScreen
        from tui_nn.experiment.start_values import read_start_values

        names = self.worker.latest.experiment.names

        def read(path: str) -> tuple[tuple[int, float], ...]:
            values = read_start_values(Path(path.strip()).expanduser())
            return tuple((names.index(name), value) for name, value in values.items())

        def put(path: str | None) -> None:
            if path is not None:
                self.change("SetParameters", read(path), words=f"Values of {path.strip()}")

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
        self.change("Freeze", indices, not held, words=words)

    def action_learn(self) -> None:
        """Ask how to learn from here on."""
        from tui_nn.app.screens.training import TrainingScreen, training_in_words

        snapshot = self.worker.latest

        def change(training: Training | None) -> None:
            if training is not None:
                self.change("ChangeTraining", training, words=training_in_words(training))

        self.push_screen(TrainingScreen(snapshot.experiment, snapshot.data), change)

    def action_breakpoints(self) -> None:
        """Ask when running shall stop."""
        from tui_nn.app.screens.breakpoints import BreakpointsScreen

        def watch(breakpoints: tuple[Breakpoint, ...] | None) -> None:
            if breakpoints is not None:
                self.ask("SetBreakpoints", breakpoints)

        snapshot = self.worker.latest
        self.push_screen(BreakpointsScreen(snapshot.breakpoints, snapshot.experiment, snapshot.data), watch)

    def action_open(self) -> None:
        """Ask for something else to train."""
        from tui_nn.app.screens.open import OpenScreen

        self.push_screen(OpenScreen(), self._opened)

    def _opened(self, opened: Setup | Resumed | None) -> None:
        from tui_nn.app.saving import command_for
        from tui_nn.training.saving import Resumed
        from tui_nn.training.session import Session

        if isinstance(opened, Resumed):
            self.saving.opens(opened)
            self.worker.send(command_for(opened))
        elif opened is not None:
            try:
                self.ask("Open", Session(opened.experiment, opened.train, opened.test, with_histories=True))
            except TuiNNError as error:
                self.notify(str(error), title=error.title, severity="error", timeout=10)
            else:
                self.saving.opens(None)

    def action_save(self) -> None:
        """Ask for a file and save the session to it."""
        self.saving.ask_where()

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
        """Change the axis of the pane at hand, or of the loss plot."""
        pane = self.main.pane_at_hand
        (self.main.histories if pane is self.main.histories else self.main.loss).toggle_log()

    def action_pane(self, name: str) -> None:
        """Go to a pane, showing it where not all fit."""
        self.main.go_to(name)

    def action_layout(self, name: str) -> None:
        """Arrange the panes in another way."""
        self.main.use_layout(name)

    def action_next_layout(self) -> None:
        """Arrange the panes in the next way."""
        self.main.next_layout()

    def action_zoom(self) -> None:
        """Give the pane at hand the whole screen, or take it back."""
        self.main.zoom()

    def action_light(self) -> None:
        """Change between dark and light."""
        self.theme = theme_for("light" if self.current_theme.dark else "dark", few_colours=self.few_colours)

    def action_picture(self, alone: bool) -> None:
        """Keep a picture of the screen, or of the pane at hand, in the current folder."""
        # What was told stands over the panes, the path of the picture before for one.
        self.screen.query("ToastRack").set(display=False)
        self.screen.call_after_refresh(self._keep_picture, alone)

    def _keep_picture(self, alone: bool) -> None:
        from tui_nn.app.pictures import keep, picture_of, picture_of_screen

        pane = self.main.pane_at_hand
        shown = pane.snapshot or self.worker.latest
        words = [shown.experiment.about.name, str(shown.position.step)]
        title = f"tui-nn {words[0]} · step {shown.position.step:,}"
        if alone and self.screen is self.main:
            svg = picture_of(pane, title)
            words.append(self.main.name_at_hand)
        else:
            svg = picture_of_screen(self, title)
        try:
            path = keep(svg, "-".join(["tui-nn", *words]), Path.cwd())
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            told = f"It cannot be written to this folder: {reason}. Start tui-nn in another one."
            self.notify(told, title="No picture", severity="error", timeout=10, markup=False)
        else:
            self.notify(str(path), title="Picture", markup=False)

    def action_help(self) -> None:
        """Show keys and what the pane at hand shows."""
        from tui_nn.app.screens.help import CommandRow, HelpScreen

        pane = self.main.pane_at_hand
        rows = [
            CommandRow(
                "In this pane", self.for_people(self.chosen_keys.get(own.id or "", own.key)), own.description, ""
            )
            for own in pane.BINDINGS
            if isinstance(own, Binding)
        ]
        rows += [
            CommandRow(c.group, self.for_people(keys_of(c.id, self.chosen_keys)), c.name, c.what) for c in COMMANDS
        ]
        self.push_screen(HelpScreen(rows, pane.EXPLANATION))
