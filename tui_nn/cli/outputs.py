"""Files that `train` writes: checked before training, and told about in words when they cannot be written."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from tui_nn.data.bundled import bundled_folder
from tui_nn.data.dataset import Dataset
from tui_nn.errors import UsageError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.toml import write_experiment
from tui_nn.training.saving import SUFFIX, Resumed, save, take
from tui_nn.training.session import Session

FRAME_NAME = re.compile(r"frame-\d{6,}\.svg")


def with_place_of_data(experiment: Experiment, data: Dataset) -> Experiment:
    """Name the data file by its whole path, so that the experiment opens from any folder; bundled data keep theirs."""
    if data.path is None or data.path.parent == bundled_folder():
        return experiment
    return replace(experiment, data=replace(experiment.data, file=os.path.abspath(data.path)))


def check_save_path(text: str) -> Path:
    """Give the path to save an experiment or a session to, links followed.

    Raises:
        UsageError: It ends in neither .toml nor .tui-nn, or could not be written.
    """
    path = Path(os.path.realpath(os.path.expanduser(text)))
    if path.suffix.lower() not in (".toml", SUFFIX):
        raise UsageError(
            f"{text!r} does not end in .toml or {SUFFIX}",
            place="--save",
            advice=f"The trained experiment is saved as .toml, the run with its whole past as {SUFFIX}.",
        )
    with writing_told(text, "--save"):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "Is a directory")
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "Permission denied")
        tempfile.TemporaryFile(dir=path.parent).close()
    return path


def save_result(session: Session, path: Path, source: str | Resumed) -> None:
    """Write what training gave: the session, or the experiment that starts where it stands, as the path's ending says.

    Args:
        session: The session.
        path: The file.
        source: What was opened, or the saved session that was gone on with.

    Raises:
        TuiNNError: The file cannot be written.
    """
    if path.suffix.lower() != SUFFIX:
        save_experiment(with_place_of_data(session.trained_experiment(), session.data), path)
    elif isinstance(source, Resumed):
        told, previous, breakpoints = source.told, source.previous, source.breakpoints
        save(take(session, source=told.source, previous=previous, breakpoints=breakpoints), path)
    else:
        save(take(session, source=source), path)


def save_experiment(experiment: Experiment, path: Path) -> None:
    """Write an experiment; a reader finds the old file or the whole new one.

    Raises:
        UsageError: The file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with writing_told(str(path), "--save"):
        try:
            unfinished.write_text(write_experiment(experiment), encoding="utf-8")
            os.replace(unfinished, path)
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


def parse_size(text: str) -> tuple[int, int]:
    """Read the size of a screen, such as `140x40`, as columns and rows.

    Raises:
        UsageError: It is no such size, or one the app has no use for.
    """
    found = re.fullmatch(r"(\d{1,4})x(\d{1,4})", text)
    columns, rows = map(int, found.groups()) if found else (0, 0)
    if not (40 <= columns <= 500 and 12 <= rows <= 200):
        raise UsageError(
            f"{text!r} is not the size of a screen",
            place="--frames-size",
            advice="Give columns and rows, from 40x12 to 500x200.",
        )
    return columns, rows


def open_frames_folder(folder: Path, *, overwrite: bool) -> None:
    """Make the folder for frames, or see that it has none of another run.

    Args:
        folder: Where they go.
        overwrite: Whether those that are there may go.

    Raises:
        UsageError: It cannot be made or written to, or has frames already.
    """
    with writing_told(str(folder), "--frames"):
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        old = sorted(path for path in folder.iterdir() if FRAME_NAME.fullmatch(path.name))
        if old and not overwrite:
            raise UsageError(
                f"there are frames already, such as {old[0].name}",
                place=f"--frames {folder}",
                advice="Choose another folder, or say --overwrite to put the new ones in their place.",
            )
        for path in old:
            path.unlink()


def write_frame(svg: str, folder: Path, step: int) -> None:
    """Write the picture of a step; a viewer finds the whole file or none.

    Raises:
        UsageError: It cannot be written.
    """
    path = folder / f"frame-{step:06d}.svg"
    unfinished = folder / f".{path.name}"
    with writing_told(str(path), "--frames"):
        try:
            unfinished.write_text(svg, encoding="utf-8")
            os.replace(unfinished, path)
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


@contextmanager
def trace_stream(file: str) -> Iterator[TextIO]:
    """Open the file of a trace, `-` being standard output, and close it.

    Raises:
        UsageError: The file cannot be opened, or not written to its end.
    """
    if file == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            # JSON is UTF-8, whatever the terminal is.
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
        return
    with writing_told(file, "--trace"), open(os.path.expanduser(file), "w", encoding="utf-8", newline="") as stream:
        yield stream


def check_trace_path(file: str, others: Iterable[Path]) -> None:
    """Refuse to write a trace over a file that is read, or saved to.

    Raises:
        UsageError: The file is one of the others.
    """
    if os.path.realpath(os.path.expanduser(file)) in {os.path.realpath(path.expanduser()) for path in others}:
        raise UsageError("this file has another use", place=f"--trace {file}", advice="Choose another name.")


@contextmanager
def writing_told(file: str, option: str) -> Iterator[None]:
    """Turn the system's refusal to write into a message.

    Raises:
        UsageError: The system refused.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"it cannot be written: {reason}", place=f"{option} {file}", advice="Choose another place."
        ) from error
