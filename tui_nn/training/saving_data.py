"""Which data a saved session was trained on, and the same data found again, to the last bit, or what has changed.

Compared is what the network sees, not the file's bytes: another comment in the file changes nothing, another number, a
row more or a column of another name does.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.bundled import bundled_folder, bundled_path
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Dataset, Integers
from tui_nn.data.preparing import Prepared, prepare
from tui_nn.errors import DataError, SavingError
from tui_nn.training.saving_entries import Entry, Json
from tui_nn.training.saving_parts import INTEGERS, Parts

MARKED = 65_536
"""Of so many rows at most, each has a mark by which the first that has changed is found."""

MARKS = "data/marks"


def identity_of(choice: DataChoice, data: Prepared) -> tuple[Json, dict[str, NDArray[Any]]]:
    """Give what data are known by again, as a table and arrays.

    Raises:
        SavingError: They did not come from a file.
    """
    train, test = data.train, data.test
    if train.path is None:
        raise SavingError(
            "these examples did not come from a file, and could not be read again",
            advice="A session can be saved where its data come from a file.",
        )
    bundled = train.path.parent == bundled_folder()
    table: Json = {
        "file": choice.file,
        "path": None if bundled else os.path.abspath(train.path),
        "bundled": train.path.stem if bundled else None,
        "size": train.path.stat().st_size if train.path.is_file() else None,
        "sha256": fingerprint(train, test),
        "examples": len(train),
        "kept_out": len(test or ()),
        "columns": [*train.input_names, *train.target_names],
        "outputs": train.output_count,
        "split_seed": train.split_seed,
        "targets_scaled": train.target_scaling is not None,
    }
    return table, {MARKS: _marks(train, test)}


@lru_cache(maxsize=2)
def fingerprint(train: Dataset, test: Dataset | None) -> str:
    """Give a checksum of everything the network sees of data: numbers, order, names, classes."""
    digest = hashlib.sha256()
    for part in (train, test):
        if part is not None:
            digest.update(repr((part.input_names, part.target_names, part.classes, part.inputs.shape)).encode())
            for array in (part.inputs, part.targets, part.rows):
                digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _marks(train: Dataset, test: Dataset | None) -> Integers:
    """Give each row of the file a number made of its values; none where scaling would change all of them at once."""
    parts = [part for part in (train, test) if part is not None]
    rows = sum(map(len, parts))
    if rows > MARKED or train.scaling_kind != "none":
        return np.empty(0, dtype=np.int64)
    marks = np.zeros(max(int(part.rows.max()) for part in parts) + 1, dtype=np.int64)
    for part in parts:
        bits = np.concatenate((part.inputs, part.targets), axis=1).view(np.int64)
        # Odd factors, wrapping around: one changed value always changes the sum.
        factors = np.arange(3, 3 + 2 * bits.shape[1], 2, dtype=np.int64) * 0x9E3779B97F4A7C1
        marks[part.rows] = (bits * factors).sum(axis=1)
    return marks


def find_data(parts: Parts, entry: Entry, choice: DataChoice) -> Prepared:
    """Find the data of a saved session.

    Args:
        parts: The saved session.
        entry: What `identity_of` gave.
        choice: How the data's columns are used.

    Raises:
        SavingError: They are missing, cannot be read any more, or have changed.
    """
    path = _place_of(entry, parts.path.parent)
    outputs, seed = entry.whole("outputs", low=1), entry.whole("split_seed")
    scaled = entry.flag("targets_scaled")
    again = f"To train anew on the data as they are: tui-nn {shlex.quote(entry.text('file'))}"
    try:
        found = prepare(
            replace(choice, file=str(path)), seed=seed, outputs=outputs, folder=Path("/"), scale_targets=scaled
        )
    except DataError as error:
        raise SavingError(
            f"the data cannot be used any more: {error.cause}", place=error.place, advice=f"Put it right. {again}"
        ) from error
    if fingerprint(found.train, found.test) != entry.text("sha256"):
        what = _what_changed(parts, entry, found)
        raise SavingError(
            f"the data are not those of this session: {what}",
            place=str(path),
            advice=f"Put the file back as it was to continue. {again}",
        )
    return found


def _place_of(entry: Entry, beside: Path) -> Path:
    """Give the file: a bundled one by its name, another where it was, or else beside the saved session."""
    if entry.has("bundled"):
        name = entry.text("bundled")
        path = bundled_path(name)
        if path is None:
            raise SavingError(
                f"there is no bundled data set {name!r} any more",
                advice="It was saved by another version of tui-nn, which has it.",
            )
        return path
    path = Path(entry.text("path"))
    places = (path, beside.absolute() / path.name, Path.cwd() / path.name)
    for place in places:
        if place.is_file():
            return place
    raise SavingError(
        "the data file of this session is missing",
        place=str(path),
        advice=f"Put it back there, or beside {beside.absolute()}{os.sep}.",
    )


def _what_changed(parts: Parts, entry: Entry, found: Prepared) -> str:
    train, test = found.train, found.test
    columns, now = entry.texts("columns"), (*train.input_names, *train.target_names)
    if columns != now:
        return f"columns were {', '.join(columns)} and are {', '.join(now)}"
    marks, present = parts.array(MARKS, INTEGERS, None), _marks(train, test)
    common = min(len(marks), len(present))
    differing = np.flatnonzero(marks[:common] != present[:common])
    where = f", the first that differs being row {differing[0]}, counted from 0" if len(differing) else ""
    before, after = entry.whole("examples") + entry.whole("kept_out"), len(train) + len(test or ())
    if before != after:
        return f"there were {before:,} examples and are {after:,}{where}"
    return f"values have changed{where}" if where else "values have changed"
