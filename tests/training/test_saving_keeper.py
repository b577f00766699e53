"""Sessions kept by themselves: claims, what is offered and what is cleaned, and kills at any moment."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tui_nn.errors import SavingError
from tui_nn.experiment.setup import set_up
from tui_nn.training import commands, saving_folder
from tui_nn.training.saving import load, save, take
from tui_nn.training.saving_files import write_whole
from tui_nn.training.saving_folder import CLOSED, IN_USE, NOT_CLOSED, Claim, clean, kept_sessions, sessions_folder, when
from tui_nn.training.saving_keeper import Keeper
from tui_nn.training.session import Session
from tui_nn.training.worker import Worker


def session_at(steps: int, source: str = "xor") -> Session:
    setup = set_up(source)
    session = Session(setup.experiment, setup.train)
    session.run(steps)
    return session


def keep(steps: int, *, closed: bool = True, source: str = "xor") -> Path:
    keeper = Keeper(source)
    keeper.look(session_at(steps, source), None, ())
    keeper.close(closed=closed)
    return kept_sessions()[0].path


def conditions() -> list[tuple[int, str]]:
    return [(kept.told.step, kept.condition) for kept in kept_sessions()]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    write_whole(path, lambda stream: stream.write(b"old"))

    def full(handle: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SavingError, match="no space left on device"):
        write_whole(path, lambda stream: stream.write(b"new and longer"))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_kept_sessions_are_closed_or_not_and_offered_by_source() -> None:
    keep(3)
    keep(4, closed=False, source="sine")
    assert sorted(conditions()) == [(3, CLOSED), (4, NOT_CLOSED)]
    assert [kept.told.step for kept in kept_sessions(not_closed=True)] == [4]
    assert kept_sessions(source="xor", not_closed=True) == []
    assert [kept.told.step for kept in kept_sessions(source="xor")] == [3]


def test_nobody_else_takes_a_session_in_use() -> None:
    path = keep(3, closed=False)
    claim = Claim.of(path)
    assert claim is not None
    assert Claim.of(path) is None
    assert conditions() == [(3, IN_USE)]
    claim.give_up(closed=True)
    assert conditions() == [(3, CLOSED)]
    assert os.listdir(sessions_folder()) == [path.name]


def test_new_sessions_never_share_a_file() -> None:
    claims = [Claim.new("a/b") for _ in range(3)]
    assert len({claim.path for claim in claims}) == 3
    for claim in claims:
        claim.give_up(closed=True)


def test_cleaning_leaves_the_newest_and_those_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    oldest = keep(1)
    claim = Claim.of(oldest)
    assert claim is not None
    for number, step in enumerate((2, 3, 4)):
        os.utime(keep(step), (number, number))
    os.utime(oldest, (0, 0))
    folder = sessions_folder()
    (folder / f".{oldest.stem}gone.tui-nn.1-0.part").write_bytes(b"PK")
    (folder / "gone.lock").touch()
    monkeypatch.setattr(saving_folder, "KEPT", 2)
    clean()
    assert sorted(step for step, _ in conditions()) == [1, 3, 4]
    assert len(os.listdir(folder)) == 4
    claim.give_up(closed=True)


def test_what_has_not_changed_is_not_kept_again() -> None:
    keeper = Keeper("xor")
    keeper.look(session_at(0), None, ())
    keeper.close(closed=True)
    assert kept_sessions() == []
    resumed = Keeper("xor", resumed=True)
    resumed.look(session_at(5), None, ())
    resumed.close(closed=True)
    assert kept_sessions() == []


def test_opening_something_else_keeps_and_closes_what_was_there() -> None:
    keeper = Keeper("xor")
    keeper.look(session_at(7), None, ())
    session = session_at(0, "sine")
    keeper.look(session, None, ())
    session.run(9)
    keeper.look(session, None, ())
    keeper.close(closed=False)
    found = {(kept.told.source, kept.told.step, kept.condition) for kept in kept_sessions()}
    assert found == {("xor", 7, CLOSED), ("sine", 9, NOT_CLOSED)}


def test_a_running_worker_is_kept_while_it_runs() -> None:
    kept = threading.Event()
    worker = Worker(session_at(0))
    keeper = Keeper("xor", seconds=0.0)

    def look(*view: Any) -> None:
        keeper.look(*view)
        if kept_sessions():
            kept.set()

    worker.visit = look
    worker.start()
    worker.send(commands.Run())
    assert kept.wait(30)
    assert conditions()[0][1] == IN_USE
    assert worker.stop()
    keeper.close(closed=True)
    (kept_session,) = kept_sessions()
    resumed = load(kept_session.path).session
    assert resumed.steps > 0
    assert resumed.parameters.tobytes() == session_at(resumed.steps).parameters.tobytes()


def test_a_refusal_is_told_once_and_training_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(saving_folder.FOLDER_VARIABLE, str(tmp_path / "file"))
    told: list[SavingError] = []
    keeper = Keeper("xor", seconds=0.0, on_failure=told.append)
    session = session_at(1)
    for _ in range(3):
        session.run(1)
        keeper.look(session, None, ())
    assert len(told) == 1
    assert "cannot be written" in str(told[0])


def test_how_long_ago() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    ago = [when(now - timedelta(seconds=seconds), now) for seconds in (3, 60, 12 * 60 + 5, 7_300, 86_400, 300_000)]
    assert ago == ["a moment ago", "1 minute ago", "12 minutes ago", "2 hours ago", "1 day ago", "3 days ago"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no forks")
def test_after_any_kill_the_run_goes_on_to_the_same_bits(state_folder: Path) -> None:
    command = [sys.executable, "-m", "tests.training.killed", "15", "7"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert report["differences"] == report["left"] == []
    assert report["kept"] > 5
    assert max(report["steps"]) > 0


def test_the_frozen_copy_does_not_follow_the_session(tmp_path: Path) -> None:
    session = session_at(50)
    work = take(session, source="xor")
    session.run(70_000)
    session.seek(3)
    save(work, tmp_path / "a.tui-nn")
    resumed = load(tmp_path / "a.tui-nn").session
    assert resumed.steps == resumed.timeline.latest == 50
    assert resumed.parameters.tobytes() == session_at(50).parameters.tobytes()
