"""The breakpoints: what stops a run, typed as conditions, switched on and off, and removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui_nn.app.screens.dialog import Dialog
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.breakpoints import Breakpoint, parse_breakpoint
from tui_nn.training.condition_memory import is_classification
from tui_nn.training.condition_tokens import ConditionError

_SEEN_AFTER_CARET = 10

_RULES = (
    "Comparisons are < <= > >= ==; terms are joined by `and` and `or`. A run stops when a condition becomes true, and "
    "not again while it stays true; `row` and `flips` stop it each time. What is about epochs, `dead` and `saturated` "
    "are looked at when an epoch ends. Any number goes by the name it has on the screen."
)


def examples(experiment: Experiment, data: Dataset | None = None) -> tuple[tuple[str, str], ...]:
    """Give conditions that an experiment understands, each with what it means."""
    parameter = experiment.names.parameters[0]
    neuron, activations = experiment.names.neuron(1, 1), [layer.activation for layer in experiment.network.layers]
    output = "prediction" if experiment.network.outputs == 1 else "prediction[1]"
    row = 3 if data is None or 3 in data.rows else int(data.rows[-1])
    found = [
        ("loss < 0.01", "mean of an epoch"),
        ("loss rises 5 epochs", "or falls"),
        (f"grad {parameter} > 1", "of the batch"),
        (f"|{parameter}| > 10", "without its sign"),
        ("gradient_norm < 1e-6", "its length"),
        ("example_loss > 2", "of a step"),
        (f"{output} > 0.9", "or any number"),
        (f"row == {row}", "this row comes up"),
        ("step == 500 or epoch == 20", "done"),
    ]
    if data is None or is_classification(experiment, data):
        found += [("accuracy >= 95%", "of an epoch"), (f"flips row {row}", "another class; or flips")]
    if "relu" in activations:
        found.append((f"dead {neuron}" if activations[0] == "relu" else "dead", "z ≤ 0 for all examples"))
    if {"sigmoid", "tanh"} & set(activations):
        known = activations[0] in ("sigmoid", "tanh")
        found.append((f"saturated {neuron}" if known else "saturated", "hardly moves any more"))
    return tuple(found)


class BreakpointList(OptionList):
    """The breakpoints, a row each; the last row says what needs none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "On or off", show=False),
        Binding("delete,backspace", "remove", "Remove", show=False),
        Binding("up", "up", "Up", show=False),
    ]

    class Removed(Message):
        """A breakpoint is to go."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def show(self, breakpoints: Sequence[Breakpoint], chosen: int | None) -> None:
        """List breakpoints, with one of them highlighted."""
        options = [Option(_row(breakpoint), id=str(index)) for index, breakpoint in enumerate(breakpoints)]
        always = Content.styled("● not finite (always on)", "$foreground 65%")
        self.set_options([*options, Option(always, disabled=True)])
        self.highlighted = None if chosen is None or not breakpoints else max(0, min(chosen, len(breakpoints) - 1))

    def action_remove(self) -> None:
        """Ask for the highlighted breakpoint to be removed."""
        if self.highlighted is not None:
            self.post_message(self.Removed(self.highlighted))

    def action_up(self) -> None:
        """Go up, from the first row to where new ones are typed."""
        if self.highlighted:
            self.action_cursor_up()
        else:
            self.screen.focus_previous()


class BreakpointsScreen(Dialog[tuple[Breakpoint, ...] | None]):
    """Shows and changes the breakpoints; gives those there are when it is closed.

    Args:
        breakpoints: Those there are.
        experiment: Whose names conditions use.
        data: The training data, to refuse conditions that make no sense for them.
    """

    DEFAULT_CSS = """
    BreakpointsScreen #halves {
        layout: horizontal;
        height: 1fr;
    }
    BreakpointsScreen #left {
        width: 1fr;
        height: 100%;
    }
    BreakpointsScreen #condition {
        background: $panel;
        padding: 0 1;
        scrollbar-size-horizontal: 0;
    }
    BreakpointsScreen #wrong {
        color: $error;
        height: auto;
        min-height: 1;
        padding: 0 1;
    }
    BreakpointsScreen BreakpointList {
        height: 1fr;
        background: transparent;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    BreakpointsScreen BreakpointList:focus > .option-list--option-highlighted {
        background: $picked;
        color: $text;
        text-style: bold;
    }
    BreakpointsScreen BreakpointList > .option-list--option-highlighted {
        background: transparent;
    }
    BreakpointsScreen #grammar {
        width: 1fr;
        height: 100%;
        border-left: solid $pane-border;
        padding: 0 1;
        margin-left: 1;
    }
    BreakpointsScreen #grammar:focus {
        border-left: solid $accent;
    }
    BreakpointsScreen.-medium #grammar {
        width: 42;
    }
    BreakpointsScreen.-narrow #halves {
        layout: vertical;
    }
    BreakpointsScreen.-narrow #left, BreakpointsScreen.-narrow #grammar {
        width: 100%;
        height: 1fr;
    }
    BreakpointsScreen.-narrow #grammar {
        border-left: none;
        border-top: solid $pane-border;
        margin-left: 0;
    }
    BreakpointsScreen.-narrow.-short #grammar {
        display: none;
    }
    """

    AUTO_FOCUS: ClassVar[str | None] = "#condition"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close"),
        Binding("down", "to_list", "Down", show=False),
    ]

    def __init__(self, breakpoints: Sequence[Breakpoint], experiment: Experiment, data: Dataset | None = None) -> None:
        super().__init__()
        self._breakpoints = list(breakpoints)
        self._experiment = experiment
        self._data = data

    def compose(self) -> ComposeResult:
        """Put the input over the list, and the grammar beside them."""
        box = Vertical(classes="box")
        box.border_title = "Breakpoints"
        with box, Container(id="halves"):
            with Vertical(id="left"):
                hint = "such as loss < 0.01"
                yield Input(placeholder=hint, id="condition", compact=True, select_on_focus=False)
                yield Static(id="wrong", markup=False)
                yield BreakpointList(compact=True, markup=False)
            with VerticalScroll(id="grammar"):
                yield Static(self._grammar(), markup=False)

    def on_mount(self) -> None:
        """List the breakpoints there are."""
        self.query_one(BreakpointList).show(self._breakpoints, 0)

    def on_resize(self, event: events.Resize) -> None:
        """Name the keys in as many words as there is room for."""
        long, short = "enter add · ↓ list: space on/off, del remove · esc done", "↓ · space on/off · del · esc done"
        self.query_one(".box").border_subtitle = long if event.size.width >= 70 else short

    def _grammar(self) -> Content:
        known = examples(self._experiment, self._data)
        lines = [Content.assemble((text, "$accent"), (f"  {meaning}", "$foreground 65%")) for text, meaning in known]
        rules = Content.assemble(
            *((part, "$accent" if index % 2 else "") for index, part in enumerate(_RULES.split("`")))
        )
        return Content("\n").join([*lines, Content(""), rules])

    @on(Input.Submitted, "#condition")
    def _add(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            return
        try:
            added = parse_breakpoint(event.value, self._experiment, self._data)
        except ConditionError as error:
            self._refuse(error)
            return
        texts = [known.text for known in self._breakpoints]
        if added.text in texts:
            place = texts.index(added.text)
            self._breakpoints[place] = added
        else:
            place = len(texts)
            self._breakpoints.append(added)
        event.input.value = ""
        self.query_one(BreakpointList).show(self._breakpoints, place)

    def _refuse(self, error: ConditionError) -> None:
        typed = self.query_one("#condition", Input)
        typed.cursor_position = error.column - 1

        def point() -> None:
            # Scrolled so that some of what follows is seen; the caret stands under the cursor.
            begin = typed.cursor_screen_offset.x - typed.content_region.x + int(typed.scroll_offset.x)
            typed.scroll_to_region(Region(begin, 0, _SEEN_AFTER_CARET, 1), force=True, animate=False)
            indent = max(0, typed.cursor_screen_offset.x - typed.content_region.x)
            self.query_one("#wrong", Static).update(f"{' ' * indent}^\n{error.cause}\n{error.advice}")

        self.call_after_refresh(point)

    @on(Input.Changed, "#condition")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#wrong", Static).update("")

    @on(OptionList.OptionSelected)
    def _toggle(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        at_hand = self._breakpoints[event.option_index]
        self._breakpoints[event.option_index] = replace(at_hand, enabled=not at_hand.enabled)
        self.query_one(BreakpointList).show(self._breakpoints, event.option_index)

    @on(BreakpointList.Removed)
    def _remove(self, event: BreakpointList.Removed) -> None:
        event.stop()
        del self._breakpoints[event.index]
        self.query_one(BreakpointList).show(self._breakpoints, event.index)
        if not self._breakpoints:
            self.query_one("#condition", Input).focus()

    def on_key(self, event: events.Key) -> None:
        """Type into the input from anywhere; a condition begins with no space."""
        typed = self.query_one("#condition", Input)
        if event.is_printable and event.character and event.key != "space" and not typed.has_focus:
            typed.focus()
            typed.insert_text_at_cursor(event.character)
            event.stop()

    def action_to_list(self) -> None:
        """Go from the input to the list."""
        if self._breakpoints:
            self.query_one(BreakpointList).focus()

    def action_close(self) -> None:
        """Go back to the panes with the breakpoints as they are now."""
        self.dismiss(tuple(self._breakpoints))


def _row(breakpoint: Breakpoint) -> Content:
    if breakpoint.enabled:
        return Content.assemble(("● ", "$accent"), breakpoint.text)
    return Content.styled(f"○ {breakpoint.text}", "$foreground 65%")
