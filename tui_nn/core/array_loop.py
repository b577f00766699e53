"""The worksheet of many examples as loops over arrays, for a compiler of numerical code.

Where a network has too many numbers to be local variables, its formulas are written once a layer, with `i` for the
neuron. Sums are taken in the worksheet's order, so the bits are those of its lines: z of all neurons of a layer grows
term by term, which lets the compiler work on several neurons at once without changing the order of any sum.

A layer's parameters stand transposed, one row for each signal from below and a last one for the biases; `transposed`
says where. The same text runs as plain Python until it is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tui_nn.core.examples import Integers
from tui_nn.core.expressions import Expression, Name, multiply, python
from tui_nn.core.generated import formula_of, written_out
from tui_nn.core.loop import SIGNATURE, indented
from tui_nn.core.network import Architecture
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import FUSED, derivative, loss_slope, loss_term
from tui_nn.core.updates import penalty_line, step_of, update_lines

AT_ONCE = 8
"""So many terms are added to z in one expression, which spares writing it as often."""

UNROLLED = 16
"""Loops over fewer parameters are best unrolled by the compiler; of more it can do several at once."""


def transposed(architecture: Architecture) -> Integers:
    """Give for each place in the loop's vectors which parameter of the flat vector stands there."""
    order = []
    for slots in architecture.slots:
        order.append(np.arange(slots.weights.start, slots.weights.stop).reshape(slots.shape).T.ravel())
        if slots.biases is not None:
            order.append(np.arange(slots.biases.start, slots.biases.stop))
    return np.concatenate(order)


def work_size(architecture: Architecture) -> int:
    """Give how many numbers the loop works in: z, h and δ of every neuron, and one number more for each output."""
    return 3 * sum(layer.size for layer in architecture.layers) + architecture.outputs


@dataclass(frozen=True)
class ArrayLoop:
    """What a loop does for each example.

    Attributes:
        architecture: The network's shape.
        loss: The loss's name.
        settings: The update rule.
        reduction: `sum` or `mean`.
        each: Whether every example is a batch of its own.
        held: Whether there are parameters that stay as they are; those with a mark above 0 in `F`.
    """

    architecture: Architecture
    loss: str
    settings: OptimizerSettings
    reduction: str
    each: bool
    held: bool

    def text(self) -> tuple[str, list[str]]:
        """Give the signature and the lines of the function; see `Loop.for_compiler`."""
        body = [*self._views(), "guard = 0.0", "bad = 0", "record = len(L) > 0"]
        if not self.each:
            body += ["if in_batch == 0:", "    for n in range(len(T)):", "        T[n] = -0.0"]
        inner = ["e = picked[k]", *self._forward(), *self._loss(), *self._backward(), *self._learn()]
        body += ["for k in range(len(picked)):", *indented(inner)]
        body += ["if bad > 0:", "    guard = 1e999", "return in_batch, t, guard"]
        return SIGNATURE, body

    def _views(self) -> list[str]:
        """Name the parts of the vectors layer by layer."""
        lines, start, work = [], 0, 0
        neurons = sum(layer.size for layer in self.architecture.layers)
        vectors = {"W": "P"} | ({} if self.each else {"T": "T", "C": "C"}) | ({"F": "F"} if self.held else {})
        vectors |= {f"S{row}_": f"S[{row}]" for row in range(len(OPTIMIZERS[self.settings.name].state_names))}
        for n, (rows, size) in enumerate(self._shapes(), start=1):
            span = f"{start}:{start + rows * size}"
            lines += [f"{view}{n} = {of}[{span}].reshape(({rows}, {size}))" for view, of in vectors.items()]
            for part, name in enumerate(("z", "h", "d")):
                lines.append(f"{name}{n} = A[{part * neurons + work}:{part * neurons + work + size}]")
            start, work = start + rows * size, work + size
        return [*lines, f"a = A[{3 * neurons}:{3 * neurons + self.architecture.outputs}]"]

    def _shapes(self) -> list[tuple[int, int]]:
        """Rows and columns of each layer's transposed parameters."""
        below = self.architecture.sizes
        return [(size + layer.bias, layer.size) for size, layer in zip(below, self.architecture.layers, strict=False)]

    def _forward(self) -> list[str]:
        lines = []
        for n, (signals, layer) in enumerate(zip(self.architecture.sizes, self.architecture.layers, strict=False), 1):
            below = "X[e, {j}]" if n == 1 else f"h{n - 1}[{{j}}]"
            for first, stop in pairwise([*range(0, signals, AT_ONCE), signals]):
                terms = [f"W{n}[{j}, i] * x{j - first}" for j in range(first, stop)]
                lines += [f"x{j - first} = {below.format(j=j)}" for j in range(first, stop)]
                before = [f"z{n}[i]"] if first else []
                after = [f"W{n}[{signals}, i]"] if stop == signals and layer.bias else []
                lines += _for(layer.size, [f"z{n}[i] = {' + '.join([*before, *terms, *after])}"])
            lines += self._activate(n)
        return lines

    def _activate(self, n: int) -> list[str]:
        layer = self.architecture.layers[n - 1]
        if layer.activation == "softmax":
            lines = [f"m = z{n}[0]", *_for(layer.size, [f"if z{n}[i] > m:", f"    m = z{n}[i]"])]
            lines += _for(layer.size, [f"a[i] = exp(z{n}[i] - m)"])
            lines += ["s = -0.0", *_for(layer.size, ["s = s + a[i]"])]
            lines += _for(layer.size, [f"h{n}[i] = a[i] / s"])
        elif layer.activation == "identity":
            lines = _for(layer.size, [f"h{n}[i] = z{n}[i]"])
        else:
            code = written_out(f"{layer.activation}(z)")
            lines = _for(layer.size, [f"z = z{n}[i]", f"h{n}[i] = {code}"])
        # A sum of whole numbers can be taken several at once.
        return [*lines, *_for(layer.size, [f"bad += (z{n}[i] - z{n}[i]) != 0.0"])]

    def _loss(self) -> list[str]:
        top, outputs = len(self.architecture.layers), self.architecture.outputs
        sign = "-" if self.loss == "cross_entropy" else "+"
        # Adding to −0 changes nothing, not even the sign of a zero.
        lines = ["loss = -0.0", *_for(outputs, [f"loss = loss {sign} ({_at(loss_term(self.loss, top, 1))})"])]
        lines += ["bad += (loss - loss) != 0.0", "if record:", "    L[k] = loss"]
        return [*lines, *indented(_for(outputs, [f"H[k, i] = h{top}[i]"]))]

    def _backward(self) -> list[str]:
        layers = self.architecture.layers
        top, outputs = len(layers), self.architecture.outputs
        fused = self.loss in FUSED
        slope = loss_slope(self.loss, top, 1)
        if layers[-1].activation == "softmax" and not fused:
            lines = _for(outputs, [f"a[i] = {_at(multiply(*slope))}"])
            lines += ["c = -0.0", *_for(outputs, [f"c = c + a[i] * h{top}[i]"])]
            lines += _for(outputs, [f"d{top}[i] = h{top}[i] * (a[i] - c)"])
        else:
            all_factors = slope if fused else (*slope, *derivative(layers[-1].activation, top, 1))
            lines = _for(outputs, [f"d{top}[i] = {_at(multiply(*all_factors))}"])
        for n in range(top - 1, 0, -1):
            size, above = layers[n - 1].size, layers[n].size
            pulled = _at(multiply(Name("g"), *derivative(layers[n - 1].activation, n, 1)))
            inner = ["g = -0.0", *_for(above, [f"g = g + d{n + 1}[o] * W{n + 1}[i, o]"], "o")]
            lines += _for(size, [*inner, f"d{n}[i] = {pulled}"])
        return lines

    def _learn(self) -> list[str]:
        if self.each:
            return [*self._begin_update(), *self._over_gradients(self._update)]
        lines = self._over_gradients(lambda n, row: [f"T{n}[{row}, i] = T{n}[{row}, i] + g"])
        inner = [*self._begin_update(), *self._over_totals(), "in_batch = 0"]
        inner += ["if place == epoch:", "    place = 0", "stop = place + batch", "if stop > epoch:", "    stop = epoch"]
        return [*lines, "place += 1", "in_batch += 1", "if place == stop:", *indented(inner)]

    def _begin_update(self) -> list[str]:
        settings = self.settings
        lines = [] if self.each and settings.name != "adam" else ["t += 1.0"]
        if settings.name == "adam":
            lines += [f"k1 = 1.0 - {settings.momentum!r} ** t", f"k2 = 1.0 - {settings.decay!r} ** t"]
        return lines

    def _over_gradients(self, use: Callable[[int, str], list[str]]) -> list[str]:
        """Go over all parameters with the gradient `g` of each."""
        lines = []
        for n, (signals, layer) in enumerate(zip(self.architecture.sizes, self.architecture.layers, strict=False), 1):
            below = "X[e, j]" if n == 1 else f"h{n - 1}[j]"
            every = _every(layer.size, n)
            lines += _for(signals, [f"x = {below}", *_for(every, [f"g = d{n}[i] * x", *use(n, "j")])], "j")
            if layer.bias:
                lines += _for(every, [f"g = d{n}[i]", *use(n, str(signals))])
        return lines

    def _over_totals(self) -> list[str]:
        lines = []
        mean = " / in_batch" if self.reduction == "mean" else ""
        for n, (signals, layer) in enumerate(zip(self.architecture.sizes, self.architecture.layers, strict=False), 1):
            for row, rows in (("j", signals), *([(str(signals), 0)] if layer.bias else [])):
                inner = [f"g = T{n}[{row}, i]{mean}", *self._update(n, row), f"T{n}[{row}, i] = -0.0"]
                over_row = _for(_every(layer.size, n), inner)
                lines += _for(rows, over_row, "j") if rows else over_row
        return lines

    def _update(self, n: int, row: str) -> list[str]:
        """Move one parameter by its gradient `g`."""
        settings = self.settings
        *state_lines, last = update_lines(settings)
        states = OPTIMIZERS[settings.name].state_names
        names = {"w": f"W{n}[{row}, i]", "g": "g", **{s: f"S{r}_{n}[{row}, i]" for r, s in enumerate(states)}}
        lines = []
        penalty = penalty_line(settings)
        if penalty is not None and row == "j":
            lines.append(f"g = {written_out(formula_of(penalty.expression, names))}")
        lines += [f"{names[line.name]} = {formula_of(line.expression, names)}" for line in state_lines]
        step = f"({formula_of(step_of(last), names)})"
        if self.each:
            lines.append(f"{names['w']} = {names['w']} - {step}")
        else:
            lines += [f"C{n}[{row}, i] = -{step}", f"{names['w']} = {names['w']} + C{n}[{row}, i]"]
        if settings.decay == 0.0 and "s" in names:
            lines.append(f"bad += ({names['s']} - {names['s']}) != 0.0")
        if not self.held:
            return lines
        held = ["bad += (g - g) != 0.0", *([] if self.each else [f"C{n}[{row}, i] = 0.0"])]
        return [f"if F{n}[{row}, i] == 0.0:", *indented(lines), "else:", *indented(held)]


def _every(size: int, n: int) -> int | str:
    """Give the number of a layer's neurons: a known one is unrolled, an unknown one done several at once."""
    return size if size < UNROLLED else f"len(d{n})"


def _for(count: int | str, lines: list[str], index: str = "i") -> list[str]:
    return [f"for {index} in range({count}):", *indented(lines)]


def _at(expression: Expression) -> str:
    """Write a formula of the first neuron as one of neuron i."""

    def name(canonical: str) -> str:
        if canonical == "y[1]":
            return "Y[e, i]"
        # Softmax's largest z and sum of powers are of the whole layer.
        return canonical.replace("[1]", "[i]") if canonical.endswith("[1]") else canonical[0]

    return written_out(python(expression, name))
