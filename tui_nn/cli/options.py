"""The options about the experiment, shared by `open`, `train` and `show`: declared once, turned into `Overrides`.

The program's own modules are imported where they are needed, so that help comes without loading numpy.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tui_nn.experiment.overrides import Overrides

F = TypeVar("F", bound=Callable[..., Any])

ACTIVATION_CHOICES = "identity, relu, leaky_relu, sigmoid, tanh, softplus, softmax"
LOSS_CHOICES = "half_squared, squared, absolute, huber, binary_cross_entropy, cross_entropy"
OPTIMIZER_CHOICES = "sgd, momentum, nesterov, rmsprop, adam"
REDUCTION_CHOICES = "mean, sum"
GRADIENT_CHOICES = "exact, published"
ENGINE_CHOICES = "auto, scalar, numpy, numba"
SCALE_CHOICES = "none, standard, minmax"

EXPERIMENT_OPTIONS = (
    click.option("--layers", metavar="2-4-1", help="Layer sizes from inputs to outputs."),
    click.option("--activation", metavar="NAME", help=f"Of all hidden layers: {ACTIVATION_CHOICES}."),
    click.option("--output-activation", metavar="NAME", help="Of the output layer, from the same names."),
    click.option("--loss", metavar="NAME", help=f"Of one example: {LOSS_CHOICES}."),
    click.option("--optimizer", metavar="NAME", help=f"{OPTIMIZER_CHOICES}."),
    click.option("--lr", "learning_rate", metavar="RATE", type=float, help="Learning rate, above 0."),
    click.option("--batch-size", metavar="N|full", help="Examples to an update, or full for one update an epoch."),
    click.option("--reduction", metavar="NAME", help=f"A batch's gradient from its examples': {REDUCTION_CHOICES}."),
    click.option(
        "--gradient", metavar="NAME", help=f"{GRADIENT_CHOICES}: the rule of a lesson's source, where it has one."
    ),
    click.option(
        "--engine",
        metavar="NAME",
        envvar="TUI_NN_ENGINE",
        show_envvar=True,
        help=f"What does the arithmetic: {ENGINE_CHOICES}; auto chooses by size, numba comes with the extra `fast`.",
    ),
    click.option(
        "--seed",
        metavar="N",
        type=click.IntRange(min=0),
        help="Of the start values, the order and the test rows; another seed than the source's drops its start values.",
    ),
    click.option(
        "--set", "settings", metavar="NAME=VALUE", multiple=True, help="A start value, as w1=0.5. Repeatable."
    ),
    click.option(
        "--init", metavar="FILE", help="Start values by name from .toml, .json or .csv; --set goes over them."
    ),
    click.option("--target", "targets", metavar="COL,COL", help="Target columns; the last column if not told."),
    click.option("--inputs", metavar="COL,COL", help="Input columns; all that are not targets if not told."),
    click.option(
        "--classes/--no-classes", default=None, help="The target is a class, or a number; labels are classes anyway."
    ),
    click.option("--shuffle/--no-shuffle", default=None, help="A new order each epoch, or the order of the file."),
    click.option("--test-fraction", metavar="F", type=float, help="Share of the rows kept out of training, 0 to 1."),
    click.option("--scale", metavar="NAME", help=f"Of inputs and of targets that are numbers: {SCALE_CHOICES}."),
)


def experiment_options(command: F) -> F:
    """Give a command the shared options, in the order of their declaration."""
    for option in reversed(EXPERIMENT_OPTIONS):
        command = option(command)
    return command


def overrides_from(options: Mapping[str, Any]) -> Overrides:
    """Turn what the shared options were given into overrides.

    Raises:
        TuiNNError: A value cannot be read, or the file of start values cannot.
    """
    from tui_nn.experiment.overrides import Overrides, parse_batch_size, parse_layers, parse_value
    from tui_nn.experiment.start_values import read_start_values

    wishes = dict(options)
    layers, batch_size, init = wishes.pop("layers"), wishes.pop("batch_size"), wishes.pop("init")
    values = read_start_values(Path(init).expanduser()) if init is not None else {}
    values |= dict(parse_value(setting) for setting in wishes.pop("settings"))
    return Overrides(
        layers=parse_layers(layers) if layers is not None else (),
        batch_size=parse_batch_size(batch_size) if batch_size is not None else None,
        values=values,
        targets=_columns(wishes.pop("targets"), "target"),
        inputs=_columns(wishes.pop("inputs"), "inputs"),
        **wishes,
    )


def refuse_options(ctx: click.Context, reason: str) -> None:
    """Refuse all shared options that were given on the command line.

    Raises:
        click.UsageError: There is one; the reason says why it cannot be taken.
    """
    shared = {parameter.name for parameter in click.command()(experiment_options(lambda: None)).params}
    for option in ctx.command.params:
        source = ctx.get_parameter_source(option.name or "")
        if option.name in shared and source is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option.opts[0]} cannot be given here: {reason}")


def _columns(text: str | None, option: str) -> tuple[str, ...]:
    """Split names of columns at commas; one that has a comma itself is put in double quotes."""
    from tui_nn.errors import UsageError

    if text is None:
        return ()
    names = tuple(name.strip() for row in csv.reader([text], skipinitialspace=True) for name in row)
    if not names or not all(names):
        raise UsageError(f"{text!r} is not a list of columns", place=option, advice="Write names as in x1,x2.")
    return names
