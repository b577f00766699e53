"""Start values from a file: TOML, JSON or CSV, by names or labels."""

from __future__ import annotations

import csv
import json
import math
import sys
import tomllib
from pathlib import Path
from typing import Any

from tui_nn.errors import ExperimentError

_TABLES = ("parameters", "values", "start")


def read_start_values(path: Path) -> dict[str, float]:
    """Read parameter values by name.

    TOML and JSON hold `name = value` at the top or in a table `parameters`, `values` or `start.values`; CSV holds
    rows `name,value`, with or without that header; lines that begin with `#` are comments.

    Raises:
        ExperimentError: The file cannot be read, or does not hold names with numbers.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExperimentError("this is not a text file in UTF-8", place=str(path)) from error
    except OSError as error:
        raise ExperimentError((error.strerror or "it cannot be read").lower(), place=str(path)) from error
    kind = path.suffix.lower()
    if kind == ".csv":
        return _from_csv(text, str(path))
    try:
        content = json.loads(text) if kind == ".json" else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise ExperimentError(f"this is not JSON: {error.msg}", place=f"{path}:{error.lineno}") from error
    except tomllib.TOMLDecodeError as error:
        raise ExperimentError(f"this is not TOML: {error}", place=str(path)) from error
    except ValueError as error:
        raise ExperimentError("a whole number has too many digits", place=str(path)) from error
    return _numbers(content, str(path))


def _numbers(content: Any, place: str) -> dict[str, float]:
    while isinstance(content, dict) and (inner := [name for name in _TABLES if isinstance(content.get(name), dict)]):
        content = content[inner[0]]
    if not isinstance(content, dict) or not content:
        raise ExperimentError("there are no names with values", place=place, advice="Write w1 = 0.5, a line each.")
    values: dict[str, float] = {}
    for name, value in content.items():
        # A whole number may have more digits than a float can hold.
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
        if not is_number:
            raise ExperimentError(f"{str(value)[:40]!r} is not a finite number", place=f"{place}: {name}")
        values[str(name)] = float(value)
    return values


def _from_csv(text: str, place: str) -> dict[str, float]:
    values: dict[str, float] = {}
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise ExperimentError(f"this is not CSV: {error}", place=place) from error
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#") or (not values and cells[:2] == ["name", "value"]):
            continue
        if len(cells) == 3 and cells[0][:1].upper() in "WB" and cells[0].count("[") == 1:
            # A canonical name has a comma of its own: W1[2,1] is two cells where it is not quoted.
            cells = [f"{cells[0]},{cells[1]}", cells[2]]
        try:
            name, value = cells
            values[name] = float(value)
        except ValueError:
            raise ExperimentError(f"{','.join(row)!r} is not a name and a number", place=f"{place}:{number}") from None
        if not math.isfinite(values[name]):
            raise ExperimentError(f"{value!r} is not a finite number", place=f"{place}:{number}")
    if not values:
        raise ExperimentError("there are no names with values", place=place, advice="Write name,value rows.")
    return values
