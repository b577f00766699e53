"""How much memory is free, so that data which do not fit are refused before they are read."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from tui_nn.errors import DataError

NUMBER_BYTES = 8
BESIDE_COLUMNS = 3
"""A row's number twice, and the share of working copies, counted as so many more columns."""
KEPT_FREE = 0.1
LARGE_ARRAY = (1 << 25) - (1 << 13)
"""The GNU allocator keeps no larger one."""

_PROC = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


def free_memory() -> int | None:
    """Give how many bytes can still be taken; None where the system does not tell."""
    known = [free for free in (_free_of_machine(), _free_of_group()) if free is not None]
    return min(known, default=None)


def check_fits(path: Path, rows: int, columns: int) -> None:
    """Refuse a table that would not fit in memory.

    Args:
        path: The file, for the message.
        rows: How many rows it has, or may have.
        columns: How many columns.

    Raises:
        DataError: It needs more memory than is free.
    """
    free = free_memory()
    needed = rows * (columns + BESIDE_COLUMNS) * NUMBER_BYTES
    if free is not None and needed > free * (1.0 - KEPT_FREE):
        raise DataError(
            f"the data do not fit in memory: about {rows:,} rows of {columns:,} columns take {in_bytes(needed)}, and "
            f"{in_bytes(free)} are free",
            place=str(path),
            advice="Write a file with fewer rows, or with only the columns that are needed.",
        )


def check_room(needed: int) -> None:
    """Stop before memory runs out.

    Raises:
        MemoryError: So many bytes are not free.
    """
    free = free_memory()
    if free is not None and needed > free * (1.0 - KEPT_FREE):
        raise MemoryError


def keep_freed_memory() -> None:
    """Have the allocator keep the memory of working copies for the next ones.

    That of large arrays is given back to the system as they end, until one of a size has been; to fetch it anew for
    each block of a file takes as long as to read the numbers from it.
    """
    np.empty(LARGE_ARRAY, np.uint8)


def in_bytes(size: float) -> str:
    """Write a number of bytes.

    >>> in_bytes(999), in_bytes(12_345), in_bytes(3.2e9), in_bytes(7e15)
    ('999 B', '12.3 kB', '3.2 GB', '7000 TB')
    """
    unit = "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"


def _free_of_machine() -> int | None:
    try:
        for line in _PROC.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        # Elsewhere only the size of the memory is told.
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _free_of_group() -> int | None:
    """Give what the limit of a container leaves free, the pages of files that it can drop included."""
    try:
        most, now = (int((_GROUP / name).read_text()) for name in ("memory.max", "memory.current"))
        counts = dict(line.split() for line in (_GROUP / "memory.stat").read_text().splitlines())
        of_files = int(counts["active_file"]) + int(counts["inactive_file"])
    except (OSError, ValueError, KeyError):
        return None
    return max(0, most - now + of_files)
