"""Every key of the app, declared once: bindings, footer, palette and help are made from this table."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from tui_nn.app.layout import PANE_NAMES


@dataclass(frozen=True)
class AppCommand:
    """Something a user can do.

    Attributes:
        id: Stable name, for rebinding.
        keys: Keys as Textual names them, comma-separated.
        action: The app's action; empty for a row that only explains keys.
        name: A word or two, for footer and palette.
        what: A sentence, for help and palette.
        group: Its heading in the help.
        footer: What the footer calls it; empty if it is not there.
        footer_keys: The keys the footer shows, where one entry stands for a pair of commands.
    """

    id: str
    keys: str
    action: str
    name: str
    what: str
    group: str
    footer: str = ""
    footer_keys: str = ""


COMMANDS: tuple[AppCommand, ...] = (
    AppCommand(
        "run",
        "space",
        "send('Toggle')",
        "Run or pause",
        "Train on and on, or pause after the step at hand.",
        "Run",
        "run",
    ),
    AppCommand(
        "run_back",
        "shift+space,backspace",
        "send('RunBack')",
        "Run backwards",
        "Go back step by step at the same speed, until paused or at the start.",
        "Run",
    ),
    AppCommand("faster", "plus,equals_sign", "speed(1)", "Faster", "More examples a second.", "Run"),
    AppCommand("slower", "minus", "speed(-1)", "Slower", "Fewer examples a second.", "Run", "speed", "+ -"),
    AppCommand("step", "right,n", "send('StepExample')", "Step", "Train on one example.", "Step"),
    AppCommand("back", "left,p", "send('BackExample')", "Back", "Go back one example.", "Step", "step", "← →"),
    AppCommand(
        "operation", "full_stop", "send('StepOperation')", "One operation", "Do the next line of the worksheet.", "Step"
    ),
    AppCommand(
        "operation_back",
        "comma",
        "send('BackOperation')",
        "One operation back",
        "Undo the last line of the worksheet.",
        "Step",
        "operation",
        ", .",
    ),
    AppCommand(
        "update", "u", "send('StepToUpdate')", "To the update", "Train until the parameters have been updated.", "Step"
    ),
    AppCommand("epoch", "e", "send('StepEpoch')", "One epoch", "Train to the end of the epoch.", "Step", "epoch"),
    AppCommand(
        "epoch_back", "E", "send('BackEpoch')", "Back one epoch", "Go back to where the last epoch began.", "Step"
    ),
    AppCommand("start", "home", "start", "To the start", "Go back to step 0; what came after stays known.", "Step"),
    AppCommand("end", "end", "end", "To the latest", "Go to the furthest step that is known.", "Step"),
    AppCommand("go_to", "G", "go_to", "Go to a step", "Ask for a step and go there.", "Step"),
    AppCommand("edit", "enter", "edit", "Edit", "Type a value for the selected parameter.", "Change", "edit", "↵"),
    AppCommand(
        "freeze",
        "f",
        "freeze(False)",
        "Freeze or thaw",
        "Hold the selected parameter, or let it go.",
        "Change",
        "freeze",
    ),
    AppCommand(
        "freeze_layer",
        "F",
        "freeze(True)",
        "Freeze or thaw a layer",
        "Hold all parameters of its layer, or let them go.",
        "Change",
    ),
    AppCommand(
        "weights", "W", "weights", "Load weights", "Put the values of a file in the parameters' places.", "Change"
    ),
    AppCommand(
        "rate_up",
        "right_square_bracket",
        "learning_rate(1)",
        "Larger learning rate",
        "A larger learning rate, from the next update on.",
        "Change",
    ),
    AppCommand(
        "rate_down",
        "left_square_bracket",
        "learning_rate(-1)",
        "Smaller learning rate",
        "A smaller learning rate, from the next update on.",
        "Change",
        "rate",
        "[ ]",
    ),
    AppCommand(
        "learn",
        "c",
        "learn",
        "Learn differently",
        "Change optimizer, batch size, loss or learning rate from here on.",
        "Change",
    ),
    AppCommand(
        "undo",
        "ctrl+z",
        "send('Undo')",
        "Undo",
        "Take back the last edit, or a new start.",
        "Change",
    ),
    AppCommand(
        "reset", "r", "send('Reset')", "Reset", "Back to the same start; how it learns stays as it is.", "Change"
    ),
    AppCommand("seed", "R", "send('NewSeed')", "New seed", "A new start, drawn with the next seed.", "Change"),
    AppCommand(
        "check", "g", "pane(5)", "Gradient check", "Compare the gradient with differences of the loss.", "Look", "check"
    ),
    AppCommand("breakpoints", "b", "breakpoints", "Breakpoints", "Say when running shall stop.", "Run", "break"),
    AppCommand("worksheet", "w", "pane(4)", "Worksheet", "Show how each number is made.", "Look", "sheet"),
    AppCommand(
        "prediction",
        "v",
        "pane(6)",
        "Prediction",
        "Show what the network predicts, all over the data.",
        "Look",
        "predict",
    ),
    AppCommand(
        "histories", "H", "pane(7)", "Histories", "Show how parameters, gradients and losses came to be.", "Look"
    ),
    AppCommand("digits", "d", "digits", "Digits", "4, 6, 10 or 17 digits in the worksheet.", "Look"),
    AppCommand(
        "homework", "h", "homework", "Check homework", "Compare numbers worked out by hand with the run.", "Open"
    ),
    AppCommand(
        "open",
        "o",
        "open",
        "Open",
        "Open a lesson, bundled data, a saved session or a file of your own.",
        "Open",
        "open",
    ),
    AppCommand(
        "save", "s", "save", "Save", "Save the run with its whole past, to be continued another day.", "Open", "save"
    ),
    AppCommand("about", "i", "about", "About", "What this experiment is and what you will see.", "Open"),
    AppCommand(
        "log",
        "l",
        "logarithmic",
        "Log axis",
        "Losses, or histories at hand, on a logarithmic axis, or a linear one.",
        "Look",
    ),
    AppCommand(
        "panes",
        "1,2,3,4,5,6,7,8",
        "",
        "Panes",
        "Network, parameters, loss, samples, worksheet, gradient check, prediction, histories.",
        "Look",
    ),
    AppCommand("zoom", "z", "zoom", "Zoom", "The pane at hand on the whole screen, and back.", "Look", "zoom"),
    AppCommand("light", "t", "light", "Light or dark", "Change between the dark and the light theme.", "Look"),
    AppCommand("help", "question_mark", "help", "Help", "Keys, and what the pane at hand shows.", "Help", "help"),
    AppCommand("quit", "q", "quit", "Quit", "Leave.", "Help", "quit"),
)


FOOTER = (
    "run",
    "back",
    "operation_back",
    "epoch",
    "help",
    "quit",
    "open",
    "worksheet",
    "prediction",
    "check",
    "edit",
    "freeze",
    "breakpoints",
    "save",
)
"""The order of the footer: what a newcomer needs stands first, since a narrow terminal cuts off the end."""

ACTIONS = frozenset(command.action.partition("(")[0] for command in COMMANDS)
"""The names of the actions of all commands."""


def bindings() -> list[Binding]:
    """Give Textual's bindings of all commands, in the order of the footer."""
    order = {id: place for place, id in enumerate(FOOTER)}
    panes = [Binding(str(number + 1), f"pane({number})", name, show=False) for number, name in enumerate(PANE_NAMES)]
    return panes + [
        Binding(
            command.keys,
            command.action,
            command.footer or command.name,
            show=bool(command.footer),
            key_display=command.footer_keys or keys_for_people(command).split()[0],
            tooltip=command.what,
            id=command.id,
        )
        for command in sorted(COMMANDS, key=lambda command: order.get(command.id, len(order)))
        if command.action
    ]


def keys_for_people(command: AppCommand) -> str:
    """Give a command's keys as people read them, such as `→ n`."""
    words = {
        "right": "→",
        "left": "←",
        "plus": "+",
        "minus": "-",
        "equals_sign": "=",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
        "question_mark": "?",
        "full_stop": ".",
        "comma": ",",
    }
    return " ".join(words.get(key, key) for key in command.keys.split(","))
