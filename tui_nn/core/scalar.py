"""The scalar engine: trains a small network by running the worksheet itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from math import isfinite
from operator import itemgetter
from typing import Any

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.engine import Engine, EngineState, NotFinite, StepResult, Stretch
from tui_nn.core.examples import Examples
from tui_nn.core.floats import Floats
from tui_nn.core.generated import Column, compile_pass, compile_penalty, compile_update
from tui_nn.core.loop import Loop
from tui_nn.core.names import Names
from tui_nn.core.network import Architecture, Network
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import Program

LARGEST = 100
"""Above this many parameters arrays are faster than straight-line Python."""

NOTHING: Floats = np.empty(0)


class ScalarEngine(Engine):
    """An `Engine` whose every number is a line of the worksheet.

    Args:
        program: One example's pass.
        parameters: Where to start, shape (parameters,); copied.
        settings: The update rule.
        reduction: `sum` or `mean`.
    """

    def __init__(
        self, program: Program, parameters: Floats, settings: OptimizerSettings, *, reduction: str = "mean"
    ) -> None:
        self.program = program
        self.reduction = reduction
        canonical = _canonical(program.architecture)
        self._pass = compile_pass(program, canonical)
        self.settings = settings
        self._update = compile_update(settings)
        self._penalise = compile_penalty(settings)
        self._places = _places(program)
        self._weights = [mark > 0.0 for mark in program.architecture.weight_mask.tolist()]
        self._frozen = [False] * len(canonical)
        zeros = [0.0] * len(canonical)
        # Sequences are replaced, never changed, so the last step's can be looked at any time.
        self._parameters: list[float] = parameters.tolist()
        self._state: list[Column] = [zeros for _ in OPTIMIZERS[settings.name].state_names]
        self._total: Column = zeros
        self._gradient: Column = zeros
        self._change = zeros
        self._last: tuple[Floats, Floats, tuple[float, ...]] | None = None
        self.in_batch = self.updates = 0

    @property
    def name(self) -> str:
        """What it is called where people choose one."""
        return "scalar"

    @property
    def network(self) -> Network:
        """The network at the present parameters."""
        return Network(self.program.architecture, np.array(self._parameters))

    @property
    def gradient(self) -> Floats:
        """The gradient of the batch so far, or of the last one once it was used, shape (parameters,)."""
        return np.array(self._gradient)

    @property
    def change(self) -> Floats:
        """The last update's change of the parameters, shape (parameters,)."""
        return np.array(self._change)

    @property
    def last(self) -> Trace | None:
        """The trace of the last step, computed before its update."""
        return None if self._last is None else self._places.trace(*self._last)

    def trace(self, inputs: Floats, target: Floats, *, row: int, rate: float) -> Trace:
        """Give every number of one example's pass, changing nothing."""
        values = self._pass(self._parameters, inputs.tolist(), target.tolist(), float(row), rate)
        return self._places.trace(inputs, target, values)

    def step(self, inputs: Floats, target: Floats, *, row: int, rate: float, ends_batch: bool) -> StepResult:
        """Train on one example; see `Engine`."""
        values = self._pass(self._parameters, inputs.tolist(), target.tolist(), float(row), rate)
        places = self._places
        examples = self.in_batch + 1
        total: Column = places.pick_gradient(values)
        # One sum over all numbers is the cheapest look at them; it may overflow by itself, so the exact look decides.
        look = sum(values)
        if examples > 1:
            total = [a + b for a, b in zip(self._total, total, strict=True)]
            look += sum(total)
        if not isfinite(look):
            self._look_for_non_finite(values, total)
        averaged = self.reduction == "mean" and examples > 1
        gradient = [number / examples for number in total] if averaged else total
        if self._penalise is not None:
            gradient = self._penalise(self._parameters, gradient, self._weights)
        if ends_batch:
            self._move(gradient, rate)
            self.in_batch = 0
        else:
            self.in_batch = examples
        self._total, self._gradient = total, gradient
        self._last = (inputs, target, values)
        return StepResult(places.pick_prediction(values), values[places.loss])

    def _move(self, gradient: Column, rate: float) -> None:
        """Update the parameters with a gradient that has its penalty."""
        try:
            moved, change, state = self._update(
                self._parameters, gradient, self._frozen, self._state, rate, self.updates + 1
            )
        except ArithmeticError:
            raise NotFinite("update") from None
        look = sum(moved)
        for row in state:
            look += sum(row)
        if not isfinite(look) and not all(map(isfinite, chain(moved, *state))):
            raise NotFinite("update")
        self._parameters, self._change = moved, change
        self._state = [*state]
        self.updates += 1

    def _look_for_non_finite(self, values: Column, total: Column) -> None:
        place = 0
        for operation in self.program.operations:
            for _ in operation.lines:
                if not isfinite(values[place]):
                    layer = "" if operation.kind in ("loss", "gradient") else operation.layer
                    raise NotFinite(f"{operation.kind}{layer}")
                place += 1
        if not all(map(isfinite, total)):
            raise NotFinite("gradient")

    def loop(self, *, each: bool) -> Loop:
        """Give what a loop has to do for each example."""
        return Loop(self.program, self.settings, self.reduction, each, tuple(self._frozen))

    def flat_out(self, examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats] | None:
        """Train on examples without looking at the numbers on the way; see `Engine`."""
        each = stretch.batch == 1
        losses: list[float] = []
        predictions: list[Any] = []
        lines = examples.lines(stretch.picked, in_order=stretch.in_order)
        try:
            parameters, state, total, change, in_batch, updates, guard = _python_loop(self.loop(each=each), record)(
                lines,
                self._parameters,
                self._state,
                self._total,
                self._change,
                stretch.place,
                stretch.stop,
                stretch.epoch,
                stretch.batch,
                stretch.rate,
                float(self.updates),
                self.in_batch,
                losses,
                predictions,
            )
        except (ArithmeticError, ValueError):
            return None
        if not isfinite(guard) or not all(map(isfinite, chain(parameters, *state))):
            return None
        self._parameters, self._state, self._total, self._change = parameters, state, total, change
        self.in_batch = in_batch
        self.updates = self.updates + len(lines) if each else int(updates)
        if not record:
            return NOTHING, NOTHING
        recorded = np.fromiter(losses, np.float64, len(losses))
        if not np.isfinite(recorded).all():
            return None
        outputs = self.program.architecture.outputs
        flat = predictions if outputs == 1 else chain.from_iterable(predictions)
        return recorded, np.fromiter(flat, np.float64, len(losses) * outputs).reshape(-1, outputs)

    def remember(self) -> EngineState:
        """Give all that is needed to go on from here, as a copy."""
        return EngineState(
            np.array(self._parameters),
            np.array(self._state).reshape(len(self._state), len(self._parameters)),
            np.array(self._total),
            np.array(self._gradient),
            np.array(self._change),
            self.in_batch,
            self.updates,
        )

    def restore(self, state: EngineState) -> None:
        """Go on from a state."""
        self._parameters = state.parameters.tolist()
        self._state = state.optimizer.tolist()
        self._total, self._gradient = state.total.tolist(), state.gradient.tolist()
        self._change = state.change.tolist()
        self.in_batch, self.updates = state.in_batch, state.updates

    def way_back(self) -> Callable[[], None]:
        """Give what makes the engine stand again as it stands now; nothing need be copied for that."""
        now = dict(vars(self))

        def go_back() -> None:
            vars(self).update(now)

        return go_back

    def freeze(self, frozen: Floats) -> None:
        """Leave parameters as they are in every later update."""
        self._frozen = [mark > 0.0 for mark in frozen.tolist()]


@lru_cache(maxsize=32)
def _python_loop(loop: Loop, record: bool) -> Callable[..., tuple[Any, ...]]:
    return loop.for_python(record=record)


@lru_cache(maxsize=32)
def _canonical(architecture: Architecture) -> tuple[str, ...]:
    return Names(architecture, {}).canonical


@lru_cache(maxsize=32)
def _places(program: Program) -> _Places:
    return _Places(program, _canonical(program.architecture))


class _Places:
    """Where the numbers of a trace stand among the values of a pass."""

    def __init__(self, program: Program, parameters: Iterable[str]) -> None:
        place = {line.name: index for index, line in enumerate(program.lines)}
        layers = range(1, len(program.architecture.layers) + 1)
        sizes = program.architecture.sizes

        def of(kind: str) -> list[list[int]]:
            return [[place[f"{kind}{layer}[{n}]"] for n in range(1, sizes[layer] + 1)] for layer in layers]

        self.loss = place["loss"]
        self.z, self.h, self.delta = of("z"), of("h"), of("delta")
        self.gradient = [place[f"grad {name}"] for name in parameters]
        self.pick_gradient = _picker(self.gradient)
        self.pick_prediction = _picker(self.h[-1])

    def trace(self, inputs: Floats, target: Floats, values: tuple[float, ...]) -> Trace:
        """Gather a pass's values into a trace."""
        every = np.array(values)
        return Trace(
            inputs,
            target,
            tuple(every[places] for places in self.z),
            tuple(every[places] for places in self.h),
            values[self.loss],
            tuple(every[places] for places in self.delta),
            every[self.gradient],
        )


def _picker(places: list[int]) -> Callable[[Column], list[float]]:
    """Make the function that takes the values at these places."""
    if len(places) == 1:
        return lambda values, place=places[0]: [values[place]]  # type: ignore[misc]
    pick = itemgetter(*places)
    return lambda values: list(pick(values))
