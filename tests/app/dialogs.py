"""A small app that shows one dialog and keeps its result, and hands for the keys of the open dialog."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Generic, TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Input, Select, Static

from tui_nn.app.screens.data_form import DataForm
from tui_nn.app.screens.open import OpenScreen
from tui_nn.app.theme import DARK, LIGHT, variables_for
from tui_nn.experiment.setup import Setup
from tui_nn.training.saving import Resumed

Result = TypeVar("Result")

POINTS = "# points\na,b,kind\n1.5,10,0\n2.5,8450,1\n3.5,30,2\n4.5,40,1\n"


class DialogApp(App[None], Generic[Result]):
    """Pushes a dialog; `results` holds what it was dismissed with, once it was."""

    def __init__(self, dialog: ModalScreen[Result]) -> None:
        super().__init__()
        self.dialog = dialog
        self.results: list[Result | None] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def on_mount(self) -> None:
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.push_screen(self.dialog, self.results.append)

    def text(self) -> str:
        """Give the text on the screen, as a person sees it."""
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())

    def said(self, selector: str) -> str:
        """Give the whole text of a Static, seen or not."""
        return str(self.screen.query_one(selector, Static).content)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until threads have answered and the answers are shown."""
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


class OpenDialog:
    """The open dialog and the hands on its keys."""

    def __init__(self, app: DialogApp[Setup | Resumed | None], pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def results(self) -> list[Setup | Resumed | None]:
        return self.app.results

    @property
    def said(self) -> str:
        return self.app.said("#said")

    @property
    def has_form(self) -> bool:
        return bool(self.app.screen.query(DataForm))

    def setup(self) -> Setup:
        (result,) = self.app.results
        assert isinstance(result, Setup)
        return result

    def value(self, name: str) -> object:
        field = self.app.screen.query_one(f"#{name}")
        assert isinstance(field, Input | Select | Checkbox)
        return field.value

    async def type(self, text: str) -> None:
        self.app.screen.query_one("#search", Input).value = text
        await settle(self.pilot)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await settle(self.pilot)

    async def open(self, text: str) -> None:
        await self.type(text)
        await self.press("enter")

    def put(self, name: str, value: str | bool) -> None:
        field = self.app.screen.query_one(f"#{name}")
        assert isinstance(field, Input | Select | Checkbox)
        field.focus()
        field.value = value

    async def fill(self, name: str, value: str | bool) -> None:
        self.put(name, value)
        await settle(self.pilot)


@asynccontextmanager
async def opened(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[OpenDialog]:
    """Show the open dialog with the files of a folder."""
    app = DialogApp[Setup | Resumed | None](OpenScreen(start_folder=folder))
    async with app.run_test(size=size) as pilot:
        yield OpenDialog(app, pilot)


def write_points(folder: Path) -> Path:
    """Write `points.csv`: four rows of two inputs, one of them large, and three integer classes."""
    path = folder / "points.csv"
    path.write_text(POINTS)
    return path
