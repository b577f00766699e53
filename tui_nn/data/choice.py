"""Which data an experiment is about, and what is done to them before training."""

from __future__ import annotations

from dataclasses import dataclass

SCALES = ("none", "standard", "minmax")


@dataclass(frozen=True)
class DataChoice:
    """A data file and how its columns are used.

    Attributes:
        file: A path, or the name of a bundled data set without its ending.
        targets: Names of the target columns; empty means the last column.
        inputs: Names of the input columns; empty means every column that is neither target nor time.
        classes: Whether the target is a class. None decides from the data: labels are classes, numbers are not.
        time: Name of the column of event times, never an input; empty if there is none.
        scale: `none`, `standard` or `minmax`, applied to inputs and to numeric targets.
        shuffle: Whether each epoch draws a new order of the examples.
        test_fraction: The share of rows kept out of training, 0 ≤ fraction < 1.
    """

    file: str
    targets: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    classes: bool | None = None
    time: str = ""
    scale: str = "none"
    shuffle: bool = False
    test_fraction: float = 0.0
