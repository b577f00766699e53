"""Colours: two themes of our own, and what other themes get for the colours only we use.

Blue for plus and orange for minus stay apart for people who cannot tell red from green.
"""

from __future__ import annotations

from textual.theme import Theme

_DARK_VARIABLES = {
    "plus": "#4aa8f0",
    "minus": "#ff8c4b",
    "node": "#e8d27a",
    "right": "#6fd08c",
    "wrong": "#f06a6a",
    "curve": "#6fd08c",
    "pane-border": "#3a4048",
    "track": "#2a3038",
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
    "plus": "#1f6fb5",
    "minus": "#c2570c",
    "node": "#8a6d00",
    "right": "#1e7f3c",
    "wrong": "#b3261e",
    "curve": "#1e7f3c",
    "pane-border": "#b8bec6",
    "track": "#e2e5e9",
    "class-1": "#c2570c",
    "class-2": "#1f6fb5",
    "class-3": "#1e7f3c",
    "class-4": "#8a3fb0",
    "class-5": "#8a6d00",
    "class-6": "#0f7f78",
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
    primary="#1f6fb5",
    secondary="#5a6b7a",
    accent="#a85b00",
    warning="#a85b00",
    error="#b3261e",
    success="#1e7f3c",
    foreground="#1d232a",
    background="#fbfbf9",
    surface="#f4f4f1",
    panel="#e8eaec",
    dark=False,
    variables=_LIGHT_VARIABLES,
)


THEMES = (DARK, LIGHT)
OURS = {"dark": DARK, "light": LIGHT}
"""Our themes by the names that users know."""


def theme_for(name: str, *, few_colours: bool) -> str:
    """Give the name of the theme that Textual knows, for a terminal with its sixteen colours only or for any other."""
    return OURS[name].name if name in OURS else name


def name_of(theme: str) -> str:
    """Give the name that users know of a theme that Textual knows."""
    return next((name for name, ours in OURS.items() if ours.name == theme), theme)


def variables_for(theme: Theme) -> dict[str, str]:
    """Give our own colour variables for any theme, by whether it is dark."""
    return dict(_DARK_VARIABLES if theme.dark else _LIGHT_VARIABLES)
