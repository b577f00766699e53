"""What holds for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_nn.training import compiling
from tui_nn.training.saving_folder import FOLDER_VARIABLE


@pytest.fixture
def compiler() -> None:
    """Say that a test wants the engines of an install with the extra `fast`."""


@pytest.fixture(autouse=True)
def no_compiler(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Train with the engines of an install without extras, whatever is installed, unless a test asks for a compiler."""
    if "compiler" not in request.fixturenames:
        monkeypatch.setattr(compiling, "installed", lambda: False)


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep sessions in a folder of the test's own, never in the user's."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder
