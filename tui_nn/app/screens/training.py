"""Changing how the network learns, in the middle of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.widgets import Button, Input, Label, Select, Static

from tui_nn.app.screens.dialog import Dialog
from tui_nn.app.screens.fields import CHOICES, LABELS, understood
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.data.dataset import Dataset
from tui_nn.errors import TuiNNError
from tui_nn.experiment.experiment import REDUCTIONS, Experiment, Training
from tui_nn.experiment.fitting import check_fit

_SELECTED = {"loss": CHOICES["loss"], "optimizer": CHOICES["optimizer"], "reduction": REDUCTIONS}
_TYPED = ("learning_rate", "batch_size")


def training_in_words(training: Training) -> str:
    """Give a way to learn in a few words, such as `adam, learning rate 0.01, batch of 4 (mean), half_squared`."""
    batch = f"batch of {training.batch_size}" if training.batch_size else "one batch an epoch"
    rate = f"learning rate {training.learning_rate:g}"
    return f"{training.optimizer.name}, {rate}, {batch} ({training.reduction}), {training.loss}"


class TrainingScreen(Dialog[Training]):
    """Asks how to learn from here on; gives None when nothing is to change.

    Args:
        experiment: What is trained now.
        data: What it is trained on.
    """

    DEFAULT_CSS = """
    TrainingScreen > .box {
        width: 64;
        max-width: 100%;
        height: auto;
        padding: 1 2;
    }
    TrainingScreen.-short > .box, TrainingScreen.-narrow > .box {
        height: auto;
        padding: 0 1;
    }
    TrainingScreen Grid {
        grid-size: 2;
        grid-columns: 15 1fr;
        grid-rows: auto;
        height: auto;
    }
    TrainingScreen Label, TrainingScreen #what {
        color: $text-muted;
    }
    TrainingScreen Static {
        height: auto;
    }
    TrainingScreen #wrong {
        color: $error;
    }
    TrainingScreen Input.-textual-compact, TrainingScreen Select.-textual-compact > SelectCurrent {
        background: $panel;
        padding: 0 1;
    }
    TrainingScreen Button {
        margin-top: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, experiment: Experiment, data: Dataset) -> None:
        super().__init__()
        self._experiment = experiment
        self._data = data

    def compose(self) -> ComposeResult:
        """Put a field for each setting into a box."""
        training = self._experiment.training
        present = {
            "loss": training.loss,
            "optimizer": training.optimizer.name,
            "reduction": training.reduction,
            "learning_rate": f"{training.learning_rate:g}",
            "batch_size": str(training.batch_size or "full"),
        }
        box = Vertical(classes="box")
        box.border_title = "Learn differently from here on"
        box.border_subtitle = "tab next field · esc cancel"
        with box:
            yield Static("Another optimizer begins with its state at zero. The change can be undone.", id="what")
            with Grid():
                for name in ("learning_rate", "optimizer", "batch_size", "reduction", "loss"):
                    yield Label(LABELS.get(name, name))
                    if name in _SELECTED:
                        choices = [(choice, choice) for choice in _SELECTED[name]]
                        yield Select(choices, value=present[name], allow_blank=False, id=name, compact=True)
                    else:
                        yield Input(present[name], id=name, compact=True)
            yield Static("", id="wrong", markup=False)
            yield Button("Change", variant="primary", compact=True)

    @on(Button.Pressed)
    @on(Input.Submitted)
    def _take(self) -> None:
        try:
            training = self._asked()
            check_fit(replace(self._experiment, training=training), self._data)
        except TuiNNError as error:
            self.query_one("#wrong", Static).update(str(error))
            return
        self.dismiss(None if training == self._experiment.training else training)

    def _asked(self) -> Training:
        training = self._experiment.training
        said = {name: self.query_one(f"#{name}", Select).value for name in _SELECTED}
        typed = {name: understood(name, self.query_one(f"#{name}", Input).value) for name in _TYPED}
        optimizer = training.optimizer
        if said["optimizer"] != optimizer.name:
            optimizer = OptimizerSettings(str(said["optimizer"]), l1=optimizer.l1, l2=optimizer.l2)
        return replace(
            training,
            loss=str(said["loss"]),
            reduction=str(said["reduction"]),
            optimizer=optimizer,
            **typed,  # type: ignore[arg-type]
        )
