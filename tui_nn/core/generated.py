"""The worksheet as straight-line Python, generated from it.

Code is generated only from validated sizes and the fixed table of functions below, never from a user's text. Python
floats and the C library give the same bits on every machine of a kind, whatever linear algebra numpy was built with.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tui_nn.core.activations import LEAK
from tui_nn.core.expressions import Expression, python
from tui_nn.core.losses import HUBER_THRESHOLD
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import Program
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
    lines = [f"{identifier(line.name)} = {python(line.expression, identifier)}" for line in program.lines]
    body = [
        f"{', '.join(map(identifier, parameters))}, = P",
        f"{', '.join(inputs)}, = X",
        f"{', '.join(targets)}, = Y",
        *lines,
        f"return ({', '.join(identifier(line.name) for line in program.lines)},)",
    ]
    return _compile("example(P, X, Y, i, lr)", body, "example")


Update = tuple[list[float], list[float], list[float], list[list[float]]]


@lru_cache(maxsize=32)
def compile_update(settings: OptimizerSettings) -> Callable[..., Update]:
    """Make the function that updates all parameters.

    It takes (parameters, gradient, which are weights, which are frozen, state, lr, number of the update) and gives new
    lists: parameters, change, gradient with its penalty, state.
    """
    states = OPTIMIZERS[settings.name].state_names
    *state_lines, last = update_lines(settings)
    penalty = penalty_line(settings)
    body = ["W, D, U = [], [], []", *(f"{state}_new = []" for state in states)]
    if settings.name == "adam":
        body += [f"k1 = 1.0 - {settings.momentum!r} ** t", f"k2 = 1.0 - {settings.decay!r} ** t"]
    names = ", ".join(["w", "g", "is_weight", "is_frozen", *states])
    columns = ", ".join(["P", "G", "M", "F", *(f"S[{row}]" for row in range(len(states)))])
    body.append(f"for {names} in zip({columns}):")
    if penalty is not None:
        body.append(f"    if is_weight: g = {python(penalty.expression, str)}")
    body += ["    U.append(g)", "    if is_frozen:", "        W.append(w); D.append(0.0)"]
    body += [f"        {state}_new.append({state})" for state in states]
    body.append("        continue")
    for line in state_lines:
        body += [f"    {line.name} = {python(line.expression, str)}", f"    {line.name}_new.append({line.name})"]
    body += [f"    d = {python(step_of(last), str)}", "    W.append(w - d)", "    D.append(-d)"]
    body.append(f"return W, D, U, [{', '.join(f'{state}_new' for state in states)}]")
    return _compile("update(P, G, M, F, S, lr, t)", body, "update")


def _compile(signature: str, body: Sequence[str], name: str) -> Callable[..., Any]:
    code = f"def {signature}:\n" + "\n".join(f"    {line}" for line in body)
    scope: dict[str, object] = {"__builtins__": {"zip": zip}, **FUNCTIONS}
    exec(compile(code, f"<{name}>", "exec"), scope)
    function = scope[name]
    assert callable(function)
    return function
