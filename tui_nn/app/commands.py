"""Every key of the app, declared once: bindings, footer, palette and help are made from this table."""

from __future__ import annotations

from dataclasses import dataclass

from tui_nn.app.layout import LAYOUTS, PANES


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
        footer_pair: The ids of the commands whose keys the footer shows, where one entry stands for two.
        everywhere: Whether its keys are for it in dialogs too.
    """

    id: str
    keys: str
    action: str
    name: str
    what: str
    group: str
    footer: str = ""
    footer_pair: tuple[str, ...] = ()
    everywhere: bool = False


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
    AppCommand(
        "slower", "minus", "speed(-1)", "Slower", "Fewer examples a second.", "Run", "speed", ("faster", "slower")
    ),
    AppCommand("step", "right,n", "send('StepExample')", "Step", "Train on one example.", "Step"),
    AppCommand(
        "back", "left,p", "send('BackExample')", "Back", "Go back one example.", "Step", "step", ("back", "step")
    ),
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
        ("operation_back", "operation"),
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
    AppCommand("edit", "enter", "edit", "Edit", "Type a value for the selected parameter.", "Change", "edit"),
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
        ("rate_down", "rate_up"),
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
        "check",
        "g",
        "pane('check')",
        "Gradient check",
        "Compare the gradient with differences of the loss.",
        "Look",
        "check",
    ),
    AppCommand("breakpoints", "b", "breakpoints", "Breakpoints", "Say when running shall stop.", "Run", "break"),
    AppCommand("worksheet", "w", "pane('worksheet')", "Worksheet", "Show how each number is made.", "Look", "sheet"),
    AppCommand(
        "prediction",
        "v",
        "pane('prediction')",
        "Prediction",
        "Show what the network predicts, all over the data.",
        "Look",
        "predict",
    ),
    AppCommand(
        "histories",
        "H",
        "pane('histories')",
        "Histories",
        "Show how parameters, gradients and losses came to be.",
        "Look",
    ),
    AppCommand(
        "landscape",
        "L",
        "pane('landscape')",
        "Loss landscape",
        "Show the loss over two parameters or one, and the way taken on it.",
        "Look",
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
        ",".join(str(number) for number in range(1, len(PANES) + 1)),
        "",
        "Panes",
        f"{', '.join(kind.words for kind in PANES).capitalize()}.",
        "Look",
    ),
    *(
        AppCommand(
            layout.name,
            layout.key,
            f"layout('{layout.name}')",
            f"Layout: {layout.name}",
            layout.what,
            "Look",
        )
        for layout in LAYOUTS
    ),
    AppCommand("next_layout", "y", "next_layout", "Next layout", "One layout after the other.", "Look"),
    AppCommand("zoom", "z", "zoom", "Zoom", "The pane at hand on the whole screen, and back.", "Look", "zoom"),
    AppCommand("light", "t", "light", "Light or dark", "Change between the dark and the light theme.", "Look"),
    AppCommand(
        "picture",
        "S",
        "picture(False)",
        "Picture of the screen",
        "Keep the whole screen as SVG in the current folder.",
        "Look",
        everywhere=True,
    ),
    AppCommand(
        "pane_picture",
        "ctrl+s",
        "picture(True)",
        "Picture of the pane",
        "Keep the pane at hand as SVG in the current folder; a dialog with all behind it.",
        "Look",
        everywhere=True,
    ),
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

EVERYWHERE = frozenset(command.action.partition("(")[0] for command in COMMANDS if command.everywhere)
"""The names of the actions of commands that can be used in dialogs too."""
