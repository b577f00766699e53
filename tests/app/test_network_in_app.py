"""The network's diagram among the other panes: what is selected in one is selected in all."""

from __future__ import annotations

from tests.app.test_app import opened
from tui_nn.app.panes.network_selection import Selection
from tui_nn.app.screens.prompt import PromptScreen


async def test_what_is_selected_in_the_diagram_is_selected_everywhere_and_back() -> None:
    async with opened() as hands:
        main, press = hands.app.main, hands.pilot.press
        await press("down", "j", "j")
        assert (main.parameters.selected, main.worksheet.selected) == (1, "W1[1,2]")
        assert (await hands.press("right")).position.step == 1
        await press("2", "up")
        assert main.network.selection == Selection(1, 0, 0)
        await press("1")
        assert main.network.selection == Selection(1, 0, 0)
        await press("escape", "2", "down", "3")
        assert main.network.selection is None


async def test_a_weight_selected_in_the_diagram_is_edited_where_only_the_diagram_has_room() -> None:
    async with opened(size=(40, 12)) as hands:
        await hands.pilot.press("down", "shift+down", "shift+down", "enter")
        assert isinstance(hands.app.screen, PromptScreen)
        assert "Edit w2" in hands.text()
        assert (await hands.answer("0.5")).parameters[1] == 0.5
