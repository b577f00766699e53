"""Examples as arrays, with what is needed to show them as they stood in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Columns(Protocol):
    """What inputs and targets are called."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """One name an input."""
        ...

    @property
    def target_names(self) -> tuple[str, ...]:
        """One name a target; for one-hot targets, the classes."""
        ...


@dataclass(frozen=True, eq=False)
class Scaling:
    """An affine change of columns: `scaled = (value - shift) / factor`.

    Attributes:
        kind: `standard` (mean 0, deviation 1) or `minmax` (0 to 1).
        shift: One number a column, shape (columns,).
        factor: One number a column, shape (columns,), never 0.
    """

    kind: str
    shift: Floats
    factor: Floats

    def apply(self, values: Floats) -> Floats:
        """Scale columns of file values, shape (..., columns)."""
        return (values - self.shift) / self.factor

    def apply_in_place(self, values: Floats) -> None:
        """Scale columns of file values where they are, to the same bits."""
        values -= self.shift
        values /= self.factor

    def invert(self, scaled: Floats) -> Floats:
        """Give back file values from scaled ones, shape (..., columns)."""
        return scaled * self.factor + self.shift


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples ready to train on.

    Attributes:
        name: What to call the data on the screen.
        input_names: One name a column of `inputs`.
        target_names: One name a column of `targets` (for one-hot targets, the classes).
        inputs: Shape (examples, inputs), as the network sees them (scaled if asked).
        targets: Shape (examples, outputs), as the loss sees them.
        rows: Shape (examples,): the row of the file, from 0, that each example came from.
        classes: The names of the classes, in the order of the outputs; empty for regression. Two classes
            on one output are coded 0 (the first) and 1 (the second).
        target_column: The file's column that holds the classes; empty for regression.
        times: The event time of each example as written in the file; empty if there is no time column.
        input_scaling: How `inputs` were scaled, None if not.
        target_scaling: How `targets` were scaled, None if not.
        path: The file, None for data that has none.
        split_seed: The seed that decided which rows of the file are here, and which in the other part.
    """

    name: str
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    inputs: Floats
    targets: Floats
    rows: Integers
    classes: tuple[str, ...] = ()
    target_column: str = ""
    times: tuple[str, ...] = ()
    input_scaling: Scaling | None = None
    target_scaling: Scaling | None = None
    path: Path | None = field(default=None)
    split_seed: int = 0

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def input_count(self) -> int:
        """How many inputs an example has."""
        return int(self.inputs.shape[1])

    @property
    def output_count(self) -> int:
        """How many outputs a network needs for these targets."""
        return int(self.targets.shape[1])

    @property
    def scaling_kind(self) -> str:
        """`none`, `standard` or `minmax`."""
        scaling = self.input_scaling or self.target_scaling
        return scaling.kind if scaling else "none"
