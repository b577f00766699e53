"""What holds for all tests."""

from __future__ import annotations

import pytest

from tui_nn.training import compiling


@pytest.fixture
def compiler() -> None:
    """Say that a test wants the engines of an install with the extra `fast`."""


@pytest.fixture(autouse=True)
def no_compiler(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Train with the engines of an install without extras, whatever is installed, unless a test asks for a compiler."""
    if "compiler" not in request.fixturenames:
        monkeypatch.setattr(compiling, "installed", lambda: False)
