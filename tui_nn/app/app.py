"""The app: hosts the panes and gives them the worker's snapshots.

The first frame says what opens; panes and worker are imported behind it.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from tui_nn.app.actions import Actions
from tui_nn.app.commands import ACTIONS, COMMANDS, bindings
from tui_nn.app.frames import FrameRate
from tui_nn.app.gate import gated_loop
from tui_nn.app.opening import OpeningScreen
from tui_nn.app.theme import DARK, LIGHT, variables_for

if TYPE_CHECKING:
    from tui_nn.app.keeping import Keeping
    from tui_nn.experiment.setup import Setup
    from tui_nn.training.saving import Resumed
    from tui_nn.training.snapshot import Snapshot


class TuiNN(Actions):
    """A debugger for learning.

    Args:
        opened: What to train first.
        gate: When training may use the interpreter; None for always.
        at_once: Whether to load everything before the first frame.
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
    ) -> None:
        super().__init__()
        self._gate = gate
        self._keeping = keeping
        self._opens: Setup | Resumed | None = opened
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self._shown: Snapshot | None = None
        self._snapshot_waits = threading.Event()
        self._frame_rate = FrameRate()
        if at_once:
            self._load(opened)

    def _load(self, opened: Setup | Resumed) -> None:
        from tui_nn.app.main_screen import MainScreen
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
        self.main = MainScreen(self.worker.latest)
        self._opens = None

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
        gc.collect()
        gc.freeze()
        await self.saving.start()

    def on_unmount(self) -> None:
        """End the worker, wherever it is."""
        if self._opens is None:
            self.worker.stop()

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
        return len(self.screen_stack) == 1 or action not in ACTIONS

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer our commands in the palette, before Textual's own."""
        for command in COMMANDS:
            if command.action:
                yield SystemCommand(command.name, command.what, partial(self.run_action, command.action))
        for system in super().get_system_commands(screen):
            if system.title in ("Theme", "Screenshot"):
                yield system


def open_app(opened: Setup | Resumed, keeping: Keeping | None = None) -> int:
    """Run the app until the user leaves; give the exit code."""
    gated = gated_loop()
    loop, gate = gated or (None, None)
    app = TuiNN(opened, gate=gate, at_once=False, keeping=keeping)
    try:
        app.run(loop=loop)
    finally:
        app.end()
    if loop is not None:
        loop.close()
    return app.return_code or 0
