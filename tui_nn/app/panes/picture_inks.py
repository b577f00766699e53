"""The inks of pictures of predictions and of the loss: a colour on a colour, each a small number.

The colours are blended from a theme's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from tui_nn.app.drawing.canvas import Inks
from tui_nn.data.dataset import Integers

BASE, TEXT, MUTED, RULE, ACCENT, CURSOR, CURVE, POINT, BEYOND = range(9)
"""The pane's background, text, less important text, faint lines, the example at hand, the place under the cursor, what
is predicted, numbers of the data, and the background beyond them."""

HUES = 8
"""How many colours there are for classes and neurons; after them they repeat, with other glyphs."""

GOOD, BAD = HUES, HUES + 1
"""The hues of right and wrong, for shades."""

LEVELS = 10
"""Shades of a hue, from 1 to LEVELS; level 0 is the background."""

HEATS = 18
"""How many colours there are from low to high."""

_HEAT_HUES = ("plus", "class-4", "minus", "node")

_HUE = 9
_POINT = _HUE + HUES + 2
_SHADE = _POINT + HUES
_HEAT = _SHADE + (HUES + 2) * LEVELS
_COLOURS = _HEAT + HEATS


def hue(number: int) -> int:
    """Give the colour of a class or neuron, counted from 0, for lines and letters."""
    return _HUE + number % HUES


def point(number: int) -> int:
    """Give the colour of a class's points, which stand out from its shades."""
    return _POINT + number % HUES


def shade(number: int, level: int) -> int:
    """Give a shade of a class's colour, or of GOOD or BAD."""
    return _SHADE + number * LEVELS + level - 1 if level else BASE


def shades(numbers: Integers, levels: Integers) -> Inks:
    """Give shades of many classes' colours; both arrays have the same shape."""
    return np.where(levels > 0, _SHADE + numbers % HUES * LEVELS + levels - 1, BASE).astype(np.int16)


def heats(levels: Integers) -> Inks:
    """Give the colours from low, 0, to high, HEATS − 1."""
    return (_HEAT + levels).astype(np.int16)


def ink(colour: int, ground: int = BASE) -> int:
    """Give the ink of a colour on a colour."""
    return colour * _COLOURS + ground


def inks(colours: Inks | int, grounds: Inks | int, count: int = 1) -> Inks:
    """Give the inks of colours on colours; `count` of them where both are one."""
    both = np.asarray(colours, dtype=np.int16) * np.int16(_COLOURS) + np.asarray(grounds, dtype=np.int16)
    return both if both.ndim else np.full(count, both)


def variable(colour: int) -> str:
    """Give the theme's variable of a colour for texts that are not on the canvas, empty for the frame's own."""
    if colour in (CURVE, ACCENT):
        return "$curve" if colour == CURVE else "$accent"
    return f"$class-{colour - _HUE + 1}" if _HUE <= colour < _HUE + HUES else ""


class Palette:
    """Gives the style of an ink.

    Args:
        variables: The theme's variables.
        background: What lies under the pane. Where it is the terminal's own colour nobody knows it: shades are then
            blended from black or white.
        dark: Whether the theme is dark.
    """

    def __init__(self, variables: Mapping[str, str], background: Color, *, dark: bool) -> None:
        self._unknown = background.ansi is not None or background.a == 0.0
        base = Color.parse("#000000" if dark else "#ffffff") if self._unknown else background
        text = Color.parse(variables["foreground"])
        if text.ansi is not None:
            text = Color.parse("#ffffff" if dark else "#000000")
        hues = [Color.parse(variables[f"class-{number}"]) for number in range(1, HUES + 1)]
        shaded = [*hues, Color.parse(variables["right"]), Color.parse(variables["wrong"])]
        self._colours = [
            base,
            text,
            base.blend(text, 0.62),
            base.blend(text, 0.25),
            Color.parse(variables["accent"]),
            text,
            Color.parse(variables["curve"]),
            text,
            base.blend(text, 0.06),
            *shaded,
            *(colour.blend(text, 0.65) for colour in hues),
            *(base.blend(colour, 0.10 + 0.56 * level / LEVELS) for colour in shaded for level in range(1, LEVELS + 1)),
            *(_heat(base, variables, level / (HEATS - 1)) for level in range(HEATS)),
        ]
        self._background = background
        self._styles: dict[int, Style] = {}

    def style(self, number: int) -> Style:
        """Give the style of an ink."""
        style = self._styles.get(number)
        if style is None:
            style = self._styles[number] = self._make(*divmod(number, _COLOURS))
        return style

    def _make(self, colour: int, ground: int) -> Style:
        if ground in (ACCENT, CURSOR):
            # Reversed, it is seen where there are no colours at all.
            return Style(color=self._colours[ground].rich_color, bgcolor=self._ground(BASE), reverse=True, bold=True)
        bold = _POINT <= colour < _SHADE or colour == CURVE or None
        return Style(color=self._colours[colour].rich_color, bgcolor=self._ground(ground), bold=bold)

    def _ground(self, ground: int) -> RichColor | None:
        if ground == BASE:
            return self._background.rich_color if self._background.a else None
        return self._colours[ground].rich_color


def _heat(base: Color, variables: Mapping[str, str], share: float) -> Color:
    """Give a colour between blue, low and near the background, and yellow, high and far from it."""
    low, high = divmod(share * (len(_HEAT_HUES) - 1), 1.0)
    hues = [Color.parse(variables[name]) for name in _HEAT_HUES]
    colour = hues[int(low)].blend(hues[min(int(low) + 1, len(hues) - 1)], high)
    return base.blend(colour, 0.14 + 0.52 * share)
