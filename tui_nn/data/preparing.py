"""From a choice of data to examples: columns, classes, the split, scaling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_nn.data.bundled import find_file
from tui_nn.data.choice import DataChoice
from tui_nn.data.classes import Classes, find_classes
from tui_nn.data.dataset import Dataset, Floats, Scaling
from tui_nn.data.growing import shown
from tui_nn.data.opening import data_name
from tui_nn.data.pouring import poured
from tui_nn.data.reading import read_table
from tui_nn.data.scaling import fit_scaling
from tui_nn.data.splitting import split_rows
from tui_nn.data.table import LabelColumn, NumberColumn, Table, TextColumn
from tui_nn.errors import DataError


@dataclass(frozen=True, eq=False)
class Prepared:
    """The examples to train on, and those to test on, None if all are trained on."""

    train: Dataset
    test: Dataset | None


def prepare(
    choice: DataChoice,
    *,
    seed: int,
    outputs: int | None = None,
    folder: Path | None = None,
    scale_targets: bool = True,
) -> Prepared:
    """Read a data file and make examples of it.

    Args:
        choice: The file and the use of its columns.
        seed: The experiment's seed, at least 0; decides which rows are test rows.
        outputs: The width of the output layer if it is fixed: two classes on one output are coded 0 and 1.
        folder: What a relative path starts from; the current folder if None.
        scale_targets: Whether `choice.scale` applies to numeric targets too. Classes are never scaled.

    Returns:
        Sets of read-only, C-contiguous arrays, in the order of the file. Scaling is fitted to `train` only.

    Raises:
        DataError: The file, or the choice of its columns, cannot be used.
    """
    path = find_file(choice.file, folder)
    table = read_table(path, as_text=(choice.time,) if choice.time else ())
    target_names, input_names = choose_columns(table, choice)
    times = _times(table, choice.time)
    input_columns = _numbers(table, input_names, "input", others=target_names)
    classes = _classes(table, target_names, choice.classes)
    target_columns = [] if classes else _numbers(table, target_names, "target")
    parts = split_rows(len(table), choice.test_fraction, seed=seed, codes=classes.codes if classes else None)
    # The columns are emptied, so the table must not be asked any more.
    del table
    inputs = poured(input_columns, parts)
    targets = [classes.as_targets(outputs, rows) for rows in parts] if classes else poured(target_columns, parts)
    input_scaling = fit_scaling(choice.scale, inputs[0])
    scaled = scale_targets and classes is None
    target_scaling = fit_scaling(choice.scale, targets[0]) if scaled else None
    coded_names = classes.names if classes and targets[0].shape[1] > 1 else target_names

    def part(index: int) -> Dataset:
        rows = parts[index]
        rows.setflags(write=False)
        return Dataset(
            name=data_name(path),
            input_names=input_names,
            target_names=coded_names,
            inputs=_finished(inputs[index], input_scaling),
            targets=_finished(targets[index], target_scaling),
            rows=rows,
            classes=classes.names if classes else (),
            target_column=target_names[0] if classes else "",
            times=tuple(times[row] for row in rows) if times else (),
            input_scaling=input_scaling,
            target_scaling=target_scaling,
            path=path,
            split_seed=seed,
        )

    return Prepared(part(0), part(1) if len(parts[1]) else None)


def choose_columns(table: Table, choice: DataChoice) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the names of the target columns and of the input columns.

    Raises:
        DataError: A column is unknown, named twice or used twice, or none is left for the inputs.
    """
    if choice.time:
        table.column(choice.time)
    rest = [name for name in table.names if name != choice.time]
    targets = choice.targets or (rest[-1],)
    inputs = choice.inputs or tuple(name for name in rest if name not in targets)
    for use, names in (("target", targets), ("input", inputs)):
        for index, name in enumerate(names):
            table.column(name)
            if name in names[:index]:
                raise DataError(f"the {use} column is named twice", place=table.place(name), advice="Name it once.")
            if name == choice.time:
                raise DataError(
                    f"the column of times cannot be {use} as well",
                    place=table.place(name),
                    advice="Use the column for one purpose.",
                )
    if both := [name for name in inputs if name in targets]:
        raise DataError(
            "the column is both target and input",
            place=table.place(both[0]),
            advice="Name the targets with --target and leave them out of --inputs.",
        )
    if not inputs:
        raise DataError(
            "no column is left for the inputs",
            place=str(table.path),
            advice="Choose fewer targets with --target.",
        )
    return targets, inputs


def _numbers(table: Table, names: Sequence[str], use: str, *, others: Sequence[str] = ()) -> list[Floats]:
    columns = []
    for name in names:
        column = table.column(name)
        if not isinstance(column, NumberColumn):
            raise _labels_refused(table, name, use, others)
        columns.append(column.values)
    return columns


def _labels_refused(table: Table, name: str, use: str, others: Sequence[str]) -> DataError:
    column = table.column(name)
    first = column.labels[0] if isinstance(column, LabelColumn) else ""
    cause = f"the {use} holds labels such as {shown(first)}, not numbers"
    if use == "target":
        return DataError(cause, place=table.place(name, 0), advice="Labels are classes: do not ask for none.")
    usable = [
        free
        for free, held in zip(table.names, table.columns, strict=True)
        if isinstance(held, NumberColumn) and free not in others
    ]
    if usable:
        advice = f"Inputs must be numbers. Choose them with --inputs; other columns of numbers: {', '.join(usable)}."
    else:
        advice = "Inputs must be numbers, and no other column of this file holds them."
    return DataError(cause, place=table.place(name, 0), advice=advice)


def _classes(table: Table, names: Sequence[str], asked: bool | None) -> Classes | None:
    labels = [name for name in names if isinstance(table.column(name), LabelColumn)]
    if asked is False or (asked is None and not labels):
        return None
    if len(names) > 1:
        raise DataError(
            f"classes need one target column, not {len(names)}",
            place=table.place(labels[0] if labels else names[0]),
            advice="Choose one target with --target, or targets that are all numbers and no classes.",
        )
    return find_classes(table, names[0])


def _times(table: Table, name: str) -> tuple[str, ...]:
    column = table.column(name) if name else None
    return column.cells if isinstance(column, TextColumn) else ()


def _finished(values: Floats, scaling: Scaling | None) -> Floats:
    if scaling is not None:
        scaling.apply_in_place(values)
    values.setflags(write=False)
    return values
