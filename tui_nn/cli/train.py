"""`train`: training without a screen."""

from __future__ import annotations

from typing import Any

import click

from tui_nn.cli.options import experiment_options, overrides_from, refuse_options
from tui_nn.cli.sessions import IN_PROGRESS, is_session


@click.command()
@click.argument("source")
@click.option("--epochs", metavar="N", type=click.IntRange(min=0), help="Train this many epochs.")
@click.option("--steps", metavar="N", type=click.IntRange(min=0), help="Train on this many examples.")
@click.option(
    "--until",
    metavar="COND",
    help=(
        "Train until it holds: comparisons such as 'loss < 0.01', 'grad w5 > 1' or 'step >= 500', 'dead h1', "
        "'saturated', 'flips' or 'loss rises 5 epochs', joined by `and`, `or`. Loss (the mean) and accuracy are those "
        "of the last complete epoch, each example as it was seen; dead and saturated are looked at when an epoch ends. "
        "With --epochs or --steps as a bound, not getting there is a failure."
    ),
)
@click.option(
    "--trace",
    metavar="FILE",
    help=(
        "Write each step as a line of JSON, or as CSV if FILE ends in .csv; - is standard output. Inputs, targets and "
        "predictions are the network's (scaled if --scale is), parameters are those after the step."
    ),
)
@click.option("--trace-gradients", is_flag=True, help="Add each example's own gradient to the trace.")
@click.option("--trace-activations", is_flag=True, help="Add z, h and delta of every neuron to the trace.")
@click.option(
    "--save",
    metavar="FILE",
    help=(
        "Save the experiment with the trained parameters as its start, as .toml, or the run with its whole past, to be "
        "continued, as .tui-nn; after Ctrl-C too."
    ),
)
@experiment_options
@click.pass_context
def train(
    ctx: click.Context,
    /,
    source: str,
    epochs: int | None,
    steps: int | None,
    until: str | None,
    trace: str | None,
    trace_gradients: bool,
    trace_activations: bool,
    save: str | None,
    **options: Any,
) -> None:
    """Train SOURCE without a screen.

    The last line says how the network does under its final parameters. Trains for as many epochs as the experiment
    says, unless told by --epochs, --steps or --until; a saved session goes on for as many more. Exit codes: 0 done, 1
    training diverged or --until was not met, 2 wrong usage or unreadable input, 130 ended by Ctrl-C.
    """
    if epochs is not None and steps is not None:
        raise click.UsageError("--epochs and --steps both say when to end. Give one of them.")
    if trace is None and (trace_gradients or trace_activations):
        raise click.UsageError("--trace-gradients and --trace-activations add to a trace. Give --trace FILE too.")
    if is_session(source):
        refuse_options(ctx, IN_PROGRESS)
    from tui_nn.cli.training_run import Ending, Outputs, train_to_the_end

    ctx.exit(
        train_to_the_end(
            source,
            overrides_from(options),
            Ending(epochs, steps, until),
            Outputs(trace, trace_gradients, trace_activations, save),
        )
    )
