"""The gradient check of a step: right for every lesson all along its training, and telling for published rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.app.snapshots import session_of
from tests.training.small import EXAMPLES, classes, classifier, experiment, numbers
from tui_nn.core.gradient_check import Verdict
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.experiment.lessons import lesson_names
from tui_nn.training.gradient_checking import StepCheck, batch_of, check_sheet, verdict_words
from tui_nn.training.session import Session

LONGEST_RUN, LONGEST_OF_MANY_PARAMETERS = 20_000, 2_000


def next_check(session: Session, *, alone: bool = False) -> StepCheck:
    """Check the batch of the next example, which is left as it was."""
    session.step_operation()
    check = check_sheet(session.sheet(), session.data, alone=alone)
    session.back_operation()
    return check


def words(session: Session, check: StepCheck) -> str:
    return verdict_words(check.numbers, session.experiment.names)


@pytest.mark.parametrize("name", lesson_names())
def test_no_exact_gradient_of_a_lesson_differs_anywhere_in_its_training(name: str) -> None:
    session = session_of(name)
    few = session.experiment.network.parameter_count < 100
    longest, positions = (LONGEST_RUN, 25) if few else (LONGEST_OF_MANY_PARAMETERS, 8)
    last = min(longest, session.experiment.training.epochs * len(session.data))
    agreeing = total = 0
    for step in (0, *np.unique(np.geomspace(1, last, positions).astype(int)).tolist()):
        session.seek(step)
        check = next_check(session)
        assert check.numbers.passed, f"step {step}: {words(session, check)}"
        assert Verdict.KINK not in check.numbers.verdicts
        agreeing += check.numbers.verdicts.count(Verdict.AGREES)
        total += len(check.numbers.verdicts)
    assert agreeing > 0.95 * total, "few are too small to tell"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("softplus-1-2-1", "6 of 6 differ: iw1 b1 iw2 b2 ow1 ow2"),
        ("sigmoid-3-2-1", "8 of 11 differ: w11 w12 w13 b1 w21 w22 w23 b2"),
    ],
)
def test_a_published_rule_is_wrong_exactly_where_it_has_its_slips(name: str, wrong: str) -> None:
    session, right = session_of(name, gradient="published"), session_of(name)
    for step in (0, 1, 12, 13, 40, 100, 500):
        session.seek(step)
        assert words(session, next_check(session)) == wrong
        right.seek(step)
        assert words(right, next_check(right)).startswith("all ")


def test_a_batch_is_checked_whole_from_any_of_its_steps() -> None:
    session = session_of("softplus-1-2-1")
    first = next_check(session)
    session.run(5)
    later = next_check(session)
    assert (first.step, later.step, later.examples, later.what) == (1, 6, 12, "batch of 12")
    assert (first.numbers.analytic == later.numbers.analytic).all()
    session.run(7)
    used = check_sheet(session.sheet(), session.data)
    assert used.step == 12
    np.testing.assert_allclose(used.numbers.analytic, session.snapshot().gradient, rtol=1e-14)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_last_shorter_batch_and_the_penalty_are_those_of_the_update(reduction: str) -> None:
    small = experiment(batch_size=4, reduction=reduction, shuffle=True)
    penalty = replace(small.training, optimizer=OptimizerSettings(l2=0.5))
    session = Session(replace(small, training=penalty), numbers())
    session.run(EXAMPLES)
    check = check_sheet(session.sheet(), session.data)
    assert check.what == "batch of 3"
    assert batch_of(session.sheet(), session.data) == range(4, 7)
    np.testing.assert_allclose(check.numbers.analytic, session.snapshot().gradient, rtol=1e-13)
    assert words(session, check) == "all 13 agree"


def test_the_example_alone_is_checked_where_asked() -> None:
    session = session_of("softplus-1-2-1")
    session.run(3)
    alone = next_check(session, alone=True)
    assert alone.what == "one example"
    assert alone.numbers.passed
    session.step_operation()
    assert (alone.numbers.analytic == session.sheet().trace.gradient).all()
    assert (alone.numbers.analytic != next_check(session).numbers.analytic).all()


def test_of_a_batch_that_takes_too_long_the_first_examples_are_checked() -> None:
    session = Session(classifier(batch_size=0), classes())
    check = check_sheet(session.sheet(), session.data, at_most=200)
    assert check.what == "first 2 of a batch of 7"
    assert check.numbers.passed
    assert check_sheet(session.sheet(), session.data, at_most=1).examples == 1


def test_words_count_what_is_not_sure() -> None:
    session = session_of("relu-1-1-1")
    numbers = next_check(session).numbers
    names = session.experiment.names
    assert verdict_words(numbers, names) == "all 4 agree"
    unsure = replace(
        numbers, uncertainty=np.array([1e9, 0.0, 0.0, 0.0]), numeric=numbers.numeric * [1.0, 1.0, 1.0, 2.0]
    )
    at_a_kink = replace(unsure, kinks=np.array([False, False, False, True]))
    assert verdict_words(at_a_kink, names) == "2 of 4 agree, 1 of 4 at a kink, 1 of 4 too small to tell"
    last = names.parameters[3]
    assert verdict_words(unsure, names) == f"1 of 4 differ: {last}, 1 of 4 too small to tell"
