"""The search box of the open dialog, which completes paths."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from tui_nn.app.screens.entries import completed


class SearchInput(Input):
    """A search box in which tab completes a path.

    Args:
        folder: What typed paths start from.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete", show=False)]

    def __init__(self, folder: Path) -> None:
        super().__init__(
            placeholder="a name, or a path: ./ shows the files here",
            suggester=_PathSuggester(folder),
            id="search",
            compact=True,
            select_on_focus=False,
        )
        self._folder = folder

    def action_complete(self) -> None:
        """Complete the path, or go on to the list where there is nothing to complete."""
        whole = completed(self.value, self._folder)
        if whole is None or whole == self.value:
            self.screen.focus_next()
        else:
            self.value = whole
            self.cursor_position = len(whole)


class _PathSuggester(Suggester):
    def __init__(self, folder: Path) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._folder = folder

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value, self._folder)
