"""What pyproject.toml promises: a development environment has more than users have, and would not notice."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
from importlib.metadata import EntryPoint, packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)["project"]
    return table


def test_the_command_is_the_same_as_python_dash_m(project: dict[str, Any]) -> None:
    command = EntryPoint("tui-nn", project["scripts"]["tui-nn"], "console_scripts").load()

    assert command is importlib.import_module("tui_nn.__main__").main


def test_every_package_that_is_imported_is_declared(project: dict[str, Any]) -> None:
    extras = project["optional-dependencies"]
    offered = [extras[name] for name in extras if name not in {"test", "dev"}]
    declared = {distribution_name(line) for lines in [project["dependencies"], *offered] for line in lines}
    owners = packages_distributions()

    undeclared = {
        name: str(path.relative_to(ROOT))
        for path in (ROOT / "tui_nn").rglob("*.py")
        for name in imported_by(path) - set(sys.stdlib_module_names) - {"tui_nn"}
        if declared.isdisjoint(distribution_name(owner) for owner in owners.get(name, [name]))
    }

    assert undeclared == {}


def distribution_name(requirement: str) -> str:
    """Return the normalised name at the start of a requirement such as `tomli_w>=1.0`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def imported_by(path: Path) -> set[str]:
    """Return the top-level names that a file imports anywhere, also inside functions and for types only."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}
