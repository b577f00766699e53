"""An engine whose loop is translated by a compiler of numerical code, once there is time for that.

Until the translation is there the worksheet runs as Python, to the same bits, so nobody ever waits for it and nothing
shows when it arrives but the speed. Who translates is not known here: the engine is given a `Translate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Protocol

import numpy as np

from tui_nn.core.array_loop import ArrayLoop, transposed, work_size
from tui_nn.core.engine import Stretch
from tui_nn.core.examples import Examples
from tui_nn.core.floats import Floats
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.core.program import Program
from tui_nn.core.scalar import LARGEST, ScalarEngine

Function = Callable[..., tuple[int, float, float]]

WORTH_COMPILING = 1_000_000
"""So many steps times parameters are run as Python before the loop is translated."""


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


class CompiledEngine(ScalarEngine):
    """A `ScalarEngine` whose loop is translated once it has enough to do.

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
        self._translation: Translation | None = None
        self._translated: tuple[bool, tuple[bool, ...]] | None = None
        # Local variables are best for few parameters, arrays for many; published rules are known line by line only.
        self._in_arrays = len(parameters) > LARGEST and program.rule is None
        self._order = transposed(program.architecture) if self._in_arrays else np.arange(len(parameters))
        self._place = np.argsort(self._order)
        self._work = np.zeros(work_size(program.architecture))

    @property
    def name(self) -> str:
        """What it is called where people choose one."""
        return "numba"

    @property
    def condition(self) -> str:
        """Why it does not run at its full speed, in a word or two; empty if it does."""
        if self._translation is None or self._translation.function is not None:
            return ""
        return "not compiled" if self._translation.failure else "compiling"

    @property
    def polite(self) -> bool:
        """Whether it lets other threads use the interpreter while it runs."""
        return self._translation is not None and self._translation.function is not None

    def text(self, *, each: bool) -> tuple[str, list[str]]:
        """Give the signature and the lines of the loop to translate; see `core.loop.SIGNATURE`."""
        program = self.program
        if not self._in_arrays:
            return self.loop(each=each).for_compiler()
        held = True in self._frozen
        return ArrayLoop(program.architecture, program.loss, self.settings, self.reduction, each, held).text()

    def flat_out(self, examples: Examples, stretch: Stretch, *, record: bool) -> tuple[Floats, Floats] | None:
        """Train on examples without looking at the numbers on the way; see `Engine`."""
        each, order = stretch.batch == 1, self._order
        function = self._ready(each)
        self._done += len(stretch.picked)
        if function is None:
            return super().flat_out(examples, stretch, record=record)
        parameters, total, change, frozen = (
            np.array(column, dtype=np.float64)[order]
            for column in (self._parameters, self._total, self._change, self._frozen)
        )
        state = np.array(self._state).reshape(len(self._state), len(order)).take(order, axis=1)
        recorded = len(stretch.picked) if record else 0
        losses, predictions = np.empty(recorded), np.empty((recorded, examples.targets.shape[1]))
        in_batch, updates, guard = function(
            # With unsigned indices a compiler need not think of negative ones.
            *(examples.inputs, examples.targets, examples.numbered, stretch.picked.view(np.uint64)),
            *(parameters, state, total, change, frozen, self._work),
            *(stretch.place, stretch.stop, stretch.epoch, stretch.batch, stretch.rate),
            *(float(self.updates), self.in_batch, losses, predictions),
        )
        if not isfinite(guard) or not (np.isfinite(parameters).all() and np.isfinite(state).all()):
            return None
        self._parameters, self._total, self._change = (
            vector[self._place].tolist() for vector in (parameters, total, change)
        )
        self._state, self.in_batch = [*state[:, self._place].tolist()], in_batch
        counted = not each or self.settings.name == "adam"
        self.updates = int(updates) if counted else self.updates + len(stretch.picked)
        return losses, predictions

    def _ready(self, each: bool) -> Function | None:
        """Give the translated loop, asking for it once it is worth it."""
        wanted = (each, tuple(self._frozen))
        if wanted != self._translated:
            self._translated, self._translation = wanted, None
        if self._translation is None and self._done * len(self._parameters) >= WORTH_COMPILING:
            self._translation = self._translate(*self.text(each=each))
        return None if self._translation is None else self._translation.function
