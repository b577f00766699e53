"""What can be wrong with what a user gave us, said so that it can be put right."""

from __future__ import annotations

from typing import ClassVar


class TuiNNError(Exception):
    """A mistake in the input, never in the program.

    The command line prints it and exits with 2; the app shows it and leaves the session as it was.

    Args:
        cause: What is wrong, one sentence without a full stop.
        place: Where: `file:line, column 'name'`, an option, a key of a TOML file.
        advice: What to do about it.
    """

    title: ClassVar[str] = "Something is wrong"

    def __init__(self, cause: str, *, place: str = "", advice: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.place = place
        self.advice = advice

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what_to_do = f"\n{self.advice}" if self.advice else ""
        return f"{where}{self.cause}{what_to_do}"


class DataError(TuiNNError):
    """A data file, or the choice of its columns, cannot be used."""

    title = "The data cannot be used"


class ExperimentError(TuiNNError):
    """An experiment asks for something meaningless or unknown."""

    title = "The experiment cannot be set up"


class UsageError(TuiNNError):
    """The command line, or what was typed into a dialog, cannot be understood."""

    title = "That cannot be understood"


class SavingError(TuiNNError):
    """A saved session cannot be written, or not be read and gone on with."""

    title = "The session cannot be kept or continued"
