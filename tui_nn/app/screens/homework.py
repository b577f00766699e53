"""The homework dialog: numbers worked out by hand, checked against a fresh run of the experiment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui_nn.app.screens.dialog import Dialog
from tui_nn.app.screens.search import SearchInput
from tui_nn.data.dataset import Dataset
from tui_nn.errors import TuiNNError
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.engines import program_of
from tui_nn.training.homework import Report, check_homework
from tui_nn.training.homework_names import Quantities
from tui_nn.training.homework_reading import read_homework
from tui_nn.training.homework_words import in_words

STYLES = {
    "right": "bold $right",
    "wrong": "bold $wrong",
    "heading": "bold $accent",
    "formula": "$node",
    "slip": "bold",
    "note": "$foreground 70%",
}
"""By the part of the report; the others are plain."""

HOW_TO_WRITE = """\
Write the numbers you worked out into a file, with as many digits as you trust:

  step,quantity,value
  1,{first},−16.943
  1,grad {parameter},0.0512
  1,{parameter},−7.16

Steps count from 1, where this experiment starts. A parameter is meant after its step. JSON and TOML files do as well.\
"""


class HomeworkScreen(Dialog[None]):
    """Asks for a file of numbers worked out by hand and tells which is the first that differs, and why.

    The file is read and checked on a thread, from the experiment's start; the session at hand is not touched.

    Args:
        experiment: What was worked out.
        data: Its training examples.
        start_folder: What typed paths start from; the current folder if None.
    """

    DEFAULT_CSS = """
    HomeworkScreen > .box {
        max-width: 100;
    }
    HomeworkScreen #search {
        margin: 0 0 1 0;
    }
    HomeworkScreen.-short #search {
        margin: 0;
    }
    HomeworkScreen #report {
        height: 1fr;
    }
    HomeworkScreen #said {
        height: auto;
    }
    """

    AUTO_FOCUS: ClassVar[str | None] = "#search"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close"),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("pagedown", "scroll(10)", "Page down", show=False),
    ]

    class Checked(Message):
        """A file has been checked, or could not be."""

        def __init__(self, question: int, found: Report | TuiNNError) -> None:
            super().__init__()
            self.question = question
            self.found = found

    def __init__(self, experiment: Experiment, data: Dataset, *, start_folder: Path | None = None) -> None:
        super().__init__()
        self._experiment = experiment
        self._data = data
        self._folder = (start_folder or Path.cwd()).absolute()
        self._question = 0

    def compose(self) -> ComposeResult:
        """Put the path above the report."""
        box = Vertical(classes="box")
        box.border_title = f"Check my homework · {self._experiment.about.name}"
        box.border_subtitle = "esc close · enter check · tab complete · ↑↓ scroll"
        with box:
            path = SearchInput(self._folder)
            path.placeholder = "a path: ./ and tab complete it"
            yield path
            with VerticalScroll(id="report", can_focus=False):
                yield Static(self._how_to_write(), id="said")

    def _how_to_write(self) -> Content:
        names = self._experiment.names
        text = HOW_TO_WRITE.format(first=names.of("z1[1]"), parameter=names.parameters[0])
        return Content.styled(text, STYLES["note"])

    @on(Input.Submitted)
    def _go(self, event: Input.Submitted) -> None:
        self._question += 1
        self._say(Content.styled("checking …", STYLES["note"]))
        self._check(self._question, event.value.strip())

    @work(thread=True)
    def _check(self, question: int, path: str) -> None:
        quantities = Quantities(self._experiment, program_of(self._experiment))
        found: Report | TuiNNError
        try:
            entries = read_homework(self._folder / os.path.expanduser(path), quantities)
            found = check_homework(self._experiment, self._data, entries)
        except TuiNNError as error:
            found = error
        self.post_message(self.Checked(question, found))

    @on(Checked)
    def _checked(self, event: Checked) -> None:
        if event.question != self._question:
            return
        if isinstance(event.found, TuiNNError):
            error = event.found
            place = f"{error.place}: " if error.place else ""
            advice = f"\n{error.advice}" if error.advice else ""
            self._say(Content.assemble((f"{place}{error.cause}", "bold $text-error"), (advice, STYLES["note"])))
        else:
            lines = in_words(event.found)
            self._say(Content("\n").join(Content.styled(line.text, STYLES.get(line.part, "")) for line in lines))

    def _say(self, words: Content) -> None:
        self.query_one("#said", Static).update(words)
        self.query_one("#report", VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, lines: int) -> None:
        """Move the report by some lines."""
        self.query_one("#report", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_close(self) -> None:
        """Go back to the panes."""
        self.dismiss(None)
