"""Saved sessions: whatever was done before and after, the same bits as if it had never been interrupted."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.small import numbers
from tests.training.walks import (
    NETWORKS,
    Model,
    curve_bits,
    edits,
    little_memory,
    moves,
    opened,
    settings_of_a_run,
    state_bits,
    walk,
)
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparing import prepare
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training import compiling
from tui_nn.training.breakpoints import parse_breakpoint
from tui_nn.training.edits import SetParameter, learning_rate
from tui_nn.training.rest import started_anew
from tui_nn.training.saving import load, save, take
from tui_nn.training.session import Session

VERSION_1 = Path(__file__).parent / "saved-by-version-1.tui-nn"
CASES = [(network, optimizer) for network in NETWORKS for optimizer in OPTIMIZERS]
actions = st.lists(st.one_of(moves, edits), max_size=12)


@pytest.fixture(scope="module")
def curve(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The curve of `numbers`, in a file."""
    path, data = tmp_path_factory.mktemp("data") / "curve.csv", numbers()
    rows = zip(*data.inputs.T.tolist(), data.targets[:, 0].tolist(), strict=True)
    path.write_text("x,c,y\n" + "".join(",".join(map(repr, row)) + "\n" for row in rows))
    return prepare(DataChoice(str(path)), seed=0).train


def saved(session: Session, path: Path, **more: Any) -> Path:
    save(take(session, source="curve.csv", **more), path)
    return path


def again(session: Session, path: Path) -> Session:
    return load(saved(session, path)).session


def histories_bits(session: Session) -> list[object]:
    assert session.histories is not None
    record = session.histories.record()
    arrays = (record.steps, record.parameters, record.gradients, record.activations, record.losses, record.test_losses)
    return [record.stride, record.stops, *(array.tobytes() for array in arrays)]


@pytest.mark.parametrize(("network", "optimizer"), CASES)
@settings(max_examples=12)
@given(settings_of_a_run, actions, actions)
def test_a_saved_walk_goes_on_as_if_it_had_never_been_interrupted(
    curve: Dataset,
    network: str,
    optimizer: str,
    run: dict[str, Any],
    before: list[tuple[Any, ...]],
    after: list[tuple[Any, ...]],
) -> None:
    with little_memory(), patch("tests.training.walks.numbers", lambda: curve):
        session, model = opened(network, optimizer=optimizer, **run), Model()
        for action in [("run", 50), *before]:
            walk(session, model, action)
        resumed, its_model = again(session, curve_path(curve)), copy.deepcopy(model)
        assert state_bits(resumed) == state_bits(session)
        for action in [*after, ("operation", 1)]:
            walk(session, model, action)
            walk(resumed, its_model, action)
            assert state_bits(resumed) == state_bits(session)
        assert curve_bits(resumed) == curve_bits(session)


def curve_path(curve: Dataset) -> Path:
    assert curve.path is not None
    return curve.path.with_suffix(".tui-nn")


@pytest.mark.parametrize("source", ["iris", "two-moons", "sigmoid-2-2-1"])
def test_lessons_go_on_with_histories_and_test_data(source: str, tmp_path: Path) -> None:
    setup = set_up(source)
    session = Session(setup.experiment, setup.train, setup.test, with_histories=True)
    session.run(3 * len(setup.train) + 2)
    session.apply(learning_rate(session.experiment, 0.03))
    session.seek(len(setup.train))
    resumed = again(session, tmp_path / "a.tui-nn")
    for one in (session, resumed):
        one.run(4 * len(setup.train))
        one.undo()
        one.run(2000)
    assert state_bits(resumed) == state_bits(session)
    assert histories_bits(resumed) == histories_bits(session)


def test_the_run_before_a_new_start_and_breakpoints_are_kept(curve: Dataset, tmp_path: Path) -> None:
    with patch("tests.training.walks.numbers", lambda: curve):
        previous = opened("scalar")
    previous.run(30)
    session = started_anew(previous, 5)
    stop = replace(parse_breakpoint("step == 9", session.experiment), enabled=False)
    resumed = load(saved(session, tmp_path / "a.tui-nn", previous=previous, breakpoints=(stop,)))
    assert resumed.breakpoints == (stop,)
    assert resumed.previous is not None
    assert state_bits(resumed.previous) == state_bits(previous)
    assert state_bits(resumed.session) == state_bits(session)


def test_a_halted_session_is_still_halted(curve: Dataset, tmp_path: Path) -> None:
    with patch("tests.training.walks.numbers", lambda: curve):
        session = opened("scalar", learning_rate=1e200)
    with np.errstate(all="ignore"):
        session.run(50)
    assert session.halted
    resumed = again(session, tmp_path / "a.tui-nn")
    assert resumed.halted == session.halted
    assert state_bits(resumed) == state_bits(session)


def test_a_run_goes_on_with_the_kind_of_engine_it_began_with(
    curve: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with patch("tests.training.walks.numbers", lambda: curve):
        session = opened("numpy", engine="auto")
    session.run(20)
    saved(session, tmp_path / "a.tui-nn")
    assert session.engine.name == "numpy"
    monkeypatch.setattr(compiling, "installed", lambda: True)
    resumed = load(tmp_path / "a.tui-nn")
    assert resumed.session.engine.name == "numpy"
    assert "numpy" in resumed.notice
    assert state_bits(resumed.session)["arrays"] == state_bits(session)["arrays"]


def test_a_file_of_version_1_opens() -> None:
    with np.load(VERSION_1, allow_pickle=False) as arrays:
        assert arrays["run/frozen"].shape == (1, 17)
    resumed = load(VERSION_1)
    setup = set_up("xor")
    session = Session(setup.experiment, setup.train)
    session.run(10)
    session.apply(SetParameter(2, 0.25))
    session.run(15)
    assert resumed.session.operations == 3
    assert resumed.session.timeline.latest == session.steps == 25
    resumed.session.seek(25)
    assert np.allclose(resumed.session.parameters, session.parameters, rtol=1e-12)


def test_a_new_seed_keeps_the_test_rows(tmp_path: Path) -> None:
    setup = set_up("iris", Overrides(test_fraction=0.3, seed=4))
    session = Session(setup.experiment, setup.train, setup.test)
    resumed = again(started_anew(session, 9), tmp_path / "a.tui-nn")
    assert setup.test is not None
    assert resumed.test is not None
    assert resumed.test.rows.tolist() == setup.test.rows.tolist()
