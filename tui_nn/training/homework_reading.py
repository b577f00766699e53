"""Reads numbers worked out by hand from CSV, JSON or TOML, every mistake named by its place.

Three ways to write the same:

- CSV with the header `step,quantity,value`; lines that begin with `#` are comments;
- JSON, a list of `{"step": 1, "quantity": "z1", "value": -16.943}`, or `{"1": {"z1": -16.943}}`;
- TOML, a table for each step, `[step-1]`, with lines such as `z1 = -16.943` and `"grad w5" = -4.378e-8`.
"""

from __future__ import annotations

import csv
import json
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui_nn.errors import DataError
from tui_nn.training.homework_digits import Written
from tui_nn.training.homework_names import Quantities

LAST_STEP = 1_000_000
COLUMNS = ("step", "quantity", "value")

_HOW = "Write the header step,quantity,value and rows such as 1,z1,-16.943."
_TABLE_OF_STEP = re.compile(r"(?:step)?[ _-]?(\d{1,9})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One number of the homework.

    Attributes:
        step: From 1.
        name: The canonical name of the quantity.
        written: The number.
        place: Where it stands, as in `homework.csv:3`.
    """

    step: int
    name: str
    written: Written
    place: str


@dataclass(frozen=True)
class _Raw:
    """The three parts as text, each with its place."""

    step: str
    quantity: str
    value: str
    place: str
    columns: bool = False

    def at(self, column: str) -> str:
        return f"{self.place}, column {column}" if self.columns else f"{self.place}, {column}"


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with all its keys, even those that come twice."""


def read_homework(path: Path, quantities: Quantities) -> tuple[Entry, ...]:
    """Read the numbers of a file in the order they stand there; the ending .json or .toml tells the format, else CSV.

    Raises:
        DataError: The file cannot be read, names an unknown quantity or an impossible step, or gives a number twice.
    """
    path = Path(os.path.expanduser(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("this is not a text file in UTF-8", place=str(path)) from error
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise DataError(reason, place=str(path), advice="Give the path of a .csv, .json or .toml file.") from error
    except ValueError as error:
        raise DataError("this is not a path", place=repr(str(path))) from error
    read = {".json": _from_json, ".toml": _from_toml}.get(path.suffix.lower(), _from_csv)
    entries: dict[tuple[int, str], Entry] = {}
    for raw in read(text, str(path)):
        step = _step(raw)
        name = quantities.find(raw.quantity, raw.at("quantity"))
        entry = Entry(step, name, Written.read(raw.value, raw.at("value")), raw.place)
        if (first := entries.setdefault((step, name), entry)) is not entry:
            raise DataError(
                f"{quantities.shown(name)} of step {step:,} is given a second time",
                place=raw.place,
                advice=f"It was given first at {first.place}. Leave one of them out.",
            )
    if not entries:
        raise DataError("there are no numbers in it", place=str(path), advice=_HOW)
    return tuple(entries.values())


def _step(raw: _Raw) -> int:
    text = raw.step.strip()
    if not re.fullmatch(r"\+?\d{1,12}", text, re.ASCII) or not 1 <= int(text) <= LAST_STEP:
        raise DataError(
            f"{raw.step[:40]!r} is not a step",
            place=raw.at("step"),
            advice=f"Steps are whole numbers from 1, the first, to {LAST_STEP:,}.",
        )
    return int(text)


def _from_csv(text: str, place: str) -> Iterator[_Raw]:
    reader = csv.reader(text.splitlines(keepends=True))
    header: list[str] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith("#"):
                continue
            at = f"{place}:{reader.line_num}"
            if not header:
                header = [cell.lower() for cell in cells]
                for column in COLUMNS:
                    if header.count(column) != 1:
                        number = "no" if column not in header else "more than one"
                        raise DataError(f"the header has {number} column {column!r}", place=at, advice=_HOW)
                continue
            cells = _whole_names(cells)
            if len(cells) != len(header):
                raise DataError(f"there are {len(cells)} cells, not {len(header)}", place=at, advice=_HOW)
            by_name = dict(zip(header, cells, strict=True))
            yield _Raw(by_name["step"], by_name["quantity"], by_name["value"], at, columns=True)
    except csv.Error as error:
        raise DataError(f"this is not CSV: {error}", place=f"{place}:{reader.line_num}") from error


def _whole_names(cells: list[str]) -> list[str]:
    """Join what the comma of an unquoted `W1[2,1]` has cut in two."""
    whole: list[str] = []
    for cell in cells:
        if whole and "[" in whole[-1] and "]" not in whole[-1]:
            whole[-1] += f",{cell}"
        else:
            whole.append(cell)
    return whole


def _from_json(text: str, place: str) -> Iterator[_Raw]:
    try:
        # The digits of a number are part of what was written.
        content = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        raise DataError(
            f"this is not JSON: {error.msg}", place=f"{place}:{error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise DataError("this is not JSON of numbers: it is nested too deeply", place=place) from error
    if isinstance(content, _Pairs):
        yield from _from_tables(content, place)
    elif isinstance(content, list):
        for number, record in enumerate(content, start=1):
            yield _from_record(record, f"{place}: number {number}")
    else:
        raise DataError("this is no list of numbers", place=place, advice='Write [{"step": 1, "quantity": …}, …].')


def _from_record(record: Any, place: str) -> _Raw:
    fields = dict(record) if isinstance(record, _Pairs) else {}
    for column in COLUMNS:
        if not isinstance(fields.get(column), str):
            raise DataError(
                f"{column} is missing, or no text or number",
                place=place,
                advice='Write {"step": 1, "quantity": "z1", "value": -16.943}.',
            )
    return _Raw(fields["step"], fields["quantity"], fields["value"], place)


def _from_toml(text: str, place: str) -> Iterator[_Raw]:
    try:
        content = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            f"this is not TOML: {error}", place=place, advice='Names with blanks are quoted: "grad w5" = 0.1'
        ) from error
    except (RecursionError, ValueError) as error:
        raise DataError("this is not TOML of numbers", place=place) from error
    yield from _from_tables(_Pairs(content.items()), place)


def _from_tables(tables: _Pairs, place: str) -> Iterator[_Raw]:
    for key, table in tables:
        found = _TABLE_OF_STEP.fullmatch(key.strip())
        if isinstance(table, dict):
            table = _Pairs(table.items())
        if not found or not isinstance(table, _Pairs):
            raise DataError(
                f"{key[:40]!r} is not a table of a step", place=place, advice="Call the first step's table step-1."
            )
        for quantity, value in table:
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise DataError("this is not a number", place=f"{place}: {key}, {quantity}")
            yield _Raw(found[1], quantity, str(value), f"{place}: {key}, {quantity}")
