"""Packages that only some formats need, imported where they are used."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from tui_nn.errors import DataError, TuiNNError

LONGEST_SAID = 200


def needed(module: str, *, extra: str, path: Path, what: str) -> Any:
    """Import a module that comes with an extra.

    Args:
        module: Its name.
        extra: The extra.
        path: The file that is to be read.
        what: What the file is, in a few words.

    Raises:
        DataError: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise DataError(
            f"this is {what}, and what reads it is not installed",
            place=str(path),
            advice=f'Install the extra: python -m pip install "tui-nn[{extra}]".',
        ) from None


@contextmanager
def damage_told(path: Path | str, what: str) -> Iterator[None]:
    """Tell of whatever the reader of a format finds wrong with a file; it may fail in any way.

    Args:
        path: The file, or the place in it.
        what: What is there, in a word or two.

    Raises:
        DataError: The reader failed.
    """
    try:
        with warnings.catch_warnings():
            # Readers warn of what they leave out, such as styles and drawings.
            warnings.simplefilter("ignore")
            yield
    except (TuiNNError, MemoryError):
        raise
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise DataError(
            f"the {what} is damaged: {said if len(said) <= LONGEST_SAID else said[:LONGEST_SAID] + '…'}",
            place=str(path),
            advice="Copy or download the file again, or have the program that wrote it write it again.",
        ) from None
