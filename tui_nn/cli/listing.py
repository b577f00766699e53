"""`lessons`, `datasets` and `show`: what there is, as plain text."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

from tui_nn.cli.options import experiment_options, overrides_from

NARROWEST_TEXT = 24


@click.command()
def lessons() -> None:
    """List the lessons."""
    from tui_nn.experiment.lessons import lesson, lesson_names

    rows = [("lesson", "network", "loss", "title")]
    for name in lesson_names():
        experiment = lesson(name)
        rows.append((name, str(experiment.network), experiment.training.loss, experiment.about.title))
    click.echo(columns(rows))


@click.command()
def datasets() -> None:
    """List the bundled data sets; each name can stand for a data file."""
    from tui_nn.data.bundled import bundled_description, bundled_folder, bundled_names
    from tui_nn.data.reading import read_table

    rows = [("data set", "rows", "columns", "description")]
    for name in bundled_names():
        table = read_table(bundled_folder() / f"{name}.csv")
        rows.append((name, f"{len(table):,}", str(len(table.names)), bundled_description(name)))
    click.echo(columns(rows))


@click.command()
@click.argument("source")
@experiment_options
def show(source: str, **options: Any) -> None:
    """Print the experiment of SOURCE as TOML.

    Options are applied, so `tui-nn show iris --lr 0.05 > my.toml` makes a file that can be edited and opened. A data
    file is named by its whole path.
    """
    from tui_nn.cli.outputs import with_place_of_data
    from tui_nn.experiment.setup import set_up
    from tui_nn.experiment.toml import write_experiment

    setup = set_up(source, overrides_from(options))
    text = write_experiment(with_place_of_data(setup.experiment, setup.train))
    # TOML is UTF-8, whatever the terminal is.
    click.echo(text.encode(), nl=False)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Set rows in columns, the first row being the headings; on a terminal the last column is wrapped to its width."""
    widths = [max(map(len, cells)) for cells in list(zip(*rows, strict=True))[:-1]]
    indent = sum(widths) + 2 * len(widths)
    room = max(NARROWEST_TEXT, shutil.get_terminal_size().columns - indent) if sys.stdout.isatty() else None
    lines = []
    for *cells, text in rows:
        start = "".join(f"{cell:{width}}  " for cell, width in zip(cells, widths, strict=True))
        parts = textwrap.wrap(text, room) if room else [text]
        lines += [start + parts[0] if parts else start.rstrip(), *(" " * indent + part for part in parts[1:])]
    return "\n".join(line.rstrip() for line in lines)
