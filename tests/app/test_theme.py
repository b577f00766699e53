"""Colours that can be told from what is behind them."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from tui_nn.app.theme import DARK, DARK_16, LIGHT, LIGHT_16, name_of, theme_for, variables_for

GROUNDS = ("background", "surface", "panel")
DECORATION = {"pane-border", "track", "row-at-hand", "picked", "picked-aside"}
"""What need not be seen to understand what is there."""


def luminance(colour: Color) -> float:
    parts = (part / 255 for part in colour.rgb)
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Give the contrast ratio of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colours(theme: Theme) -> dict[str, Color]:
    names = ("foreground", "primary", "secondary", "accent", "warning", "error", "success")
    values = theme.to_color_system().generate() | theme.variables
    return {name: Color.parse(values[name]) for name in (*names, *GROUNDS, *theme.variables) if name not in DECORATION}


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21.0)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_and_marks_stand_out(theme: Theme, ground: str) -> None:
    of = colours(theme)
    behind = of[ground]
    for name, colour in of.items():
        if name not in GROUNDS:
            assert contrast(colour, behind) >= 4.5, name
    # As the panes mix them: less important text, and marks and bars.
    for name, share, least in (
        ("foreground", 0.65, 4.5),
        ("foreground", 0.52, 3.0),
        ("plus", 0.8, 3.0),
        ("minus", 0.8, 3.0),
    ):
        assert contrast(behind.blend(of[name], share), behind) >= least, (name, share)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_stands_out_in_a_row_at_hand(theme: Theme) -> None:
    of = colours(theme)
    for name in ("row-at-hand", "picked", "picked-aside"):
        tint = Color.parse(theme.variables[name])
        behind = of["surface"].blend(tint.with_alpha(1.0), tint.a)
        assert contrast(of["foreground"], behind) >= 4.5, name


def test_sixteen_colours_are_the_terminals_own() -> None:
    for theme in (DARK_16, LIGHT_16):
        assert theme.ansi
        ours = variables_for(theme)
        assert {name: ours[name] for name in variables_for(DARK)} and set(ours) >= set(variables_for(DARK))
        assert all(value.startswith("ansi_") for name, value in ours.items() if "text-style" not in name)
        assert ours["plus"] != ours["minus"]


def test_themes_have_names_for_people() -> None:
    for name in ("dark", "light", "nord"):
        for few in (False, True):
            assert name_of(theme_for(name, few_colours=few)) == name
    assert theme_for("dark", few_colours=True) == DARK_16.name
