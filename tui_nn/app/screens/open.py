"""The open dialog: choose a lesson, bundled data or a file, then say what to train on it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from tui_nn.app.screens.chooser import Chooser
from tui_nn.app.screens.data_form import DataForm
from tui_nn.app.screens.dialog import Dialog
from tui_nn.app.screens.in_words import advice_on_scale, setup_in_words
from tui_nn.app.screens.search import SearchInput
from tui_nn.data.preview import Preview, preview
from tui_nn.errors import TuiNNError
from tui_nn.experiment.lessons import lesson_names
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import Setup
from tui_nn.training.saving import SUFFIX, Resumed, open_source

FIRST_ROWS = 12
CHOOSING_KEYS = "esc cancel · enter open · ↑↓ choose · tab complete or go on"
FORM_KEYS = "esc back · enter train · tab next field · space change"


class OpenScreen(Dialog[Setup | Resumed | None]):
    """Asks what to train; gives its setup, or a saved session; None if the user turns back.

    Files are read on threads, one at a time; of several answers only the one to the last question counts.

    Args:
        start_folder: The folder whose files are offered; the current one if None.
    """

    DEFAULT_CSS = """
    OpenScreen #bottom {
        height: auto;
        align-horizontal: right;
        border-top: solid $pane-border;
    }
    OpenScreen #status {
        width: 1fr;
        height: auto;
        max-height: 6;
        scrollbar-size-vertical: 1;
    }
    OpenScreen.-short #status {
        max-height: 4;
    }
    OpenScreen.-narrow.-short #bottom {
        border-top: none;
    }
    OpenScreen #said {
        width: 1fr;
        height: auto;
    }
    OpenScreen #said.-waiting {
        color: $text-muted;
    }
    OpenScreen #buttons {
        width: auto;
        height: 1;
    }
    OpenScreen.-narrow #bottom, OpenScreen.-medium #bottom {
        layout: vertical;
    }
    OpenScreen.-narrow #buttons, OpenScreen.-medium #buttons {
        width: 100%;
        align-horizontal: right;
    }
    OpenScreen Button {
        min-width: 12;
        margin-left: 1;
    }
    """

    AUTO_FOCUS: ClassVar[str | None] = "#search"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back")]

    class Previewed(Message):
        """A data file has been looked at."""

        def __init__(self, question: int, found: Preview | TuiNNError) -> None:
            super().__init__()
            self.question = question
            self.found = found

    class Decided(Message):
        """It has been decided what would be trained."""

        def __init__(self, question: int, found: Setup | Resumed | TuiNNError) -> None:
            super().__init__()
            self.question = question
            self.found = found

    def __init__(self, *, start_folder: Path | None = None) -> None:
        super().__init__()
        self._folder = (start_folder or Path.cwd()).absolute()
        self._question = 0
        self._one_at_a_time = threading.Lock()
        self._waiting = False
        self._source = ""
        self._setup: Setup | None = None
        self._train_at_once = False

    def compose(self) -> ComposeResult:
        """Put step one into the box; step two takes its place."""
        box = Vertical(classes="box")
        box.border_title = "Open"
        box.border_subtitle = CHOOSING_KEYS
        with box:
            yield Chooser(self._folder)
            with Horizontal(id="bottom"):
                status = VerticalScroll(id="status", can_focus=False)
                status.display = False
                with status:
                    yield Static(id="said")
                with Horizontal(id="buttons"):
                    yield Button("Open", id="go", variant="primary", compact=True)
                    yield Button("Cancel", id="back", compact=True)

    @property
    def _form(self) -> DataForm | None:
        return next(iter(self.query(DataForm)), None)

    # Questions, asked on threads, and answers.

    def _ask(self, what: str) -> int:
        """Begin a question; older ones are not waited for any more."""
        self._question += 1
        self._waiting = True
        self._setup = None
        if what:
            self._say(Content(what), waiting=True)
        else:
            self.query_one("#said").add_class("-waiting")
        return self._question

    def _drop_question(self) -> None:
        self._question += 1
        self._waiting = self._train_at_once = False
        self._setup = None

    @work(thread=True)
    def _look_at(self, question: int, path: Path) -> None:
        with self._one_at_a_time:
            if question != self._question:
                return
            found: Preview | TuiNNError
            try:
                found = preview(path, FIRST_ROWS)
            except TuiNNError as error:
                found = error
        self.post_message(self.Previewed(question, found))

    @work(thread=True)
    def _decide(self, question: int, source: str, wishes: Overrides) -> None:
        with self._one_at_a_time:
            if question != self._question:
                return
            found: Setup | Resumed | TuiNNError
            try:
                found = open_source(source, wishes)
            except TuiNNError as error:
                found = error
        self.post_message(self.Decided(question, found))

    @on(Previewed)
    async def _previewed(self, event: Previewed) -> None:
        if event.question != self._question:
            return
        if isinstance(event.found, TuiNNError):
            self._refuse(event.found)
            return
        box = self.query_one(".box")
        self.query_one(Chooser).display = False
        await box.mount(DataForm(event.found), before="#bottom")
        box.border_title = f"Open · {event.found.path.name}"
        box.border_subtitle = FORM_KEYS
        self.query_one("#go", Button).label = "Train"
        self.query_one("#back", Button).label = "Back"
        self.query_one("#go").focus()
        self._decide_anew()

    @on(Decided)
    def _decided(self, event: Decided) -> None:
        if event.question != self._question:
            return
        if isinstance(event.found, TuiNNError):
            self._refuse(event.found)
            return
        self._waiting = False
        form = self._form
        if isinstance(event.found, Resumed):
            self.dismiss(event.found)
            return
        self._setup = event.found
        if form is None or self._train_at_once:
            self.dismiss(event.found)
            return
        form.show(event.found)
        advice = advice_on_scale(event.found)
        self._say(
            Content.assemble((setup_in_words(event.found), "bold"), "\n" if advice else "", (advice, "$text-warning"))
        )

    def _decide_anew(self) -> None:
        form = self._form
        if form is None:
            return
        try:
            wishes = form.wishes()
        except TuiNNError as error:
            self._drop_question()
            self._refuse(error)
            return
        self._decide(self._ask(""), self._source, wishes)

    # What is said at the bottom.

    def _say(self, words: Content, *, waiting: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(words)
        said.set_class(waiting, "-waiting")
        self.query_one("#status").display = bool(words)
        self.query_one("#go", Button).disabled = False

    def _refuse(self, error: TuiNNError) -> None:
        self._waiting = self._train_at_once = False
        self._setup = None
        place = f"{error.place}: " if error.place else ""
        advice = f"\n{error.advice}" if error.advice else ""
        self._say(Content.assemble((f"{place}{error.cause}", "bold $text-error"), (advice, "$foreground 70%")))
        self.query_one("#go", Button).disabled = self._form is not None

    # What the user does.

    @on(Chooser.Chosen)
    def _chosen(self, event: Chooser.Chosen) -> None:
        self._source = event.source
        name = Path(event.source).name
        question = self._ask(f"reading {name} …")
        if event.source in lesson_names() or event.source.lower().endswith((".toml", SUFFIX)):
            self._decide(question, event.source, Overrides())
        else:
            self._look_at(question, Path(event.source))

    @on(Chooser.Refused)
    def _not_found(self, event: Chooser.Refused) -> None:
        self._refuse(event.error)

    @on(Chooser.Changed)
    def _choosing_on(self) -> None:
        self._drop_question()
        self._say(Content(""))

    @on(DataForm.Changed)
    def _wishes_changed(self) -> None:
        self._train_at_once = False
        self._decide_anew()

    @on(DataForm.Entered)
    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        if self._form is None:
            self.query_one(Chooser).open()
        elif self._waiting:
            self._train_at_once = True
        elif self._setup is not None:
            self.dismiss(self._setup)

    @on(Button.Pressed, "#back")
    async def action_back(self) -> None:
        """Stop reading, or go back to step one, or leave without a setup."""
        form = self._form
        if form is None:
            if self._waiting:
                self._choosing_on()
            else:
                self.dismiss(None)
            return
        await form.remove()
        self._choosing_on()
        self.query_one(Chooser).display = True
        box = self.query_one(".box")
        box.border_title = "Open"
        box.border_subtitle = CHOOSING_KEYS
        self.query_one("#go", Button).label = "Open"
        self.query_one("#back", Button).label = "Cancel"
        self.query_one(SearchInput).focus()
