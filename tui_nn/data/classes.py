"""A target column as classes, and classes as numbers a loss can use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.data.dataset import Floats, Integers
from tui_nn.data.table import LabelColumn, NumberColumn, Table
from tui_nn.errors import DataError

MOST_CLASSES = 256
MOST_TARGET_NUMBERS = 50_000_000
"""One-hot targets larger than this, 400 MB, are refused rather than risked."""


@dataclass(frozen=True, eq=False)
class Classes:
    """The class of each row.

    Attributes:
        names: The classes: numbers by size, labels alphabetically.
        codes: Shape (rows,), indices into `names`.
    """

    names: tuple[str, ...]
    codes: Integers

    def as_targets(self, outputs: int | None, rows: Integers) -> Floats:
        """Code the classes: 0 and 1 in one column for two classes on one output, else one-hot.

        Args:
            outputs: The width of the output layer, None if it follows the data.
            rows: Which rows to code.

        Returns:
            Shape (rows, 1) or (rows, classes).
        """
        codes = self.codes[rows]
        if outputs == 1 and len(self.names) == 2:
            return codes.astype(np.float64)[:, None]
        targets = np.zeros((len(codes), len(self.names)))
        targets[np.arange(len(targets)), codes] = 1.0
        return targets


def find_classes(table: Table, name: str) -> Classes:
    """Find the classes in a column of labels or of integers.

    Raises:
        DataError: A number is not an integer, or there are too few or too many classes.
    """
    column = table.column(name)
    if isinstance(column, NumberColumn):
        values, inverse = np.unique(column.values, return_inverse=True)
        broken = np.flatnonzero(column.values != np.floor(column.values))
        if len(broken):
            row = int(broken[0])
            raise DataError(
                f"{column.values[row]} is not an integer, so it cannot be a class",
                place=table.place(name, row),
                advice="Classes are labels or integers. For regression on numbers, do not ask for classes.",
            )
        names = tuple(str(int(value)) for value in values[: MOST_CLASSES + 1])
        codes = inverse.astype(np.int64, copy=False)
        count = len(values)
    elif isinstance(column, LabelColumn):
        by_name = sorted(range(len(column.labels)), key=lambda code: _alphabetic(column.labels[code]))
        names = tuple(column.labels[code] for code in by_name)
        codes = np.argsort(by_name).astype(np.int64, copy=False)[column.codes]
        count = len(names)
    else:
        raise DataError("a column of times cannot be the target", place=table.place(name))
    _check_count(table, name, count, names[0])
    return Classes(names, codes)


def _check_count(table: Table, name: str, count: int, first: str) -> None:
    if count == 1:
        raise DataError(
            f"every row has the class {first!r}",
            place=table.place(name),
            advice="There must be at least two classes to tell apart; is this the right target column?",
        )
    if count > MOST_CLASSES or count * len(table) > MOST_TARGET_NUMBERS:
        raise DataError(
            f"{count} classes in {len(table)} rows are too many",
            place=table.place(name),
            advice=f"At most {MOST_CLASSES} classes can be told apart; is this the right target column?",
        )


def _alphabetic(label: str) -> tuple[str, str]:
    return label.casefold(), label
