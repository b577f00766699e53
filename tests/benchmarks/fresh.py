"""Measuring in a process of its own, where nothing that came before counts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")


def in_fresh_process(module: str, *arguments: str) -> Any:
    """Run a module in a new interpreter; give the last line it printed, read as JSON."""
    command = [sys.executable, "-m", module, *arguments]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(printed.splitlines()[-1])


def memory_now() -> float:
    """Give this process's memory in MB; where the system does not tell, the most it ever was."""
    return _status("VmRSS")


def memory_peak() -> float:
    """Give the most memory this process ever had, in MB."""
    return _status("VmHWM")


def _status(field: str) -> float:
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
        return int(line.split()[1]) / 1024.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024.0
