"""The app: hosts the panes and gives them the worker's snapshots.

The first frame says what opens; panes and worker are imported behind it.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import Input

from tui_nn.app.bindings import bindings, keys_of
from tui_nn.app.commands import ACTIONS, COMMANDS, EVERYWHERE
from tui_nn.app.frames import FrameRate
from tui_nn.app.gate import gated_loop
from tui_nn.app.opening import OpeningScreen
from tui_nn.app.remembering import Remembering
from tui_nn.app.settings_file import SettingsFile, settings_path
from tui_nn.app.theme import THEMES, few_colours_here, variables_for

if TYPE_CHECKING:
    from tui_nn.app.keeping import Keeping
    from tui_nn.experiment.setup import Setup
    from tui_nn.training.saving import Resumed
    from tui_nn.training.snapshot import Snapshot


class TuiNN(Remembering):
    """A debugger for learning.

    Args:
        opened: What to train first.
        gate: When training may use the interpreter; None for always.
        at_once: Whether to load everything before the first frame.
        file: The file of settings; None for the standard ones, which are not kept then.
        ascii: Whether to draw with ASCII characters only, whatever the settings say.
        few_colours: Whether the terminal has its sixteen colours only.
        keeping: How to keep what is done; None to save it only when asked.
    """

    CSS_PATH = "app.tcss"
    TITLE = "tui-nn"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(
        self,
        opened: Setup | Resumed,
        *,
        gate: threading.Event | None = None,
        at_once: bool = True,
        keeping: Keeping | None = None,
        file: SettingsFile | None = None,
        ascii: bool = False,
        few_colours: bool = False,
    ) -> None:
        self.ascii = ascii or (file is not None and file.settings.ascii)
        self.few_colours = few_colours
        super().__init__()
        self._gate = gate
        self._keeping = keeping
        self._opens: Setup | Resumed | None = opened
        for theme in THEMES:
            self.register_theme(theme)
        self.begin_with(file)
        self._shown: Snapshot | None = None
        self._snapshot_waits = threading.Event()
        self._frame_rate = FrameRate()
        if at_once:
            self._load(opened)

    def _load(self, opened: Setup | Resumed) -> None:
        from tui_nn.app.main_screen import MainScreen
        from tui_nn.app.panes.worksheet import WorksheetPane
        from tui_nn.app.saving import Saving, command_for
        from tui_nn.training.saving import Resumed
        from tui_nn.training.session import Session
        from tui_nn.training.worker import Worker

        resumed = opened if isinstance(opened, Resumed) else None
        if isinstance(opened, Resumed):
            session = opened.session
        else:
            session = Session(opened.experiment, opened.train, opened.test, with_histories=True)
        self.worker = Worker(session, gate=self._gate, on_snapshot=self._published)
        self.saving = Saving(self, self._keeping, resumed)
        self.worker.visit = self.saving.keeper.look
        if resumed is not None:
            self.worker.send(command_for(resumed))
        self.use_keys()
        self.main = MainScreen(self.worker.latest, self.settings.layout, self.settings.panes, self.chosen_keys)
        self.main.worksheet.set_reactive(WorksheetPane.digits, self.settings.digits)
        self._opens = None

    def get_driver_class(self) -> type[Driver]:
        """Give what draws on this terminal."""
        driver = super().get_driver_class()
        if not self.ascii:
            return driver
        from tui_nn.app.plain import plain_driver

        return plain_driver(driver)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the colours that only we use, for themes that do not have them."""
        return variables_for(self.current_theme)

    def get_default_screen(self) -> Screen[None]:
        """Give the screen to begin with."""
        return self.main if self._opens is None else OpeningScreen(self._opens.experiment.about.name)

    async def on_ready(self) -> None:
        """Load what is not there yet, now that the first frame is on the screen, and start the worker."""
        if self._opens is not None:
            self._load(self._opens)
            self.add_mode("main", lambda: self.main)
            await self.switch_mode("main")
        self.worker.start()
        self.tell_what_was_ignored()
        gc.collect()
        gc.freeze()
        await self.saving.start()

    def on_unmount(self) -> None:
        """End the worker, wherever it is."""
        if self._opens is None:
            self.worker.stop()
            self.write_at_the_end()

    def end(self) -> None:
        """Keep what is new, once the screen is the user's again."""
        if self._opens is None:
            self.saving.end(closed=self.return_code == 0)

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the session alone while another screen is open."""
        if self._opens is not None:
            # Nothing is there yet to do it; the keys are shown all the same.
            return None if action in ACTIONS else True
        if action in EVERYWHERE and parameters != (True,) and isinstance(self.focused, Input):
            # A letter that is being typed.
            return False
        return len(self.screen_stack) == 1 or action not in ACTIONS or action in EVERYWHERE

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer our commands in the palette, before Textual's own."""
        for command in COMMANDS:
            if command.action:
                keys = self.for_people(keys_of(command.id, self.chosen_keys))
                what = f"{command.what}  {keys}" if keys else command.what
                yield SystemCommand(command.name, what, partial(self.run_action, command.action))
        for system in super().get_system_commands(screen):
            if system.title == "Theme":
                yield system


def open_app(opened: Setup | Resumed, keeping: Keeping | None = None, *, ascii: bool = False) -> int:
    """Run the app until the user leaves; give the exit code.

    Args:
        opened: What to train first.
        keeping: How to keep what is done; None to save it only when asked.
        ascii: Whether to draw with ASCII characters only, whatever the user's settings say.
    """
    gated = gated_loop()
    loop, gate = gated or (None, None)
    file, few = SettingsFile(settings_path()), few_colours_here()
    app = TuiNN(opened, gate=gate, at_once=False, keeping=keeping, file=file, ascii=ascii, few_colours=few)
    try:
        app.run(loop=loop)
    finally:
        app.end()
    if loop is not None:
        loop.close()
    if app.last_words:
        print(app.last_words, file=sys.stderr)
    return app.return_code or 0
