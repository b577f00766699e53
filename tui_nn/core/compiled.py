"""Engines whose loop is translated by a compiler of numerical code, once there is time for that.

Until the translation is there the same formulas run as Python, to the same bits, so nobody ever waits for it and
nothing shows when it arrives but the speed. Who translates is not known here: an engine is given a `Translate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any, Protocol

import numpy as np

from tui_nn.core.array_loop import ArrayLoop, transposed, work_size
from tui_nn.core.backprop import Trace
from tui_nn.core.engine import Stretch
from tui_nn.core.examples import Examples
from tui_nn.core.floats import Floats
from tui_nn.core.generated import compile_function
from tui_nn.core.losses import Loss
from tui_nn.core.network import Network
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.core.program import Program
from tui_nn.core.readable import ReadableEngine
from tui_nn.core.scalar import ScalarEngine

Function = Callable[..., tuple[int, float, float]]

WORTH_COMPILING = 1_000_000
"""So many steps times parameters are run as Python before a small network's loop is translated."""

NOTHING: Floats = np.empty(0)


class Translation(Protocol):
    """A function on its way."""

    @property
    def function(self) -> Function | None:
        """The function, None until it is ready."""
        ...

    @property
    def failure(self) -> str:
        """Why there will be none, empty while there may be."""
        ...


Translate = Callable[[str, Sequence[str]], Translation]
"""Begins to translate a function from its signature and lines, or finds it translated already."""


class CompiledScalarEngine(ScalarEngine):
    """A `ScalarEngine` whose loop is translated once it has something to do.

    Args:
        program: One example's pass.
        parameters: Where to start, shape (parameters,); copied.
        settings: The update rule.
        reduction: `sum` or `mean`.
        translate: Who translates.
    """

    def __init__(
        self,
        program: Program,
        parameters: Floats,
        settings: OptimizerSettings,
        *,
        reduction: str = "mean",
        translate: Translate,
    ) -> None:
        super().__init__(program, parameters, settings, reduction=reduction)
        self._translate = translate
        self._done = 0
        self._function: Function | None = None
        self._translation: Translation | None = None
        self._of: tuple[bool, tuple[bool, ...]] | None = None

    @property
    def name(self) -> str:
        """What it is called where people choose one."""
        return "numba"

    @property
    def condition(self) -> str:
        """Why it does not run at its full speed, in a word or two; empty if it does."""
        return "" if self._translation is None else _condition(self._translation)

    @property
    def polite(self) -> bool:
        """Whether it lets other threads use the interpreter while it runs."""
        return self._function is not None

    def flat_out(self, examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats] | None:
        """Train on examples without looking at the numbers on the way; see `Engine`."""
        function = self._ready(stretch.batch == 1)
        self._done += len(stretch.picked)
        if function is None:
            return super().flat_out(examples, stretch, record=record)
        vectors = [np.array(column) for column in (self._parameters, self._total, self._change)]
        parameters, total, change = vectors
        state = np.array(self._state).reshape(len(self._state), len(parameters))
        losses, predictions = room(examples, stretch, record=record)
        in_batch, updates, guard = function(
            *taken(examples, stretch),
            *(parameters, state, total, change, NOTHING, NOTHING),
            *numbers(stretch, self.updates, self.in_batch),
            *(losses, predictions),
        )
        if not isfinite(guard) or not (np.isfinite(parameters).all() and np.isfinite(state).all()):
            return None
        self._parameters, self._total, self._change = (vector.tolist() for vector in vectors)
        self._state, self.in_batch = [*state.tolist()], in_batch
        counted = stretch.batch > 1 or self.settings.name == "adam"
        self.updates = int(updates) if counted else self.updates + len(stretch.picked)
        return losses, predictions

    def _ready(self, each: bool) -> Function | None:
        """Give the translated loop, asking for it once it is worth it."""
        of = (each, tuple(self._frozen))
        if of != self._of:
            self._of, self._function = of, None
            self._translation = None
        if self._translation is None and self._done * len(self._parameters) >= WORTH_COMPILING:
            self._translation = self._translate(*self.loop(each=each).for_compiler())
        if self._function is None and self._translation is not None:
            self._function = self._translation.function
        return self._function


class CompiledArrayEngine(ReadableEngine):
    """An `Engine` of loops over arrays.

    Args:
        network: The network whose parameters are moved in place.
        loss: The loss of one example.
        settings: The update rule.
        reduction: `sum` or `mean`.
        translate: Who translates.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        settings: OptimizerSettings,
        *,
        reduction: str = "mean",
        translate: Translate,
    ) -> None:
        super().__init__(network, loss, settings, reduction=reduction)
        self._translate = translate
        self._order = transposed(network.architecture)
        self._place = np.argsort(self._order)
        self._work = np.zeros(work_size(network.architecture))
        self._each = True
        self._translations: dict[ArrayLoop, Translation] = {}
        self._function(each=True)

    @property
    def name(self) -> str:
        """What it is called where people choose one."""
        return "numba"

    @property
    def condition(self) -> str:
        """Why it does not run at its full speed, in a word or two; empty if it does."""
        return _condition(self._translation(each=self._each))

    @property
    def polite(self) -> bool:
        """Whether it lets other threads use the interpreter while it runs."""
        return self._translation(each=self._each).function is not None

    def loop(self, *, each: bool) -> ArrayLoop:
        """Give what a loop has to do for each example."""
        held = bool(self.frozen.any())
        return ArrayLoop(self.network.architecture, self.loss.name, self.settings, self.reduction, each, held)

    def _function(self, *, each: bool) -> Function:
        return self._translation(each=each).function or _as_python(self.loop(each=each))

    def _translation(self, *, each: bool) -> Translation:
        loop = self.loop(each=each)
        if loop not in self._translations:
            self._translations[loop] = self._translate(*loop.text())
        return self._translations[loop]

    def trace(self, inputs: Floats, target: Floats, *, row: int, rate: float) -> Trace:
        """Give every number of one example's pass, changing nothing."""
        one = Examples(inputs[None], target[None], np.array([row]))
        stretch = Stretch(np.zeros(1, dtype=np.int64), rate, 0, 1)
        losses, predictions = room(one, stretch, record=True)
        # The update that follows the pass is made in copies.
        copies = (self.network.parameters[self._order], self.state.take(self._order, axis=1))
        self._function(each=True)(
            *taken(one, stretch),
            *copies,
            *(NOTHING, NOTHING, self.frozen[self._order], self._work),
            *numbers(stretch, self.updates, 0),
            *(losses, predictions),
        )
        sizes = self.network.architecture.sizes[1:]
        parts = np.split(self._work[: 3 * sum(sizes)].copy(), np.cumsum(sizes * 3)[:-1])
        z, h, delta = (tuple(parts[part * len(sizes) : (part + 1) * len(sizes)]) for part in range(3))
        gradient = np.empty(self.network.architecture.parameter_count)
        for slots, above, below in zip(self.network.architecture.slots, delta, (inputs, *h), strict=False):
            gradient[slots.weights] = (above[:, None] * below).ravel()
            if slots.biases is not None:
                gradient[slots.biases] = above
        return Trace(inputs, target, z, h, float(losses[0]), delta, gradient)

    def flat_out(self, examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats] | None:
        """Train on examples without looking at the numbers on the way; see `Engine`."""
        order, place, self._each = self._order, self._place, stretch.batch == 1
        parameters, total, change = (vector[order] for vector in (self.network.parameters, self.total, self._change))
        state = self.state.take(order, axis=1)
        losses, predictions = room(examples, stretch, record=record)
        in_batch, updates, guard = self._function(each=self._each)(
            *taken(examples, stretch),
            *(parameters, state, total, change, self.frozen[order], self._work),
            *numbers(stretch, self.updates, self.in_batch),
            *(losses, predictions),
        )
        if not isfinite(guard) or not (np.isfinite(parameters).all() and np.isfinite(state).all()):
            return None
        self.network.parameters[:] = parameters[place]
        self.state, self.total, self._change = state[:, place], total[place], change[place]
        self.in_batch = in_batch
        counted = stretch.batch > 1 or self.settings.name == "adam"
        self.updates = int(updates) if counted else self.updates + len(stretch.picked)
        return losses, predictions


def _condition(translation: Translation) -> str:
    if translation.function is not None:
        return ""
    return "not compiled" if translation.failure else "compiling"


def taken(examples: Examples, stretch: Stretch) -> tuple[Any, ...]:
    """Give the data as a loop takes them; with unsigned indices a compiler need not think of negative ones."""
    return examples.inputs, examples.targets, examples.numbered, stretch.picked.view(np.uint64)


def numbers(stretch: Stretch, updates: int, in_batch: int) -> tuple[Any, ...]:
    """Give the numbers a loop takes."""
    return stretch.place, stretch.stop, stretch.epoch, stretch.batch, stretch.rate, float(updates), in_batch


def room(examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats]:
    """Give room for losses and predictions, none where nothing is to be recorded."""
    count = len(stretch.picked) if record else 0
    return np.empty(count), np.empty((count, examples.targets.shape[1]))


@lru_cache(maxsize=32)
def _as_python(loop: ArrayLoop) -> Function:
    return compile_function(*loop.text())
