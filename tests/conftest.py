"""What holds for all tests."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from tui_nn.app.settings_file import FILE_VARIABLE
from tui_nn.training import compiling
from tui_nn.training.saving_folder import FOLDER_VARIABLE

_tests = count()


@pytest.fixture
def compiler() -> None:
    """Say that a test wants the engines of an install with the extra `fast`."""


@pytest.fixture(autouse=True)
def no_compiler(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Train with the engines of an install without extras, whatever is installed, unless a test asks for a compiler."""
    if "compiler" not in request.fixturenames:
        monkeypatch.setattr(compiling, "installed", lambda: False)


@pytest.fixture(autouse=True)
def no_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without settings, and keep them away from the user's own file."""
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path_factory.getbasetemp() / f"settings-{next(_tests)}.toml"))
    monkeypatch.delenv("TUI_NN_ASCII", raising=False)


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep sessions in a folder of the test's own, never in the user's."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder
