"""What may be imported by whom, seen from a running interpreter, and how long a file may be.

The import contracts in pyproject.toml read the sources; these tests see what really gets loaded.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

SCREEN = {"textual", "textual_plotext", "plotext", "rich"}
COMMAND_LINE = {"click"}

IMPORT_EVERYTHING_IN = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(module.name)
"""

RUN_AS_MAIN = """
import runpy, sys
try:
    runpy.run_module("tui_nn", run_name="__main__", alter_sys=True)
except SystemExit as leaving:
    assert not leaving.code, leaving.code
"""

PRINT_LOADED = """
print("LOADED", *sys.modules)
"""


def loaded_by(code: str, *arguments: str) -> set[str]:
    """Run code in a new interpreter that finds this checkout first; return the modules it has loaded."""
    result = subprocess.run(
        [sys.executable, "-c", code + PRINT_LOADED, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return set(result.stdout.splitlines()[-1].split()[1:])


def foreign(modules: set[str]) -> set[str]:
    """Keep the top-level names that belong neither to Python nor to tui-nn."""
    return {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names) - {"tui_nn", "__main__"}


def test_importing_training_loads_no_screen_and_no_command_line() -> None:
    loaded = loaded_by("import sys, tui_nn.training")

    assert "tui_nn.training" in loaded
    assert not foreign(loaded) & (SCREEN | COMMAND_LINE)


def test_no_module_below_the_app_loads_a_screen_or_a_command_line() -> None:
    packages = [f"tui_nn.{name}" for name in ("core", "data", "experiment", "training")]

    loaded = loaded_by(IMPORT_EVERYTHING_IN, *packages)

    sources = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in packages
        for path in ROOT.joinpath(*package.split(".")).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert sources <= loaded
    assert not foreign(loaded) & (SCREEN | COMMAND_LINE)


def test_core_needs_nothing_but_numpy() -> None:
    by_core = loaded_by(IMPORT_EVERYTHING_IN, "tui_nn.core")

    assert foreign(by_core) - foreign(loaded_by("import sys, numpy")) == set()
    assert {name.split(".")[1] for name in by_core if name.startswith("tui_nn.")} <= {"core", "errors"}


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_asking_what_it_is_loads_neither_the_screen_nor_numpy(option: str) -> None:
    loaded = loaded_by(RUN_AS_MAIN, option)

    assert "tui_nn.cli.main" in loaded
    assert not foreign(loaded) & (SCREEN | {"numpy"})


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("tui_nn", "tests")
        for pattern in ("*.py", "*.tcss")
        for path in (ROOT / folder).rglob(pattern)
    }

    assert len(lengths) > 1
    assert {name: length for name, length in lengths.items() if length > 300} == {}
