"""Where an extra is not installed, it is named."""

from __future__ import annotations

import importlib
import sys

import pytest

from tests.cli.running import run
from tui_nn import integrations
from tui_nn.integrations import MissingExtra


@pytest.fixture
def without_csp(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be an install without csp, whatever is installed."""
    monkeypatch.setattr(integrations, "find_spec", lambda package: None)
    for name in [name for name in sys.modules if f"{name}.".startswith("tui_nn.integrations.csp.")]:
        monkeypatch.delitem(sys.modules, name)


def test_importing_says_what_to_install(without_csp: None) -> None:
    with pytest.raises(ImportError, match="csp is not installed") as raised:
        importlib.import_module("tui_nn.integrations.csp")
    assert isinstance(raised.value, MissingExtra)
    assert raised.value.advice == 'Install the extra: python -m pip install "tui-nn[csp]".'


def test_the_command_says_it_too(without_csp: None) -> None:
    result = run("train", "relu-1-1-1-stream", "--csp", "tui_nn.integrations.csp:curves")
    assert result.exit_code == 2
    assert result.stderr == ('Error: csp is not installed\nInstall the extra: python -m pip install "tui-nn[csp]".\n')
