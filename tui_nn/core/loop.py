"""The worksheet of many examples as one loop of straight-line Python, its numbers kept in local variables.

The loop is written from the same lines as a single step (`core.generated`) and makes the same bits; what it leaves out
are the looks at each number. Instead it adds up, in `guard`, what could be infinite or not a number without leaving a
trace in what the loop gives back: every z, since a sigmoid or a ReLU makes a finite h of an infinite one.

`Loop.for_python` takes examples as tuples; `Loop.for_compiler` takes them by index from arrays and writes its results
into arrays, in a subset of Python that a compiler of numerical code can translate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tui_nn.core.expressions import names_in
from tui_nn.core.generated import assignment, compile_function, formula_of, identifier, written_out
from tui_nn.core.names import Names
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import Program
from tui_nn.core.updates import penalty_line, step_of, update_lines

SIGNATURE = "loop(X, Y, R, picked, P, S, T, C, F, A, place, stop, epoch, batch, lr, t, in_batch, L, H)"
"""Of a loop over arrays: inputs, targets and rows of the data, which examples to take, parameters, optimizer state,
total and change of a batch, marks of parameters that are held, room to work in, numbers, and where to record."""

SLOPE = re.compile(r"(\w+) = (.+) \* \(1\.0 if (\w+) > 0\.0 else ([\d.]+)\)")
"""A product with the slope of a leaky ReLU as its last factor."""

RELU = re.compile(r"\(0\.0 if (\w+) <= 0\.0 else \1\)")
"""A ReLU of a local variable as it is written out."""

FINITE_WITH_Z = ("binary_cross_entropy",)
"""Losses that are finite where z is, which is looked at anyway."""

SHARED = re.compile(r"log1p\(exp\(-abs\(\w+\)\)\)")
"""What softplus(z) and softplus(−z) have in common: a cross-entropy takes both."""


@dataclass(frozen=True)
class Loop:
    """What a loop does for each example.

    Attributes:
        program: One example's pass.
        settings: The update rule.
        reduction: `sum` or `mean`.
        each: Whether every example is a batch of its own.
        frozen: For each parameter whether it stays as it is.
    """

    program: Program
    settings: OptimizerSettings
    reduction: str
    each: bool
    frozen: tuple[bool, ...]

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Canonical names in the order of the flat vector."""
        return Names(self.program.architecture, {}).canonical

    @property
    def state_names(self) -> tuple[str, ...]:
        """The rows of the optimizer's state."""
        return OPTIMIZERS[self.settings.name].state_names

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """Local variables: parameters `P`, state `S[0]`…, a batch's total `T` and its update's change `C`."""
        columns = {"P": [identifier(name) for name in self.parameters]}
        for row, state in enumerate(self.state_names):
            columns[f"S[{row}]"] = [f"state_{state}{n}" for n in range(len(self.parameters))]
        if not self.each:
            columns |= {column: [f"{column}{n}" for n in range(len(self.parameters))] for column in "TC"}
        return columns

    @property
    def predictions(self) -> list[str]:
        """The local variables of the prediction."""
        architecture = self.program.architecture
        top = len(architecture.layers)
        return [f"h{top}_{n}" for n in range(1, architecture.outputs + 1)]

    def for_python(self, *, record: bool) -> Callable[..., Any]:
        """Make the function that trains on examples.

        It takes (examples, P, S, T, C, place, stop, epoch, batch, lr, t, in_batch, losses, predictions), the last two
        lists to which each example's numbers are added if they are to be recorded. It gives P, S, T, C, how many
        examples the batch at hand has, the number t of the last update, which is not counted where every example has
        one and the rule does not use it, and the guard.
        """
        architecture = self.program.architecture
        example = [f"x_{n}" for n in range(1, architecture.inputs + 1)]
        example += [f"y_{n}" for n in range(1, architecture.outputs + 1)]
        columns = self.columns
        body = [f"[{', '.join(variables)}] = {column}" for column, variables in columns.items()]
        body += self._first_lines()
        body.append(f"for {', '.join(example)}, i in examples:")
        predictions = ", ".join(self.predictions)
        if len(self.predictions) > 1:
            predictions = f"({predictions})"
        recording = ["losses.append(loss)", f"predictions.append({predictions})"] if record else []
        body += indented([*_for_python(self._pass()), *recording, *self._guard(record), *self._learn()])
        states = ", ".join(f"[{', '.join(columns[f'S[{row}]'])}]" for row in range(len(self.state_names)))
        total, change = (f"[{', '.join(columns[column])}]" if column in columns else column for column in "TC")
        body.append(f"return [{', '.join(columns['P'])}], [{states}], {total}, {change}, in_batch, t, guard")
        signature = "loop(examples, P, S, T, C, place, stop, epoch, batch, lr, t, in_batch, losses, predictions)"
        return compile_function(signature, body)

    def for_compiler(self) -> tuple[str, list[str]]:
        """Give the signature and the lines of the function over arrays.

        Of what it takes, P, S, T, C, L and H are written to. L and H may have no rows: then nothing is recorded. F and
        A are for `core.array_loop`. It gives (in_batch, t, guard).
        """
        architecture = self.program.architecture
        columns = self.columns
        place = {
            **{column: f"{column}[{{n}}]" for column in "PTC"},
            **{f"S[{row}]": f"S[{row}, {{n}}]" for row in range(len(self.state_names))},
        }
        body = [
            f"{variable} = {place[column].format(n=n)}"
            for column, variables in columns.items()
            for n, variable in enumerate(variables)
        ]
        body += [*self._first_lines(), "record = len(L) > 0", "for k in range(len(picked)):"]
        inner = ["e = picked[k]"]
        inner += [f"x_{n} = X[e, {n - 1}]" for n in range(1, architecture.inputs + 1)]
        inner += [f"y_{n} = Y[e, {n - 1}]" for n in range(1, architecture.outputs + 1)]
        if any("i" in names_in(line.expression) for line in self.program.lines):
            inner.append("i = R[e]")
        lines, loss = _for_compiler(self._pass()), ["L[k] = loss"]
        follows = self.program.loss in FINITE_WITH_Z
        if follows:
            # Nobody learns from it, and it takes as long as all the rest.
            first, last = _place_of_loss(lines)
            lines, loss = lines[:first] + lines[last:], lines[first:last] + loss
        inner += [*lines, "if record:", *indented(loss)]
        inner += [f"    H[k, {n}] = {variable}" for n, variable in enumerate(self.predictions)]
        inner += [*self._guard(record=follows), *self._learn()]
        body += indented(inner)
        body += [
            f"{place[column].format(n=n)} = {variable}"
            for column, variables in columns.items()
            for n, variable in enumerate(variables)
        ]
        body.append("return in_batch, t, guard")
        return SIGNATURE, body

    def _first_lines(self) -> list[str]:
        lines = ["guard = 0.0"]
        if not self.each:
            # Adding to −0 changes nothing, not even the sign of a zero.
            lines += ["if in_batch == 0:", *indented([f"{total} = -0.0" for total in self.columns["T"]])]
        return lines

    def _pass(self) -> list[str]:
        lines = []
        for line in self.program.lines:
            code = assignment(line)
            for number, part in enumerate(sorted({part for part in SHARED.findall(code) if code.count(part) > 1})):
                lines.append(f"shared_{number} = {part}")
                code = code.replace(part, f"shared_{number}")
            lines.append(code)
        return lines

    def _guard(self, record: bool) -> list[str]:
        architecture = self.program.architecture
        looked_at = [
            f"z{layer}_{n}"
            for layer, shape in enumerate(architecture.layers, start=1)
            if shape.activation != "identity"
            for n in range(1, shape.size + 1)
        ]
        looked_at += [] if record else ["loss"]
        looked_at += [identifier(f"grad {self.parameters[n]}") for n, held in enumerate(self.frozen) if held]
        return [f"guard += {' + '.join(looked_at)}"] if looked_at else []

    def _learn(self) -> list[str]:
        gradients = [identifier(f"grad {name}") for name in self.parameters]
        if self.each:
            return self._update(gradients)
        totals = self.columns["T"]
        lines = [f"{total} = {total} + {gradient}" for total, gradient in zip(totals, gradients, strict=True)]
        lines += ["place += 1", "in_batch += 1", "if place == stop:"]
        if self.reduction == "mean":
            lines += indented([f"g{n} = {total} / in_batch" for n, total in enumerate(totals)])
            totals = [f"g{n}" for n in range(len(totals))]
        lines += indented(self._update(totals))
        lines += indented(["in_batch = 0", *(f"{total} = -0.0" for total in self.columns["T"])])
        lines += indented(["if place == epoch:", "    place = 0", "stop = place + batch"])
        lines += indented(["if stop > epoch:", "    stop = epoch"])
        return lines

    def _update(self, gradients: list[str]) -> list[str]:
        settings, states = self.settings, self.state_names
        *state_lines, last = update_lines(settings)
        penalty = penalty_line(settings)
        lines = [] if self.each and settings.name != "adam" else ["t += 1.0"]
        if settings.name == "adam":
            lines += [f"k1 = 1.0 - {settings.momentum!r} ** t", f"k2 = 1.0 - {settings.decay!r} ** t"]
        weights = self.program.architecture.weight_mask > 0.0
        for n, name in enumerate(self.parameters):
            if self.frozen[n]:
                lines += [] if self.each else [f"C{n} = 0.0"]
                continue
            names = {"w": identifier(name), "g": gradients[n], **{state: f"state_{state}{n}" for state in states}}
            if penalty is not None and weights[n]:
                lines.append(f"p{n} = {written_out(formula_of(penalty.expression, names))}")
                names["g"] = f"p{n}"
            lines += [f"{names[line.name]} = {formula_of(line.expression, names)}" for line in state_lines]
            step = f"({formula_of(step_of(last), names)})"
            if self.each:
                lines.append(f"{names['w']} = {names['w']} - {step}")
            else:
                lines += [f"C{n} = -{step}", f"{names['w']} = {names['w']} + C{n}"]
            if settings.decay == 0.0 and "s" in names:
                # An infinite square is forgotten at the next update.
                lines.append(f"guard += {names['s']}")
        return lines


def _for_python(lines: Iterable[str]) -> list[str]:
    """Write products with a slope that is mostly 1 so that they are mostly not multiplied by it."""
    written = []
    for line in lines:
        if parts := SLOPE.fullmatch(line):
            name, product, z, slope = parts.groups()
            written += [f"{name} = {product}", f"{name} = {name} if {z} > 0.0 else {name} * {slope}"]
        else:
            written.append(line)
    return written


def _for_compiler(lines: Iterable[str]) -> list[str]:
    """Write ReLUs so that they are one instruction; of z that is not a number the guard knows."""
    return [RELU.sub(r"(\1 if \1 > 0.0 else 0.0)", line) for line in lines]


def _place_of_loss(lines: list[str]) -> tuple[int, int]:
    """Give where the lines of the loss begin and end."""
    last = next(n for n, line in enumerate(lines) if line.startswith("loss = "))
    first = last
    while lines[first - 1].startswith("shared_"):
        first -= 1
    return first, last + 1


def indented(lines: Iterable[str]) -> list[str]:
    """Put lines one level deeper."""
    return [f"    {line}" for line in lines]
