"""Saved sessions that cannot be opened: damaged, of a newer format, or with data that have changed."""

from __future__ import annotations

import itertools
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.training.walks import state_bits
from tui_nn.errors import SavingError
from tui_nn.experiment.setup import set_up
from tui_nn.training.edits import SetParameter
from tui_nn.training.saving import load, save, take, tell
from tui_nn.training.session import Session


def saved(session: Session, path: Path) -> Path:
    save(take(session, source="curve.csv"), path)
    return path


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


def test_the_list_knows_name_source_and_step(file: Path) -> None:
    told = tell(file)
    assert (told.name, told.source, told.step) == ("xor", "curve.csv", 13)
