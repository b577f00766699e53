"""The worksheet as straight-line Python, generated from it.

Code is generated only from validated sizes and the fixed table of functions below, never from a user's text. Python
floats and the C library give the same bits on every machine of a kind, whatever linear algebra numpy was built with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from tui_nn.core.activations import LEAK
from tui_nn.core.expressions import Expression, python
from tui_nn.core.losses import HUBER_THRESHOLD
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import Line, Program
from tui_nn.core.updates import penalty_line, step_of, update_lines


def sigmoid(z: float) -> float:
    """1 / (1 + e⁻ᶻ); 0 where e⁻ᶻ would overflow."""
    return 0.0 if z < -709.0 else 1.0 / (1.0 + math.exp(-z))


def softplus(z: float) -> float:
    """ln(1 + eᶻ) without overflow."""
    return math.log1p(math.exp(-abs(z))) + (0.0 if z <= 0.0 else z)


def relu(z: float) -> float:
    """max(0, z); not a number stays so."""
    return 0.0 if z <= 0.0 else z


def leaky_relu(z: float) -> float:
    """z, a hundredth of it where it is negative."""
    return LEAK * z if z <= 0.0 else z


def step(z: float) -> float:
    """ReLU′: 1 where z > 0, else 0; 0 at 0."""
    return 1.0 if z > 0.0 else 0.0


def leaky_step(z: float) -> float:
    """The slope of the leaky ReLU."""
    return 1.0 if z > 0.0 else LEAK


def sign(number: float) -> float:
    """-1, 0 or 1; not a number stays so."""
    return 1.0 if number > 0.0 else -1.0 if number < 0.0 else 0.0 * number


def huber(error: float) -> float:
    """½ r² near 0, |r| − ½ elsewhere."""
    return 0.5 * error * error if abs(error) <= HUBER_THRESHOLD else abs(error) - 0.5


def clip(error: float) -> float:
    """The slope of huber."""
    return min(HUBER_THRESHOLD, max(-HUBER_THRESHOLD, error))


WRITTEN_OUT = {
    "sigmoid": "(0.0 if {z} < -709.0 else 1.0 / (1.0 + exp(-{z})))",
    "relu": "(0.0 if {z} <= 0.0 else {z})",
    "softplus": "(log1p(exp(-abs({z}))) + (0.0 if {z} <= 0.0 else {z}))",
    "leaky_relu": f"({LEAK!r} * {{z}} if {{z}} <= 0.0 else {{z}})",
    "leaky_step": f"(1.0 if {{z}} > 0.0 else {LEAK!r})",
}
"""The shortest functions as expressions of one variable: a call would take longer than the function."""

FUNCTIONS: dict[str, Callable[..., float]] = {
    "sigmoid": sigmoid,
    "softplus": softplus,
    "tanh": math.tanh,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "step": step,
    "leaky_step": leaky_step,
    "sign": sign,
    "abs": abs,
    "huber": huber,
    "clip": clip,
    "exp": math.exp,
    "ln": math.log,
    "log1p": math.log1p,
    "sqrt": math.sqrt,
    "max": max,
}
"""The functions that formulas may use."""

Values = tuple[float, ...]


def identifier(name: str) -> str:
    """Give the Python name of a canonical name: `W1[2,1]` is `W1_2_1`."""
    return name.replace("[", "_").replace(",", "_").replace("]", "").replace(" ", "_").replace("'", "_new")


def evaluate(expression: Expression, values: Mapping[str, float]) -> float:
    """Compute one formula from named values, as the engine does."""
    code = python(expression, identifier)
    scope = {identifier(name): value for name, value in values.items()}
    return float(eval(code, {"__builtins__": {}, **FUNCTIONS}, scope))


@lru_cache(maxsize=32)
def compile_pass(program: Program, parameters: tuple[str, ...]) -> Callable[..., Values]:
    """Make the function that runs one example: (parameters, inputs, targets, row, lr) → every line's value."""
    architecture = program.architecture
    inputs = [f"x_{n}" for n in range(1, architecture.inputs + 1)]
    targets = [f"y_{n}" for n in range(1, architecture.outputs + 1)]
    lines = [assignment(line) for line in program.lines]
    body = [
        f"{', '.join(map(identifier, parameters))}, = P",
        f"{', '.join(inputs)}, = X",
        f"{', '.join(targets)}, = Y",
        *lines,
        f"return ({', '.join(identifier(line.name) for line in program.lines)},)",
    ]
    return compile_function("example(P, X, Y, i, lr)", body)


def assignment(line: Line) -> str:
    """Write a line of the worksheet as Python."""
    return f"{identifier(line.name)} = {written_out(python(line.expression, identifier))}"


def written_out(code: str) -> str:
    """Put the shortest functions in the place of their calls."""
    for function, expression in WRITTEN_OUT.items():
        code = re.sub(rf"\b{function}\((\w+)\)", partial(_put_in, expression), code)
    return code


def _put_in(expression: str, call: re.Match[str]) -> str:
    return expression.format(z=call[1])


Column = Sequence[float]
Rows = list[list[float]]
Update = tuple[list[float], list[float], Rows]


@lru_cache(maxsize=32)
def compile_update(settings: OptimizerSettings) -> Callable[..., Update]:
    """Make the function that updates all parameters.

    It takes (parameters, gradient with its penalty, which are frozen, state, lr, number of the update) and gives new
    lists: parameters, change, state.
    """

    def update(
        parameters: Column,
        gradient: Column,
        frozen: Sequence[bool],
        state: Sequence[Column],
        rate: float,
        number: int,
    ) -> Update:
        if True not in frozen:
            return move_of(len(gradient))(parameters, gradient, state, rate, number)
        free = [place for place, held in enumerate(frozen) if not held]
        some = [[column[place] for place in free] for column in (parameters, gradient, *state)]
        moved, change, after = move_of(len(free))(some[0], some[1], some[2:], rate, number)
        rows = [_put(new, row, free) for new, row in zip(after, state, strict=True)]
        return _put(moved, parameters, free), _put(change, [0.0] * len(frozen), free), rows

    move_of = lru_cache(maxsize=8)(partial(_compile_move, settings))
    return update


def _put(numbers: Column, column: Column, places: Sequence[int]) -> list[float]:
    new = list(column)
    for place, number in zip(places, numbers, strict=True):
        new[place] = number
    return new


@lru_cache(maxsize=32)
def compile_penalty(settings: OptimizerSettings) -> Callable[..., Column] | None:
    """Make (parameters, gradient, which are weights) → the gradient with its penalty; None where there is none."""
    line = penalty_line(settings)
    if line is None:
        return None
    penalised = python(line.expression, str)
    body = [f"return [{penalised} if is_weight else g for w, g, is_weight in zip(P, G, M)]"]
    return compile_function("penalty(P, G, M)", body)


def _compile_move(settings: OptimizerSettings, count: int) -> Callable[..., Update]:
    """Make (parameters, gradient, state, lr, number of the update) → (parameters, change, state).

    The lines stand there for every parameter anew, as any loop over the parameters would take twice the time.
    """
    states = OPTIMIZERS[settings.name].state_names
    *state_lines, last = update_lines(settings)

    def column(name: str) -> str:
        return ", ".join(f"{name}{n}" for n in range(count))

    places = {"w": "P", "g": "G", **{state: f"S[{row}]" for row, state in enumerate(states)}}
    body = [f"[{column(name)}] = {place}" for name, place in places.items()]
    if settings.name == "adam":
        body += [f"k1 = 1.0 - {settings.momentum!r} ** t", f"k2 = 1.0 - {settings.decay!r} ** t"]
    for n in range(count):
        names = {name: f"{name}{n}" for name in places}
        body += [f"{names[line.name]} = {formula_of(line.expression, names)}" for line in state_lines]
        body.append(f"d{n} = {formula_of(step_of(last), names)}")
    moved = ", ".join(f"w{n} - d{n}" for n in range(count))
    change = ", ".join(f"-d{n}" for n in range(count))
    rows = ", ".join(f"[{column(state)}]" for state in states)
    body.append(f"return [{moved}], [{change}], [{rows}]")
    return compile_function("move(P, G, S, lr, t)", body)


def formula_of(expression: Expression, names: Mapping[str, str]) -> str:
    """Write a formula of the update with other names in the place of its own."""
    return python(expression, lambda name: names.get(name, name))


def compile_function(signature: str, body: Sequence[str]) -> Callable[..., Any]:
    """Make a function of these lines, which may use the functions of the table and nothing else."""
    name = signature.partition("(")[0]
    code = f"def {signature}:\n" + "\n".join(f"    {line}" for line in body)
    scope: dict[str, object] = {"__builtins__": {"zip": zip, "len": len, "range": range}, **FUNCTIONS}
    exec(compile(code, f"<{name}>", "exec"), scope)
    function = scope[name]
    assert callable(function)
    return function
