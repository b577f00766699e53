"""A step of a larger network as straight-line numpy: every call writes into a place that is there already.

A layer's matrix `A1` has its biases as a last column, and the signals below it, `h0`…, a 1 as their last number (or a 0
for a layer without biases, whose column then stays as it is): z = A h is one product, and so are all gradients of the
layer, δ hᵀ. Parameters, gradients and the optimizer's state stand in flat vectors `P`, `G`, `S[0]`… that the matrices
are views of, so that one call updates all.

`d` and `h` of a layer have a number more than it has neurons, so that whole matrices can be used; `h1` is the view of
the neurons, `h1_all` all of it, `h1_row` the same as a matrix of one row, and `d1_column` δ as one of one column.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui_nn.core.activations import LEAK
from tui_nn.core.losses import HUBER_THRESHOLD
from tui_nn.core.network import Architecture
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.core.program import FUSED

SHAPES = {
    "identity": ["copyto(h{n}, z{n})"],
    "relu": ["fmax(z{n}, ZERO, h{n})"],
    "leaky_relu": ["multiply(z{n}, LEAK, s{n})", "fmax(z{n}, s{n}, h{n})"],
    "sigmoid": ["negative(z{n}, s{n})", "exp(s{n}, s{n})", "add(s{n}, ONE, s{n})", "divide(ONE, s{n}, h{n})"],
    "tanh": ["tanh(z{n}, h{n})"],
    "softplus": ["logaddexp(ZERO, z{n}, h{n})"],
    "softmax": [
        "exp(z{n}, h{n})",
        "h{n}_dot(ONES{n}, TOTAL)",
        # Only far from 0 do powers overflow or vanish, all of them; then the largest is made 1.
        "if not 1e-100 < TOTAL_item() < 1e100:",
        "    subtract(z{n}, z{n}[z{n}_argmax()], s{n})",
        "    exp(s{n}, h{n})",
        "    h{n}_dot(ONES{n}, TOTAL)",
        "divide(h{n}, TOTAL, h{n})",
    ],
}
"""h from z."""

SLOPES = {
    "identity": [],
    "relu": ["sign(h{n}, s{n})", "multiply(d{n}, s{n}, d{n})"],
    "leaky_relu": ["greater(z{n}, ZERO, s{n})", "fmax(s{n}, LEAK, s{n})", "multiply(d{n}, s{n}, d{n})"],
    "sigmoid": ["subtract(ONE, h{n}, s{n})", "multiply(s{n}, h{n}, s{n})", "multiply(d{n}, s{n}, d{n})"],
    "tanh": ["multiply(h{n}, h{n}, s{n})", "subtract(ONE, s{n}, s{n})", "multiply(d{n}, s{n}, d{n})"],
    "softplus": [
        "negative(z{n}, s{n})",
        "exp(s{n}, s{n})",
        "add(s{n}, ONE, s{n})",
        "divide(d{n}, s{n}, d{n})",
    ],
    "softmax": ["subtract(d{n}, d{n}_dot(h{n}), d{n})", "multiply(d{n}, h{n}, d{n})"],
}
"""∂loss/∂z from ∂loss/∂h, in `d`."""

LOSSES = {
    "half_squared": ["subtract(h{n}, y, d{n})", "loss = 0.5 * float(d{n}_dot(d{n}))"],
    "squared": ["subtract(h{n}, y, d{n})", "loss = float(d{n}_dot(d{n}))", "multiply(d{n}, TWO, d{n})"],
    "absolute": ["subtract(h{n}, y, s{n})", "sign(s{n}, d{n})", "loss = float(s{n}_dot(d{n}))"],
    "huber": [
        # ½ c² + c (r − c) with c the error r clipped is ½ r² near 0 and |r| − ½ elsewhere.
        "subtract(h{n}, y, s{n})",
        "fmax(s{n}, BELOW, d{n})",
        "fmin(d{n}, ABOVE, d{n})",
        "loss = float(d{n}_dot(s{n})) - 0.5 * float(d{n}_dot(d{n}))",
    ],
    "binary_cross_entropy": [
        # y softplus(−z) + (1 − y) softplus(z)
        "negative(z{n}, s{n})",
        "logaddexp(ZERO, s{n}, d{n})",
        "loss = float(d{n}_dot(y))",
        "logaddexp(ZERO, z{n}, d{n})",
        "subtract(ONE, y, s{n})",
        "loss += float(d{n}_dot(s{n}))",
        "subtract(h{n}, y, d{n})",
    ],
    "cross_entropy": [
        "likely = h{n}_item(right) if right >= 0 else 0.0",
        "if likely > 1e-100:",
        "    loss = 0.0 - log(likely)",
        "else:",
        # −Σ y (z − m − ln Σ e) = Σ y · ln Σ e − Σ y (z − m)
        "    subtract(z{n}, z{n}[z{n}_argmax()], s{n})",
        "    exp(s{n}, d{n})",
        "    loss = log(d{n}_dot(ONES{n})) * float(y.sum()) - float(s{n}_dot(y))",
        "subtract(h{n}, y, d{n})",
    ],
}
"""The loss, and in `d` ∂loss/∂h; for a loss that is computed from z, ∂loss/∂z."""


@dataclass(frozen=True)
class NumpySource:
    """Writes the functions of a numpy engine.

    Attributes:
        architecture: The network's shape.
        loss: The loss's name.
        settings: The update rule.
        reduction: `sum` or `mean`.
        each: Whether every example is a batch of its own.
        held: Whether parameters are held where they are.
        record: Whether losses and predictions are wanted.
    """

    architecture: Architecture
    loss: str
    settings: OptimizerSettings
    reduction: str
    each: bool
    held: bool
    record: bool

    def text(self) -> str:
        """Give the functions `example(x, x_row, y, right)` → loss, and `loop(examples, …)` → (in_batch, t, guard).

        The number t of the last update is not counted where every example has one and the rule does not use it.
        """
        lines = ["def example(h0_all, h0_row, y, right):"]
        lines += [f"    {line}" for line in (*self._pass(), "return loss")]
        lines += [
            "def loop(examples, place, stop, epoch, batch, lr, t, in_batch, losses, predictions):",
            "    guard = 0.0",
            "    for h0_all, h0_row, y, right in examples:",
        ]
        lines += [f"        {line}" for line in (*self._pass(), *self._record(), *self._learn())]
        lines.append("    return in_batch, t, guard")
        return "\n".join(lines)

    def _pass(self) -> list[str]:
        shapes = self.architecture.layers
        top = len(shapes)
        lines = []
        for n, layer in enumerate(shapes, start=1):
            lines += [f"dot{n}(h{n - 1}_all, z{n})", *_of(SHAPES[layer.activation], n)]
        hidden = {layer.activation for layer in shapes[:-1]}
        # Slopes that are made of h alone are made for all layers at once where all hidden layers have the same.
        together = len(shapes) > 2 and len(hidden) == 1 and hidden <= {"sigmoid", "tanh"}
        if together:
            lines += [line.format(n="_HIDDEN") for line in SLOPES[shapes[0].activation][:-1]]
        lines += _of(LOSSES[self.loss], top)
        if self.loss not in FUSED:
            lines += _of(SLOPES[shapes[-1].activation], top)
        for n in range(top, 0, -1):
            lines.append(f"outer{n}(h{n - 1}_row, G{n})")
            if n > 1:
                slope = _of(SLOPES[shapes[n - 2].activation], n - 1)
                lines += [f"back{n}(d{n}, d{n - 1}_all)", *(slope[-1:] if together else slope)]
        return lines

    def _record(self) -> list[str]:
        top = len(self.architecture.layers)
        lines = [f"predictions.append(h{top}.tolist())", "losses.append(loss)"] if self.record else ["guard += loss"]
        # A ReLU or a sigmoid makes a finite h of an infinite z, and what is held forgets its gradient.
        lines.append("add(Z_SUM, Z, Z_SUM)")
        if self.held:
            lines.append("guard += float(G.dot(P_ONES))")
        return lines

    def _learn(self) -> list[str]:
        if self.each:
            return self._update()
        lines = ["add(T, G, T) if in_batch else copyto(T, G)", "place += 1", "in_batch += 1", "if place == stop:"]
        reduced = "divide(T, in_batch, G)" if self.reduction == "mean" else "copyto(G, T)"
        inner = [reduced, *self._update(), "in_batch = 0", "if place == epoch:", "    place = 0"]
        inner += ["stop = min(epoch, place + batch)"]
        return lines + [f"    {line}" for line in inner]

    def _update(self) -> list[str]:
        settings = self.settings
        lines = ["t += 1"] if settings.name == "adam" or not self.each else []
        if settings.l1 or settings.l2:
            lines += ["sign(P, D)", "multiply(D, L1, D)", "multiply(P, L2, Q)", "add(D, Q, D)"]
            lines += ["multiply(D, WEIGHTS, D)", "add(G, D, G)"]
        if settings.name == "sgd" and self.each and not self.held:
            return [*lines, "multiply(G, lr, G)", "subtract(P, G, P)"]
        lines += _RULES[settings.name]
        if self.held:
            lines += ["D[HELD] = -0.0", "S[:, HELD] = S_HELD"]
        if settings.decay == 0.0 and settings.name in ("rmsprop", "adam"):
            # An infinite square is forgotten at the next update.
            lines.append("guard += float(S[-1].dot(P_ONES))")
        return [*lines, "subtract(P, D, P)"]


_VELOCITY = ["multiply(S0, MOMENTUM, S0)", "add(S0, G, S0)"]
_SQUARE = ["multiply({s}, DECAY, {s})", "multiply(G, REST_OF_DECAY, D)", "multiply(D, G, D)", "add({s}, D, {s})"]
_RULES = {
    "sgd": ["multiply(G, lr, D)"],
    "momentum": [*_VELOCITY, "multiply(S0, lr, D)"],
    "nesterov": [*_VELOCITY, "multiply(S0, MOMENTUM, D)", "add(D, G, D)", "multiply(D, lr, D)"],
    "rmsprop": [
        *(line.format(s="S0") for line in _SQUARE),
        "sqrt(S0, Q)",
        "add(Q, EPSILON, Q)",
        "multiply(G, lr, D)",
        "divide(D, Q, D)",
    ],
    "adam": [
        "multiply(S0, MOMENTUM, S0)",
        "multiply(G, REST_OF_MOMENTUM, D)",
        "add(S0, D, S0)",
        *(line.format(s="S1") for line in _SQUARE),
        "divide(S1, 1.0 - BETA_2 ** t, Q)",
        "sqrt(Q, Q)",
        "add(Q, EPSILON, Q)",
        "divide(S0, 1.0 - BETA_1 ** t, D)",
        "multiply(D, lr, D)",
        "divide(D, Q, D)",
    ],
}
"""What is taken from the parameters, in `D`; the same operations as in `core.optimizers`."""


def constants(settings: OptimizerSettings) -> dict[str, float]:
    """Give the numbers that the text uses by name."""
    return {
        "ZERO": 0.0,
        "ONE": 1.0,
        "TWO": 2.0,
        "LEAK": LEAK,
        "ABOVE": HUBER_THRESHOLD,
        "BELOW": -HUBER_THRESHOLD,
        "L1": settings.l1,
        "L2": settings.l2,
        "MOMENTUM": settings.momentum,
        "REST_OF_MOMENTUM": 1.0 - settings.momentum,
        "DECAY": settings.decay,
        "REST_OF_DECAY": 1.0 - settings.decay,
        "EPSILON": settings.epsilon,
    }


def _of(lines: list[str], layer: int) -> list[str]:
    return [line.format(n=layer) for line in lines]
