"""The keys of all commands: as Textual's bindings, and as footer, help and tabs show them."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding

from tui_nn.app.commands import COMMANDS, FOOTER, AppCommand
from tui_nn.app.key_names import for_people
from tui_nn.app.layout import PANES


def bindings() -> list[Binding]:
    """Give Textual's bindings of all commands, in the order of the footer."""
    panes = [
        Binding(str(number), f"pane('{kind.name}')", kind.words, show=False, id=pane_command(kind.name))
        for number, kind in enumerate(PANES, start=1)
    ]
    return panes + [
        Binding(
            command.keys,
            command.action,
            command.footer or command.name,
            show=bool(command.footer),
            tooltip=command.what,
            id=command.id,
            priority=command.everywhere,
        )
        for command in sorted(COMMANDS, key=lambda command: footer_place(command.id))
        if command.action
    ]


def footer_place(id: str | None) -> int:
    """Give a number that orders commands as the footer does."""
    return _PLACES.get(id or "", len(_PLACES))


def pane_command(name: str) -> str:
    """Give the id of the command that goes to a pane by its number."""
    return f"pane_{name}"


_PLACES = {id: place for place, id in enumerate(dict.fromkeys((*FOOTER, *(command.id for command in COMMANDS))))}
_STANDARD = {command.id: command.keys for command in COMMANDS} | {
    pane_command(kind.name): str(number) for number, kind in enumerate(PANES, start=1)
}


def keys_of(id: str, chosen: Mapping[str, str]) -> str:
    """Give the keys of a command, comma-separated.

    Args:
        id: The command's id.
        chosen: The user's own keys by id.
    """
    if id == "panes":
        return ",".join(keys_of(pane_command(kind.name), chosen) for kind in PANES)
    return chosen.get(id, _STANDARD[id])


def footer_keys(command: AppCommand, chosen: Mapping[str, str], *, plain: bool) -> str:
    """Give what the footer shows for a command, empty where it has no key."""
    first = [keys_of(id, chosen).partition(",")[0] for id in command.footer_pair or (command.id,)]
    return " ".join("↵" if key == "enter" and not plain else for_people(key, plain=plain) for key in first if key)
