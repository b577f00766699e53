"""Saved sessions: whatever was done before and after, the same bits as if it had never been interrupted."""

from __future__ import annotations

import copy
import itertools
import json
import zipfile
from collections.abc import Callable, Iterator
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
from tui_nn.errors import SavingError
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training import compiling
from tui_nn.training.breakpoints import parse_breakpoint
from tui_nn.training.edits import SetParameter, learning_rate
from tui_nn.training.rest import started_anew
from tui_nn.training.saving import load, save, take, tell
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


# What cannot be opened.


@pytest.fixture
def file(tmp_path: Path) -> Path:
    setup = set_up("xor")
    session = Session(setup.experiment, setup.train, with_histories=True)
    session.run(10)
    session.apply(SetParameter(0, 1.0))
    session.run(3)
    return saved(session, tmp_path / "a.tui-nn")


def refusal(path: Path) -> str:
    with pytest.raises(SavingError) as error:
        load(path)
    assert str(path) in str(error.value)
    return str(error.value)


def edited(path: Path, change: Callable[[dict[str, Any]], object], *, compression: int = zipfile.ZIP_STORED) -> Path:
    """Write a file anew with another `session.json`, its checksums being right."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(contents["session.json"])
    change(manifest)
    contents["session.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def test_a_file_cut_off_anywhere_or_with_a_bit_turned_is_refused(file: Path) -> None:
    whole = file.read_bytes()
    for length in (0, 3, 50, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        refusal(file)
    for place in range(200, len(whole), len(whole) // 40):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            load(file)
        except SavingError as error:
            assert str(file) in str(error)


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.tui-nn"
    assert "no such file" in refusal(path)
    path.write_text("x,y\n1,2\n")
    assert "not a saved session" in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "")
    assert "not a saved session" in refusal(path)
    assert "not a saved session" in refusal(tmp_path) or "directory" in refusal(tmp_path)


def test_a_newer_format_is_refused_with_the_reason(file: Path) -> None:
    assert "a newer tui-nn saved it: version 2" in refusal(edited(file, lambda table: table.update(version=2)))


def test_nothing_in_a_file_may_be_compressed(file: Path) -> None:
    assert "larger than it is" in refusal(edited(file, lambda table: None, compression=zipfile.ZIP_DEFLATED))


def test_whatever_a_manifest_says_is_refused_in_words_or_read(file: Path) -> None:
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("session.json"))

    def places(table: Any, *way: Any) -> list[tuple[Any, ...]]:
        inner = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
        return [place for key, value in inner for place in [(*way, key), *places(value, *way, key)]]

    values: Iterator[Any] = itertools.cycle((None, -1, 10**30, "x", [], {}, 0.5))
    for *way, last in places(manifest):

        def put(table: Any, way: list[Any] = way, last: Any = last) -> None:
            for key in way:
                table = table[key]
            table[last] = next(values)

        file.write_bytes(whole)
        edited(file, put)
        try:
            load(file).session.run(3)
        except SavingError as error:
            assert str(error)


# Data that have changed.


@pytest.fixture
def trained_on_file(tmp_path: Path) -> tuple[Path, Path]:
    data = tmp_path / "d.csv"
    data.write_text("a,b,y\n" + "".join(f"{n},{n * n % 7},{n * 0.5}\n" for n in range(9)))
    setup = set_up(str(data))
    session = Session(setup.experiment, setup.train)
    session.run(20)
    return data, saved(session, tmp_path / "s.tui-nn")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda text: text.replace("4,2,2.0", "4,2,2.5"),
            "values have changed, the first that differs being row 4, counted from 0",
        ),
        (lambda text: text + "9,4,4.5\n", "there were 9 examples and are 10"),
        (lambda text: text.replace("a,b,y", "a,c,y"), "columns were a, b, y and are a, c, y"),
        (lambda text: text.replace("4,2,2.0", "4,2"), "cannot be used any more"),
        (lambda text: None, "missing"),
    ],
)
def test_changed_data_are_never_trained_on(
    trained_on_file: tuple[Path, Path], change: Callable[[str], str | None], words: str
) -> None:
    data, file = trained_on_file
    text = change(data.read_text())
    if text is None:
        data.unlink()
    else:
        data.write_text(text)
    with pytest.raises(SavingError, match=words) as error:
        load(file)
    assert error.value.advice
    assert str(data) in error.value.place


def test_another_comment_in_the_data_or_another_place_changes_nothing(trained_on_file: tuple[Path, Path]) -> None:
    data, file = trained_on_file
    before = load(file).session
    data.write_text("# a comment\n" + data.read_text())
    moved = file.parent / "moved"
    moved.mkdir()
    data.rename(moved / data.name)
    file.rename(moved / file.name)
    assert state_bits(load(moved / file.name).session) == state_bits(before)


def test_a_new_seed_keeps_the_test_rows(tmp_path: Path) -> None:
    setup = set_up("iris", Overrides(test_fraction=0.3, seed=4))
    session = Session(setup.experiment, setup.train, setup.test)
    resumed = again(started_anew(session, 9), tmp_path / "a.tui-nn")
    assert setup.test is not None
    assert resumed.test is not None
    assert resumed.test.rows.tolist() == setup.test.rows.tolist()


def test_the_list_knows_name_source_and_step(file: Path) -> None:
    told = tell(file)
    assert (told.name, told.source, told.step) == ("xor", "curve.csv", 13)
