"""Every key of the app, declared once: bindings, footer, palette and help are made from this table."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True)
class AppCommand:
    """Something a user can do.

    Attributes:
        id: Stable name, for rebinding.
        keys: Keys as Textual names them, comma-separated.
        action: The app's action.
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
        "run", "space", "run", "Run or pause", "Train on and on, or pause after the step at hand.", "Run", "run/pause"
    ),
    AppCommand("faster", "plus,equals_sign", "speed(1)", "Faster", "More examples a second.", "Run", "speed", "+ -"),
    AppCommand("slower", "minus", "speed(-1)", "Slower", "Fewer examples a second.", "Run"),
    AppCommand("step", "right,n", "step", "Step", "Train on one example.", "Step", "step"),
    AppCommand("update", "u", "to_update", "To the update", "Train until the parameters have been updated.", "Step"),
    AppCommand("epoch", "e", "epoch", "One epoch", "Train to the end of the epoch.", "Step", "epoch"),
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
    AppCommand("reset", "r", "reset", "Reset", "Back to the same start; the learning rate stays.", "Change", "reset"),
    AppCommand("seed", "R", "new_seed", "New seed", "A new start, drawn with the next seed.", "Change"),
    AppCommand("open", "o", "open", "Open", "Open a lesson, bundled data or a file of your own.", "Open", "open"),
    AppCommand("about", "i", "about", "About", "What this experiment is and what you will see.", "Open", "about"),
    AppCommand("log", "l", "logarithmic", "Log axis", "Loss on a logarithmic axis, or a linear one.", "Look"),
    AppCommand("network", "1", "pane(0)", "Network", "Go to the network diagram.", "Look"),
    AppCommand("parameters", "2", "pane(1)", "Parameters", "Go to the parameters.", "Look"),
    AppCommand("loss", "3", "pane(2)", "Loss", "Go to the loss plot.", "Look"),
    AppCommand("samples", "4", "pane(3)", "Samples", "Go to the stream of samples.", "Look"),
    AppCommand("zoom", "z", "zoom", "Zoom", "The pane at hand on the whole screen, and back.", "Look", "zoom"),
    AppCommand("light", "t", "light", "Light or dark", "Change between the dark and the light theme.", "Look"),
    AppCommand("help", "question_mark", "help", "Help", "Keys, and what the pane at hand shows.", "Help", "help"),
    AppCommand("quit", "q", "quit", "Quit", "Leave.", "Help", "quit"),
)


def bindings() -> list[Binding]:
    """Give Textual's bindings of all commands, in the order of the footer."""
    return [
        Binding(
            command.keys,
            command.action,
            command.footer or command.name,
            show=bool(command.footer),
            key_display=command.footer_keys or keys_for_people(command).split()[0],
            tooltip=command.what,
            id=command.id,
        )
        for command in COMMANDS
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
    }
    return " ".join(words.get(key, key) for key in command.keys.split(","))
