"""A run retold with some numbers put in the place of those computed, from which everything after them follows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.examples import Examples
from tui_nn.core.expressions import names_in
from tui_nn.core.program import Line, Program
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.engines import make_engine
from tui_nn.training.homework_update import Update, value_of
from tui_nn.training.schedule import Schedule
from tui_nn.training.sheet import Sheet

AT_ONCE = 65_536
"""So many steps are trained in one go on the way to a step."""

CONTRIBUTIONS_WRITTEN = 8
"""Gradients of a batch that are worked out one by one."""


class Formulas:
    """The lines of a program, and what each is made from.

    Args:
        program: The formulas of the pass.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.place = {line.name: place for place, line in enumerate(program.lines)}
        self.operands = {line.name: frozenset(names_in(line.expression)) for line in program.lines}

    def recomputed(
        self, lines: Iterable[Line], values: Mapping[str, float], changed: Mapping[str, float]
    ) -> dict[str, float]:
        """Compute lines anew where something they need has changed.

        Args:
            lines: In the order they are computed.
            values: Every number of the step before the change.
            changed: The numbers that have changed.

        Returns:
            The numbers that change by that.
        """
        known, stale, fresh = {**values, **changed}, set(changed), dict[str, float]()
        for line in lines:
            if not self.operands[line.name].isdisjoint(stale):
                known[line.name] = fresh[line.name] = value_of(line.expression, known)
                stale.add(line.name)
        return fresh


class Telling:
    """A run, told step by step and line by line; a number put in counts for all that comes after it.

    Args:
        experiment: What is trained, from its start.
        data: Its training examples.
        formulas: Of its program.

    Attributes:
        sheet: The worksheet of the step at hand, as computed from the state before it.
        values: The numbers of that step; those after the last one asked for may be out of date.
        halted: Why it has no numbers from the step at hand on; empty if it has.
    """

    def __init__(self, experiment: Experiment, data: Dataset, formulas: Formulas) -> None:
        self._experiment, self._data, self._formulas = experiment, data, formulas
        self._lines = formulas.program.lines
        training = experiment.training
        self._schedule = Schedule(
            len(data), batch_size=training.batch_size, seed=experiment.start.seed, shuffle=experiment.data.shuffle
        )
        self._examples = Examples(data.inputs, data.targets, data.rows)
        self._engine = make_engine(experiment, experiment.first_parameters())
        self._steps = 0
        self.halted = ""
        self.sheet: Sheet
        self.values: dict[str, float] = {}
        self._changed: set[str] = set()
        self._told = 0

    def fork(self) -> Telling:
        """Give another one that has told the same so far."""
        other = Telling(self._experiment, self._data, self._formulas)
        other._engine.restore(self._engine.remember())
        other._steps, other.halted, other.sheet = self._steps, self.halted, self.sheet
        other.values, other._changed, other._told = dict(self.values), set(self._changed), self._told
        return other

    def open(self, step: int) -> None:
        """Go on to a step, from 1, none of whose lines are told yet."""
        while self._steps < step - 1 and not self.halted:
            self._run(min(AT_ONCE, step - 1 - self._steps))
        if not self.halted:
            self.sheet = self._blank_sheet()
            self.values = dict(self.sheet.values)
        self._changed, self._told = set(), 0

    def _blank_sheet(self) -> Sheet:
        step, state = self._steps, self._engine.remember()
        # Within a batch the parameters stand still, so its earlier examples give the gradients they gave.
        earlier = range(step - state.in_batch, step) if state.in_batch < CONTRIBUTIONS_WRITTEN else ()
        return Sheet(
            self._experiment,
            self._formulas.program,
            step + 1,
            int(self._data.rows[self._schedule.example_at(step)]),
            state,
            np.zeros(len(state.parameters)),
            self._trace(step),
            0,
            self._schedule.ends_batch(step),
            tuple(self._trace(each).gradient for each in earlier),
        )

    def _trace(self, step: int) -> Trace:
        example = self._schedule.example_at(step)
        row = int(self._data.rows[example])
        return self._engine.trace(self._data.inputs[example], self._data.targets[example], row=row, rate=self._rate)

    @property
    def _rate(self) -> float:
        return self._experiment.training.learning_rate

    def value(self, name: str) -> float:
        """Give a number of the pass, telling all lines up to it; nan where there is none any more."""
        if self.halted:
            return math.nan
        self._tell(self._formulas.place.get(name, -1) + 1)
        return self.values[name]

    def put(self, name: str, value: float) -> None:
        """Put another value in the place of one that has been told."""
        self.values[name] = value
        self._changed.add(name)

    def _tell(self, end: int) -> None:
        if self._changed:
            changed = {name: self.values[name] for name in self._changed}
            fresh = self._formulas.recomputed(self._lines[self._told : end], self.values, changed)
            self.values.update(fresh)
            self._changed.update(fresh)
        self._told = max(self._told, end)

    @property
    def gradient(self) -> list[float]:
        """The step's own gradient, as told so far, in the order of the flat vector."""
        return [self.values[f"grad {name}"] for name in self._experiment.names.canonical]

    def close(self) -> None:
        """End the step: tell the rest of it and update the parameters."""
        if self.halted:
            return
        self._tell(len(self._lines))
        if not self._changed:
            self._run(1)
            return
        self._engine.restore(Update(self.sheet).after(self.gradient))
        self._steps += 1

    def _run(self, count: int) -> None:
        """Train on the next examples."""
        record = self._engine.run(self._examples, self._schedule.stretch(self._steps, count, self._rate), record=False)
        self._steps += record.done
        if record.failed:
            where = f"{record.failed} of step {self._steps + 1:,}"
            self.halted = f"{where} is infinite or not a number, and training stops there"

    def parameter(self, index: int) -> float:
        """Give a parameter after the closed step."""
        return math.nan if self.halted else float(self._engine.remember().parameters[index])

    def put_parameter(self, index: int, value: float) -> None:
        """Put another value in the place of a parameter after the closed step."""
        if not self.halted:
            state = self._engine.remember()
            state.parameters[index] = value
            self._engine.restore(state)
