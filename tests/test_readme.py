"""The README says what is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readme_tables import README, TABLES, with_tables
from tui_nn.cli.main import main


def test_the_tables_are_true() -> None:
    text = README.read_text(encoding="utf-8")
    assert all(f"<!-- {name} -->" in text for name in TABLES)
    assert text == with_tables(text), "run `python -m tests.readme_tables`"


def test_its_commands_exist() -> None:
    text = README.read_text(encoding="utf-8")
    for command in ("train", "check", "check-gradient", "show", "config"):
        assert f"tui-nn {command} " in text
        assert command in main.commands


@pytest.mark.parametrize(
    "command", ["python -m pip install . && tui-nn", "python -m pip install '.[test]' && python -m pytest"]
)
def test_it_gives_the_two_commands(command: str) -> None:
    lines = [line.strip() for line in README.read_text(encoding="utf-8").splitlines()]
    assert command in lines


def test_the_files_it_points_to_exist() -> None:
    text = README.read_text(encoding="utf-8")
    for path in ("datasets/README.md", "tests/app/pictures/hand-worked.svg"):
        assert path in text
        assert (Path(README).parent / path).is_file()
