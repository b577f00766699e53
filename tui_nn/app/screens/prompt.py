"""A question with one line for the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui_nn.app.screens.dialog import Dialog
from tui_nn.errors import TuiNNError, UsageError


class PromptScreen(Dialog[str]):
    """Asks for one thing; gives None when the user does not want to answer.

    Args:
        title: What it is about.
        question: What is asked, with the present value.
        answer: What stands in the line to begin with.
        check: Raises a `TuiNNError` for an answer that cannot be used.
    """

    DEFAULT_CSS = """
    PromptScreen > .box {
        width: 70;
        max-width: 100%;
        height: auto;
        padding: 1 2;
    }
    PromptScreen.-short > .box, PromptScreen.-narrow > .box {
        height: auto;
        padding: 0 1;
    }
    PromptScreen Static {
        height: auto;
    }
    PromptScreen #wrong {
        color: $error;
    }
    PromptScreen Input {
        background: $panel;
        margin: 1 0;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, title: str, question: str, answer: str, check: Callable[[str], object]) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._answer = answer
        self._check = check

    def compose(self) -> ComposeResult:
        """Put the question, the line and what is wrong with the answer into a box."""
        box = Vertical(classes="box")
        box.border_title = self._title
        box.border_subtitle = "enter take · esc cancel"
        with box:
            yield Static(self._question, markup=False)
            yield Input(self._answer, compact=True)
            yield Static("", id="wrong", markup=False)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        try:
            self._check(event.value)
        except TuiNNError as error:
            self.query_one("#wrong", Static).update(str(error))
            return
        self.dismiss(event.value)


def parse_number(text: str) -> float:
    """Read a finite number, with either minus sign.

    Raises:
        UsageError: It is not one.
    """
    try:
        number = float(text.strip().replace("−", "-"))
    except ValueError:
        number = float("nan")
    if number - number != 0.0:
        raise UsageError(f"{text!r} is not a finite number", advice="Type a number such as 0.5 or -1e-3.")
    return number


def parse_step(text: str) -> int:
    """Read the number of a position: steps, with or without thousands separators.

    Raises:
        UsageError: It is not a whole number from 0 up to 10¹².
    """
    digits = text.replace(",", "").replace("_", "").replace(" ", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= 12:
        return int(digits)
    raise UsageError(f"{text!r} is not a step", advice="Type a whole number from 0, such as 250.")
