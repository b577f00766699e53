"""The inks of a canvas: small numbers that stand for styles, blended from a theme's colours."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

LEVELS = 8
"""Steps of a fill and of an edge's brightness, from 0 to LEVELS."""

BLANK, TEXT, MUTED, PLUS, MINUS, RIGHT, WRONG, LIT, WARNING = range(9)
_COLOURS = ("plus", "minus", "node", "right", "wrong", "accent", "warning")

_FILL = 9
_FRAME = _FILL + LEVELS + 1
_PLUS_EDGE = _FRAME + LEVELS + 1
_MINUS_EDGE = _PLUS_EDGE + LEVELS + 1


def fill(level: int) -> int:
    """Text on a node's fill."""
    return _FILL + level


def frame(level: int) -> int:
    """The frame of a node, and a node that is a dot only."""
    return _FRAME + level


def edge(level: int, *, minus: bool) -> int:
    """An edge of a brightness."""
    return (_MINUS_EDGE if minus else _PLUS_EDGE) + level


def sign(value: float) -> int:
    """Text of a number that has the colour of its sign."""
    return MINUS if value < 0.0 else PLUS


def styles(variables: Mapping[str, str], background: Color, *, dark: bool) -> tuple[Style, ...]:
    """Give the style of every ink.

    Args:
        variables: The theme's variables, `foreground`, `accent`, `warning`, `plus`, `minus`, `node`, `right` and
            `wrong` among them.
        background: What lies under the canvas. Where it is the terminal's own colour nobody knows it: colours are then
            blended against black or white, and nodes are not filled.
        dark: Whether the theme is dark.
    """
    unknown = background.ansi is not None or background.a == 0.0
    base = Color.parse("#000000" if dark else "#ffffff") if unknown else background
    colours = {name: Color.parse(variables[name]) for name in _COLOURS}
    text = Color.parse(variables["foreground"])
    text_is_known = text.ansi is None
    muted = base.blend(text, 0.62) if text_is_known else text
    rule = base.blend(text, 0.35) if text_is_known else base.blend(colours["node"], 0.3)

    def style(colour: Color, *, on: Color = background, bold: bool = False, dim: bool = False) -> Style:
        ground = on.rich_color if on.a else None
        return Style(color=colour.rich_color, bgcolor=ground, bold=bold or None, dim=dim or None)

    shares = [level / LEVELS for level in range(LEVELS + 1)]
    return (
        style(text),
        style(text),
        style(muted, dim=not text_is_known),
        *(style(colours[name]) for name in ("plus", "minus")),
        *(style(colours[name], bold=True) for name in ("right", "wrong", "accent", "warning")),
        *(
            style(text, on=background if unknown else base.blend(colours["node"], 0.06 + 0.42 * share), bold=True)
            for share in shares
        ),
        *(style(rule.blend(colours["node"], share)) for share in shares),
        *(style(base.blend(colours["plus"], 0.25 + 0.75 * share)) for share in shares),
        *(style(base.blend(colours["minus"], 0.25 + 0.75 * share)) for share in shares),
    )
