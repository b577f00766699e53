"""Files that are there whole or not at all, and the system's refusals in words."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tui_nn.errors import SavingError

UNFINISHED = ".part"
"""What the name of a file ends in while it is being written."""

_numbers = itertools.count()


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> int:
    """Write a file so that whoever reads it, at any time and after any end of this process, finds the old or the new.

    Args:
        path: The file; links are followed.
        write: Writes what belongs in it.

    Returns:
        Its size in bytes.

    Raises:
        SavingError: The system refused; the old file is as it was, and no other is left.
    """
    path = Path(os.path.realpath(path))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{next(_numbers)}{UNFINISHED}")
    with refusals_told(path, "written"):
        try:
            with open(unfinished, "xb") as file:
                with suppress(OSError):
                    os.chmod(unfinished, path.stat().st_mode & 0o777)
                write(file)
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
            os.replace(unfinished, path)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
    _flush_folder(path.parent)
    return size


def _flush_folder(folder: Path) -> None:
    """Have the system write down the new name; where folders cannot be opened, it does so when it likes."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def refusals_told(path: Path, what: str) -> Iterator[None]:
    """Turn the system's refusal to have a file read or written into a message.

    Raises:
        SavingError: The system refused.
    """
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        advice = "Choose another place." if what == "written" else "Look whether the path is right."
        raise SavingError(f"it cannot be {what}: {reason}", place=str(path), advice=advice) from error
