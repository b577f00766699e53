"""The update of one parameter as formulas, the same for every parameter.

The names are those of the rule: w the parameter, g its gradient, lr the learning rate, the optimizer's own state, and
for adam k1 = 1 − β₁ᵗ and k2 = 1 − β₂ᵗ of the update's number t.
"""

from __future__ import annotations

from tui_nn.core.expressions import Expression, Name, Number, Product, Quotient, add, call, multiply, subtract
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.core.program import ONE, Line

_W, _G, _RATE = Name("w"), Name("g"), Name("lr")


def penalty_line(settings: OptimizerSettings) -> Line | None:
    """Write what the penalty does to a weight's gradient; None where there is no penalty."""
    if not settings.l1 and not settings.l2:
        return None
    pulls = []
    if settings.l1:
        pulls.append(multiply(Number(settings.l1), call("sign", _W)))
    if settings.l2:
        pulls.append(multiply(Number(settings.l2), _W))
    return Line("g", add(_G, add(*pulls)))


def update_lines(settings: OptimizerSettings) -> tuple[Line, ...]:
    """Write the update: the lines of the optimizer's state, then `w = w − step`."""
    momentum, decay = Number(settings.momentum), Number(settings.decay)
    v, m, s = Name("v"), Name("m"), Name("s")
    match settings.name:
        case "sgd":
            return (_moved(multiply(_RATE, _G)),)
        case "momentum":
            return (Line("v", add(multiply(momentum, v), _G)), _moved(multiply(_RATE, v)))
        case "nesterov":
            step: Expression = Product((_RATE, add(_G, multiply(momentum, v))))
            return (Line("v", add(multiply(momentum, v), _G)), _moved(step))
        case "rmsprop":
            return (_square(s, decay), _moved(_divided(multiply(_RATE, _G), s, settings)))
        case "adam":
            mean = Line("m", add(multiply(momentum, m), multiply(subtract(ONE, momentum), _G)))
            step = _divided(multiply(_RATE, Quotient(m, Name("k1"))), Quotient(s, Name("k2")), settings)
            return (mean, _square(s, decay), _moved(step))
    raise ValueError(f"there is no optimizer {settings.name!r}")


def step_of(line: Line) -> Expression:
    """Give what the last line of an update takes away from w."""
    expression = line.expression
    assert hasattr(expression, "terms")
    step: Expression = expression.terms[1][1]
    return step


def _moved(step: Expression) -> Line:
    return Line("w", subtract(_W, step))


def _square(s: Name, decay: Number) -> Line:
    return Line("s", add(multiply(decay, s), multiply(subtract(ONE, decay), _G, _G)))


def _divided(above: Expression, square: Expression, settings: OptimizerSettings) -> Expression:
    return Quotient(above, add(call("sqrt", square), Number(settings.epsilon)))
