"""Colours: themes of our own for many colours and for sixteen, and colours that only we use, for all other themes.

Blue for plus and orange for minus stay apart for people who cannot tell red from green.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from rich.console import Console
from textual import constants
from textual.theme import BUILTIN_THEMES, Theme

_DARK_VARIABLES = {
    "plus": "#4aa8f0",
    "minus": "#ff8c4b",
    "node": "#e8d27a",
    "right": "#6fd08c",
    "wrong": "#f06a6a",
    "curve": "#6fd08c",
    "pane-border": "#3a4048",
    "track": "#2a3038",
    "row-at-hand": "#ffb45440",
    "picked": "#4aa8f059",
    "picked-aside": "#4aa8f026",
    "class-1": "#ff8c4b",
    "class-2": "#4aa8f0",
    "class-3": "#6fd08c",
    "class-4": "#c792ea",
    "class-5": "#e8d27a",
    "class-6": "#4fd0c8",
    "class-7": "#f0719b",
    "class-8": "#a8b0ba",
}

_LIGHT_VARIABLES = {
    "plus": "#1a68ad",
    "minus": "#a84a06",
    "node": "#7a6000",
    "right": "#17743a",
    "wrong": "#b3261e",
    "curve": "#17743a",
    "pane-border": "#b8bec6",
    "track": "#e2e5e9",
    "row-at-hand": "#98500026",
    "picked": "#1a68ad40",
    "picked-aside": "#1a68ad1a",
    "class-1": "#a84a06",
    "class-2": "#1a68ad",
    "class-3": "#17743a",
    "class-4": "#8a3fb0",
    "class-5": "#7a6000",
    "class-6": "#0b716b",
    "class-7": "#b3265a",
    "class-8": "#5a6b7a",
}

DARK = Theme(
    name="tui-nn-dark",
    primary="#4aa8f0",
    secondary="#8fa3b5",
    accent="#ffb454",
    warning="#ffb454",
    error="#f06a6a",
    success="#6fd08c",
    foreground="#dfe5ec",
    background="#14171c",
    surface="#181c22",
    panel="#20262e",
    dark=True,
    variables=_DARK_VARIABLES,
)

LIGHT = Theme(
    name="tui-nn-light",
    primary="#1a68ad",
    secondary="#5a6b7a",
    accent="#985000",
    warning="#985000",
    error="#b3261e",
    success="#17743a",
    foreground="#1d232a",
    background="#fbfbf9",
    surface="#f4f4f1",
    panel="#e8eaec",
    dark=False,
    variables=_LIGHT_VARIABLES,
)


_DARK_16_VARIABLES = {
    "plus": "ansi_bright_cyan",
    "minus": "ansi_bright_yellow",
    "node": "ansi_white",
    "right": "ansi_bright_green",
    "wrong": "ansi_bright_red",
    "curve": "ansi_bright_green",
    "pane-border": "ansi_bright_black",
    "track": "ansi_bright_black",
    "row-at-hand": "ansi_blue",
    "picked": "ansi_blue",
    "picked-aside": "ansi_default",
    "class-1": "ansi_bright_yellow",
    "class-2": "ansi_bright_cyan",
    "class-3": "ansi_bright_green",
    "class-4": "ansi_bright_magenta",
    "class-5": "ansi_white",
    "class-6": "ansi_bright_blue",
    "class-7": "ansi_bright_red",
    "class-8": "ansi_bright_black",
    "block-cursor-foreground": "ansi_black",
    "block-cursor-background": "ansi_white",
    "input-cursor-text-style": "reverse",
    "input-selection-background": "ansi_blue",
    "input-selection-foreground": "ansi_bright_white",
    "footer-key-foreground": "ansi_bright_yellow",
}

_LIGHT_16_VARIABLES = {
    "plus": "ansi_blue",
    "minus": "ansi_red",
    "node": "ansi_black",
    "right": "ansi_green",
    "wrong": "ansi_red",
    "curve": "ansi_green",
    "pane-border": "ansi_bright_black",
    "track": "ansi_bright_black",
    "row-at-hand": "ansi_white",
    "picked": "ansi_white",
    "picked-aside": "ansi_default",
    "class-1": "ansi_red",
    "class-2": "ansi_blue",
    "class-3": "ansi_green",
    "class-4": "ansi_magenta",
    "class-5": "ansi_black",
    "class-6": "ansi_cyan",
    "class-7": "ansi_bright_red",
    "class-8": "ansi_bright_black",
    "block-cursor-foreground": "ansi_bright_white",
    "block-cursor-background": "ansi_blue",
    "input-cursor-text-style": "reverse",
    "input-selection-background": "ansi_blue",
    "input-selection-foreground": "ansi_bright_white",
    "footer-key-foreground": "ansi_blue",
}

DARK_16 = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="tui-nn-dark-16",
    variables=BUILTIN_THEMES["ansi-dark"].variables | _DARK_16_VARIABLES,
    primary="ansi_bright_cyan",
    secondary="ansi_white",
    accent="ansi_bright_yellow",
    warning="ansi_bright_yellow",
    error="ansi_bright_red",
    success="ansi_bright_green",
)

LIGHT_16 = replace(
    BUILTIN_THEMES["ansi-light"],
    name="tui-nn-light-16",
    variables=BUILTIN_THEMES["ansi-light"].variables | _LIGHT_16_VARIABLES,
    primary="ansi_blue",
    secondary="ansi_black",
    accent="ansi_magenta",
    warning="ansi_red",
    error="ansi_red",
    success="ansi_green",
)

THEMES = (DARK, LIGHT, DARK_16, LIGHT_16)
_NAMES = {"dark": (DARK.name, DARK_16.name), "light": (LIGHT.name, LIGHT_16.name)}
"""Our themes by the names that users know: with any colours, and with sixteen."""


def few_colours_here() -> bool:
    """Say whether the terminal has its sixteen colours only, and they are wanted."""
    console = Console(color_system=cast(Any, constants.COLOR_SYSTEM), force_terminal=True, legacy_windows=False)
    return console.color_system == "standard" and not console.no_color


def theme_for(name: str, *, few_colours: bool) -> str:
    """Give the name of the theme that Textual knows, for a terminal with its sixteen colours only or for any other."""
    return _NAMES[name][few_colours] if name in _NAMES else name


def name_of(theme: str) -> str:
    """Give the name that users know of a theme that Textual knows."""
    return next((name for name, ours in _NAMES.items() if theme in ours), theme)


def variables_for(theme: Theme) -> dict[str, str]:
    """Give our own colour variables for any theme, by what it draws with and whether it is dark."""
    if theme.ansi:
        return dict(_DARK_16_VARIABLES if theme.dark else _LIGHT_16_VARIABLES)
    return dict(_DARK_VARIABLES if theme.dark else _LIGHT_VARIABLES)
