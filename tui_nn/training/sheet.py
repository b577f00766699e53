"""One step's worksheet with its numbers: what has been computed, and everything needed to show how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tui_nn.core.backprop import Trace
from tui_nn.core.engine import EngineState
from tui_nn.core.expressions import compute
from tui_nn.core.floats import Floats
from tui_nn.core.generated import FUNCTIONS
from tui_nn.core.program import Operation, Program
from tui_nn.experiment.experiment import Experiment

UPDATE = Operation("update", 0)
"""The last operation of every step; where the batch is not full yet, it only adds to the batch's gradient."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The worksheet of one step, filled in.

    Attributes:
        experiment: What was trained, as it was then.
        program: The formulas of the pass.
        step: The step it is about, from 1.
        row: The example's row of the data file.
        before: The engine's state before the step.
        frozen: Shape (parameters,): 1 for a parameter that was held.
        trace: The numbers of the pass.
        done: How many operations are done; the numbers of later ones are not known yet.
        ends_batch: Whether the parameters are updated at the end of this step.
        earlier: The gradients of the batch's earlier examples in their order, each of shape (parameters,); empty also
            where an edit in the middle of the batch has made them unknowable.
    """

    experiment: Experiment
    program: Program
    step: int
    row: int
    before: EngineState
    frozen: Floats
    trace: Trace
    done: int
    ends_batch: bool
    earlier: tuple[Floats, ...]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations of the step, the update last."""
        return (*self.program.operations, UPDATE)

    @property
    def complete(self) -> bool:
        """Whether every operation is done."""
        return self.done == len(self.operations)

    @property
    def at_hand(self) -> Operation | None:
        """The operation done last, None before the first."""
        return self.operations[self.done - 1] if self.done else None

    @cached_property
    def given(self) -> Mapping[str, float]:
        """What the pass starts from, by canonical name: parameters, inputs `x[1]`, targets `y[1]`, `lr`, row `i`."""
        names = self.experiment.names
        return {
            **dict(zip(names.canonical, self.before.parameters.tolist(), strict=True)),
            **{f"x[{n}]": value for n, value in enumerate(self.trace.inputs.tolist(), start=1)},
            **{f"y[{n}]": value for n, value in enumerate(self.trace.target.tolist(), start=1)},
            "lr": self.experiment.training.learning_rate,
            "i": float(self.row),
        }

    @cached_property
    def values(self) -> Mapping[str, float]:
        """Every number of the pass by canonical name, with what it starts from; known or not yet."""
        known = dict(self.given)
        for kind, layers in (("z", self.trace.z), ("h", self.trace.h), ("delta", self.trace.delta)):
            for layer, numbers in enumerate(layers, start=1):
                known |= {f"{kind}{layer}[{n}]": value for n, value in enumerate(numbers.tolist(), start=1)}
        gradient = zip(self.experiment.names.canonical, self.trace.gradient.tolist(), strict=True)
        known |= {f"grad {name}": value for name, value in gradient}
        known["loss"] = self.trace.loss
        # What is left are the few in-between numbers, such as softmax's.
        for line in self.program.lines:
            if line.name not in known:
                known[line.name] = compute(line.expression, known, FUNCTIONS)
        return known
