"""Numbers side by side: for the terminal, and as Markdown for the README."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version

PACKAGES = {
    "numpy": "numpy",
    "numba": "numba",
    "PyTorch": "torch",
    "scikit-learn": "scikit-learn",
    "micrograd": "micrograd",
    "JAX": "jax",
    "pandas": "pandas",
    "polars": "polars",
}
"""What to call the packages that take part, and their names where they are installed from."""

RATIO = "×"

Cell = float | str
"""A number, or why there is none."""


@dataclass(frozen=True)
class Table:
    """Numbers by row and column.

    Attributes:
        title: What the numbers are.
        columns: What stands above each column.
        rows: The cells of each row, by its name.
        unit: Written behind every number.
        digits: How many digits of a number count.
    """

    title: str
    columns: Sequence[str]
    rows: Mapping[str, Sequence[Cell]]
    unit: str = ""
    digits: int = 3

    def text(self) -> str:
        """Write it for a terminal."""
        grid = [["", *self.columns], *([name, *map(self._cell, cells)] for name, cells in self.rows.items())]
        widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
        lines = [
            "  ".join([f"{name:<{widths[0]}}", *(f"{cell:>{w}}" for cell, w in zip(cells, widths[1:], strict=True))])
            for name, *cells in grid
        ]
        return "\n".join((self.title, *(f"  {line}".rstrip() for line in lines)))

    def markdown(self) -> str:
        """Write it for a document."""
        rows = [[name, *map(self._cell, cells)] for name, cells in self.rows.items()]
        lines = [["", *self.columns], ["---", *("---:" for _ in self.columns)], *rows]
        return "\n".join((f"{self.title}:\n", *(f"| {' | '.join(line)} |" for line in lines)))

    def _cell(self, cell: Cell) -> str:
        return cell if isinstance(cell, str) else f"{rounded(cell, self.digits)}{self.unit}"


def rounded(value: float, digits: int) -> str:
    """Write a number with so many digits that count.

    >>> [rounded(value, 2) for value in (1234.5, 34.21, 2.96, 0.04567)]
    ['1,200', '34', '3.0', '0.046']
    """
    value = float(f"{value:.{digits}g}")
    return f"{value:,.0f}" if abs(value) >= 10 ** (digits - 1) else f"{value:#.{digits}g}"


def machine_class() -> str:
    """Say what kind of machine this is, and nothing that tells which one."""
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"


def versions() -> dict[str, str]:
    """Give the versions of Python and of what is compared."""
    found = {name: _version(package) for name, package in PACKAGES.items()}
    return {"Python": platform.python_version(), **{name: number for name, number in found.items() if number}}


def markdown(tables: Sequence[Table]) -> str:
    """Write the tables of ratios for a document, with the date and the class of the machine."""
    listed = ", ".join(f"{name} {number}" for name, number in versions().items())
    head = f"Ratios of one run on {date.today()}: {machine_class()}; {listed}."
    return "\n\n".join((head, *(table.markdown() for table in tables if table.unit == RATIO)))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
