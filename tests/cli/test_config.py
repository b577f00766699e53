"""`config`: the settings that hold, as a file that says the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui_nn.app.keymap import standard_keys
from tui_nn.cli.main import main


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("TUI_NN_CONFIG", str(path))
    return path


def test_the_path(path: Path) -> None:
    result = CliRunner().invoke(main, ["config", "--path"])
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert not path.exists()


def test_all_settings_are_printed_and_read_back(path: Path) -> None:
    path.write_text('theme = "light"\n[keys]\nstep = "J"\n[keys.loss_pane]\nall = "A"\n')
    result = CliRunner().invoke(main, ["config"])
    assert result.exit_code == 0 and result.stdout.startswith(f"# {path}\n")
    table = tomllib.loads(result.stdout)
    assert (table["theme"], table["layout"], table["keys"]["step"]) == ("light", "watch", "J")
    assert (table["keys"]["back"], table["keys"]["loss_pane"]["all"]) == ("left,p", "A")
    of_app = {id for id, keys in table["keys"].items() if isinstance(keys, str)}
    of_panes = {f"{pane}.{id}" for pane, ids in table["keys"].items() if isinstance(ids, dict) for id in ids}
    assert of_app | of_panes == standard_keys().keys()
    path.write_text(result.stdout)
    assert CliRunner().invoke(main, ["config"]).stdout == result.stdout


def test_what_is_ignored_is_told(path: Path) -> None:
    path.write_text('digits = 5\n[keys]\nstep = "banana"\n')
    result = CliRunner().invoke(main, ["config"])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{path}:1: digits is not one of 4, 6, 10, 17, so this is ignored.",
        f"{path}:3: there is no key 'banana', so this is ignored.",
    ]
    assert tomllib.loads(result.stdout)["digits"] == 4
