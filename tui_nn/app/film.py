"""The app without a terminal: takes pictures of a session that somebody else trains."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeVar

from textual.pilot import Pilot

from tui_nn.app.app import TuiNN
from tui_nn.app.main_screen import MainScreen
from tui_nn.app.pictures import picture_of_screen
from tui_nn.experiment.setup import Setup
from tui_nn.training.forward import SAMPLES_SHOWN
from tui_nn.training.rest import snapshot_at_rest
from tui_nn.training.session import Session

Answer = TypeVar("Answer")


def arrange(screen: MainScreen, layout: str) -> None:
    """Choose what is in the pictures: a layout, with the prediction in its slot and its leading pane at hand."""
    screen.use_layout(layout)
    screen.go_to("prediction")
    if screen.panes[screen.used_layout.leading].display:
        screen.go_to(screen.used_layout.leading)


class Film:
    """Pictures of the app, taken one after the other; a context manager.

    The app lives in an event loop that runs only while a picture is taken.

    Args:
        setup: What is trained.
        size: Columns and rows.
        layout: The name of the panes' layout.
    """

    def __init__(self, setup: Setup, *, size: tuple[int, int], layout: str) -> None:
        self._app = TuiNN(setup)
        self._layout = layout
        self._size = size
        self._loop = asyncio.new_event_loop()
        self._orders: asyncio.Queue[tuple[Session, asyncio.Future[str]] | None] = asyncio.Queue()
        self._ready: asyncio.Future[None] = self._loop.create_future()

    def __enter__(self) -> Self:
        """Start the app."""
        streams = sys.stdout, sys.stderr
        run = self._app.run_async(headless=True, size=self._size, auto_pilot=self._take_orders)
        self._running = self._loop.create_task(run)
        self._wait_for(self._ready)
        # The app takes both for itself; others here go on writing.
        sys.stdout, sys.stderr = streams
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the app."""
        self._orders.put_nowait(None)
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._running)
        self._loop.close()

    def picture(self, session: Session) -> str:
        """Give the picture of a session as it stands, as SVG."""
        answer: asyncio.Future[str] = self._loop.create_future()
        self._orders.put_nowait((session, answer))
        return self._wait_for(answer)

    def _wait_for(self, answer: asyncio.Future[Answer]) -> Answer:
        """Run the loop until there is an answer, or no app that could give one."""
        both = asyncio.wait((answer, self._running), return_when=asyncio.FIRST_COMPLETED)
        self._loop.run_until_complete(both)
        if not answer.done():
            raise RuntimeError("the app ended before its picture was taken")
        return answer.result()

    async def _take_orders(self, pilot: Pilot[object]) -> None:
        main = self._app.main
        arrange(main, self._layout)
        await pilot.pause()
        self._ready.set_result(None)
        while (order := await self._orders.get()) is not None:
            session, answer = order
            main.show(snapshot_at_rest(session, SAMPLES_SHOWN))
            # A landscape is worked out on a thread of its own.
            await self._app.workers.wait_for_complete()
            painted = asyncio.Event()
            main.call_after_refresh(painted.set)
            await painted.wait()
            name = session.experiment.about.name
            answer.set_result(picture_of_screen(self._app, f"tui-nn {name} · step {session.steps:,}"))
        self._app.exit()
