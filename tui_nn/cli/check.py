"""`check`: a hand-worked table against the computed run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tui_nn.cli.options import experiment_options, overrides_from


@click.command()
@click.argument("source")
@click.argument("expected", metavar="EXPECTED")
@experiment_options
@click.pass_context
def check(ctx: click.Context, /, source: str, expected: str, **options: Any) -> None:
    """Check the numbers of EXPECTED, worked out by hand, against SOURCE as it trains.

    EXPECTED is a CSV file with the header step,quantity,value and rows such as 1,z1,-16.943; or the same as .json, a
    list of such records; or as .toml, a table [step-1] for each step with lines such as z1 = -16.943. Steps count from
    1. A quantity is x, z, h, delta, grad, loss, prediction or a parameter by its name or the lesson's own (z1, delta3,
    "grad w5", w1); a parameter is meant as it is after the step, a gradient as the step's own example gives it.

    A value agrees if it is the computed one, rounded or cut off, to the digits written. The report names the first
    that differs and the slip that explains it. Exit codes: 0 all agree, 1 some differ, 2 wrong usage or unreadable
    input.
    """
    from tui_nn.experiment.setup import set_up
    from tui_nn.training.engines import program_of
    from tui_nn.training.homework import check_homework
    from tui_nn.training.homework_names import Quantities
    from tui_nn.training.homework_reading import read_homework
    from tui_nn.training.homework_words import in_words

    setup = set_up(source, overrides_from(options))
    quantities = Quantities(setup.experiment, program_of(setup.experiment))
    report = check_homework(setup.experiment, setup.train, read_homework(Path(expected), quantities))
    for line in in_words(report):
        click.echo(line.text)
    ctx.exit(0 if report.all_agree else 1)
