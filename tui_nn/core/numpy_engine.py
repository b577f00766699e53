"""The engine for larger networks: straight-line numpy on arrays that are there already."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.engine import Stretch
from tui_nn.core.examples import Examples, Integers, class_of
from tui_nn.core.floats import Floats
from tui_nn.core.losses import Loss
from tui_nn.core.network import Architecture, Network
from tui_nn.core.numpy_source import NumpySource, constants
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.core.readable import ReadableEngine

CALLS = (
    *("add", "copyto", "divide", "exp", "greater", "fmax", "fmin", "logaddexp", "multiply", "negative"),
    *("sign", "sqrt", "subtract", "tanh"),
)
"""The functions of numpy that the text may call."""

NOTHING: Floats = np.empty(0)

LINE = 8
"""Numbers that a processor reads at once, from places that such a line begins at."""


class NumpyEngine(ReadableEngine):
    """An `Engine` of array operations without a temporary.

    Args:
        network: The network whose parameters are moved in place.
        loss: The loss of one example.
        settings: The update rule.
        reduction: `sum` or `mean`.
    """

    def __init__(self, network: Network, loss: Loss, settings: OptimizerSettings, *, reduction: str = "mean") -> None:
        super().__init__(network, loss, settings, reduction=reduction)
        self._arena = _Arena(network.architecture, len(self.state), settings)
        self._held = np.flatnonzero(self.frozen)

    @property
    def name(self) -> str:
        """What it is called where people choose one."""
        return "numpy"

    def trace(self, inputs: Floats, target: Floats, *, row: int, rate: float) -> Trace:
        """Give every number of one example's pass, changing nothing."""
        arena = self._arena
        arena.put(arena.parameters, self.network.parameters)
        first = self.network.architecture.layers[0]
        signals = np.append(inputs, float(first.bias))[None, :]
        loss = self._function("example", each=True)(signals[0], signals, target, int(class_of(target)))
        z, h, delta = ([part.copy() for part in parts] for parts in (arena.z, arena.h, arena.delta))
        return Trace(inputs, target, tuple(z), tuple(h), loss, tuple(delta), arena.gradient[arena.place])

    def freeze(self, frozen: Floats) -> None:
        """Leave parameters as they are in every later update."""
        super().freeze(frozen)
        self._held = np.flatnonzero(frozen > 0.0)

    def flat_out(self, examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats] | None:
        """Train on examples without looking at the numbers on the way; see `Engine`."""
        arena = self._arena
        arena.load(self.network.parameters, self.state, self.total, self._change, self._held)
        losses: list[float] = []
        predictions: list[list[float]] = []
        bias = self.network.architecture.layers[0].bias
        each = stretch.batch == 1
        self.in_batch, updates, guard = self._function("loop", each=each, record=record)(
            examples.signals(stretch.picked, bias=bias, in_order=stretch.in_order),
            stretch.place,
            stretch.stop,
            stretch.epoch,
            stretch.batch,
            np.array(stretch.rate),
            self.updates,
            self.in_batch,
            losses,
            predictions,
        )
        counted = not each or self.settings.name == "adam"
        self.updates = updates if counted else self.updates + len(stretch.picked)
        recorded = np.array(losses)
        parameters, state = arena.parameters[arena.place], arena.state[:, arena.place]
        if not all(np.isfinite(part).all() for part in (recorded, parameters, state, arena.sum_of_z, guard)):
            return None
        self.network.parameters[:] = parameters
        self.state, self.total, self._change = state, arena.total[arena.place], -arena.step[arena.place]
        return (recorded, np.array(predictions)) if record else (NOTHING, NOTHING)

    def _function(self, name: str, *, each: bool, record: bool = False) -> Callable[..., Any]:
        architecture, held = self.network.architecture, bool(len(self._held))
        source = NumpySource(architecture, self.loss.name, self.settings, self.reduction, each, held, record)
        return self._arena.function(source, name)


class _Arena:
    """The arrays of an engine and the functions that work on them.

    Attributes:
        place: Where each parameter of the flat vector stands among these, where every layer has a column of biases.
        parameters: The parameters; so are gradient, total and step (what an update takes away) by their names.
        state: The optimizer's state, one row each.
        z: Of each layer; and so are h and delta.
        sum_of_z: Of all layers, added up over a loop: it is not finite if any of them was not.
    """

    def __init__(self, architecture: Architecture, states: int, settings: OptimizerSettings) -> None:
        self.architecture = architecture
        shapes = [(layer.size, size + 1) for size, layer in zip(architecture.sizes, architecture.layers, strict=False)]
        ends = np.cumsum([rows * columns for rows, columns in shapes])
        count = int(ends[-1])
        spans = [slice(int(end) - rows * columns, int(end)) for end, (rows, columns) in zip(ends, shapes, strict=True)]
        self.place = _places(architecture, spans, shapes)
        self.parameters, self.gradient, self.total, self.step, spare = _aligned(5, count)
        self.state = _aligned(states, count)
        weights = np.zeros(count)
        weights[self.place] = architecture.weight_mask
        neurons = sum(rows for rows, _ in shapes)
        every_z, self.sum_of_z = np.zeros((2, neurons))
        every_h, every_s = np.zeros((2, neurons + len(shapes)))
        total = np.zeros(())
        self._scope: dict[str, Any] = {
            # numpy asks for the last one where it has something to warn of.
            "__builtins__": {"float": float, "min": min, "__import__": __import__},
            **{name: getattr(np, name) for name in CALLS},
            "log": math.log,
            "TOTAL": total,
            "TOTAL_item": total.item,
            # As an array without dimensions a number is taken faster than as Python's.
            **{name: np.array(value) for name, value in constants(settings).items()},
            "BETA_1": settings.momentum,
            "BETA_2": settings.decay,
            "P": self.parameters,
            "G": self.gradient,
            "T": self.total,
            "D": self.step,
            "Q": spare,
            "S": self.state,
            **{f"S{row}": state for row, state in enumerate(self.state)},
            "WEIGHTS": weights,
            "P_ONES": np.ones(count),
            "Z": every_z,
            "Z_SUM": self.sum_of_z,
            "h_HIDDEN": every_h[: -shapes[-1][0] - 1],
            "s_HIDDEN": every_s[: -shapes[-1][0] - 1],
        }
        self.z, self.h, self.delta = [], [], []
        row = 0
        for n, ((size, columns), span) in enumerate(zip(shapes, spans, strict=True), start=1):
            weights_of_layer = self.parameters[span].reshape(size, columns)
            gradient = self.gradient[span].reshape(size, columns)
            z, row = every_z[row : row + size], row + size
            above = architecture.layers[n] if n < len(shapes) else None
            first = row - size + n - 1
            h_all, s, d_all = every_h[first : first + size + 1], every_s[first : first + size], np.zeros(size + 1)
            h_all[-1] = 1.0 if above is not None and above.bias else 0.0
            h, d = h_all[:-1], d_all[:-1]
            self.z.append(z)
            self.h.append(h)
            self.delta.append(d)
            self._scope |= {
                f"z{n}": z,
                f"h{n}": h,
                f"h{n}_all": h_all,
                f"h{n}_row": h_all[None, :],
                f"d{n}": d,
                f"d{n}_all": d_all,
                f"s{n}": s,
                f"ONES{n}": np.ones(size),
                **{f"{name}{n}_dot": array.dot for name, array in (("h", h), ("s", s), ("d", d))},
                f"z{n}_argmax": z.argmax,
                f"h{n}_item": h.item,
                f"dot{n}": weights_of_layer.dot,
                f"back{n}": weights_of_layer.T.dot,
                f"G{n}": gradient,
                f"outer{n}": d[:, None].dot,
            }
        self._functions: dict[NumpySource, dict[str, Any]] = {}

    def load(self, parameters: Floats, state: Floats, total: Floats, change: Floats, held: Any) -> None:
        """Begin with these numbers of the flat vector, of which some are held."""
        place = self.place
        self.put(self.parameters, parameters)
        self.put(self.total, total)
        self.put(self.step, -change)
        self.state.fill(0.0)
        self.state[:, place] = state
        self.sum_of_z[:] = 0.0
        self._scope["HELD"] = place[held]
        self._scope["S_HELD"] = state[:, held]

    def put(self, vector: Floats, numbers: Floats) -> None:
        """Put numbers of the flat vector in their places, and 0 where a layer has no biases."""
        vector.fill(0.0)
        vector[self.place] = numbers

    def function(self, source: NumpySource, name: str) -> Callable[..., Any]:
        """Give a function of a text, working on these arrays."""
        if source not in self._functions:
            exec(_code(source), self._scope)
            self._functions[source] = {name: self._scope[name] for name in ("example", "loop")}
        function: Callable[..., Any] = self._functions[source][name]
        return function


def _aligned(rows: int, count: int) -> Floats:
    """Give rows of zeros that begin where the processor reads fastest."""
    width = -(-count // LINE) * LINE
    room = np.zeros(rows * width + LINE)
    first = -room.ctypes.data % (8 * LINE) // 8
    return room[first : first + rows * width].reshape(rows, width)[:, :count]


def _places(architecture: Architecture, spans: list[slice], shapes: list[tuple[int, int]]) -> Integers:
    """Give where each parameter of the flat vector stands among matrices with a last column of biases."""
    places = []
    for layer, span, shape in zip(architecture.layers, spans, shapes, strict=True):
        matrix = np.arange(span.start, span.stop).reshape(shape)
        places.append(matrix[:, :-1].ravel())
        if layer.bias:
            places.append(matrix[:, -1])
    return np.concatenate(places)


@lru_cache(maxsize=32)
def _code(source: NumpySource) -> CodeType:
    return compile(source.text(), "<numpy engine>", "exec")
