"""Every lesson learns what its text says."""

from __future__ import annotations

import pytest

from tui_nn.experiment.lessons import lesson, lesson_names
from tui_nn.experiment.setup import set_up
from tui_nn.training.session import Session

BY_FIGURES = "sigmoid-2-2-1"
"""Its long run is compared with its source's figures below."""


@pytest.mark.parametrize("name", [name for name in lesson_names() if name != BY_FIGURES])
def test_a_lesson_learns_to_its_stated_accuracy(name: str) -> None:
    setup = set_up(name)
    about, training = setup.experiment.about, setup.experiment.training
    session = Session(setup.experiment, setup.train)
    before = session.evaluate()
    session.run(training.epochs * len(setup.train))
    after = session.evaluate()
    assert session.halted == ""
    assert after.mean_loss < 0.5 * before.mean_loss
    assert (about.accuracy is None) == (after.accuracy is None)
    assert about.accuracy is None or (after.accuracy or 0.0) >= about.accuracy


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_says_what_will_be_seen(name: str) -> None:
    about = lesson(name).about
    assert about.name == name
    assert about.title and len(about.text.split()) > 40


def test_the_plateau_of_the_classification_worked_by_hand() -> None:
    # From the published start 20,000 epochs at 0.1 reach a mean loss near 0.00101 after a plateau at about 0.685.
    setup = set_up(BY_FIGURES)
    session = Session(setup.experiment, setup.train)
    session.run(5_000 * 10)
    assert session.last_epoch is not None
    assert session.last_epoch.mean_loss == pytest.approx(0.685, abs=0.002)
    session.run(15_000 * 10)
    assert session.last_epoch.mean_loss == pytest.approx(0.00101, abs=0.00002)
    assert session.evaluate().accuracy == setup.experiment.about.accuracy == 1.0
