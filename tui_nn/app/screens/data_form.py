"""Step two of opening a data file: its first rows, and what is to be trained on it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, Vertical, VerticalScroll
from textual.events import DescendantBlur, DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Select, Static

from tui_nn.app.numbers import count
from tui_nn.app.screens.columns import ColumnUses, first_rows
from tui_nn.app.screens.fields import CHOICES, LABELS, decided, explained, understood
from tui_nn.data.preview import Preview
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import Setup


class DataForm(VerticalScroll, can_focus=False):
    """Shows a data file and what would be trained; says what the user wishes otherwise.

    A field that the user has not changed, or has emptied, follows what is decided from the data.

    Args:
        preview: The data file at a glance.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    DataForm {
        height: 1fr;
    }
    DataForm #parts, DataForm .part {
        height: auto;
    }
    DataForm .part {
        width: 1fr;
        padding-right: 2;
    }
    DataForm .heading {
        color: $accent;
        text-style: bold;
    }
    DataForm #rows {
        height: auto;
        max-height: 9;
        margin-bottom: 1;
        overflow: auto auto;
    }
    DataForm #rows:focus {
        background: $picked-aside;
    }
    DataForm #rows Static {
        width: auto;
        text-wrap: nowrap;
    }
    DataForm ColumnUses {
        max-height: 10;
        background: transparent;
        margin-bottom: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    DataForm ColumnUses > .option-list--option-highlighted {
        background: $picked-aside;
        color: $foreground;
    }
    DataForm ColumnUses:focus > .option-list--option-highlighted {
        background: $picked;
        color: $foreground;
        text-style: bold;
    }
    DataForm Grid {
        width: 1fr;
        height: auto;
        grid-size: 2;
        grid-columns: 14 1fr;
        grid-rows: auto;
    }
    DataForm Label {
        color: $text-muted;
    }
    DataForm Input.-textual-compact, DataForm Select.-textual-compact > SelectCurrent {
        background: $panel;
        padding: 0 1;
    }
    DataForm Checkbox {
        background: transparent;
    }
    DataForm Input.-textual-compact:focus, DataForm Select.-textual-compact:focus > SelectCurrent {
        background: $picked;
    }
    DataForm #why-class, DataForm #explained {
        color: $text-muted;
        height: auto;
    }
    DataForm #why-class {
        padding: 0 1;
    }
    DataForm #explained {
        margin-top: 1;
    }
    Dialog.-wide DataForm #parts, Dialog.-medium DataForm #parts {
        layout: horizontal;
    }
    Dialog.-medium DataForm #settings {
        width: 38;
        padding-right: 0;
    }
    Dialog.-wide DataForm #rows {
        max-height: 15;
    }
    Dialog.-wide DataForm #settings {
        width: 50;
        padding-right: 1;
    }
    """

    class Changed(Message):
        """The user wishes something else."""

    class Entered(Message):
        """The user pressed enter in a field: this is what shall be trained."""

    DECIDED: ClassVar[tuple[str, ...]] = (*LABELS, "classes", "shuffle")
    """The fields that follow what is decided, named as in Overrides."""

    def __init__(self, preview: Preview, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._preview = preview
        self._shown: dict[str, Any] = {}
        self._wished: set[str] = set()
        self._columns_wished = False

    def compose(self) -> ComposeResult:
        """Put the first rows and the columns before the settings."""
        columns = self._preview.columns
        with Vertical(id="parts"):
            with Vertical(classes="part"):
                first = "" if self._preview.is_whole else "first "
                words = f"{first}{count(self._preview.row_count)} rows · {count(len(columns))} columns"
                yield Label(words, classes="heading")
                with VerticalScroll(id="rows"):
                    yield Static(id="table")
                yield Label("columns · space changes use", classes="heading")
                yield ColumnUses(columns, id="columns")
            with Vertical(classes="part", id="settings"):
                yield Label("what to train", classes="heading")
                with Grid():
                    yield Label("target")
                    yield Select(
                        [(column.name, column.name) for column in columns],
                        value=columns[-1].name,
                        prompt="several, or none",
                        id="target",
                        compact=True,
                    )
                    yield Label()
                    yield Check("is a class", id="classes", compact=True)
                    yield Label()
                    yield Static(id="why-class", markup=False)
                    for name, label in LABELS.items():
                        yield Label(label)
                        yield self._field(name)
                    yield Label()
                    yield Check("shuffle each epoch", id="shuffle", compact=True)
                yield Static(id="explained", markup=False)

    def _field(self, name: str) -> Input | Select[str]:
        field: Input | Select[str]
        if name in CHOICES:
            field = Select([(each, each) for each in CHOICES[name]], prompt="from the data", id=name, compact=True)
            self._shown[name] = Select.NULL
        else:
            field = Input(placeholder="from the data", id=name, compact=True)
            self._shown[name] = ""
        return field

    def on_mount(self) -> None:
        """Draw what is known before anything is decided."""
        self._shown.update(classes=False, shuffle=False)
        self._draw_columns()

    def wishes(self) -> Overrides:
        """Give what the user wishes otherwise than decided.

        Raises:
            UsageError: A field cannot be understood.
        """
        said: dict[str, Any] = {name: understood(name, self._field_of(name).value) for name in self._wished}
        if self._columns_wished:
            said["targets"], said["inputs"] = self.query_one(ColumnUses).chosen()
        return Overrides(**said)

    def show(self, setup: Setup) -> None:
        """Show what is decided in all fields that the user has not changed."""
        for name, value in decided(setup).items():
            if name in self._wished:
                continue
            field = self._field_of(name)
            self._shown[name] = value
            if isinstance(field, Input):
                field.placeholder = value
                if field.has_focus and not field.value:
                    # It was emptied to type something else.
                    continue
            field.value = value
        self._field_of("activation").disabled = len(setup.experiment.network.layers) == 1

    def _field_of(self, name: str) -> Any:
        return self.query_one(f"#{name}")

    def _draw_columns(self) -> None:
        uses = self.query_one(ColumnUses)
        self.query_one("#table", Static).update(first_rows(self._preview, uses.uses))
        targets = uses.targets
        integers = len(targets) == 1 and targets[0].integers
        if integers:
            why = f"integers, {count(targets[0].distinct)} different ones: numbers, or classes if told so"
        elif len(targets) != 1:
            why = "several numbers are learnt at once" if targets else "no column is the target"
        elif targets[0].kind == "labels":
            why = "labels are classes"
        else:
            why = "decimals are not classes"
        self._field_of("classes").disabled = not integers
        self.query_one("#why-class", Static).update(why)

    @on(ColumnUses.Changed)
    def _columns_changed(self) -> None:
        self._columns_wished = True
        # What was said about another target does not hold for this one.
        self._wished.discard("classes")
        targets = self.query_one(ColumnUses).targets
        self._field_of("target").value = targets[0].name if len(targets) == 1 else Select.NULL
        self._draw_columns()
        self.post_message(self.Changed())

    @on(Select.Changed, "#target")
    def _target_changed(self, event: Select.Changed) -> None:
        event.stop()
        uses = self.query_one(ColumnUses)
        if event.value != Select.NULL and [column.name for column in uses.targets] != [event.value]:
            uses.only_target(str(event.value))

    @on(Select.Changed)
    @on(Input.Changed)
    @on(Checkbox.Changed)
    def _field_changed(self, event: Select.Changed | Input.Changed | Checkbox.Changed) -> None:
        event.stop()
        if event.control.has_focus:
            self._explain(event.control)
        name = event.control.id or ""
        if name not in self.DECIDED or (name not in self._wished and event.control.value == self._shown[name]):
            return
        if event.control.value in ("", Select.NULL):
            self._wished.discard(name)
        else:
            self._wished.add(name)
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered())

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Explain the field at hand."""
        self._explain(event.widget)

    def _explain(self, field: Widget) -> None:
        value = field.value if isinstance(field, Input | Select | Checkbox) else None
        self.query_one("#explained", Static).update(explained(field.id or "", value))

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Fill an emptied field with what is decided."""
        if isinstance(event.widget, Input) and not event.widget.value:
            event.widget.value = self._shown[event.widget.id or ""]


class Check(Checkbox):
    """A checkbox whose state can be told without colour."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Show a tick, or none."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()
