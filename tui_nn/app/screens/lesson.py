"""The lesson screen: what this experiment is, and what there is to see."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical, VerticalScroll
from textual.widgets import Static

from tui_nn.app.screens.dialog import Dialog
from tui_nn.app.screens.in_words import facts, paragraphs, styled
from tui_nn.experiment.experiment import Experiment


class LessonScreen(Dialog[None]):
    """Shows an experiment's words and what determines it.

    Args:
        experiment: The experiment.
    """

    DEFAULT_CSS = """
    LessonScreen > .box {
        max-width: 92;
        height: auto;
        max-height: 92%;
    }
    LessonScreen VerticalScroll {
        height: auto;
        max-height: 100%;
        padding: 1 1 0 1;
    }
    LessonScreen.-short VerticalScroll {
        padding: 0;
    }
    LessonScreen Static {
        width: 1fr;
        height: auto;
    }
    LessonScreen .title {
        text-style: bold;
        color: $accent;
        margin-bottom: 1;
    }
    LessonScreen .paragraph {
        margin-bottom: 1;
    }
    LessonScreen Grid {
        grid-size: 2;
        grid-columns: 11 1fr;
        grid-rows: auto;
        height: auto;
        border-top: solid $pane-border;
        padding-bottom: 1;
    }
    LessonScreen .fact {
        color: $text-muted;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,i", "close", "Close")]

    def __init__(self, experiment: Experiment) -> None:
        super().__init__()
        self._experiment = experiment

    def compose(self) -> ComposeResult:
        """Put title, text and facts into a box that scrolls."""
        about = self._experiment.about
        box = Vertical(classes="box")
        box.border_title = about.name
        box.border_subtitle = "esc close"
        with box, VerticalScroll():
            yield Static(about.title or about.name, classes="title", markup=False)
            for paragraph in paragraphs(about.text):
                yield Static(styled(paragraph), classes="paragraph")
            with Grid():
                for name, text in facts(self._experiment):
                    yield Static(name, classes="fact", markup=False)
                    yield Static(text, markup=False)

    def action_close(self) -> None:
        """Go back to the panes."""
        self.dismiss(None)
