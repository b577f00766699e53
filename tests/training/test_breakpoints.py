from __future__ import annotations

import pytest

from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.breakpoints import Breakpoint, Watch, carried_over, parse_breakpoint
from tui_nn.training.condition_tokens import ConditionError
from tui_nn.training.edits import Freeze, SetParameter
from tui_nn.training.session import Session


def session_of(name: str, wishes: Overrides | None = None) -> Session:
    setup = set_up(name, wishes or Overrides())
    return Session(setup.experiment, setup.train)


def watch(session: Session, *texts: str) -> Watch:
    return Watch([parse_breakpoint(text, session.experiment, session.data) for text in texts])


def stops(session: Session, looking: Watch, steps: int) -> list[int]:
    """Run as a worker does that goes on after every stop; give the steps of the stops."""
    end, found = session.steps + steps, []
    looking.restart(session)
    while session.steps < end:
        session.run(looking.stride(session, end - session.steps))
        if looking.reason(session):
            found.append(session.steps)
            looking.restart(session)
    return found


def first_reason(session: Session, *texts: str, steps: int = 10_000) -> str:
    looking = watch(session, *texts)
    looking.restart(session)
    while session.steps < steps:
        session.run(looking.stride(session, steps - session.steps))
        if reason := looking.reason(session):
            return reason
    return ""


@pytest.mark.parametrize(
    ("lesson", "text", "found"),
    [
        ("relu-1-1-1", "step == 5", [5]),
        ("relu-1-1-1", "step > 4.5 and step <= 7 or step == 20", [5, 20]),
        ("relu-1-1-1", "epoch == 2", [6]),
        ("relu-1-1-1", "epoch >= 2", [6]),
        ("relu-1-1-1", "row == 1", [2, 5, 8, 11, 14, 17, 20]),
        ("relu-1-1-1", "row == 1 and epoch >= 5", [17, 20]),
        ("relu-1-1-1", "epoch >= 2 or row == 2 and step > 12", [6, 15, 18, 21]),
        ("relu-1-1-1", "loss < 1000", [3]),
    ],
)
def test_a_run_stops_where_a_condition_becomes_true(lesson: str, text: str, found: list[int]) -> None:
    session = session_of(lesson)
    assert stops(session, watch(session, text), 21) == found


def test_a_condition_that_stays_true_stops_again_only_after_it_was_false() -> None:
    session = session_of("sigmoid-2-2-1")
    index = session.experiment.names.index("w5")
    session.apply(Freeze((index,), True))
    looking = watch(session, "w5 > 1")
    reasons = []
    for value in (2.0, 3.0, 0.0, 2.0, 2.0):
        session.apply(SetParameter(index, value))
        session.run(1)
        reasons.append(looking.reason(session))
        looking.restart(session)
    assert reasons == ["w5 > 1: w5 is 2 at step 1 (row 0)", "", "", "w5 > 1: w5 is 2 at step 4 (row 3)", ""]


def test_after_a_jump_to_where_it_does_not_hold_it_stops_again() -> None:
    session = session_of("relu-1-1-1")
    looking = watch(session, "step >= 5")
    assert stops(session, looking, 10) == [5]
    session.seek(2)
    assert stops(session, looking, 10) == [5]
    session.seek(8)
    assert stops(session, looking, 10) == []


def test_going_back_in_the_middle_of_running_is_noticed() -> None:
    session = session_of("relu-1-1-1")
    looking = watch(session, "step >= 5")
    assert stops(session, looking, 10) == [5]
    session.seek(2)
    assert looking.stride(session, 10) == 3
    session.run(3)
    assert looking.reason(session) == "step >= 5: at step 5 (row 1)"


def test_changing_the_breakpoints_forgets_only_those_taken_away() -> None:
    session = session_of("relu-1-1-1")
    looking = watch(session, "step >= 2", "loss > 0")
    assert stops(session, looking, 4) == [2, 3]
    looking = looking.changed_to(watch(session, "loss > 0", "step >= 3").breakpoints)
    assert stops(session, looking, 4) == [5]


def test_what_is_not_enabled_stops_nothing() -> None:
    session = session_of("relu-1-1-1")
    off = parse_breakpoint("step == 2", session.experiment)
    looking = Watch([Breakpoint(off.text, off.condition, enabled=False)])
    assert looking.stride(session, 1_000) == 1_000
    assert stops(session, looking, 5) == []


@pytest.mark.parametrize(
    ("text", "strides"),
    [("loss < 0", [2, 3]), ("dead", [2, 3]), ("w > 9", [1, 1]), ("step > 3", [2, 1]), ("step > 9", [8, 1])],
)
def test_looks_are_as_rare_as_the_condition_allows(text: str, strides: list[int]) -> None:
    session = session_of("relu-1-1-1")
    session.run(1)
    looking = watch(session, text)
    looking.restart(session)
    found = []
    for _ in strides:
        found.append(looking.stride(session, 10))
        session.run(found[-1])
        looking.reason(session)
    assert found == strides


@pytest.mark.parametrize(
    ("lesson", "text", "reason"),
    [
        ("relu-1-1-1", "loss < 1", "loss < 1: the mean loss is 0.9454 after 1 epoch"),
        ("relu-1-1-1", "grad v < -1", "grad v < -1: ∂v is -1.848 at step 1 (row 0)"),
        ("relu-1-1-1", "|grad v| > 1.8479999", "|grad v| > 1.8479999: |∂v| is 1.848 at step 1 (row 0)"),
        ("relu-1-1-1", "h < 1.2000001", "h < 1.2000001: h is 1.2 at step 1 (row 0)"),
        ("relu-1-1-1", "example_loss > 1", "example_loss > 1: the example's loss is 1.1858 at step 1 (row 0)"),
        ("relu-1-1-1", "row == 2", "row == 2: at step 3 (row 2)"),
        ("relu-1-1-1", "epoch == 1000", "epoch == 1000: after 1,000 epochs"),
        ("xor", "accuracy >= 25%", "accuracy >= 25%: the accuracy is 25 % after 1 epoch"),
        ("xor", "flips", "flips: the predicted class went from 1 to 0 at step 5 (row 0)"),
        (
            "iris",
            "flips row 52",
            "flips row 52: the predicted class went from virginica to versicolor at step 271 (row 52)",
        ),
        (
            "sigmoid-2-2-1",
            "saturated",
            "saturated: h1 and h2 are saturated (at a limit for 95 % of 10 examples) after 0 epochs",
        ),
    ],
)
def test_reasons_in_words_with_numbers(lesson: str, text: str, reason: str) -> None:
    assert first_reason(session_of(lesson), text) == reason


def test_reasons_of_several_terms_and_breakpoints() -> None:
    session = session_of("relu-1-1-1")
    assert first_reason(session, "step == 3 and loss < 1", "h > 0 and row == 2 or epoch == 1") == (
        "step == 3 and loss < 1: the mean loss is 0.9454 after 1 epoch and at step 3 (row 2) · "
        "h > 0 and row == 2 or epoch == 1: h is 3.7282 at step 3 (row 2); after 1 epoch"
    )


def test_a_reason_shows_enough_digits_to_be_seen_to_hold() -> None:
    session = session_of("relu-1-1-1")
    session.run(1)
    v = float(session.parameters[session.experiment.names.index("v")])
    reason = watch(session, f"v < {v + 1e-15!r}").reason(session)
    shown = float(reason.split(" is ")[1].split(" at ")[0])
    assert shown < v + 1e-15


def test_a_dying_neuron_stops_the_run() -> None:
    session = session_of("relu-1-1-1", Overrides(learning_rate=1.0))
    assert first_reason(session, "dead h1") == "dead h1: h is dead (z ≤ 0 for all 3 examples) after 1 epoch"


def test_a_rising_loss_stops_the_run() -> None:
    session = session_of("sigmoid-2-2-1")
    reason = first_reason(session, "loss rises 2 epochs")
    assert reason == (
        "loss rises 2 epochs: the mean loss rose 2 times in a row (from 0.684955 to 0.684956) after 33 epochs"
    )


def test_breakpoints_are_carried_to_another_experiment_where_they_make_sense_there() -> None:
    sigmoid, xor = session_of("sigmoid-2-2-1"), session_of("xor")
    texts = ("loss < 0.1", "w5 > 1", "row == 7", "row == 3", "flips", "saturated h1")
    breakpoints = list(watch(sigmoid, *texts).breakpoints)
    breakpoints[0] = Breakpoint(breakpoints[0].text, breakpoints[0].condition, enabled=False)
    kept = carried_over(breakpoints, xor.experiment, xor.data)
    assert [(one.text, one.enabled) for one in kept] == [
        ("loss < 0.1", False),
        ("row == 3", True),
        ("flips", True),
        ("saturated h1", True),
    ]
    # There h1 is a layer.
    assert kept[3].condition != breakpoints[5].condition


def test_a_breakpoints_text_is_tidied_and_its_errors_are_not() -> None:
    experiment = session_of("sigmoid-2-2-1").experiment
    assert parse_breakpoint("  loss  <  1 ", experiment).text == "loss < 1"
    with pytest.raises(ConditionError) as refused:
        parse_breakpoint("  loss  <  x", experiment)
    assert refused.value.place == "breakpoint, column 12"
