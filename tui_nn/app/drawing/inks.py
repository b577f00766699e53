"""The inks of a canvas: small numbers that stand for styles, blended from a theme's colours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rich.style import Style
from textual.color import Color

from tui_nn.app.drawing.canvas import Inks

LEVELS = 8
"""Steps of a fill and of an edge's brightness, from 0 to LEVELS."""

BLANK, TEXT, MUTED, PLUS, MINUS, RIGHT, WRONG, LIT, WARNING = range(9)
_COLOURS = ("plus", "minus", "node", "right", "wrong", "accent", "warning")

_FILL = 9
_FRAME = _FILL + LEVELS + 1
_PLUS_EDGE = _FRAME + LEVELS + 1
_MINUS_EDGE = _PLUS_EDGE + LEVELS + 1
NO_SIGN = _MINUS_EDGE + LEVELS + 1
"""An edge that is neither plus nor minus, being 0 or not known, or that stands for many."""
CHOSEN, CHOSEN_PLUS, CHOSEN_MINUS = range(NO_SIGN + 1, NO_SIGN + 4)
"""Text of what is selected, reversed."""
_PIXELS = NO_SIGN + 4
_HALVES = 2 * LEVELS + 1


def fill(level: int) -> int:
    """Text on a node's fill."""
    return _FILL + level


def frame(level: int) -> int:
    """The frame of a node, and a node that is a dot only."""
    return _FRAME + level


def edge(level: int, *, minus: bool) -> int:
    """An edge of a brightness."""
    return (_MINUS_EDGE if minus else _PLUS_EDGE) + level


def sign(value: float, *, chosen: bool = False) -> int:
    """Text of a number that has the colour of its sign."""
    if chosen:
        return CHOSEN_MINUS if value < 0.0 else CHOSEN_PLUS
    return MINUS if value < 0.0 else PLUS


def pixels(upper: Inks, lower: Inks) -> Inks:
    """Give the inks of half blocks; a level goes from −LEVELS over 0, the background, to LEVELS."""
    both: Inks = ((upper + LEVELS) * _HALVES + lower + (LEVELS + _PIXELS)).astype(np.int16)
    return both


class Palette:
    """Gives the style of an ink.

    Args:
        variables: See `styles`.
        background: What lies under the canvas.
        dark: Whether the theme is dark.
    """

    def __init__(self, variables: Mapping[str, str], background: Color, *, dark: bool) -> None:
        self._styles = dict(enumerate(styles(variables, background, dark=dark)))
        base, known = _base(background, dark=dark)
        self._ground = background.rich_color if known else None
        self._halves = [
            base.blend(Color.parse(variables["minus" if level < 0 else "plus"]), 0.06 + 0.94 * abs(level) / LEVELS)
            for level in range(-LEVELS, LEVELS + 1)
        ]

    def style(self, ink: int) -> Style:
        """Give the style of an ink."""
        style = self._styles.get(ink)
        if style is None:
            upper, lower = divmod(ink - _PIXELS, _HALVES)
            alone = upper == lower or LEVELS in (upper, lower)
            colour = self._halves[lower if upper == LEVELS else upper].rich_color
            style = Style(color=colour, bgcolor=self._ground if alone else self._halves[lower].rich_color)
            self._styles[ink] = style
        return style


def _base(background: Color, *, dark: bool) -> tuple[Color, bool]:
    """Give what colours are blended against, and whether it is what lies under the canvas."""
    unknown = background.ansi is not None or background.a == 0.0
    return (Color.parse("#000000" if dark else "#ffffff"), False) if unknown else (background, True)


def styles(variables: Mapping[str, str], background: Color, *, dark: bool) -> tuple[Style, ...]:
    """Give the style of every ink.

    Args:
        variables: The theme's variables, `foreground`, `accent`, `warning`, `plus`, `minus`, `node`, `right` and
            `wrong` among them.
        background: What lies under the canvas. Where it is the terminal's own colour nobody knows it: colours are then
            blended against black or white, and nodes are not filled.
        dark: Whether the theme is dark.
    """
    base, known = _base(background, dark=dark)
    colours = {name: Color.parse(variables[name]) for name in _COLOURS}
    text = Color.parse(variables["foreground"])
    text_is_known = text.ansi is None
    muted = base.blend(text, 0.62) if text_is_known else text
    rule = base.blend(text, 0.35) if text_is_known else base.blend(colours["node"], 0.3)

    def style(
        colour: Color, *, on: Color = background, bold: bool = False, dim: bool = False, reverse: bool = False
    ) -> Style:
        ground = on.rich_color if on.a else None
        return Style(
            color=colour.rich_color, bgcolor=ground, bold=bold or None, dim=dim or None, reverse=reverse or None
        )

    shares = [level / LEVELS for level in range(LEVELS + 1)]
    return (
        style(text),
        style(text),
        style(muted, dim=not text_is_known),
        *(style(colours[name]) for name in ("plus", "minus")),
        *(style(colours[name], bold=True) for name in ("right", "wrong", "accent", "warning")),
        *(
            style(text, on=base.blend(colours["node"], 0.06 + 0.42 * share) if known else background, bold=True)
            for share in shares
        ),
        *(style(rule.blend(colours["node"], share)) for share in shares),
        *(style(base.blend(colours["plus"], 0.25 + 0.75 * share)) for share in shares),
        *(style(base.blend(colours["minus"], 0.25 + 0.75 * share)) for share in shares),
        style(rule),
        style(text, bold=True, reverse=True),
        *(style(colours[name], bold=True, reverse=True) for name in ("plus", "minus")),
    )
