"""Which panes stand on the screen at which size."""

from __future__ import annotations

from dataclasses import dataclass

NETWORK, PARAMETERS, LOSS, SAMPLES, WORKSHEET, CHECK, PREDICTION, HISTORIES = range(8)
"""The panes' numbers; their keys count from 1."""

PANE_NAMES = ("network", "parameters", "loss", "samples", "worksheet", "check", "prediction", "histories")


@dataclass(frozen=True)
class Layout:
    """A way to fill the screen: panes that are always there, and one place for one of the others.

    Attributes:
        name: The CSS class of the screen.
        fixed: The panes that are always there.
        slot: The panes that share a place, the usual one first.
    """

    name: str
    fixed: frozenset[int]
    slot: tuple[int, ...]


WIDE = Layout("-wide", frozenset({NETWORK, PARAMETERS, LOSS, SAMPLES}), (WORKSHEET, CHECK, PREDICTION, HISTORIES))
MEDIUM = Layout("-medium", frozenset({NETWORK, PARAMETERS, LOSS}), (SAMPLES, WORKSHEET, CHECK, PREDICTION, HISTORIES))
NARROW = Layout("-narrow", frozenset({NETWORK}), (PARAMETERS, LOSS, SAMPLES, WORKSHEET, CHECK, PREDICTION, HISTORIES))
TINY = Layout("-tiny", frozenset(), (NETWORK, PARAMETERS, LOSS, SAMPLES, WORKSHEET, CHECK, PREDICTION, HISTORIES))
LAYOUTS = (WIDE, MEDIUM, NARROW, TINY)


def layout_for(width: int, height: int) -> Layout:
    """Choose the layout for a screen of so many columns and rows."""
    if width < 60 or height < 20:
        return TINY
    if width < 100 or height < 28:
        return NARROW
    return WIDE if width >= 120 and height >= 34 else MEDIUM
