"""The data sets that ship with the program."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def bundled_folder() -> Path:
    """Give the folder of the bundled data sets."""
    # A wheel has them inside the package, a checkout beside it.
    inside = _PACKAGE / "datasets"
    return inside if inside.is_dir() else _PACKAGE.parent / "datasets"


def bundled_names() -> tuple[str, ...]:
    """Give the names of the bundled data sets, alphabetically."""
    return tuple(sorted(path.stem for path in bundled_folder().glob("*.csv")))


def bundled_path(name: str) -> Path | None:
    """Give the file of a bundled data set, None if there is none of this name."""
    return bundled_folder() / f"{name}.csv" if name in bundled_names() else None


def bundled_description(name: str) -> str:
    """Give the description in the first line of a bundled data set.

    Raises:
        KeyError: There is no bundled data set of this name.
    """
    path = bundled_path(name)
    if path is None:
        raise KeyError(name)
    with path.open(encoding="utf-8") as file:
        return file.readline().lstrip("#").strip()


def find_file(file: str, folder: Path | None = None) -> Path:
    """Give the path that the name of a data file stands for; the file need not exist.

    Args:
        file: A path, or the name of a bundled data set. An existing file wins over a bundled name.
        folder: What a relative path starts from; the current folder if None.
    """
    path = Path(file).expanduser()
    if folder is not None:
        path = folder / path
    if os.path.isfile(path):
        return path
    return bundled_path(file) or path
