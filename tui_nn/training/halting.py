"""Why training cannot go on, in words."""

from __future__ import annotations

from tui_nn.core.names import Names

_CONSOLATION = "Training stopped before this step, so nothing is lost."


def why_halted(names: Names, operation: str, where: str) -> str:
    """Say which operation would have made a number that is not finite.

    Args:
        names: Of the network's numbers.
        operation: The operation's name, as `NotFinite` has it.
        where: The step, as `Step 7 (row 3)`.
    """
    alone = f"{operation}[1]" in names.quantities and f"{operation}[2]" not in names.quantities
    what = names.of(f"{operation}[1]") if alone else operation
    made = "the update would make a parameter" if operation == "update" else f"{what} would be"
    advice = "A smaller learning rate or scaled data usually helps."
    return f"{where}: {made} infinite or not a number. {_CONSOLATION} {advice}"


def not_a_number(what: str, value: float, where: str) -> str:
    """Say that an event brought a number that is not finite."""
    return f"{where}: {what} is {value}. {_CONSOLATION} Leave such events out of the stream."
