"""`check-gradient`: backpropagation against differences of the loss, without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tui_nn.cli.options import experiment_options, overrides_from

if TYPE_CHECKING:
    from tui_nn.core.gradient_check import GradientCheck
    from tui_nn.core.names import Names

AGREES, DISAGREES = 0, 1


@click.command(name="check-gradient")
@click.argument("source")
@click.option(
    "--steps",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Train on this many examples first; 0 if not told.",
)
@click.option("--example", is_flag=True, help="Check the next example alone, not the whole batch it is in.")
@experiment_options
@click.pass_context
def check_gradient(ctx: click.Context, /, source: str, steps: int, example: bool, **options: Any) -> None:
    """Check the gradient of SOURCE against central differences of its loss.

    The gradient is the one the next update uses: of the next example, or of all examples of the batch it is in, at the
    present parameters. Exit codes: 0 nothing disagrees, 1 a gradient differs or training diverged on the way, 2 wrong
    usage or unreadable input.
    """
    from tui_nn.experiment.setup import set_up
    from tui_nn.training.gradient_checking import check_sheet, verdict_words
    from tui_nn.training.session import Session

    setup = set_up(source, overrides_from(options))
    session = Session(setup.experiment, setup.train)
    session.run(steps)
    if session.halted:
        click.echo(f"Error: {session.halted}", err=True)
        ctx.exit(DISAGREES)
    # The first operation of the next example makes it the one at hand; after a step that is the last one still.
    session.step_operation()
    check = check_sheet(session.sheet(), session.data, alone=example)
    names = setup.experiment.names
    click.echo(_table(check.numbers, names))
    training = setup.experiment.training
    click.echo(
        f"{setup.experiment.about.name} · step {check.step:,} · {check.what} · {training.gradient} gradient · "
        f"{verdict_words(check.numbers, names)}"
    )
    ctx.exit(AGREES if check.numbers.passed else DISAGREES)


def _table(check: GradientCheck, names: Names) -> str:
    """Set out a line a parameter in reading order: both gradients, their difference, and the verdict."""
    width = max(len("parameter"), *map(len, names.parameters))
    heads = ("analytic", "numeric", "difference", "relative")
    lines = [f"{'parameter':{width}}  {heads[0]:>16}  {heads[1]:>16}  {heads[2]:>10}  {heads[3]:>10}  verdict"]
    for index in names.reading_order:
        verdict = check.verdicts[index]
        kink = " (kink)" if check.kinks[index] and verdict != "kink" else ""
        lines.append(
            f"{names.parameters[index]:{width}}  {check.analytic[index]:16.9g}  {check.numeric[index]:16.9g}  "
            f"{check.difference[index]:10.2e}  {check.relative[index]:10.2e}  {verdict}{kink}"
        )
    return "\n".join(lines)
