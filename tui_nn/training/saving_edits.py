"""Edits, and the ways to learn that they chose, as JSON."""

from __future__ import annotations

from dataclasses import replace

from tui_nn.data.dataset import Dataset
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import Experiment, Training
from tui_nn.experiment.toml import read_training, training_tables
from tui_nn.training.edits import ChangeTraining, Edit, Event, Freeze, SetParameter, SetParameters, check_edit
from tui_nn.training.engines import engine_of
from tui_nn.training.saving_entries import Entry, Json, damaged

ONE_BY_ONE = ("scalar", "numba")
"""Engines that go number by number, and so to the same bits."""


class Trainings:
    """The ways to learn of one run, each with its number; the first is that of the start.

    Args:
        first: The experiment it started from.
    """

    def __init__(self, first: Experiment) -> None:
        self._first = first
        self._numbers: dict[Training, int] = {first.training: 0}

    def number(self, training: Training) -> int:
        """Give the number of a way to learn, which is noted if it is new."""
        return self._numbers.setdefault(training, len(self._numbers))

    def as_json(self) -> list[Json]:
        """Give all of them with the engines that ran them, to be called when all have been noted."""
        tables = []
        for training in self._numbers:
            table, optimizer = training_tables(training)
            engine = engine_of(replace(self._first, training=training))
            tables.append({"training": table, "optimizer": optimizer, "engine": engine})
        return tables


def read_experiments(entries: list[Entry], first: Experiment) -> tuple[list[Experiment], bool]:
    """Give the experiment with each way to learn, and whether an engine other than the one preferred here goes on.

    An engine that would come to other bits than the one that was used is not taken, so a run goes on as it began.

    Raises:
        SavingError: A way to learn makes no sense.
    """
    experiments, pinned = [], False
    for entry in entries:
        try:
            training = read_training(entry.table("training").raw(), entry.table("optimizer").raw(), entry.place)
            experiment = replace(first, training=training)
        except ExperimentError as error:
            raise damaged(error.place or entry.place, error.cause) from error
        used, here = entry.text("engine"), engine_of(experiment)
        if used != here and not (used in ONE_BY_ONE and here in ONE_BY_ONE):
            engine = "scalar" if used in ONE_BY_ONE else "numpy"
            experiment = replace(experiment, training=replace(training, engine=engine))
            pinned = True
        experiments.append(experiment)
    return experiments, pinned


def event_as_json(event: Event, trainings: Trainings) -> Json:
    """Give an edit at its place."""
    edit, table = event.edit, {"step": event.step, "edit": type(event.edit).__name__}
    match edit:
        case SetParameter(index, value):
            return table | {"index": index, "value": value}
        case SetParameters(values):
            return table | {"values": [[index, value] for index, value in values]}
        case Freeze(indices, frozen):
            return table | {"indices": list(indices), "frozen": frozen}
        case ChangeTraining(training):
            return table | {"training": trainings.number(training)}


def read_event(entry: Entry, experiments: list[Experiment], data: Dataset) -> Event:
    """Read an edit at its place.

    Raises:
        SavingError: It makes no sense.
    """
    edit = _read_edit(entry, experiments)
    try:
        check_edit(edit, experiments[0], data)
    except ExperimentError as error:
        raise damaged(entry.place, error.cause) from error
    return Event(entry.whole("step"), edit)


def _read_edit(entry: Entry, experiments: list[Experiment]) -> Edit:
    last = experiments[0].network.parameter_count - 1
    match entry.text("edit"):
        case "SetParameter":
            return SetParameter(entry.whole("index", high=last), entry.number("value"))
        case "SetParameters":
            return SetParameters(tuple(_pair(entry, item, last) for item in entry.items("values")))
        case "Freeze":
            return Freeze(entry.wholes("indices", high=last), entry.flag("frozen"))
        case "ChangeTraining":
            return ChangeTraining(experiments[entry.whole("training", high=len(experiments) - 1)].training)
    raise entry.wrong("edit", "there is no such edit")


def _pair(entry: Entry, item: object, last: int) -> tuple[int, float]:
    if not isinstance(item, list) or len(item) != 2:
        raise entry.wrong("values", "not all of it are pairs")
    pair = Entry({"index": item[0], "value": item[1]}, f"{entry.place}: values")
    return pair.whole("index", high=last), pair.number("value")
