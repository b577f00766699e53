"""`train`: training without a screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from tui_nn.cli.options import experiment_options, overrides_from, refuse_options
from tui_nn.cli.sessions import IN_PROGRESS, is_session

LAYOUT_CHOICES = ("study", "watch", "monitor")


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
@click.option(
    "--csp",
    "graph",
    metavar="MODULE:GRAPH",
    help=(
        "Train on the events of this csp graph as they come, not on the data of SOURCE: --steps of them, or all. It "
        "gives two time series, x and y. Needs the extra `csp`."
    ),
)
@click.option(
    "--csp-start",
    metavar="TIME",
    type=click.DateTime(),
    help="Run the graph in simulated time from here, as 2020-01-01; in real time if not told.",
)
@click.option(
    "--narrate",
    is_flag=True,
    help=(
        "Tell each operation of each step in a sentence, for the ear; one epoch if not told how long to train, and 100 "
        "steps at most. A layer of more than 8 neurons, or fed by more, is told in a sentence an operation."
    ),
)
@click.option(
    "--digits",
    metavar="N",
    type=click.IntRange(1, 17),
    help="Significant digits of --narrate: 4 if not told; 17 stands for the fewest that give the same number back.",
)
@click.option(
    "--frames",
    metavar="DIR",
    help="Write pictures of the app as SVG into a folder, frame-000012.svg for step 12; no terminal is needed.",
)
@click.option("--frames-size", metavar="140x40", help="Columns and rows of the pictures; 140x40 if not told.")
@click.option(
    "--layout",
    type=click.Choice(LAYOUT_CHOICES),
    help="Which panes are large in the pictures; study, the worksheet, if not told.",
)
@click.option("--overwrite", is_flag=True, help="Put the frames in the place of all that DIR has already.")
@click.option(
    "--every",
    metavar="N",
    type=click.IntRange(min=1),
    help="Tell or picture steps N, 2N, and so on. If not told, each step is narrated, and each epoch's last pictured.",
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
    graph: str | None,
    csp_start: datetime | None,
    narrate: bool,
    digits: int | None,
    frames: str | None,
    frames_size: str | None,
    layout: str | None,
    overwrite: bool,
    every: int | None,
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
    if graph is None and csp_start is not None:
        raise click.UsageError("--csp-start is the start of a graph. Give --csp MODULE:GRAPH too.")
    if graph is not None and (epochs is not None or until is not None):
        raise click.UsageError("A stream has no epochs to count, and --until looks at them. Give --steps with --csp.")
    if graph is not None and (narrate or frames is not None):
        raise click.UsageError(
            "--narrate and --frames go back over steps, which a stream cannot. Leave them, or --csp."
        )
    if narrate and trace == "-":
        raise click.UsageError("--narrate and --trace - both write to standard output. Give the trace a file.")
    if digits is not None and not narrate:
        raise click.UsageError("--digits is about what is told. Give --narrate too.")
    if frames is None and (overwrite or layout or frames_size):
        raise click.UsageError("--frames-size, --layout and --overwrite are about pictures. Give --frames too.")
    if every is not None and not narrate and frames is None:
        raise click.UsageError("--every is about what is told or pictured. Give --narrate or --frames too.")
    if is_session(source):
        refuse_options(ctx, IN_PROGRESS)
    if graph is not None and (is_session(source) or (save is not None and is_session(save))):
        raise click.UsageError("A stream has no past to go back to: --csp neither continues nor saves a session.")
    from tui_nn.cli.training_run import Ending, Outputs, train_to_the_end

    wishes = overrides_from(options)
    outputs = Outputs(
        trace,
        trace_gradients,
        trace_activations,
        save,
        digits=(digits or 4) if narrate else None,
        frames=frames,
        frames_size=frames_size or "140x40",
        layout=layout or LAYOUT_CHOICES[0],
        overwrite=overwrite,
        every=every,
    )
    if graph is not None:
        from tui_nn.cli.stream_run import Stream, train_on_stream

        ctx.exit(train_on_stream(source, wishes, Stream(graph, csp_start, steps), outputs))
    ctx.exit(train_to_the_end(source, wishes, Ending(epochs, steps, until), outputs))
