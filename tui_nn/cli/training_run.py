"""What `train` does once its words are understood: run a session to its end, trace it, save it, sum it up."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TextIO

import click

from tui_nn.cli.onlookers import Camera, Narrator, Onlooker
from tui_nn.cli.outputs import (
    check_save_path,
    check_trace_path,
    open_frames_folder,
    parse_size,
    save_result,
    trace_stream,
)
from tui_nn.cli.progress import Progress
from tui_nn.cli.sessions import full
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import Setup
from tui_nn.training.breakpoints import Watch, parse_breakpoint
from tui_nn.training.evaluation import Evaluation
from tui_nn.training.narration_frame import ending as ending_sentences
from tui_nn.training.records import CsvTrace, JsonTrace, Recorded, Recorder
from tui_nn.training.saving import Resumed, is_saved_session, open_source
from tui_nn.training.session import Session

CHUNK_SECONDS = 0.05
DONE, FAILED, INTERRUPTED = 0, 1, 130


@dataclass(frozen=True)
class Ending:
    """When to end: after epochs, after steps, when a condition holds; all None for the experiment's own epochs."""

    epochs: int | None = None
    steps: int | None = None
    until: str | None = None


@dataclass(frozen=True)
class Outputs:
    """What to write: a trace, with gradients or activations in it, the trained experiment, sentences, pictures.

    Attributes:
        trace: The trace's file, `-` for standard output.
        gradients: Whether it has gradients.
        activations: Whether it has z, h and delta.
        save: The file for the trained experiment.
        digits: To how many digits the run is told in sentences; None for not at all.
        frames: The folder for pictures of the app.
        frames_size: Their columns and rows, such as `140x40`.
        layout: The name of the app's layout that they show.
        overwrite: Whether pictures that are there already may go.
        every: Each how many steps one is told or pictured; None for every step told, and a picture an epoch.
    """

    trace: str | None = None
    gradients: bool = False
    activations: bool = False
    save: str | None = None
    digits: int | None = None
    frames: str | None = None
    frames_size: str = "140x40"
    layout: str = "study"
    overwrite: bool = False
    every: int | None = None


class Interruption:
    """Notes Ctrl-C, so that training ends between two steps; a second one ends it at once."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take the signal."""
        self.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


def train_to_the_end(source: str, wishes: Overrides, ending: Ending, outputs: Outputs) -> int:
    """Train a source and give the exit code.

    Raises:
        TuiNNError: The source or the wishes make no sense, or a file cannot be written.
    """
    save_path = check_save_path(outputs.save) if outputs.save is not None else None
    opened = open_source(source, wishes)
    if isinstance(opened, Resumed):
        session = opened.session
    else:
        # Who goes on with a saved run, or pictures it, wants to see how all of it came to be.
        whole = outputs.frames is not None or (save_path is not None and is_saved_session(save_path.name))
        session = Session(opened.experiment, opened.train, opened.test, with_histories=whole)
    watch, reason = Watch(), ""
    if ending.until is not None:
        watch = Watch([parse_breakpoint(ending.until, session.experiment, session.data, place="--until")])
    if outputs.trace is not None:
        check_trace_path(outputs.trace, filter(None, (Path(source), session.data.path, save_path)))
    told = outputs.digits is not None
    last_step = _last_step(session, ending, told=told)
    on_stdout = outputs.trace == "-"
    watched = sys.stderr.isatty() and not ((on_stdout or told) and sys.stdout.isatty())
    progress = Progress(sys.stderr if watched else None, last_step, session.steps)
    with ExitStack() as stack:
        interruption = stack.enter_context(interruptible())
        stream = stack.enter_context(trace_stream(outputs.trace)) if outputs.trace is not None else None
        advance = _tracing(session, outputs, stream) if stream is not None else session.run
        onlookers = _onlookers(session, outputs, stack)
        try:
            reason = _run(session, advance, last_step, watch, interruption, progress, onlookers)
        finally:
            progress.clear()
    interrupted = interruption.asked and not session.halted
    results = session.evaluate(), session.evaluate(session.test) if session.test else None
    if outputs.digits is not None:
        why = "interrupted" if interrupted else "because its condition holds" if reason else ""
        click.echo(ending_sentences(session, *results, outputs.digits, why))
    else:
        ended_by = "interrupted" if interrupted else reason
        click.echo(" · ".join(filter(None, (summary(session, *results), ended_by))), err=on_stdout)
    if session.halted:
        click.echo(f"Error: {session.halted}" + ("\nNothing was saved." if save_path else ""), err=True)
        return FAILED
    if save_path:
        save_result(session, save_path, opened if isinstance(opened, Resumed) else full(source))
    if interrupted:
        return INTERRUPTED
    if ending.until is not None and not reason:
        click.echo(f"Error: --until {ending.until!r} did not come to hold.", err=True)
        return FAILED
    return DONE


def _last_step(session: Session, ending: Ending, *, told: bool) -> int | None:
    if ending.steps is not None:
        return session.steps + ending.steps
    if ending.epochs is not None:
        return session.steps + ending.epochs * len(session.data)
    if ending.until is not None:
        return None
    # Who listens to every step hears more of one epoch than is easy to remember.
    return session.steps + len(session.data) * (1 if told else session.experiment.training.epochs)


def _onlookers(session: Session, outputs: Outputs, stack: ExitStack) -> list[Onlooker]:
    """Bring in who looks at the run; what they need is closed with the stack."""
    onlookers: list[Onlooker] = []
    if outputs.frames is not None:
        from tui_nn.app.film import Film

        folder = Path(os.path.expanduser(outputs.frames))
        size = parse_size(outputs.frames_size)
        open_frames_folder(folder, overwrite=outputs.overwrite)
        setup = Setup(session.experiment, session.data, session.test)
        picture = stack.enter_context(Film(setup, size=size, layout=outputs.layout)).picture
        onlookers.append(Camera(session, picture, folder, outputs.every or len(session.data)))
    if outputs.digits is not None:
        onlookers.append(Narrator(session, outputs.digits, outputs.every or 1))
    return onlookers


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Let Ctrl-C end training between two steps."""
    interruption = Interruption()
    # Only the main thread may set a handler; and what was started to ignore Ctrl-C goes on ignoring it.
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        yield interruption
        return
    before = signal.signal(signal.SIGINT, interruption)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, before)


def trace_of(trainer: Recorded, outputs: Outputs, stream: TextIO) -> JsonTrace | CsvTrace:
    """Give what writes the steps of a session, or of another trainer."""
    recorder = Recorder(trainer, gradients=outputs.gradients, activations=outputs.activations)
    as_csv = outputs.trace is not None and outputs.trace.lower().endswith(".csv")
    return CsvTrace(stream, recorder) if as_csv else JsonTrace(stream, recorder)


def _tracing(session: Session, outputs: Outputs, stream: TextIO) -> Callable[[int], int]:
    trace = trace_of(session, outputs, stream)

    def advance(count: int) -> int:
        done = 0
        while done < count and (sample := session.step()) is not None:
            trace.write(sample)
            done += 1
        stream.flush()
        return done

    return advance


def _run(
    session: Session,
    advance: Callable[[int], int],
    last_step: int | None,
    watch: Watch,
    interruption: Interruption,
    progress: Progress,
    onlookers: Sequence[Onlooker],
) -> str:
    """Train in chunks of about `CHUNK_SECONDS`, no chunk reaching past a step at which something is to be decided.

    Returns:
        Why the watch ended it, empty if something else did.
    """
    chunk = 1
    while not (session.halted or interruption.asked):
        if reason := watch.reason(session):
            return reason
        remaining = chunk if last_step is None else last_step - session.steps
        if remaining <= 0:
            break
        strides = (onlooker.stride() for onlooker in onlookers)
        count = watch.stride(session, min(chunk, remaining, *strides))
        began = time.perf_counter()
        advance(count)
        seconds = time.perf_counter() - began
        if seconds > 2.0 * CHUNK_SECONDS:
            chunk = max(1, chunk // 2)
        elif seconds < 0.5 * CHUNK_SECONDS and count == chunk:
            chunk *= 2
        for onlooker in onlookers:
            onlooker.look()
        progress.show(session)
    return ""


def summary(session: Session, train: Evaluation, test: Evaluation | None) -> str:
    """Say in one line how far a session came and how it does on all examples at its present parameters.

    The loss comes first as the reduction has it, sum or mean, and then the other way; of test examples, the mean.
    """
    total = f"(sum of {_count(train.examples, 'example')})"
    if session.experiment.training.reduction == "sum":
        losses = f"loss {train.total_loss!r} {total} · mean {train.mean_loss!r}"
    else:
        losses = f"loss {train.mean_loss!r} {total.replace('sum', 'mean')} · sum {train.total_loss!r}"
    epochs = session.position.epoch
    parts = [_count(epochs, "epoch"), _count(session.steps, "step"), losses, *_accuracy("accuracy", train)]
    if test is not None:
        parts.append(f"test loss {test.mean_loss!r} (mean of {_count(test.examples, 'example')})")
        parts += _accuracy("test accuracy", test)
    return " · ".join(parts)


def _accuracy(name: str, evaluation: Evaluation) -> list[str]:
    if evaluation.accuracy is None:
        return []
    right = round(evaluation.accuracy * evaluation.examples)
    return [f"{name} {100.0 * evaluation.accuracy:.1f} % ({right:,} of {evaluation.examples:,})"]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
