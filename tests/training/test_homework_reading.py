from __future__ import annotations

from pathlib import Path

import pytest

from tui_nn.errors import DataError
from tui_nn.experiment.setup import set_up
from tui_nn.training.engines import program_of
from tui_nn.training.homework_digits import Written
from tui_nn.training.homework_names import Quantities
from tui_nn.training.homework_reading import Entry, read_homework

LESSON = set_up("sigmoid-2-2-1")
QUANTITIES = Quantities(LESSON.experiment, program_of(LESSON.experiment))


def read(folder: Path, name: str, text: str) -> tuple[Entry, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_homework(path, QUANTITIES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "# by hand\nstep, quantity, value\n1, z1, −16.9430\n\n2, grad W1[2,1], 7.30e-7\n"),
        ("a.csv", "value,note,step,quantity\n-16.9430,ok,1,z1\n7.30e-7,,2,∂w3\n"),
        (
            "a.json",
            '[{"step": 1, "quantity": "z1", "value": -16.9430}, {"step": 2, "quantity": "∂w3", "value": "7.30e-7"}]',
        ),
        ("a.json", '{"1": {"z1": -16.9430}, "2": {"grad w3": 7.30e-7}}'),
        ("a.toml", '[step-1]\nz1 = -16.9430\n[step-2]\n"grad w3" = 7.30e-7\n'),
    ],
)
def test_every_format_says_the_same_to_the_last_digit(name: str, text: str, tmp_path: Path) -> None:
    entries = read(tmp_path, name, text)
    assert [(entry.step, entry.name) for entry in entries] == [(1, "z1[1]"), (2, "grad W1[2,1]")]
    assert [entry.written.text.replace("−", "-") for entry in entries] == ["-16.9430", "7.30e-7"]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("z3", "z2[1]"),
        ("Z3", "z2[1]"),
        ("delta3", "delta2[1]"),
        ("δ₃", "delta2[1]"),
        ("delta2[1]", "delta2[1]"),
        ("∂L/∂w5", "grad W2[1,1]"),
        ("grad(w5)", "grad W2[1,1]"),
        ("gradient b3", "grad b2[1]"),
        ("ŷ", "h2[1]"),
        ("prediction", "h2[1]"),
        ("prediction[1]", "h2[1]"),
        ("y", "y[1]"),
        ("w1", "W1[1,1]"),
        ("W1[2, 1]", "W1[2,1]"),
    ],
)
def test_a_quantity_goes_by_many_names(spelling: str, name: str) -> None:
    assert QUANTITIES.find(spelling, "") == name


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "step,quantity\n1,z1\n", "a.csv:1: the header has no column 'value'"),
        ("a.csv", "step,quantity,value\n", "a.csv: there are no numbers in it"),
        ("a.csv", "step,quantity,value\n1,z1\n", "a.csv:2: there are 2 cells, not 3"),
        ("a.csv", "step,quantity,value\n1,zz1,2\n", "a.csv:2, column quantity: there is no quantity 'zz1'\nDid you"),
        ("a.csv", "step,quantity,value\n0,z1,2\n", "a.csv:2, column step: '0' is not a step"),
        ("a.csv", "step,quantity,value\n1.5,z1,2\n", "a.csv:2, column step: '1.5' is not a step"),
        ("a.csv", "step,quantity,value\n1000001,z1,2\n", "column step: '1000001' is not a step"),
        ("a.csv", "step,quantity,value\n1,z1,nan\n", "a.csv:2, column value: 'nan' is not a finite number"),
        ("a.csv", "step,quantity,value\n1,z1,1e999\n", "column value: '1e999' is not a finite number"),
        ("a.csv", 'step,quantity,value\n1,z1,"2,5"\n', "Write a point before the decimals."),
        (
            "a.csv",
            "step,quantity,value\n1,δ3,2\n1,delta3,2\n",
            "a.csv:3: δ3 of step 1 is given a second time\nIt was given first at",
        ),
        ("a.json", '{"1": {"z1": }}', "a.json:1, column 14: this is not JSON"),
        ("a.json", '{"1": {"z1": 1, "z1": 2}}', "z1 of step 1 is given a second time"),
        ("a.json", '[{"step": 1, "value": 2}]', "a.json: number 1: quantity is missing"),
        ("a.json", "3", "a.json: this is no list of numbers"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", '{"1": {"z1": true}}', "a.json: 1, z1: this is not a number"),
        ("a.toml", "[step-1]\nz1 = 1\nz1 = 2\n", "a.toml: this is not TOML"),
        ("a.toml", "[first]\nz1 = 1\n", "a.toml: 'first' is not a table of a step"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(name: str, text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        read(tmp_path, name, text)
    assert told in str(refused.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"step,quantity,value\n1,\xe9,2\n")
    for name, told in [("nope.csv", "no such file"), (".", "directory"), ("latin.csv", "UTF-8"), ("a\0", "not a path")]:
        with pytest.raises(DataError, match=told):
            read_homework(tmp_path / name, QUANTITIES)


@pytest.mark.parametrize(
    ("text", "computed", "rounded", "cut_off"),
    [
        ("-16.94", -16.943, True, True),
        ("4.383e-8", 4.38276892e-8, True, False),
        ("4.382e-8", 4.38276892e-8, False, True),
        ("4.384e-8", 4.38276892e-8, False, False),
        ("1.000e-7", 9.9996e-8, True, False),
        # A half goes up or to the even digit.
        ("0.3", 0.25, True, False),
        ("0.2", 0.25, True, True),
        ("0.4", 0.25, False, False),
        # Halfway by hand: the float is a little less.
        ("2.68", 2.675, True, False),
        ("12", 12.4, True, True),
        ("1200", 1200.4, True, True),
        ("1e3", 1200.4, True, True),
        ("-0.0", 1e-9, True, True),
        ("-6.76000752709789", -6.7600075270978905, True, True),
    ],
)
def test_digits_written_decide_what_agrees(text: str, computed: float, rounded: bool, cut_off: bool) -> None:
    written = Written.read(text, "")
    assert (written.is_rounded(computed), written.is_cut_off(computed)) == (rounded, cut_off)
