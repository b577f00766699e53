"""The columns of the sample stream: what stands in a cell, and how wide it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui_nn.app.numbers import count, number
from tui_nn.app.panes.rows import Span, fitted, fitted_right
from tui_nn.app.panes.samples_values import Formats, Values, class_of, short_time
from tui_nn.data.dataset import Dataset, Floats
from tui_nn.training.snapshot import Sample

UPDATED = "•"
_LONGEST_TIME = 18
_CHANCE = 6
"""Cells of a number from 0 to 1, such as `0.9973` or `1.2e−8`."""


@dataclass(frozen=True)
class Density:
    """How much is written.

    Attributes:
        scaled: Decimals of the scaled values that stand beside those of the file; 0 leaves them out.
        names: The most cells the name of a column may ask for.
        classes: The most cells the name of a class may ask for.
        tight: Whether to save cells between and in columns.
    """

    scaled: int
    names: int
    classes: int
    tight: bool

    @property
    def gap(self) -> int:
        """Cells before a column."""
        return 1 if self.tight else 2

    @property
    def loss(self) -> int:
        """Cells of a loss."""
        return 6 if self.tight else 7


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        title: Its header.
        width: In cells.
        write: Gives the text and the look of its cell for a sample.
        gap: Cells before it.
        left: Whether its cells stand to the left.
    """

    title: str
    width: int
    write: Callable[[Sample], Span]
    gap: int = 1
    left: bool = False

    def fit(self, text: str) -> str:
        """Give text in exactly the column's width."""
        return fitted(text, self.width) if self.left else fitted_right(text, self.width)


def step_column(steps: int) -> Column:
    """Number the samples; there is room for `steps`."""
    return Column("step", max(4, len(count(steps))), lambda sample: (count(sample.step), "dim"), 0)


def row_column(formats: Formats, density: Density) -> Column:
    """Show the row of the file."""
    width = max(3, len(count(formats.last_row)))
    return Column("row", width, lambda sample: (count(sample.row), "dim"), density.gap)


def time_column(formats: Formats, density: Density) -> Column:
    """Show the time of day of the event."""
    times, width = formats.data.times, min(formats.time_width, _LONGEST_TIME)
    return Column("time", width, lambda sample: (short_time(times[sample.example]), "dim"), density.gap, left=True)


def arrow_column() -> Column:
    """Part inputs from targets."""
    return Column("→", 1, lambda sample: ("→", "dim"))


def input_columns(formats: Formats, density: Density) -> list[Column]:
    """Show the inputs, one column each."""
    data = formats.data
    return [
        _value(name, data.inputs, index, formats.input(index, density.scaled), density, 1 if index else density.gap)
        for index, name in enumerate(data.input_names)
    ]


def _value(title: str, array: Floats, index: int, values: Values, density: Density, gap: int) -> Column:
    width = max(values.width, min(cell_len(title), density.names))
    return Column(title, width, lambda sample: (values(float(array[sample.example, index])), ""), gap)


def folded(columns: Sequence[Column], some: int) -> list[Column]:
    """Keep `some` columns, the middle ones folded into ….

    Args:
        columns: More than `some`.
        some: At least 1.
    """
    end = some // 2
    middle = Column("…", 1, lambda sample: ("…", "dim"))
    return [*columns[: some - end], middle, *columns[len(columns) - end :]]


def target_columns(formats: Formats, density: Density) -> list[Column]:
    """Show the targets, or the one class."""
    data = formats.data
    if data.classes:
        width = max(_class_width(formats, density), min(cell_len(data.target_column), density.names))
        return [
            Column(
                data.target_column,
                width,
                lambda sample: (class_of(data, data.targets[sample.example]), ""),
                left=True,
            )
        ]
    return [
        _value(name, data.targets, index, formats.target(index, density.scaled), density, 1)
        for index, name in enumerate(data.target_names)
    ]


def prediction_columns(formats: Formats, density: Density, *, chances: bool) -> list[Column]:
    """Show what the network said.

    Args:
        formats: How the data are written.
        density: How much is written.
        chances: Whether predictions are numbers from 0 to 1.
    """
    data = formats.data
    if data.classes:
        longest = _class_width(formats, density)

        def predicted(sample: Sample) -> Span:
            chance = number(float(sample.prediction.max()), _CHANCE, signed=False)
            return f"{fitted(class_of(data, sample.prediction), longest)} {chance}", verdict_look(sample)

        return [Column("ŷ", longest + 1 + _CHANCE, predicted, density.gap, left=True)]
    alone = data.output_count == 1
    wide = _CHANCE if chances and density.tight else 7 if density.tight else 8
    return [
        _prediction("ŷ" if alone else f"ŷ {name}", index, wide, data, density)
        for index, name in enumerate(data.target_names)
    ]


def _prediction(title: str, index: int, width: int, data: Dataset, density: Density) -> Column:
    scaling = data.target_scaling
    if scaling is None:
        return Column(
            title,
            width,
            lambda sample: (number(float(sample.prediction[index]), width, signed=False), verdict_look(sample)),
            density.gap,
        )
    shift, factor = float(scaling.shift[index]), float(scaling.factor[index])

    def inverted(sample: Sample) -> Span:
        said = float(sample.prediction[index])
        text = number(said * factor + shift, width, signed=False)
        brackets = f"({number(said, brackets_width - 2, digits=density.scaled, signed=False).strip()})"
        return f"{text} {brackets.rjust(brackets_width)}" if density.scaled else text, ""

    brackets_width = density.scaled + 5
    return Column(title, width + (brackets_width + 1 if density.scaled else 0), inverted, density.gap)


def loss_column(density: Density) -> Column:
    """Show the loss."""
    width = density.loss
    return Column("loss", width, lambda sample: (number(sample.loss, width, signed=False), ""), density.gap)


def verdict_column() -> Column:
    """Show whether the class was right."""
    return Column("", 1, lambda sample: ("✓" if sample.right else "✗", verdict_look(sample)))


def update_column(gap: int) -> Column:
    """Mark samples after which the parameters were updated."""
    return Column(UPDATED, 1, lambda sample: (UPDATED if sample.updated else " ", ""), gap)


def verdict_look(sample: Sample) -> str:
    """Give the look of what was right or wrong."""
    return "" if sample.right is None else "right" if sample.right else "wrong"


def _class_width(formats: Formats, density: Density) -> int:
    return min(formats.class_width, density.classes)
