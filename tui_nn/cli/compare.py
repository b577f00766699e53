"""`compare`: where two traces begin to differ."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tui_nn.training.comparing import Comparison, Difference

NAMES_SHOWN = 5


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0.0),
    default=0.0,
    metavar="R",
    help="Take numbers for the same that differ by no more than this share of the larger; 0, the default, is exact.",
)
@click.pass_context
def compare(ctx: click.Context, first: str, second: str, tolerance: float) -> None:
    """Find the first step at which the traces A and B differ, and by how much.

    A and B are files that `train --trace` wrote, as JSON lines or as CSV; `-` is standard input. Steps are compared by
    their numbers, and what only one trace has is named. Exit codes: 0 what both have is the same, 1 it differs, 2 wrong
    usage or unreadable input.
    """
    from tui_nn.errors import UsageError
    from tui_nn.training import comparing
    from tui_nn.training.trace_reading import open_trace, read_trace

    if first == second == "-":
        raise UsageError("A and B cannot both be standard input", place="compare")
    with ExitStack() as files:
        a, b = (
            read_trace("standard input", sys.stdin)
            if file == "-"
            else read_trace(file, files.enter_context(open_trace(Path(file).expanduser())))
            for file in (first, second)
        )
        comparison = comparing.compare(a, b, tolerance)
    if not comparison.steps:
        raise UsageError("they have no step in common", place=f"{first} and {second}")
    for line in in_words(comparison, tolerance):
        click.echo(line)
    ctx.exit(1 if comparison.first else 0)


def in_words(comparison: Comparison, tolerance: float) -> Iterator[str]:
    """Tell what came of it, line by line."""
    steps = _count(comparison.steps, "step")
    if not comparison.first:
        how = f"to within {tolerance:g} of the larger" if tolerance else "to the last bit"
        yield f"The same {how}: {comparison.numbers:,} numbers of {steps}."
    else:
        first, *others = comparison.first
        yield f"The first difference is at step {first.step:,}: {first.name}"
        yield from _both(first)
        if others:
            names = _listed([other.name for other in others])
            yield f"There {names} differ{'' if len(others) > 1 else 's'} too."
        yield f"{_count(comparison.differing, 'step')} of {comparison.steps:,} in both traces differ."
        largest = comparison.largest
        if largest is not None and largest != first:
            yield f"The largest difference is at step {largest.step:,}: {largest.name}"
            yield from _both(largest)
    for letter, missing, alone in zip("AB", comparison.only, comparison.alone, strict=True):
        if missing:
            yield f"Only {letter} has {_listed(missing)}."
        if alone:
            yield f"Only {letter} has {_count(alone, 'further step')}."


def _both(difference: Difference) -> Iterator[str]:
    yield f"  A  {difference.first}"
    yield f"  B  {difference.second}"
    if not isinstance(difference.first, str) and not isinstance(difference.second, str):
        apart = difference.second - difference.first
        yield f"  B − A  {apart:.3g}, {difference.relative:.2g} of the larger"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
