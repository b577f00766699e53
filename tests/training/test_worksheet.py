from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, product

import numpy as np
import pytest

from tests.app.snapshots import session_of
from tests.training.small import classifier, experiment, numbers
from tui_nn.core.generated import FUNCTIONS
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import Line
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.lessons import lesson_names
from tui_nn.training.edits import Freeze, SetParameter
from tui_nn.training.session import Session
from tui_nn.training.sheet import Sheet
from tui_nn.training.worksheet import Worksheet, lines_of
from tui_nn.training.worksheet_lines import WorksheetLine, Writing

UPDATE = 9
"""The place of the update among the operations of a network with one hidden layer."""

RUNS = [(name, "exact") for name in lesson_names()] + [("softplus-1-2-1", "published"), ("sigmoid-3-2-1", "published")]


def evaluated(text: str) -> float:
    """Compute a line as a person with Python would, after changes of its signs alone."""
    code = text.replace("−", "-").replace("·", "*").replace(")(", ")*(").replace("^", "**")
    return float(eval(code, dict(FUNCTIONS)))


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def all_lines(sheet: Sheet, digits: int = 17, data: Dataset | None = None) -> list[WorksheetLine]:
    """Give all lines of a step, without the notes."""
    operations = range(len(sheet.operations))
    return [line for index in operations for line in lines_of(sheet, index, digits, data) if line.name]


def texts(lines: Sequence[WorksheetLine]) -> list[str]:
    return [line.text for line in lines]


def new_parameters(sheet: Sheet) -> dict[str, float]:
    """Give what the update's last line about each parameter says."""
    lines = lines_of(sheet, len(sheet.operations) - 1, 17)
    return {line.about: evaluated(line.substituted) for line in lines if line.name}


@pytest.mark.parametrize(("name", "gradient"), RUNS)
def test_at_17_digits_every_line_of_every_lesson_gives_the_value_it_shows(name: str, gradient: str) -> None:
    session = session_of(name, gradient=gradient)
    for _ in range(20):
        session.step()
        sheet = session.sheet()
        lines = [lines_of(sheet, index, 17) for index in range(len(sheet.operations))]
        # Of an operation with hundreds of lines, which are all alike, about a hundred.
        for line in chain.from_iterable(some[:: 1 + len(some) // 100] for some in lines):
            if not line.name:
                continue
            assert evaluated(line.substituted) == line.value == number(line.shown), line.text
            if line.engine:
                assert number(line.engine) == pytest.approx(line.value, rel=1e-11, abs=1e-15)
        if sheet.ends_batch:
            assert list(map(new_parameters(sheet).get, sheet.experiment.names.canonical)) == session.parameters.tolist()


@pytest.mark.parametrize(
    ("optimizer", "penalty", "reduction", "batch_size"),
    product(OPTIMIZERS, ({}, {"l1": 0.01, "l2": 0.02}), ("sum", "mean"), (1, 3, 0)),
)
def test_the_update_s_last_lines_are_the_next_parameters_to_the_bit(
    optimizer: str, penalty: dict[str, float], reduction: str, batch_size: int
) -> None:
    start = experiment(batch_size=batch_size, reduction=reduction, shuffle=True)
    settings = OptimizerSettings(optimizer, **penalty)
    session = Session(replace(start, training=replace(start.training, optimizer=settings)), numbers())
    session.apply(Freeze((2,), True))
    updates = 0
    for _ in range(15):
        session.step()
        sheet = session.sheet()
        if sheet.ends_batch:
            updates += 1
            assert list(map(new_parameters(sheet).get, sheet.experiment.names.canonical)) == session.parameters.tolist()
        else:
            assert list(map(new_parameters(sheet).get, sheet.experiment.names.canonical)) == (
                session.engine.remember().total.tolist()
            )
    assert updates == {1: 15, 3: 6, 0: 2}[batch_size]


def test_lines_are_in_the_lesson_s_own_symbols() -> None:
    session = session_of("sigmoid-2-2-1", learning_rate=0.01)
    session.step()
    sheet = session.sheet()
    lines = texts(all_lines(sheet, 4))
    assert lines[0] == "z1 = w1·x1 + w2·x2 + b1 = (−7.16)(0.1) + (−9.21)(0.7) + (−9.78) = −16.94"
    assert lines[2] == "h1 = sigmoid(z1) = sigmoid(−16.94) = 4.383e−08"
    assert lines[7] == "δ3 = ŷ − y = 0.001158 − 1 = −0.9988"
    assert lines[10] == "∂b3 = δ3 = −0.9988"
    assert lines[11] == "δ1 = δ3·w5·h1·(1 − h1) = (−0.9988)(−5.07)(4.383e−08)(1 − 4.383e−08) = 2.219e−07"
    assert "w5 ← w5 − lr·∂w5 = (−5.07) − (0.01)(−4.378e−08) = −5.07" in lines
    assert texts(all_lines(sheet, 17))[0].endswith("= −16.942999999999998")


def test_a_sum_over_the_next_layer_s_neurons_is_spelled_out() -> None:
    session = session_of("two-moons")
    session.step()
    line = lines_of(session.sheet(), 7, 4)[0]
    assert line.text.startswith("δ1[1] = (δ2[1]·W2[1,1] + δ2[2]·W2[2,1])·(1 − h1[1]·h1[1]) = ((")


@pytest.mark.parametrize("name", lesson_names())
def test_no_two_numbers_have_one_name(name: str) -> None:
    session = session_of(name)
    session.run(2)
    lines = all_lines(session.sheet(), 4, session.data)
    named = {(line.name, line.about) for line in lines}
    assert len({symbol for symbol, _ in named}) == len({*named})


def test_inputs_are_called_by_their_columns_unless_that_is_taken() -> None:
    start = experiment()
    columns = ("ticks", "lr")
    session = Session(start, replace(numbers(), input_names=columns))
    line = lines_of(session.sheet(), 0, 4, session.data)[0]
    assert line.formula == "W1[1,1]·ticks + W1[1,2]·x[2] + b1[1]"
    assert lines_of(session.sheet(), 0, 4)[0].formula == "W1[1,1]·x[1] + W1[1,2]·x[2] + b1[1]"


def test_what_is_not_computed_yet_has_symbols_only() -> None:
    session = session_of("sigmoid-2-2-1")
    for _ in range(4):
        session.step_operation()
    sheet = session.sheet()
    known = [line.known for line in all_lines(sheet)]
    assert known == [True] * 6 + [False] * (len(known) - 6)
    last = all_lines(sheet)[-1]
    assert (last.text, last.substituted, last.shown) == ("b3 ← b3 − lr·∂b3", "", "")


def test_a_batch_shows_each_example_s_contribution() -> None:
    session = Session(experiment(batch_size=3, reduction="mean"), numbers())
    session.run(2)
    note, line, *_ = lines_of(session.sheet(), UPDATE, 4, session.data)
    assert note.text == "Batch: example 2 of 3, steps 1 to 2: no update yet, the sum so far."
    assert line.text.startswith("g[W1[1,1]] = ∂W1[1,1]₁ + ∂W1[1,1] = ")
    session.step()
    note, line, new, *_ = lines_of(session.sheet(), UPDATE, 4, session.data)
    assert note.text == "The batch is full: the mean over its 3 examples, steps 1 to 3."
    assert line.formula == "(∂W1[1,1]₁ + ∂W1[1,1]₂ + ∂W1[1,1]) / 3"
    assert new.formula == "W1[1,1] − lr·g[W1[1,1]]"
    session.run(4)
    assert lines_of(session.sheet(), UPDATE, 4)[0].formula == "W1[1,1] − lr·∂W1[1,1]", "the epoch's last batch has one"


def test_a_batch_with_an_edit_in_it_keeps_its_sum() -> None:
    session = Session(experiment(batch_size=3, reduction="sum"), numbers())
    session.run(2)
    session.apply(SetParameter(0, 0.5))
    session.step()
    sheet = session.sheet()
    note, line, *_ = lines_of(sheet, UPDATE, 4)
    assert "“earlier” is the sum over the first 2" in note.text
    assert line.formula == "earlier + ∂W1[1,1]"
    assert list(map(new_parameters(sheet).get, sheet.experiment.names.canonical)) == session.parameters.tolist()


def test_adam_shows_its_state_and_a_frozen_parameter_stays() -> None:
    start = experiment(optimizer="adam")
    session = Session(start, numbers())
    session.apply(Freeze((1,), True))
    session.run(2)
    lines = lines_of(session.sheet(), UPDATE, 4)
    assert texts(lines[:2]) == ["t = updates + 1 = 1 + 1 = 2", "k1 = 1 − 0.9^t = 1 − 0.9^2 = 0.19"]
    assert [line.name for line in lines[3:7]] == ["m[W1[1,1]]", "s[W1[1,1]]", "W1[1,1]", "W1[1,2]"]
    assert lines[3].text.startswith("m[W1[1,1]] ← 0.9·m[W1[1,1]] + (1 − 0.9)·∂W1[1,1] = (0.9)(")
    assert lines[6].formula == "W1[1,2], frozen: stays"


def test_all_about_a_parameter_or_a_neuron_in_the_order_it_is_computed() -> None:
    session = session_of("sigmoid-2-2-1", gradient="exact")
    session.step()
    sheet = Worksheet(session.sheet())
    assert [line.name for line in sheet.about("W1[2,1]")] == ["z2", "h2", "δ2", "∂w3", "w3"]
    assert [line.name for line in sheet.about("h1[2]")] == ["z2", "h2", "δ2", "∂w3", "∂w4", "∂b2", "w3", "w4", "b2"]
    assert [line.name for line in sheet.about("b2[1]")] == ["z3", "ŷ", "loss", "δ3", "∂b3", "b3"]
    assert not sheet.about("x[1]")
    published = session_of("sigmoid-3-2-1", gradient="published")
    published.step()
    about = Worksheet(published.sheet()).about("W2[1,2]")
    assert [line.name for line in about] == ["z3", "ŷ", "loss", "δ3", "∂v2", "v2′", "v2"]


def test_lines_of_a_large_network_are_written_when_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    names = tuple(f"p{number}" for number in range(64))
    draw = np.random.default_rng(0)
    data = Dataset("d", names, tuple("0123456789"), draw.random((5, 64)), np.eye(10)[:5], np.arange(5))
    start = classifier()
    network = Architecture(64, (Layer(32, "relu"), Layer(10, "softmax")))
    session = Session(replace(start, network=network), data)
    session.step()
    count = 0
    write = Writing.line

    def counted(writing: Writing, line: Line, *, known: bool) -> WorksheetLine:
        nonlocal count
        count += 1
        return write(writing, line, known=known)

    monkeypatch.setattr(Writing, "line", counted)
    sheet = session.sheet()
    lines = lines_of(sheet, 8, 17, data)
    assert len(lines) == 64 * 32 + 32
    assert all(evaluated(line.substituted) == line.value for line in lines[:20])
    assert count == 20
    update = lines_of(sheet, 9, 17, data)
    assert len(update) == network.parameter_count
    place = sheet.experiment.names.index(update[-1].about)
    assert update[-1].value == session.parameters[place]
