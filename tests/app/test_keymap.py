"""Keys of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_app import Hands
from tui_nn.app.app import TuiNN
from tui_nn.app.commands import COMMANDS
from tui_nn.app.key_line import KeyLine
from tui_nn.app.keymap import RESERVED, chosen_keys, standard_keys
from tui_nn.app.settings_file import SettingsFile
from tui_nn.experiment.setup import set_up

STANDARD = {"step": "right,n", "run": "space", "epoch": "e", "loss_pane.all": "0", "loss_pane.in": "up"}


def test_every_command_has_keys_of_its_own_that_can_be_given() -> None:
    standard = standard_keys()
    assert {command.id for command in COMMANDS if command.action} <= standard.keys()
    assert {"loss_pane.all", "worksheet_pane.page_down", "pane_network"} <= standard.keys()
    # Asked for again, each is accepted: all names are known, and no two commands share a key.
    assert chosen_keys(standard, standard) == (standard, {})


@pytest.mark.parametrize(
    ("wanted", "chosen", "told"),
    [
        ({"step": "s"}, {"step": "s"}, {}),
        ({"step": " s , ? "}, {"step": "s,question_mark"}, {}),
        ({"step": "shift+a,ctrl+s,f12,plus"}, {"step": "A,ctrl+s,f12,plus"}, {}),
        ({"step": ""}, {"step": ""}, {}),
        ({"epoch": "n", "step": "e"}, {"epoch": "n", "step": "e"}, {}),
        ({"loss_pane.all": "e"}, {"loss_pane.all": "e"}, {}),
        ({"stepp": "s"}, {}, {"stepp": ["there is no command 'stepp'"]}),
        ({"step": "s,banana"}, {"step": "s"}, {"step": ["there is no key 'banana'"]}),
        ({"step": "hold+s"}, {}, {"step": ["there is no key 'hold+s'"]}),
        ({"step": "ctrl+q"}, {}, {"step": ["ctrl+q always leaves the app"]}),
        ({"step": "s,e"}, {"step": "s"}, {"step": ["e is the key of 'epoch'"]}),
        ({"run": "s", "step": "s"}, {"run": "s"}, {"step": ["s is the key of 'run'"]}),
        ({"loss_pane.all": "up"}, {}, {"loss_pane.all": ["↑ is the key of 'loss_pane.in'"]}),
        # Who keeps its keys after all still has them.
        (
            {"step": "e", "epoch": "banana"},
            {},
            {"step": ["e is the key of 'epoch'"], "epoch": ["there is no key 'banana'"]},
        ),
    ],
)
def test_mistakes_are_left_out_one_by_one(
    wanted: dict[str, str], chosen: dict[str, str], told: dict[str, list[str]]
) -> None:
    assert chosen_keys(wanted, STANDARD) == (chosen, told)


@pytest.mark.parametrize("key", RESERVED)
def test_reserved_keys_stay(key: str) -> None:
    assert chosen_keys({"step": key}, STANDARD)[0] == {}


async def test_rebound_keys_work_and_are_shown_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\nstep = "J"\nback = "A,X"\nepoch = ""\npane_loss = "ctrl+l"\n[keys.loss_pane]\nall = "e"\n')
    app = TuiNN(set_up("sigmoid-2-2-1"), file=SettingsFile(path))
    async with app.run_test(size=(140, 40)) as pilot:
        hands = Hands(app, pilot)
        assert (await hands.press("J")).position.step == 1
        await pilot.press("n", "right", "e")
        assert (await hands.press("J")).position.step == 2
        assert (await hands.press("X")).position.step == 1
        footer = app.main.query_one(KeyLine).render_line(0).text
        assert footer.startswith("space run A J step , . operation ? help")
        await pilot.press("ctrl+l", "up", "e")
        assert app.main.name_at_hand == "loss"
        offered = {command.title: command.help for command in app.get_system_commands(app.screen)}
        assert offered["Step"].endswith("  J")
        await pilot.press("question_mark")
        await pilot.pause()
        shown = hands.text()
        assert "In this pane" in shown and "All steps" in shown


async def test_the_tabs_name_the_keys_there_are(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\npane_loss = "J"\n')
    app = TuiNN(set_up("sigmoid-2-2-1"), file=SettingsFile(path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("J")
        await pilot.pause()
        assert app.main.name_at_hand == "loss" and " J loss " in Hands(app, pilot).text()
