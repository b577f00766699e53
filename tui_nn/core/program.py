"""The worksheet: one step of training as a list of operations, each a list of scalar formulas.

This one list is shown with symbols and numbers, and it is what the scalar engine runs, so what is read is what runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

from tui_nn.core.expressions import Expression, Name, Number, Product, Quotient, Sum, add, call, multiply, subtract
from tui_nn.core.network import Architecture

ONE, TWO, HALF = Number(1.0, "1"), Number(2.0, "2"), Number(0.5, "½")

FUSED = ("binary_cross_entropy", "cross_entropy")
"""Losses computed from z, whose ∂loss/∂z is ŷ − y."""


@dataclass(frozen=True)
class Line:
    """One number and how it is made.

    Attributes:
        name: The canonical name of the number.
        expression: Its formula, over names of earlier lines, parameters, inputs and targets.
    """

    name: str
    expression: Expression


@dataclass(frozen=True)
class Operation:
    """One line of the worksheet at the coarse grain: what the keys `.` and `,` move over.

    Attributes:
        kind: `z`, `h`, `loss`, `delta`, `gradient` or `update`.
        layer: The layer it is about, from 1; 0 for the loss and the update.
        write: Writes its formulas.
    """

    kind: str
    layer: int
    write: Callable[[], tuple[Line, ...]] = field(default=tuple, compare=False, repr=False)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Its formulas in the order they are computed, written when first asked for; the update's are elsewhere."""
        return self.write()


BackwardRule = Callable[[Architecture, tuple[Line, ...]], tuple[Operation, ...]]
"""Writes the operations after the loss for a published rule, given the exact δ lines of the output layer."""


@dataclass(frozen=True)
class Program:
    """One example's pass through a network, without the update.

    Attributes:
        architecture: The network's shape.
        loss: The loss's name.
        rule: A published rule in the place of the exact backward pass.
    """

    architecture: Architecture
    loss: str
    rule: BackwardRule | None = None

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The forward pass layer by layer, the loss, then δ and gradients of each layer backwards."""
        forward: list[Operation] = []
        for layer in range(1, len(self.architecture.layers) + 1):
            forward += [Operation("z", layer, partial(self._z, layer)), Operation("h", layer, partial(self._h, layer))]
        loss = Operation("loss", 0, partial(loss_lines, self.architecture, self.loss))
        output = partial(output_delta, self.architecture, self.loss)
        if self.rule is not None:
            return (*forward, loss, *self.rule(self.architecture, output()))
        backward: list[Operation] = []
        for layer in range(len(self.architecture.layers), 0, -1):
            delta = output if layer == len(self.architecture.layers) else partial(self._delta, layer)
            gradient = partial(gradient_lines, self.architecture, layer)
            backward += [Operation("delta", layer, delta), Operation("gradient", layer, gradient)]
        return (*forward, loss, *backward)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All formulas in the order they are computed."""
        return tuple(line for operation in self.operations for line in operation.lines)

    def _z(self, layer: int) -> tuple[Line, ...]:
        lines = []
        shape = self.architecture.layers[layer - 1]
        for to in range(1, shape.size + 1):
            terms = [
                multiply(Name(f"W{layer}[{to},{source}]"), Name(below))
                for source, below in enumerate(signals(self.architecture, layer - 1), start=1)
            ]
            if shape.bias:
                terms.append(Name(f"b{layer}[{to}]"))
            lines.append(Line(f"z{layer}[{to}]", add(*terms)))
        return tuple(lines)

    def _h(self, layer: int) -> tuple[Line, ...]:
        shape = self.architecture.layers[layer - 1]
        z = [Name(f"z{layer}[{number}]") for number in range(1, shape.size + 1)]
        if shape.activation == "softmax":
            largest, powers = Name(f"m{layer}"), [Name(f"e{layer}[{n}]") for n in range(1, shape.size + 1)]
            lines = [Line(largest.name, call("max", *z))]
            lines += [Line(e.name, call("exp", subtract(one, largest))) for e, one in zip(powers, z, strict=True)]
            lines.append(Line(f"s{layer}", add(*powers)))
            lines += [
                Line(f"h{layer}[{number}]", Quotient(power, Name(f"s{layer}")))
                for number, power in enumerate(powers, start=1)
            ]
            return tuple(lines)
        identity = shape.activation == "identity"
        return tuple(
            Line(f"h{layer}[{number}]", one if identity else call(shape.activation, one))
            for number, one in enumerate(z, start=1)
        )

    def _delta(self, layer: int) -> tuple[Line, ...]:
        """δ of a hidden layer: the sum over the next layer's neurons, times h′(z)."""
        after = self.architecture.layers[layer]
        lines = []
        for number in range(1, self.architecture.layers[layer - 1].size + 1):
            terms = [
                multiply(Name(f"delta{layer + 1}[{to}]"), Name(f"W{layer + 1}[{to},{number}]"))
                for to in range(1, after.size + 1)
            ]
            slope = derivative(self.architecture.layers[layer - 1].activation, layer, number)
            lines.append(Line(f"delta{layer}[{number}]", _times(add(*terms), slope)))
        return tuple(lines)


def signals(architecture: Architecture, layer: int) -> tuple[str, ...]:
    """Give the names of what a layer sends up; layer 0 is the inputs."""
    size = architecture.sizes[layer]
    return tuple(f"h{layer}[{n}]" if layer else f"x[{n}]" for n in range(1, size + 1))


def gradient_lines(architecture: Architecture, layer: int, below: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """Write ∂W = δ·(signal below) and ∂b = δ of a layer, in the order of the flat vector.

    Args:
        architecture: The network's shape.
        layer: The layer, from 1.
        below: The names that stand for the signals below, if not the usual ones.
    """
    below = below or signals(architecture, layer - 1)
    shape = architecture.layers[layer - 1]
    lines = [
        Line(f"grad W{layer}[{to},{source}]", multiply(Name(f"delta{layer}[{to}]"), Name(signal)))
        for to in range(1, shape.size + 1)
        for source, signal in enumerate(below, start=1)
    ]
    if shape.bias:
        lines += [Line(f"grad b{layer}[{to}]", Name(f"delta{layer}[{to}]")) for to in range(1, shape.size + 1)]
    return tuple(lines)


def derivative(activation: str, layer: int, number: int) -> tuple[Expression, ...]:
    """Write h′(z) of a neuron as the factors of a product; none for the identity."""
    z, h = Name(f"z{layer}[{number}]"), Name(f"h{layer}[{number}]")
    match activation:
        case "identity":
            return ()
        case "sigmoid":
            return (h, subtract(ONE, h))
        case "tanh":
            return (subtract(ONE, multiply(h, h)),)
        case "softplus":
            return (call("sigmoid", z),)
        case "relu":
            return (call("step", z),)
        case "leaky_relu":
            return (call("leaky_step", z),)
    raise ValueError(f"{activation} has no derivative of one z")


def _times(first: Expression, factors: tuple[Expression, ...]) -> Expression:
    started = first.factors if isinstance(first, Product) else (first,)
    return multiply(*started, *factors)


def loss_lines(architecture: Architecture, loss: str) -> tuple[Line, ...]:
    """Write the loss of one example, its terms added over the outputs."""
    top = len(architecture.layers)
    terms = [loss_term(loss, top, n) for n in range(1, architecture.outputs + 1)]
    if loss == "cross_entropy":
        return (Line("loss", Sum(tuple((-1, term) for term in terms))),)
    return (Line("loss", add(*terms)),)


def loss_term(loss: str, top: int, number: int) -> Expression:
    """Write what one output adds to the loss; of cross_entropy, what it takes from it."""
    target, z = Name(f"y[{number}]"), Name(f"z{top}[{number}]")
    error = subtract(Name(f"h{top}[{number}]"), target)
    match loss:
        case "half_squared":
            return multiply(HALF, error, error)
        case "squared":
            return multiply(error, error)
        case "absolute":
            return call("abs", error)
        case "huber":
            return call("huber", error)
        case "binary_cross_entropy":
            minus_z = Sum(((-1, z),))
            return add(
                multiply(target, call("softplus", minus_z)),
                multiply(subtract(ONE, target), call("softplus", z)),
            )
        case "cross_entropy":
            # y (z − m − ln Σ e): the logarithm of softmax without ever taking ln 0.
            return multiply(target, Sum(((1, z), (-1, Name(f"m{top}")), (-1, call("ln", Name(f"s{top}"))))))
    raise ValueError(f"there is no loss {loss!r}")


def loss_slope(loss: str, top: int, number: int) -> tuple[Expression, ...]:
    """Write ∂loss/∂ŷ of one output as the factors of a product; for a loss computed from z, ∂loss/∂z = ŷ − y."""
    error = subtract(Name(f"h{top}[{number}]"), Name(f"y[{number}]"))
    match loss:
        case "half_squared" | "binary_cross_entropy" | "cross_entropy":
            return (error,)
        case "squared":
            return (TWO, error)
        case "absolute":
            return (call("sign", error),)
        case "huber":
            return (call("clip", error),)
    raise ValueError(f"there is no loss {loss!r}")


def output_delta(architecture: Architecture, loss: str) -> tuple[Line, ...]:
    """Write δ of the output layer: ŷ − y for a matched pair, else ∂loss/∂ŷ · h′(z)."""
    top = len(architecture.layers)
    activation = architecture.layers[-1].activation
    slopes = [loss_slope(loss, top, n) for n in range(1, architecture.outputs + 1)]
    fused = loss in FUSED
    if activation == "softmax" and not fused:
        return _through_softmax(top, slopes)
    return tuple(
        Line(f"delta{top}[{n}]", multiply(*slope, *(() if fused else derivative(activation, top, n))))
        for n, slope in enumerate(slopes, start=1)
    )


def _through_softmax(top: int, slopes: list[tuple[Expression, ...]]) -> tuple[Line, ...]:
    """δᵢ = hᵢ (gᵢ − Σ gⱼ hⱼ): every output depends on every z."""
    numbers = range(1, len(slopes) + 1)
    lines = [Line(f"g{top}[{n}]", multiply(*slope)) for n, slope in zip(numbers, slopes, strict=True)]
    mixed = add(*(multiply(Name(f"g{top}[{n}]"), Name(f"h{top}[{n}]")) for n in numbers))
    lines.append(Line(f"c{top}", mixed))
    lines += [
        Line(f"delta{top}[{n}]", multiply(Name(f"h{top}[{n}]"), subtract(Name(f"g{top}[{n}]"), Name(f"c{top}"))))
        for n in numbers
    ]
    return tuple(lines)
