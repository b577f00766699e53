"""The slips people make by hand, each a small change of a line of the worksheet, with a sentence for who made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tui_nn.core.expressions import (
    Call,
    Expression,
    Name,
    Number,
    Product,
    Quotient,
    Sum,
    multiply,
    names_in,
    symbols,
)
from tui_nn.core.program import HALF, TWO, Line, derivative
from tui_nn.training.homework_names import Quantities
from tui_nn.training.homework_telling import Formulas, Telling
from tui_nn.training.homework_update import Update

_NEURON = re.compile(r"(z|h|delta)(\d+)\[(\d+)\]")


@dataclass(frozen=True)
class Setting:
    """Where a line stands.

    Attributes:
        telling: The run at the line's step.
        formulas: Of its program.
        quantities: The names of its numbers.
        batch: The examples of a whole batch.
    """

    telling: Telling
    formulas: Formulas
    quantities: Quantities
    batch: int

    def written(self, expression: Expression) -> str:
        """Write a formula with the names people see."""
        return symbols(expression, self.quantities.shown)


@dataclass(frozen=True)
class Slipped:
    """A line as it would be with a slip.

    Attributes:
        expression: The line's formula then.
        words: What was done, and what is right.
    """

    expression: Expression
    words: str


def _left_out_derivative(setting: Setting, line: Line) -> Iterator[Slipped]:
    slope, expression = _slope(setting, line), line.expression
    if slope and isinstance(expression, Product) and expression.factors[-len(slope) :] == slope:
        yield Slipped(
            multiply(*expression.factors[: -len(slope)]),
            f"The activation's derivative is left out: the factor {setting.written(multiply(*slope))} is missing.",
        )


def _derivative_that_cancels(setting: Setting, line: Line) -> Iterator[Slipped]:
    slope, expression = _slope(setting, line), line.expression
    if slope and _of_output(setting, line) and not isinstance(expression, Product):
        yield Slipped(
            multiply(expression, *slope),
            f"The activation's derivative {setting.written(multiply(*slope))} is multiplied in, but with this loss it "
            "cancels.",
        )


def _updated_weight(setting: Setting, line: Line) -> Iterator[Slipped]:
    """δ goes back through the weights it came forward through, not through those the update makes of them."""
    sheet = setting.telling.sheet
    if not line.name.startswith("delta") or not sheet.ends_batch:
        return
    weights = [name for name in names_in(line.expression) if name.startswith("W") and "'" not in name]
    if not weights:
        return
    update, values = Update(sheet), setting.telling.values
    after: dict[str, Expression] = {}
    for name in weights:
        index = setting.quantities.experiment.names.index(name)
        after[name] = Number(update.moved(index, update.used(index, values[f"grad {name}"])))
    which = " and ".join(setting.quantities.shown(name) for name in weights)
    yield Slipped(
        substituted(line.expression, after),
        f"The updated {which} is used on the way back; δ goes back through the weights as they were before the update.",
    )


def _wrong_sign(setting: Setting, line: Line) -> Iterator[Slipped]:
    expression = line.expression
    parts = expression.factors if isinstance(expression, Product) else (expression,)
    errors = [part for part in parts if isinstance(part, Sum) and len(part.terms) == 2]
    swapped = (
        f": {setting.written(errors[0])} is taken the other way round" if errors and _of_output(setting, line) else ""
    )
    yield Slipped(multiply(Number(-1.0), expression), f"The sign is wrong{swapped}.")
    if isinstance(expression, Sum):
        for place, (sign, term) in enumerate(expression.terms):
            terms = list(expression.terms)
            terms[place] = (-sign, term)
            yield Slipped(Sum(tuple(terms)), f"The sign of {setting.written(term)} is wrong.")
    if isinstance(expression, Call) and len(expression.arguments) == 1:
        (argument,) = expression.arguments
        yield Slipped(
            Call(expression.function, (multiply(Number(-1.0), argument),)),
            f"The sign of {setting.written(argument)} is wrong inside {expression.function}.",
        )


def _factor_two(setting: Setting, line: Line) -> Iterator[Slipped]:
    factors = line.expression.factors if isinstance(line.expression, Product) else ()
    terms = [term for _, term in line.expression.terms] if isinstance(line.expression, Sum) else []
    halved = HALF in factors or any(isinstance(term, Product) and HALF in term.factors for term in terms)
    doubled, half = multiply(TWO, line.expression), multiply(HALF, line.expression)
    yield Slipped(doubled, "The factor ½ is missing." if halved else "There is a factor 2 too many.")
    yield Slipped(half, "The factor 2 is missing." if TWO in factors else "There is a factor ½ too many.")


def _mean_of_outputs(setting: Setting, line: Line) -> Iterator[Slipped]:
    outputs = setting.quantities.experiment.network.outputs
    if outputs > 1 and (line.name == "loss" or _of_output(setting, line)):
        yield Slipped(
            Quotient(line.expression, Number(float(outputs))),
            f"The mean over the {outputs} outputs is taken; this loss is their sum.",
        )


def _share_of_batch(setting: Setting, line: Line) -> Iterator[Slipped]:
    if not line.name.startswith(("grad ", "delta")) or setting.batch < 2:
        return
    yield Slipped(
        Quotient(line.expression, Number(float(setting.batch))),
        f"It is divided by the batch's {setting.batch} examples; an example's own number is not, only the update's.",
    )
    update = Update(setting.telling.sheet)
    if line.name.startswith("grad ") and update.examples > 1:
        index = setting.quantities.experiment.names.index(line.name.removeprefix("grad "))
        total = update.total(index, setting.telling.gradient[index])
        told = f"of the batch's {update.examples} examples so far is given; asked is this example's own gradient."
        yield Slipped(Number(total), f"The sum {told}")
        yield Slipped(Number(total / update.examples), f"The mean {told}")


def _index_for_x(setting: Setting, line: Line) -> Iterator[Slipped]:
    inputs = [name for name in dict.fromkeys(names_in(line.expression)) if name.startswith("x[")]
    row = setting.telling.sheet.row
    for places in ([inputs] if inputs else []) + ([[name] for name in inputs] if len(inputs) > 1 else []):
        for index, counted in ((row, "from 0"), (row + 1, "from 1")):
            yield Slipped(
                substituted(line.expression, {name: Number(float(index)) for name in places}),
                f"The example's index {index} (counted {counted}) stands in the place of "
                f"{setting.quantities.list_in_words(places)}.",
            )


def _forgot_bias(setting: Setting, line: Line) -> Iterator[Slipped]:
    if not line.name.startswith("z") or not isinstance(line.expression, Sum):
        return
    bias = [term for _, term in line.expression.terms if isinstance(term, Name) and term.name.startswith("b")]
    others = tuple((sign, term) for sign, term in line.expression.terms if term not in bias)
    if bias and others:
        yield Slipped(Sum(others), f"The bias {setting.written(bias[0])} is left out.")


def _forgot_activation(setting: Setting, line: Line) -> Iterator[Slipped]:
    if line.name.startswith("h") and isinstance(line.expression, Call) and len(line.expression.arguments) == 1:
        (argument,) = line.expression.arguments
        yield Slipped(argument, f"The activation {line.expression.function} is left out.")


Slip = Callable[[Setting, Line], Iterator[Slipped]]

SLIPS: Mapping[str, Slip] = {
    "derivative left out": _left_out_derivative,
    "updated weight": _updated_weight,
    "index for x": _index_for_x,
    "bias left out": _forgot_bias,
    "activation left out": _forgot_activation,
    "wrong sign": _wrong_sign,
    "factor 2": _factor_two,
    "mean or sum": _mean_of_outputs,
    "share of the batch": _share_of_batch,
    "derivative that cancels": _derivative_that_cancels,
}
"""Every slip of a line by its name; the first that explains a number names it."""


def update_slips(setting: Setting, index: int, gradient: float) -> Iterator[tuple[str, str, float]]:
    """Give what a parameter would be after an update with a slip: the slip's name, its sentence, the value.

    Args:
        setting: The step.
        index: The parameter's place in the flat vector.
        gradient: The step's own gradient of it.
    """
    sheet = setting.telling.sheet
    update, before = Update(sheet), float(sheet.before.parameters[index])
    total, used = update.total(index, gradient), update.used(index, gradient)
    mean = total / update.examples
    name = setting.quantities.experiment.names.parameters[index]
    if not sheet.ends_batch:
        yield "updated too early", "It is updated already, but the batch is not full yet.", update.moved(index, used)
        yield (
            "updated too early",
            "It is updated already, but the batch is not full yet.",
            update.moved(index, gradient),
        )
        return
    yield (
        "wrong sign",
        f"It moved uphill: the update takes lr times the gradient away from {name}, it does not add it.",
        update.moved(index, used, rate=-update.rate),
    )
    if update.examples > 1:
        of_batch = f"of the batch's {update.examples} gradients"
        other, taken = ("sum", total) if update.mean else ("mean", mean)
        right = "mean" if update.mean else "sum"
        words = f"The {other} {of_batch} is used; this experiment takes their {right}."
        yield "mean or sum", words, update.moved(index, taken)
        words = f"The last example's gradient is used alone; the update takes the {right} {of_batch}."
        yield "last example only", words, update.moved(index, gradient)
    yield "factor 2", "The step is twice as long as it should be: a factor 2 too many.", update.moved(index, 2 * used)
    yield "factor 2", "The step is half as long as it should be: a factor ½ too many.", update.moved(index, used / 2)
    yield "learning rate left out", "The learning rate is left out.", update.moved(index, used, rate=1.0)
    yield "not updated", "This is the value before the update.", before


def substituted(expression: Expression, by: Mapping[str, Expression]) -> Expression:
    """Put other expressions in the place of names."""
    match expression:
        case Name(name):
            return by.get(name, expression)
        case Sum(terms):
            return Sum(tuple((sign, substituted(term, by)) for sign, term in terms))
        case Product(factors):
            return Product(tuple(substituted(factor, by) for factor in factors))
        case Quotient(above, below):
            return Quotient(substituted(above, by), substituted(below, by))
        case Call(function, arguments):
            return Call(function, tuple(substituted(argument, by) for argument in arguments))
        case Number():
            return expression


def _slope(setting: Setting, line: Line) -> tuple[Expression, ...]:
    """Give h′(z) of the neuron that a δ line is about; nothing for other lines."""
    found = _NEURON.fullmatch(line.name)
    if not found or found[1] != "delta":
        return ()
    layer, number = int(found[2]), int(found[3])
    activation = setting.quantities.experiment.network.layers[layer - 1].activation
    return () if activation == "softmax" else derivative(activation, layer, number)


def _of_output(setting: Setting, line: Line) -> bool:
    """Tell whether a line is about δ of the output layer."""
    return line.name.startswith(f"delta{len(setting.quantities.experiment.network.layers)}[")
