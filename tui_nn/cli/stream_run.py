"""What `train --csp` does: train on the events of a graph as they come, trace it, save it, sum it up."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from tui_nn.cli.outputs import check_save_path, check_trace_path, save_experiment, trace_stream, with_place_of_data
from tui_nn.cli.progress import Progress
from tui_nn.cli.training_run import DONE, FAILED, INTERRUPTED, Outputs, interruptible, trace_of
from tui_nn.data.events import EventStream
from tui_nn.errors import TuiNNError, UsageError
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.online import OnlineTrainer

LOOK_SECONDS = 0.1
"""How often Ctrl-C is looked for while no event comes."""


@dataclass(frozen=True)
class Stream:
    """Which events to train on: a graph's name, where its simulated time begins if it is simulated, and how many."""

    graph: str
    start: datetime | None
    steps: int | None


@dataclass
class Tally:
    """How the events went, each before its own update."""

    losses: float = 0.0
    right: int = 0
    last: float = 0.0


def train_on_stream(source: str, wishes: Overrides, stream: Stream, outputs: Outputs) -> int:
    """Train a source's experiment on the events of a graph and give the exit code.

    Raises:
        TuiNNError: The source, the wishes or the graph make no sense, the graph fails, or a file cannot be written.
    """
    from tui_nn.integrations.csp import events_of, load_graph

    save_path = check_save_path(outputs.save) if outputs.save is not None else None
    setup = set_up(source, wishes)
    if setup.experiment.data.scale != "none":
        raise UsageError(
            "events of a stream are taken as they are, not scaled", place="scale", advice="Give --scale none."
        )
    trainer = OnlineTrainer(setup.experiment, setup.train)
    if outputs.trace is not None:
        check_trace_path(outputs.trace, filter(None, (Path(source), setup.train.path, save_path)))
    on_stdout = outputs.trace == "-"
    watched = sys.stderr.isatty() and not (on_stdout and sys.stdout.isatty())
    progress = Progress(sys.stderr if watched else None, stream.steps)
    tally = Tally()
    failure: TuiNNError | None = None
    with ExitStack() as stack:
        interruption = stack.enter_context(interruptible())
        file = stack.enter_context(trace_stream(outputs.trace)) if outputs.trace is not None else None
        trace = trace_of(trainer, outputs, file) if file is not None else None
        events = stack.enter_context(events_of(load_graph(stream.graph), starttime=stream.start))
        try:
            while not (trainer.halted or interruption.asked or trainer.steps == stream.steps):
                if (event := events.take(LOOK_SECONDS)) is None:
                    if events.over:
                        break
                elif (sample := trainer.step(event.inputs, event.target)) is not None:
                    tally.last = sample.loss
                    tally.losses += sample.loss
                    tally.right += bool(sample.right)
                    if trace is not None:
                        trace.write(sample)
                if file is not None and not events.waiting:
                    file.flush()
                progress.say(lambda seconds: _progress_line(trainer, tally, stream.steps, seconds))
        except TuiNNError as error:
            # What was learnt until then is not lost.
            failure = error
        finally:
            progress.clear()
    interrupted = interruption.asked and not trainer.halted
    line = summary(trainer, tally, events)
    click.echo(f"{line} · interrupted" if interrupted else line, err=on_stdout)
    if trainer.halted:
        click.echo(f"Error: {trainer.halted}" + ("\nNothing was saved." if save_path else ""), err=True)
        return FAILED
    if save_path:
        save_experiment(with_place_of_data(trainer.trained_experiment(), setup.train), save_path)
    if failure is not None:
        raise failure
    return INTERRUPTED if interrupted else DONE


def summary(trainer: OnlineTrainer, tally: Tally, events: EventStream) -> str:
    """Say in one line how many events there were and how they went, each before its own update."""
    steps = trainer.steps
    parts = [f"{steps:,} step" + ("" if steps == 1 else "s")]
    if steps:
        parts.append(f"loss {tally.losses / steps!r} (mean of the events as they came)")
        if trainer.classifies:
            parts.append(f"accuracy {100.0 * tally.right / steps:.1f} % ({tally.right:,} of {steps:,})")
    if events.state == "ended":
        parts.append("the stream ended")
    return " · ".join(parts)


def _progress_line(trainer: OnlineTrainer, tally: Tally, last: int | None, seconds: float) -> str:
    steps = f"step {trainer.steps:,}" + (f" of {last:,}" if last else "")
    return f"{steps} · loss {tally.last:.6g} · {trainer.steps / max(seconds, 1e-9):,.0f} examples/s"
