"""Numbers, canvas, braille curves and inks, without an app."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.braille import Curve, Dots
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.drawing.pixels import cover, put_pixels
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network_edges import largest_magnitude
from tui_nn.app.theme import DARK, LIGHT, variables_for


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (0.1, 8, "0.10"),
        (0.0, 8, "0.00"),
        (-9.78, 8, "−9.78"),
        (-9.7799, 8, "−9.780"),
        (0.98765, 8, "0.9877"),
        (4.383e-8, 8, "4.383e−8"),
        (4.383e-8, 6, "4.4e−8"),
        (-0.0098, 6, "−0.010"),
        (0.098, 4, "0.10"),
        (12345.678, 8, "12346"),
        (-1e300, 4, "⋯"),
        (math.inf, 4, "∞"),
        (-math.inf, 4, "−∞"),
        (-math.inf, 1, "⋯"),
        (math.nan, 4, "nan"),
    ],
)
def test_a_number_keeps_the_digits_that_fit(value: float, width: int, text: str) -> None:
    assert short_number(value, width) == text


def test_a_whole_target_has_no_decimals() -> None:
    assert short_number(1.0, decimals=0) == "1"


@given(st.floats(), st.integers(1, 9))
def test_a_number_is_never_wider_than_its_room_nor_further_off_than_its_digits(value: float, width: int) -> None:
    text = short_number(value, width)

    assert 1 <= len(text) <= width
    if abs(value) < 1e300 and text != "⋯":
        shown = float(text.replace("−", "-"))
        assert shown == 0.0 or math.copysign(1.0, shown) == math.copysign(1.0, value)
        assert abs(shown - value) <= max(0.5, 0.5 * abs(value))


@given(st.floats(-1e6, 1e6).filter(lambda value: value == 0.0 or abs(value) > 1e-6))
def test_eight_cells_are_enough_for_three_digits(value: float) -> None:
    assert float(short_number(value).replace("−", "-")) == pytest.approx(value, rel=5e-3)


def test_the_largest_magnitude_ignores_what_is_not_finite() -> None:
    assert largest_magnitude(np.array([1.0, -3.0, np.inf, np.nan])) == 3.0
    assert largest_magnitude(np.array([np.nan])) == 0.0


@given(st.text(max_size=20), st.integers(0, 12))
def test_a_fitted_text_fits_and_is_printable(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) <= width
    assert fitted(text, width).isprintable()


def test_a_text_that_is_cut_says_so() -> None:
    assert fitted("sepal_length", 6) == "sepal…"
    assert fitted("花びらの長さ", 6) == "花び…"
    assert fitted("tab\there", 20) == "tab here"


def test_a_canvas_cuts_off_what_lies_outside() -> None:
    canvas = Canvas(5, 2)

    canvas.put(-2, 0, "abcd", inks.TEXT)
    canvas.put(3, 1, "xyz", inks.TEXT)
    canvas.put(0, 7, "nowhere", inks.TEXT)

    assert [canvas.text(0), canvas.text(1)] == ["cd   ", "   xy"]


def test_runs_join_cells_of_one_ink_and_keep_wide_characters_whole() -> None:
    canvas = Canvas(8, 1)

    canvas.put(0, 0, "花x", inks.PLUS)
    canvas.put(3, 0, "ab", inks.MINUS)

    assert canvas.runs(0) == [("花x", inks.PLUS), ("ab", inks.MINUS), ("   ", inks.BLANK)]
    assert sum(cell_len(text) for text, _ in canvas.runs(0)) == 8


def test_only_rows_that_differ_have_changed() -> None:
    before = Canvas(6, 3)
    after = before.copy()
    after.put(2, 1, "1", inks.TEXT)

    assert after.changed_rows(before) == [1]
    assert after.changed_rows(after.copy()) == []
    assert after.changed_rows(None) == [0, 1, 2]
    assert after.changed_rows(Canvas(7, 3)) == [0, 1, 2]


def test_dots_of_another_ink_change_a_row_too() -> None:
    bits, colours = np.zeros(4, dtype=np.uint8), np.zeros(4, dtype=np.int16)
    bits[3], colours[3] = 0xFF, inks.PLUS
    canvas = Canvas(2, 2)

    canvas.put_dots(bits, colours)

    assert canvas.text(1) == " ⣿"
    assert canvas.runs(1) == [(" ", inks.BLANK), ("⣿", inks.PLUS)]


def drawn(dots: Dots, width: int, height: int) -> list[str]:
    canvas = Canvas(width, height)
    bits = np.zeros(width * height, dtype=np.uint8)
    bits[dots.cells] = dots.bits
    canvas.put_dots(bits, np.ones(width * height, dtype=np.int16))
    return [canvas.text(y) for y in range(height)]


def dot_columns(dots: Dots, width: int) -> str:
    """Say for each column of dots of a single row whether there is one."""
    columns = [" "] * (2 * width)
    for cell, bits in zip(dots.cells.tolist(), dots.bits.tolist(), strict=True):
        columns[2 * cell] = "●" if bits & 0x47 else " "
        columns[2 * cell + 1] = "●" if bits & 0xB8 else " "
    return "".join(columns)


@pytest.mark.parametrize(("thickness", "row"), [(1, "⠤⠤⠤⠤"), (2, "⠶⠶⠶⠶"), (4, "⣿⣿⣿⣿")])
def test_a_level_curve_is_as_thick_as_asked(thickness: int, row: str) -> None:
    curve = Curve(0.0, 1.5, 7.0, 1.5)

    assert drawn(curve.dots(4, 1, thickness=thickness), 4, 1) == [row]


def test_a_dashed_curve_has_gaps_and_both_its_ends() -> None:
    curve = Curve(0.0, 1.5, 39.0, 1.5)

    solid, dashed = (dot_columns(curve.dots(20, 1, thickness=4, dashed=dash), 20) for dash in (False, True))

    assert solid == "●" * 40
    assert dashed == "●●●●●●  ●●●●●●   ●●●●●●   ●●●●●●  ●●●●●●"


@given(
    st.integers(2, 60), st.integers(1, 30), st.floats(-20, 140), st.floats(-20, 140), st.integers(1, 4), st.booleans()
)
def test_a_curve_stays_on_the_grid_and_between_its_ends(
    width: int, height: int, y0: float, y1: float, thickness: int, dashed: bool
) -> None:
    curve = Curve(2.0, y0, 2.0 * width - 1.0, y1)

    dots = curve.dots(width, height, thickness=thickness, dashed=dashed)

    assert np.all(np.diff(dots.cells) > 0)
    assert np.all(dots.bits > 0)
    assert np.all((dots.cells >= 0) & (dots.cells < width * height))
    assert np.all(dots.cells % width >= 1)


def test_a_solid_curve_has_no_holes() -> None:
    rows = drawn(Curve(0.0, 1.5, 39.0, 61.5).dots(20, 16), 20, 16)

    assert all(any(row[column] != " " for row in rows) for column in range(20))
    assert all(row.strip() for row in rows)


@pytest.mark.parametrize("theme", [DARK, LIGHT, BUILTIN_THEMES["ansi-dark"], BUILTIN_THEMES["ansi-light"]])
def test_every_ink_has_a_style_in_every_theme(theme: Theme) -> None:
    variables = variables_for(theme) | theme.to_color_system().generate()

    background = Color.parse(theme.background or "black")
    styles = inks.styles(variables, background, dark=theme.dark)
    palette = inks.Palette(variables, background, dark=theme.dark)

    assert len(styles) == inks.CHOSEN_MINUS + 1
    assert styles[inks.PLUS].color != styles[inks.MINUS].color
    assert styles[inks.edge(0, minus=False)].color != styles[inks.edge(inks.LEVELS, minus=False)].color
    assert all(palette.style(ink) == style for ink, style in enumerate(styles))
    levels = np.array([-inks.LEVELS, 0, inks.LEVELS], dtype=np.int16)
    halves = [palette.style(ink) for ink in inks.pixels(levels[:, None], levels).ravel().tolist()]
    assert len({(style.color, style.bgcolor) for style in halves}) == 5, (
        "a half on the ground looks as a whole one does"
    )


def test_half_blocks_lie_over_what_is_there() -> None:
    canvas = Canvas(4, 1)
    canvas.put(0, 0, "abcd", inks.TEXT)

    put_pixels(canvas, np.array([[0, 5, 0, 5], [0, 0, -5, 5]], dtype=np.int16))

    assert canvas.text(0) == "a▀▄█"


@given(st.integers(20, 60), st.floats(300.0, 500.0), st.floats(300.0, 500.0), st.sampled_from([1.0, 2.0, 4.0]))
def test_a_soft_line_is_as_thick_as_it_should_be_in_every_column(
    width: int, y0: float, y1: float, thickness: float
) -> None:
    curve = Curve(0.0, y0, 2.0 * width - 1.0, y1)

    covered, dashed = (cover(curve, width, 200, thickness=thickness, dashed=dash) for dash in (False, True))

    assert len(set(covered.places.tolist())) == len(covered.places)
    assert (np.bincount(covered.places % width, covered.shares, minlength=width) >= thickness - 1e-9).all()
    assert set(dashed.places.tolist()) < set(covered.places.tolist())


def test_a_dashed_soft_line_has_gaps_but_both_ends() -> None:
    columns = sorted(
        {place % 30 for place in cover(Curve(0.0, 1.5, 59.0, 1.5), 30, 1, thickness=2.0, dashed=True).places}
    )

    assert columns[0] == 0 and columns[-1] == 29
    assert 15 < len(columns) < 25


def test_nodes_are_not_filled_where_the_terminal_decides_the_background() -> None:
    variables = variables_for(DARK) | BUILTIN_THEMES["ansi-dark"].to_color_system().generate()

    ansi = inks.styles(variables, Color.parse("ansi_default"), dark=True)
    own = inks.styles(variables, Color.parse("#101010"), dark=True)

    assert ansi[inks.fill(0)].bgcolor == ansi[inks.fill(inks.LEVELS)].bgcolor
    assert own[inks.fill(0)].bgcolor != own[inks.fill(inks.LEVELS)].bgcolor
