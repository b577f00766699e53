"""Traces read back: what `training.records` wrote, step by step, however long the file is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from tui_nn.errors import DataError

ADVICE = "A trace is what `tui-nn train --trace FILE` writes: an object a line, or CSV with a header."


@dataclass(frozen=True)
class TraceLine:
    """What a trace says of one step.

    Attributes:
        step: Its number.
        numbers: The other numbers by the names of columns, such as `loss` and `parameters.w1`.
        words: What is no number, such as `updated` and `engine`.
    """

    step: int
    numbers: dict[str, float]
    words: dict[str, str]


def read_trace(file: str, stream: TextIO) -> Iterator[TraceLine]:
    """Give the lines of a trace, JSON or CSV by what its first line looks like.

    Args:
        file: What to call it where something is wrong.
        stream: The open file.

    Raises:
        DataError: It is no trace, or its steps do not go upwards.
    """
    try:
        yield from _ascending(file, _lines(file, stream))
    except UnicodeDecodeError:
        raise DataError("it is not text", place=file, advice=ADVICE) from None
    except csv.Error as error:
        raise DataError(f"it is not CSV: {error}", place=file, advice=ADVICE) from None


def open_trace(path: Path) -> TextIO:
    """Open the file of a trace.

    Raises:
        DataError: The system refuses.
    """
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataError(f"it cannot be read: {reason}", place=str(path), advice=ADVICE) from None


def _lines(file: str, stream: TextIO) -> Iterator[tuple[int, TraceLine]]:
    filled = ((number, line) for number, line in enumerate(stream, start=1) if line.strip())
    number, line = next(filled, (0, ""))
    if not number:
        raise DataError("it is empty", place=file, advice=ADVICE)
    text = chain((line,), stream)
    return _from_json(file, text, number) if line.lstrip().startswith("{") else _from_csv(file, text, number)


def _ascending(file: str, lines: Iterable[tuple[int, TraceLine]]) -> Iterator[TraceLine]:
    before: int | None = None
    for number, line in lines:
        if before is not None and line.step <= before:
            raise DataError(f"step {line.step} comes after step {before}", place=f"{file}:{number}", advice=ADVICE)
        before = line.step
        yield line


def _from_json(file: str, text: Iterable[str], first: int) -> Iterator[tuple[int, TraceLine]]:
    for number, line in enumerate(text, start=first):
        if not line.strip():
            continue
        place = f"{file}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise DataError(f"this is not a JSON object: {reason}", place=place, advice=ADVICE) from None
        if not isinstance(record, dict):
            raise DataError("this is not a JSON object", place=place, advice=ADVICE)
        cells: dict[str, Any] = {}
        for field, value in record.items():
            cells |= (
                {f"{field}.{key}": cell for key, cell in value.items()} if isinstance(value, dict) else {field: value}
            )
        yield number, _line(place, cells)


def _from_csv(file: str, text: Iterable[str], first: int) -> Iterator[tuple[int, TraceLine]]:
    rows = csv.reader(text)
    header = next(rows)
    for row in rows:
        number = first - 1 + rows.line_num
        if not row:
            continue
        if len(row) != len(header):
            raise DataError(
                f"there are {len(row)} values under {len(header)} names", place=f"{file}:{number}", advice=ADVICE
            )
        yield number, _line(f"{file}:{number}", dict(zip(header, row, strict=True)))


def _line(place: str, cells: dict[str, Any]) -> TraceLine:
    numbers: dict[str, float] = {}
    words: dict[str, str] = {}
    for name, cell in cells.items():
        if isinstance(cell, bool):
            words[name] = str(cell).lower()
        elif isinstance(cell, (int, float, str)):
            try:
                numbers[name] = float(cell)
            except (ValueError, OverflowError):
                words[name] = str(cell)
        else:
            raise DataError(f"{name} is neither a number nor a word", place=place, advice=ADVICE)
    step = numbers.pop("step", None)
    if step is None or not step.is_integer():
        raise DataError("there is no whole number called step", place=place, advice=ADVICE)
    return TraceLine(int(step), numbers, words)
