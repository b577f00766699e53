"""Runs the command in this process, or in one of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

from tui_nn.cli.main import main


def run(*arguments: str) -> Result:
    """Run `tui-nn` and require that it did not fall over."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result


def records(*arguments: str) -> list[dict[str, Any]]:
    """Run `tui-nn train … --trace -` and give the trace."""
    result = run("train", *arguments, "--trace", "-")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def number_after(words: str, text: str) -> float:
    """Give the number that follows some words."""
    found = re.search(re.escape(words) + r" (-?[\d.]+(?:e-?\d+)?)", text)
    assert found, f"no {words!r} in {text!r}"
    return float(found[1])


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start `python -m tui_nn` with pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "tui_nn", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
