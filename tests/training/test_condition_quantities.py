"""What conditions look at, against numbers worked out by hand or from a plain run."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.condition import memory_for, parse_condition
from tui_nn.training.session import Session

# The first step of relu-1-1-1 on (2, 2) from w 0.5, b 0.2, v 0.3, c 0.1: z = 1.2 = h, ŷ = 0.46, δ2 = −1.54.
BY_HAND = {
    "step": 1,
    "row": 0,
    "epoch": 0,
    "x": 2,
    "z": 1.2,
    "h": 1.2,
    "h1": 1.2,
    "z2": 0.46,
    "prediction": 0.46,
    "ŷ": 0.46,
    "example_loss": 1.1858,
    "delta2": -1.54,
    "δ1": -1.54 * 0.3,
    "|delta2|": 1.54,
    "grad c": -1.54,
    "grad v": -1.54 * 1.2,
    "∂w": -1.54 * 0.3 * 2,
    "|grad b1[1]|": 1.54 * 0.3,
    "gradient_norm": 1.54 * math.sqrt(1 + 1.2**2 + 0.6**2 + 0.3**2),
    "w": 0.5 + 0.1 * 0.924,
    "b": 0.2462,
    "v": 0.4848,
    "W2[1,1]": 0.4848,
    "c": 0.254,
}


def session_of(name: str, steps: int = 0, wishes: Overrides | None = None) -> Session:
    setup = set_up(name, wishes or Overrides())
    session = Session(setup.experiment, setup.train)
    session.run(steps)
    return session


def holds(text: str, session: Session) -> bool:
    condition = parse_condition(text, session.experiment, session.data)
    moment = memory_for(condition).look(session)
    return any(all(term.holds(moment) for term in group) for group in condition.alternatives)


@pytest.mark.parametrize("name", BY_HAND)
def test_numbers_of_the_first_step_by_hand(name: str) -> None:
    session = session_of("relu-1-1-1", 1)
    value = BY_HAND[name]
    assert holds(f"{name} > {value - 1e-12!r} and {name} < {value + 1e-12!r}", session)


def test_the_gradient_is_that_of_the_batch() -> None:
    one, two = session_of("relu-1-1-1", 1), session_of("relu-1-1-1", 2, Overrides(batch_size=3, reduction="sum"))
    first = one.engine.gradient[0]
    last = two.engine.last
    assert last is not None
    total = first + last.gradient[0]
    assert holds(f"grad w == {float(total)!r}", two) and not holds(f"grad w == {float(first)!r}", two)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("step == 9", True),
        ("step==9.0", True),
        ("step < 9", False),
        ("step <= 9", True),
        ("step > 9", False),
        ("step >= 9", True),
        ("epoch == 2", True),
        ("step > -1", True),
        ("accuracy >= 0%", True),
        ("accuracy > 100%", False),
        ("step == 9 and epoch == 3", False),
        ("step == 9 or epoch == 2 and epoch == 3", True),
        ("step == 8 and step == 9 or epoch == 2", True),
        ("step == 8 or step == 7", False),
    ],
)
def test_comparisons_and_joints_on_xor_after_nine_steps(text: str, expected: bool) -> None:
    assert holds(text, session_of("xor", 9)) is expected


def test_loss_and_accuracy_are_those_of_the_last_complete_epoch() -> None:
    session = session_of("xor", 7)
    assert session.last_epoch is not None
    assert holds(f"loss == {session.last_epoch.mean_loss!r}", session)
    assert holds(f"accuracy == {session.last_epoch.accuracy!r}", session)


def test_nothing_holds_of_what_is_not_known_yet() -> None:
    names = ("loss", "accuracy", "row", "example_loss", "gradient_norm", "prediction", "z1[1]", "grad W1[1,1]")
    session = session_of("xor")
    assert not [name for name in names if holds(f"{name} >= 0 or {name} < 0", session)]
    assert not holds("flips or loss falls 1", session)


def test_flips_are_the_steps_whose_row_changed_its_class() -> None:
    session = session_of("iris")
    condition = parse_condition("flips", session.experiment, session.data)
    memory = memory_for(condition)
    seen: dict[int, int] = {}
    flips = 0
    for _ in range(450):
        sample = session.step()
        assert sample is not None
        now = int(sample.prediction.argmax())
        flipped = seen.get(sample.row, now) != now
        seen[sample.row] = now
        moment = memory.look(session)
        assert condition.alternatives[0][0].holds(moment) is flipped
        flips += flipped
    assert 0 < flips < 450


def test_a_jump_makes_seen_rows_unknown() -> None:
    session = session_of("xor", 100)
    memory = memory_for(parse_condition("flips", session.experiment))
    for _ in range(4):
        session.run(1)
        memory.look(session)
    session.seek(20)
    for _ in range(4):
        assert memory.look(session).memory.flip is None
        session.run(1)


@pytest.mark.parametrize(("word", "sign"), [("rises", 1), ("falls", -1)])
def test_trends_are_those_of_the_epochs_losses(word: str, sign: int) -> None:
    session = session_of("sigmoid-2-2-1", 280)
    condition = parse_condition(f"loss {word} 2", session.experiment)
    memory = memory_for(condition)
    losses: list[float] = []
    found = []
    for _ in range(10):
        session.run(10)
        assert session.last_epoch is not None
        losses.append(session.last_epoch.mean_loss)
        changes = [sign * (b - a) for a, b in pairwise(losses[-3:])]
        found.append(len(changes) == 2 and min(changes) > 0)
        assert condition.alternatives[0][0].holds(memory.look(session)) is found[-1]
    assert True in found and False in found


def test_a_dead_neuron_is_found_when_the_epoch_ends() -> None:
    session = session_of("relu-1-1-1", 3, Overrides(learning_rate=1.0))
    for text in ("dead", "dead h", "dead h1[1]"):
        assert holds(text, session)
        assert not holds(text, session_of("relu-1-1-1", 3))
    session.run(1)
    assert not holds("dead", session)


def test_saturation_is_a_fault_of_hidden_neurons_and_of_outputs_with_other_losses() -> None:
    session = session_of("sigmoid-2-2-1")
    assert holds("saturated h1", session) and holds("saturated", session)
    assert not holds("saturated prediction", session)
    assert not holds("saturated", session_of("xor"))
