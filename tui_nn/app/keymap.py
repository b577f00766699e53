"""The user's own keys: which of them can be used, and which keys each command has in the end."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from itertools import chain

from textual.app import App
from textual.binding import Binding

from tui_nn.app.bindings import bindings
from tui_nn.app.key_names import for_people, known_key
from tui_nn.app.layout import PANES, PANES_PACKAGE
from tui_nn.app.settings_file import SettingsFile

RESERVED = {
    "ctrl+q": "always leaves the app",
    "ctrl+c": "copies what is selected",
    App.COMMAND_PALETTE_BINDING: "opens the palette",
    "tab": "goes to the next pane",
    "shift+tab": "goes to the pane before",
}
"""Keys that cannot be given away, and what they do."""


NO_KEY = "no_key"
"""What Textual is told of a command without a key: no terminal sends it."""


def standard_keys() -> dict[str, str]:
    """Give our own choice of keys by the commands' ids; those of one pane begin with `loss_pane.` or the like."""
    panes = (pkgutil.resolve_name(PANES_PACKAGE + kind.place).BINDINGS for kind in PANES)
    declared = chain(bindings(), *panes)
    return {binding.id: binding.key for binding in declared if isinstance(binding, Binding) and binding.id}


def use_keys(file: SettingsFile) -> dict[str, str]:
    """Give the keys that the user has chosen, and have the file tell what is wrong with others."""
    keys, wrong = chosen_keys(file.settings.keys, standard_keys())
    for id, mistakes in wrong.items():
        for mistake in mistakes:
            file.ignore_key(id, mistake)
    return keys


def chosen_keys(wanted: Mapping[str, str], standard: Mapping[str, str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Sort out what a user wants: mistakes are left out one by one, and the rest is done.

    Commands of the app share their keys, and so do those of one pane; a pane's go first while it has the focus.

    Args:
        wanted: Comma-separated keys by id, empty for no key, the earlier ones going first.
        standard: What `standard_keys` gives.

    Returns:
        The keys of the ids that get others than the standard ones, and by id what is wrong with what was wanted.
    """
    wrong: dict[str, list[str]] = {}
    chosen: dict[str, list[str]] = {}
    for id, written in wanted.items():
        if id not in standard:
            wrong[id] = [f"there is no command {id!r}"]
            continue
        keys, wrong[id] = _readable(written)
        if keys or not written.strip():
            chosen[id] = keys
    while clash := _first_clash(chosen, standard):
        id, key, owner = clash
        wrong[id].append(f"{for_people(key)} is the key of {owner!r}")
        chosen[id].remove(key)
        if not chosen[id]:
            del chosen[id]
    return {id: ",".join(keys) for id, keys in chosen.items()}, {id: told for id, told in wrong.items() if told}


def _readable(written: str) -> tuple[list[str], list[str]]:
    """Give the keys that can be used, and what is wrong with the others."""
    keys: list[str] = []
    wrong: list[str] = []
    for name in [part.strip() for part in written.split(",")] if written.strip() else []:
        key = known_key(name)
        if key is None:
            wrong.append(f"there is no key {name!r}")
        elif key in RESERVED:
            wrong.append(f"{name} {RESERVED[key]}")
        elif key not in keys:
            keys.append(key)
    return keys, wrong


def _first_clash(chosen: Mapping[str, list[str]], standard: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Find a chosen key that another command has: its id, the key, and whose it is."""
    owners = {
        (_scope(id), key): id for id, keys in standard.items() if id not in chosen for key in keys.split(",") if key
    }
    for id, keys in chosen.items():
        for key in keys:
            owner = owners.setdefault((_scope(id), key), id)
            if owner != id:
                return id, key, owner
    return None


def _scope(id: str) -> str:
    return id.partition(".")[0] if "." in id else ""
