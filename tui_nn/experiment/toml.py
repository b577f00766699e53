"""Experiments as TOML: read with every mistake named by its key, written so that reading gives the same back."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import tomli_w

from tui_nn.core.initializers import Initializer
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.data.choice import DataChoice
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import About, Experiment, Start, Training

T = TypeVar("T")
Table = dict[str, Any]

_ABOUT_IN_TRAINING = ("published_rule", "accuracy")
_TABLES = ("data", "network", "start", "training", "optimizer", "labels")
_KINDS: dict[str, tuple[tuple[type, ...], str, str]] = {
    "str": ((str,), "a text", 'Write it in quotes, "…".'),
    "int": ((int,), "a whole number", "Write digits only, such as 3."),
    "float": ((int, float), "a number", "Write digits, such as 0.1 or 1e-3."),
    "bool": ((bool,), "true or false", "Write true or false, without quotes."),
}


def read_experiment(path: Path) -> Experiment:
    """Read an experiment from a TOML file; a relative data file is looked for beside it.

    Raises:
        ExperimentError: The file cannot be read, is not TOML, or says something meaningless.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExperimentError("this is not a text file in UTF-8", place=str(path)) from error
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise ExperimentError(reason, place=str(path), advice="Give the path of an experiment's .toml.") from error
    experiment = parse_experiment(text, place=str(path))
    beside = path.parent / experiment.data.file
    if beside.is_file() and not Path(experiment.data.file).is_absolute():
        data = dataclasses.replace(experiment.data, file=str(beside))
        experiment = dataclasses.replace(experiment, data=data)
    return experiment


def parse_experiment(text: str, *, place: str = "experiment") -> Experiment:
    """Read an experiment from TOML text.

    Args:
        text: The TOML.
        place: What to call it in errors.

    Raises:
        ExperimentError: It is not TOML, or says something meaningless.
    """
    try:
        top = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExperimentError(
            f"this is not TOML: {error}", place=place, advice="`tui-nn show xor` prints an example."
        ) from error
    try:
        return _experiment(top, place)
    except ExperimentError as error:
        raise _at(place, error) from error


def _at(place: str, error: ExperimentError) -> ExperimentError:
    if error.place.startswith(place):
        return error
    where = f"{place}: {error.place}" if error.place else place
    return ExperimentError(error.cause, place=where, advice=error.advice)


def _experiment(top: Table, place: str) -> Experiment:
    top = dict(top)
    _refuse_unknown(top, ["name", "title", "text", *_TABLES], place)
    tables = {name: _table(top, name, place) for name in _TABLES}
    about_table = top
    training = tables["training"]
    in_training = [name for name in _keys(Training) if name != "optimizer"]
    _refuse_unknown(training, [*in_training, *_ABOUT_IN_TRAINING], f"{place}: training")
    for name in _ABOUT_IN_TRAINING:
        if name in training:
            about_table[name] = training.pop(name)
    about_table["labels"] = tables["labels"]
    about_table.setdefault("name", Path(place).stem)
    start = tables["start"]
    of_draw = [name for name in _keys(Initializer) if name != "name"]
    _refuse_unknown(start, ["seed", "values", "initializer", *of_draw], f"{place}: start")
    values = _table(start, "values", f"{place}: start")
    seed = {"seed": start.pop("seed")} if "seed" in start else {}
    if "initializer" in start:
        start["name"] = start.pop("initializer")
    initializer = _build(Initializer, start, f"{place}: start")
    return Experiment(
        about=_build(About, about_table, place),
        data=_build(DataChoice, tables["data"], f"{place}: data"),
        network=_architecture(tables["network"], f"{place}: network"),
        start=_build(Start, {**seed, "initializer": initializer, "values": values}, f"{place}: start"),
        training=read_training(training, tables["optimizer"], place),
    )


def read_training(training: Table, optimizer: Table, place: str) -> Training:
    """Read how a network learns from the two tables that `training_tables` gives.

    Raises:
        ExperimentError: They say something meaningless.
    """
    training, size = dict(training), training.get("batch_size")
    if isinstance(size, str) or (size == 0 and not isinstance(size, bool)):
        if size != "full":
            raise ExperimentError(
                f"{size!r} is not a batch size",
                place=f"{place}: training: batch_size",
                advice='Write a number of examples, or "full".',
            )
        training["batch_size"] = 0
    training["optimizer"] = _build(OptimizerSettings, optimizer, f"{place}: optimizer")
    return _build(Training, training, f"{place}: training")


def _architecture(table: Table, place: str) -> Architecture:
    layers = table.pop("layers", None)
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise ExperimentError(
            "layers is missing or is not a list of tables",
            place=place,
            advice='Write layers = [{ size = 2, activation = "tanh" }, …].',
        )
    table["layers"] = tuple(
        _build(Layer, dict(layer), f"{place}: layer {number}") for number, layer in enumerate(layers, start=1)
    )
    return _build(Architecture, table, place)


def _table(parent: Table, name: str, place: str) -> Table:
    table = parent.pop(name, {})
    if not isinstance(table, dict):
        raise ExperimentError(f"{name} is not a table", place=place, advice=f"Write [{name}] on its own line.")
    return dict(table)


def _build(kind: type[T], table: Table, place: str) -> T:
    hints = get_type_hints(kind)
    _refuse_unknown(table, _keys(kind), place)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if field.name not in table and not optional:
            raise ExperimentError(f"{field.name} is missing", place=place, advice=f"Write {field.name} = ….")
    values = {key: _value(value, hints[key], f"{place}: {key}") for key, value in table.items()}
    try:
        return kind(**values)
    except ExperimentError as error:
        raise _at(place, error) from error


def _keys(kind: type[Any]) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


def _refuse_unknown(table: Table, known: list[str], place: str) -> None:
    for key in table:
        if key not in known:
            raise ExperimentError(f"there is no key {key!r}", place=place, advice=f"Known are {', '.join(known)}.")


def _value(value: Any, hint: Any, place: str) -> Any:
    if dataclasses.is_dataclass(value):
        return value
    text = getattr(hint, "__name__", "") if isinstance(hint, type) else str(hint)
    if text.startswith("tuple[str"):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ExperimentError(f"{value!r} is not a list of texts", place=place, advice='Write ["…", "…"].')
        return tuple(value)
    if text.startswith("tuple"):
        return value
    if "Mapping" in text:
        item = "float" if text.endswith("float]") else "str"
        return {key: _plain(entry, item, f"{place}.{key}") for key, entry in value.items()}
    return _plain(value, text.removesuffix(" | None"), place)


def _plain(value: Any, kind: str, place: str) -> Any:
    types, words, advice = _KINDS[kind]
    if not isinstance(value, types) or (isinstance(value, bool) and kind != "bool"):
        raise ExperimentError(f"{value!r} is not {words}", place=place, advice=advice)
    try:
        return float(value) if kind == "float" and isinstance(value, int) else value
    except OverflowError as error:
        raise ExperimentError("the number is too large", place=place, advice="Stay below 1e308.") from error


def write_experiment(experiment: Experiment) -> str:
    """Write an experiment as TOML; `parse_experiment` gives an equal experiment back.

    What stands at its default in the initializer and the optimizer is left out.
    """
    about, start, training = experiment.about, experiment.start, experiment.training
    top: Table = {"name": about.name}
    for key in ("title", "text"):
        if getattr(about, key):
            top[key] = getattr(about, key)
    top["data"] = _present(experiment.data)
    top["network"] = {
        "inputs": experiment.network.inputs,
        "layers": [dataclasses.asdict(layer) for layer in experiment.network.layers],
    }
    top["training"], optimizer = training_tables(training)
    for key in _ABOUT_IN_TRAINING:
        if getattr(about, key) not in ("", None):
            top["training"][key] = getattr(about, key)
    top["optimizer"] = optimizer
    initializer = _changed(start.initializer)
    top["start"] = {"seed": start.seed, "initializer": initializer.pop("name"), **initializer}
    if start.values:
        top["start"]["values"] = dict(start.values)
    if about.labels:
        top["labels"] = dict(about.labels)
    # A text over several lines cannot keep a carriage return.
    in_one_line = tomli_w.dumps(top)
    return in_one_line if "\\r" in in_one_line else tomli_w.dumps(top, multiline_strings=True)


def training_tables(training: Training) -> tuple[Table, Table]:
    """Give how a network learns as two tables: of the training, and of its optimizer."""
    return _present(training) | {"batch_size": training.batch_size or "full"}, _changed(training.optimizer)


def _present(settings: Any) -> Table:
    table = {}
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if value in ("", None, ()) or dataclasses.is_dataclass(value):
            continue
        table[field.name] = list(value) if isinstance(value, tuple) else value
    return table


def _changed(settings: Any) -> Table:
    return {
        field.name: getattr(settings, field.name)
        for field in dataclasses.fields(settings)
        if field.name == "name" or getattr(settings, field.name) != field.default
    }
