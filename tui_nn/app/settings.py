"""What a user has chosen for all runs, and how it is read from TOML: what cannot be used is told and left out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tui_nn.app.layout import LAYOUTS, PANE_NAMES

THEMES = ("dark", "light")
"""Our own themes; those that come with Textual have names of their own."""

DIGITS = (4, 6, 10, 17)
"""As the worksheet has them, which is loaded after the first frame only."""

LAYOUT_NAMES = tuple(layout.name for layout in LAYOUTS)


@dataclass(frozen=True)
class Settings:
    """What holds in every run.

    Attributes:
        theme: One of `THEMES`, or the name of a theme of Textual's.
        layout: The name of the layout.
        digits: Of the worksheet's numbers.
        ascii: Whether to draw with ASCII characters only.
        panes: The panes gone to last, the latest first, by layout.
        keys: Comma-separated keys by the command's id, as they were written.
    """

    theme: str = THEMES[0]
    layout: str = LAYOUT_NAMES[0]
    digits: int = DIGITS[0]
    ascii: bool = False
    panes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)

    def as_values(self) -> dict[str, Any]:
        """Give the values of the file's keys, but those of the table of keys."""
        values: dict[str, Any] = {
            "theme": self.theme,
            "layout": self.layout,
            "digits": self.digits,
            "ascii": self.ascii,
        }
        return values | {panes_key(layout): list(self.panes.get(layout, ())) for layout in LAYOUT_NAMES}


def panes_key(layout: str) -> str:
    """Give the file's key for the panes gone to last in a layout."""
    return f"{layout}_panes"


def _one_of(*choices: object) -> tuple[Callable[[Any], bool], str]:
    def fits(value: Any) -> bool:
        return type(value) in (str, int) and value in choices

    return fits, f"one of {', '.join(map(str, choices))}"


def _are_panes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name in PANE_NAMES for name in value)


def _is_theme(value: Any) -> bool:
    from textual.theme import BUILTIN_THEMES

    return isinstance(value, str) and value in (*THEMES, *BUILTIN_THEMES)


_WANTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "theme": (_is_theme, "dark, light or a theme that the palette offers"),
    "layout": _one_of(*LAYOUT_NAMES),
    "digits": _one_of(*DIGITS),
    "ascii": (lambda value: isinstance(value, bool), "true or false"),
    "keys": (lambda value: isinstance(value, dict), "a table, [keys]"),
} | {panes_key(layout): (_are_panes, f"a list of {', '.join(PANE_NAMES)}") for layout in LAYOUT_NAMES}


def read_settings(text: str) -> tuple[Settings, list[tuple[int, str]]]:
    """Read settings from TOML; what cannot be used has its default.

    Returns:
        The settings, and what was left out, with its line.

    Raises:
        tomllib.TOMLDecodeError: It is not TOML.
    """
    table = tomllib.loads(text)
    ignored: list[tuple[int, str]] = []
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _WANTED:
            ignored.append((line_of(text, key), f"there is no setting {key!r}"))
        elif not _WANTED[key][0](value):
            ignored.append((line_of(text, key), f"{key} is not {_WANTED[key][1]}"))
        else:
            values[key] = value
    keys: dict[str, str] = {}
    for path, value in _flat(values.pop("keys", {})):
        if isinstance(value, str):
            keys[".".join(path)] = value
        else:
            ignored.append((line_of(text, "keys", *path), f'{".".join(path)} is not keys in quotes, such as "right,n"'))
    panes = {layout: tuple(values.pop(panes_key(layout))) for layout in LAYOUT_NAMES if panes_key(layout) in values}
    return Settings(panes=panes, keys=keys, **values), ignored


def _flat(table: Mapping[str, Any], *above: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, *above, key)
        else:
            yield (*above, key), value


def line_of(text: str, *path: str) -> int:
    """Give the number of the line of TOML with which a key has its value; 1 where that cannot be told."""
    lines = text.split("\n")
    for number in range(1, len(lines) + 1):
        with suppress(tomllib.TOMLDecodeError):
            value: Any = tomllib.loads("\n".join(lines[:number]))
            for key in path:
                value = value.get(key) if isinstance(value, dict) else None
            if value is not None:
                return number
    return 1
