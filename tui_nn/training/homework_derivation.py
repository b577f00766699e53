"""The worksheet lines of one number: with symbols, with numbers, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tui_nn.core.expressions import Expression, Name, Number, Quotient, add, numbers, symbols, written
from tui_nn.core.program import Line
from tui_nn.training.homework_names import Quantities
from tui_nn.training.homework_telling import Telling
from tui_nn.training.homework_update import Update, value_of
from tui_nn.training.sheet import Sheet


@dataclass(frozen=True)
class Derivation:
    """One worksheet line.

    Attributes:
        name: What the number is called.
        symbols: Its formula; empty for a number that is given.
        numbers: The formula with numbers in it; empty where that would say the same as the value.
        value: What comes out, to six significant digits.
    """

    name: str
    symbols: str
    numbers: str
    value: str


def derive(quantities: Quantities, telling: Telling, name: str, value: float) -> tuple[Derivation, ...]:
    """Give the worksheet lines of a number in the step that is being told.

    Args:
        quantities: The names of the step's numbers.
        telling: The run, told up to the number.
        name: The number's canonical name.
        value: The number.
    """
    if name in quantities.experiment.names.canonical:
        return _of_parameter(quantities, telling, name, value)
    for line in quantities.program.lines:
        if line.name == name:
            return (_line(quantities.shown(name), line.expression, telling.values, quantities.shown, value),)
    return (Derivation(quantities.shown(name), "", "", f"{_short(value)}, from the data, row {telling.sheet.row}"),)


def _of_parameter(quantities: Quantities, telling: Telling, name: str, value: float) -> tuple[Derivation, ...]:
    sheet, shown = telling.sheet, quantities.shown(name)
    if not sheet.ends_batch:
        return (Derivation(shown, "", "", f"{_short(value)} still: its batch is not full yet"),)
    gradient, update = f"grad {shown}", Update(sheet)
    index = quantities.experiment.names.index(name)
    own = telling.values[f"grad {name}"]
    used = update.used(index, own)
    derivations = [*_of_batch(sheet, update, index, gradient, own, used)] if update.examples > 1 else []
    known = update.given(index, used)
    called = {"w": shown, "g": f"{gradient} of the batch" if update.examples > 1 else gradient}
    for line in update.lines(index):
        result = value if line.name == "w" else value_of(line.expression, known)
        derivations.append(_renamed(line, called, known, result))
        known[line.name] = result
    return tuple(derivations)


def _of_batch(
    sheet: Sheet, update: Update, index: int, gradient: str, own: float, used: float
) -> tuple[Derivation, ...]:
    """Write the batch's gradient as the sum or mean of its examples'."""
    name = f"{gradient} of the batch"
    if not sheet.earlier:
        kind = "mean" if update.mean else "sum"
        return (Derivation(name, f"{kind} of {update.examples} examples", "", _short(used)),)
    steps = range(sheet.step - len(sheet.earlier), sheet.step + 1)
    values = {f"step {n}": float(each[index]) for n, each in zip(steps, sheet.earlier, strict=False)}
    values[f"step {sheet.step}"] = own
    expression = add(*(Name(each) for each in values))
    if update.mean:
        expression = Quotient(expression, Number(float(update.examples)))
    return (_line(name, expression, values, lambda each: f"{gradient} ({each})", used),)


def _renamed(line: Line, called: Mapping[str, str], known: Mapping[str, float], value: float) -> Derivation:
    def name(each: str) -> str:
        return called.get(each, each)

    return _line(name(line.name), line.expression, known, name, value)


def _line(
    name: str, expression: Expression, values: Mapping[str, float], shown: Callable[[str], str], value: float
) -> Derivation:
    with_numbers = "" if isinstance(expression, Name) else numbers(expression, values, _short)
    return Derivation(name, symbols(expression, shown), with_numbers, _short(value))


def _short(value: float) -> str:
    return written(value, 6)
