from __future__ import annotations

import doctest
import math
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.app import numbers
from tui_nn.app.numbers import bar, compact, exact, number, plain, rate, shortest
from tui_nn.app.panes import loss_scale, samples_values

# Above 1e308, rounding to one digit would leave the range of floats.
finite = st.floats(-1e308, 1e308)


def parsed(text: str) -> float:
    return float(text.replace("−", "-"))


@given(finite, st.integers(1, 20), st.integers(1, 8), st.booleans())
def test_a_number_has_its_width_and_keeps_its_sign(value: float, width: int, digits: int, signed: bool) -> None:
    text = number(value, width, digits=digits, signed=signed)
    assert len(text) == width
    if "#" not in text:
        assert math.copysign(1, parsed(text) or value) == math.copysign(1, value)
        assert text.strip().startswith("−") == (value < 0)
        assert text.strip().startswith("+") == (signed and value > 0)


@given(finite, st.integers(1, 8))
def test_a_number_with_room_keeps_at_least_half_of_its_digits(value: float, digits: int) -> None:
    text = number(value, digits + 7, digits=digits)
    assert parsed(text) == pytest.approx(value, rel=0.5001 * 10.0 ** (1 - (digits + 1) // 2), abs=0)


@given(finite)
def test_seven_cells_are_enough_for_any_number(value: float) -> None:
    text = number(value, 7)
    assert "#" not in text
    # One digit is the worst: the nearest number of one digit is at most half a unit away.
    assert parsed(text) == pytest.approx(value, rel=0.5, abs=0)


@given(finite)
def test_exact_gives_the_same_number_back(value: float) -> None:
    assert parsed(exact(value)) == value


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (-7.16, 7, "−7.1600"),
        (0.0042, 7, "+0.0042"),
        (0.00042, 7, "+4.2e−4"),
        (9.99999, 7, "+10.000"),
        (999999.9, 7, "+1.00e6"),
        (0.0, 7, " 0.0000"),
        (-0.0, 7, " 0.0000"),
        (-1e-308, 7, "−1e−308"),
        (-1e-308, 6, "######"),
        (math.inf, 7, "      ∞"),
        (-math.inf, 7, "     −∞"),
        (math.nan, 7, "    nan"),
    ],
)
def test_signed_numbers(value: float, width: int, text: str) -> None:
    assert number(value, width) == text


def test_points_of_numbers_below_ten_stand_in_one_column() -> None:
    values = (-7.16, 0.0042, 0.5, -0.999949)
    assert {number(value, 9, digits=6).index(".") for value in values} == {2}


def test_other_ways_to_write_numbers() -> None:
    assert number(0.6, 6, signed=False) == "0.6000"
    assert plain(-0.004, 2) == "0.00"
    assert shortest(0.1 + 0.2) == "0.3"
    assert [compact(value) for value in (0, 0.5, 999.6, 1e6, 2.5e15)] == ["0", "0.5", "1k", "1M", "2500T"]
    assert rate(12_345.6) == "12.3 k/s"


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_bar_is_as_long_as_its_share_to_an_eighth(share: float, width: int) -> None:
    text = bar(share, width)
    assert len(text) == width
    eighths = sum(" ▏▎▍▌▋▊▉█".index(cell) for cell in text)
    assert abs(eighths - share * width * 8) <= (1 if 0 < share * width * 8 < 1 else 0.5)
    assert (eighths > 0) == (share > 0)


@pytest.mark.parametrize("module", [numbers, loss_scale, samples_values])
def test_examples_in_docstrings_are_true(module: ModuleType) -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0 and outcome.failed == 0
