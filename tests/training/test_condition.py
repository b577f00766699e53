from __future__ import annotations

import pytest

from tui_nn.errors import UsageError
from tui_nn.experiment.setup import set_up
from tui_nn.training.condition import Quantity, parse_condition
from tui_nn.training.session import Session


def session_of(name: str, steps: int) -> Session:
    setup = set_up(name)
    session = Session(setup.experiment, setup.train)
    session.run(steps)
    return session


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("step == 9", True),
        ("step==9.0", True),
        ("step < 9", False),
        ("step <= 9", True),
        ("step > 9", False),
        ("step >= 9", True),
        ("epoch == 2", True),
        ("step > 1e1", False),
        ("step > .9e1", False),
        ("step > +8.", True),
        ("step > -1", True),
        ("accuracy >= 0%", True),
        ("accuracy > 100%", False),
        ("step == 9 and epoch == 2", True),
        ("step == 9 and epoch == 3", False),
        ("step == 8 or epoch == 2", True),
        ("step == 9 or epoch == 2 and epoch == 3", True),
        ("step == 8 and step == 9 or epoch == 2", True),
        ("step == 8 or step == 7", False),
    ],
)
def test_conditions_on_xor_after_nine_steps(text: str, holds: bool) -> None:
    condition = parse_condition(text)
    assert condition.text == text
    assert condition.holds(session_of("xor", 9)) is holds


def test_loss_and_accuracy_are_those_of_the_last_complete_epoch() -> None:
    session = session_of("xor", 7)
    assert session.last_epoch is not None
    assert parse_condition(f"loss == {session.last_epoch.mean_loss!r}").holds(session)
    assert parse_condition(f"accuracy == {session.last_epoch.accuracy!r}").holds(session)
    share = 100 * (session.last_epoch.accuracy or 0)
    assert parse_condition(f"accuracy == {share:.0f}%").holds(session)


def test_nothing_holds_of_what_is_not_known_yet() -> None:
    session = session_of("xor", 3)
    for text in ("loss >= 0", "loss < 0", "accuracy >= 0", "accuracy < 0"):
        assert not parse_condition(text).holds(session)


def test_only_a_condition_on_steps_must_be_looked_at_every_step() -> None:
    assert parse_condition("loss < 1 or step > 3").every_step
    assert not parse_condition("loss < 1 and epoch > 3 or accuracy > 90%").every_step


def test_accuracy_makes_no_sense_for_numbers() -> None:
    condition = parse_condition("loss < 1 or accuracy > 90%")
    assert condition.why_not(session_of("xor", 0)) == ""
    assert condition.why_not(session_of("line", 0)) == "there is no accuracy where targets are numbers"
    assert parse_condition("loss < 1").why_not(session_of("line", 0)) == ""


def test_other_quantities_can_be_given() -> None:
    quantities = {"updates": Quantity(lambda session: session.engine.updates)}
    assert parse_condition("updates == 4", quantities=quantities).holds(session_of("xor", 4))
    with pytest.raises(UsageError, match="there is no quantity 'loss'"):
        parse_condition("loss < 1", quantities=quantities)


@pytest.mark.parametrize(
    ("text", "column", "cause"),
    [
        ("", 1, "a quantity is expected, not the end"),
        ("0.1 > loss", 1, "a quantity is expected, not '0.1'"),
        ("los < 0.1", 1, "there is no quantity 'los'"),
        ("loss", 5, "a comparison is expected, not the end"),
        ("loss = 0.1", 6, "a comparison is expected, not '='"),
        ("loss != 0.1", 6, "a comparison is expected, not '!'"),
        ("loss < ", 8, "a number is expected, not the end"),
        ("loss < small", 8, "a number is expected, not 'small'"),
        ("loss < 1e999", 8, "this number is too large: '1e999'"),
        ("loss < 10%", 8, "loss is not a share, so it is not compared with '10%'"),
        ("loss < 1 epoch > 3", 10, "`and` or `or` is missing before 'epoch'"),
        ("loss < 1 && step > 3", 10, "`and`, `or` or the end is expected, not '&'"),
        ("(loss < 1)", 1, "a quantity is expected, not '('"),
        ("loss < 1 and", 13, "a quantity is expected, not the end"),
        ("loss < __import__", 8, "a number is expected, not '__import__'"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_column(text: str, column: int, cause: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_condition(text, place="--until")
    assert refused.value.cause == cause
    assert refused.value.place == f"--until, column {column}"
    assert refused.value.advice
