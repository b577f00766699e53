"""Checks numbers worked out by hand against a fresh run: which is the first that differs, what follows from it, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from tui_nn.core.expressions import names_in
from tui_nn.data.dataset import Dataset
from tui_nn.errors import DataError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.fitting import check_fit
from tui_nn.training.engines import program_of
from tui_nn.training.homework_derivation import Derivation, derive
from tui_nn.training.homework_explaining import Explanation, explain
from tui_nn.training.homework_names import Quantities
from tui_nn.training.homework_reading import Entry
from tui_nn.training.homework_slips import Setting
from tui_nn.training.homework_telling import Formulas, Telling

Causes = frozenset[int]
"""Mistakes by their place among the findings."""


@dataclass(frozen=True)
class Finding:
    """What came out about one number of the homework.

    Attributes:
        entry: The number.
        computed: What the run gives.
        verdict: `agrees`, `cut off` (right, but cut off and not rounded), `follows` or `mistake`.
        causes: Of a number that follows: the mistakes it is made from, as places among the report's findings.
        explanations: Of a mistake: the slips that give exactly this number.
        derivation: Of a mistake: how the number is made.
        unlisted: Of a mistake: the computed numbers in its formula that the homework does not give.
    """

    entry: Entry
    computed: float
    verdict: str
    causes: tuple[int, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    derivation: tuple[Derivation, ...] = ()
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What came out about a homework.

    Attributes:
        quantities: The names of its numbers.
        findings: One for each number, in the order they are computed.
    """

    quantities: Quantities
    findings: tuple[Finding, ...]

    @property
    def all_agree(self) -> bool:
        """Whether every number is right."""
        return all(finding.verdict in ("agrees", "cut off") for finding in self.findings)

    def of(self, verdict: str) -> tuple[Finding, ...]:
        """Give the findings with a verdict."""
        return tuple(finding for finding in self.findings if finding.verdict == verdict)


def check_homework(experiment: Experiment, data: Dataset, entries: Sequence[Entry]) -> Report:
    """Check numbers against a run from the experiment's start.

    A number follows from earlier mistakes if it is made from them and the run, retold with the learner's numbers in
    their places, gives it. Any other wrong number is a mistake by itself.

    Args:
        experiment: What was worked out.
        data: Its training examples.
        entries: The numbers.

    Raises:
        ExperimentError: Experiment and data do not fit.
        DataError: The run ends before a number's step.
    """
    check_fit(experiment, data)
    with np.errstate(all="ignore"):
        return _Check(experiment, data, entries).report()


class _Check:
    """The run as computed beside the run as the learner tells it.

    The learner's mistakes are known only to the digits written, so it is told several times: with each mistake at
    either end of what its digits allow, with the exact value of the slip that explains it, and (`own`) with every
    number, right or wrong, as written.
    """

    def __init__(self, experiment: Experiment, data: Dataset, entries: Sequence[Entry]) -> None:
        self._experiment = experiment
        self._quantities = Quantities(experiment, program_of(experiment))
        order = self._quantities.order
        self._entries = sorted(entries, key=lambda entry: (entry.step, order[entry.name]))
        self._batch = experiment.training.batch_size or len(data)
        self._lines = {line.name: line for line in self._quantities.program.lines}
        self._index = {name: index for index, name in enumerate(experiment.names.canonical)}
        self._formulas = Formulas(self._quantities.program)
        self._true = Telling(experiment, data, self._formulas)
        self._own = Telling(experiment, data, self._formulas)
        self._low = self._high = self._exact = self._true
        self._findings: list[Finding] = []
        self._causes: dict[str, Causes] = {}
        self._kept: dict[str, Causes] = {}

    @property
    def _retold(self) -> tuple[Telling, ...]:
        """The tellings with the learner's mistakes, once there is one."""
        return () if self._low is self._true else (self._low, self._high, self._exact)

    def report(self) -> Report:
        for step, at_step in groupby(self._entries, key=lambda entry: entry.step):
            entries = list(at_step)
            for telling in (self._true, self._own, *self._retold):
                telling.open(step)
            self._refuse_end(entries)
            self._causes = dict(self._kept)
            listed = {entry.name for entry in entries}
            for entry in (entry for entry in entries if entry.name not in self._index):
                self._check(entry, listed)
            for telling in (self._true, self._own, *self._retold):
                telling.close()
            self._refuse_end(entries)
            if self._retold:
                for name in self._index:
                    self._kept[name] = self._causes_of(name) | self._causes_of(f"grad {name}")
            self._causes = dict(self._kept)
            for entry in (entry for entry in entries if entry.name in self._index):
                self._check(entry, listed)
                self._kept[entry.name] = self._causes.get(entry.name, frozenset())
        return Report(self._quantities, tuple(self._findings))

    def _refuse_end(self, entries: Sequence[Entry]) -> None:
        if self._true.halted:
            raise DataError(
                f"step {entries[0].step:,} has no numbers: {self._true.halted}",
                place=entries[0].place,
                advice="Check numbers of earlier steps only.",
            )

    def _value(self, telling: Telling, name: str) -> float:
        return telling.parameter(self._index[name]) if name in self._index else telling.value(name)

    def _put(self, telling: Telling, name: str, value: float) -> None:
        if name in self._index:
            telling.put_parameter(self._index[name], value)
        else:
            telling.put(name, value)

    def _causes_of(self, name: str) -> Causes:
        """Give the mistakes that a number is made from, by the formulas."""
        if name not in self._causes:
            made_from = self._formulas.operands.get(name, frozenset())
            self._causes[name] = frozenset().union(*map(self._causes_of, made_from))
        return self._causes[name]

    def _check(self, entry: Entry, listed: set[str]) -> None:
        name, written = entry.name, entry.written
        computed, own = self._value(self._true, name), self._value(self._own, name)
        told = [self._value(telling, name) for telling in self._retold]
        causes = self._causes_of(name) if told else frozenset()
        if written.agrees(computed):
            self._note(entry, computed, "agrees" if written.is_rounded(computed) else "cut off")
            # Right in spite of an earlier mistake: that was no more than a slip of the pen, and does not go on.
            if causes and not written.agrees_between(min(told), max(told)):
                for telling in self._retold:
                    self._put(telling, name, computed)
                self._causes[name] = frozenset()
        elif causes and written.agrees_between(min(*told, own), max(*told, own)):
            self._note(entry, computed, "follows", causes=tuple(sorted(causes)))
        else:
            self._mistake(entry, computed, own, listed)
        self._put(self._own, name, written.value)

    def _note(self, entry: Entry, computed: float, verdict: str, *, causes: tuple[int, ...] = ()) -> None:
        self._findings.append(Finding(entry, computed, verdict, causes))

    def _mistake(self, entry: Entry, computed: float, own: float, listed: set[str]) -> None:
        name, written = entry.name, entry.written
        explanations = self._explain(entry, own, listed)
        derivation = derive(self._quantities, self._true, name, computed)
        self._findings.append(Finding(entry, computed, "mistake", (), explanations, derivation, self._unlisted(entry)))
        if not self._retold:
            self._low, self._high, self._exact = (self._true.fork() for _ in range(3))
        exact = explanations[0].value if explanations else written.value
        for telling, value in (
            (self._low, written.value - written.unit),
            (self._high, written.value + written.unit),
            (self._exact, exact),
        ):
            self._value(telling, name)
            self._put(telling, name, value)
        self._causes[name] = frozenset({len(self._findings) - 1})

    def _unlisted(self, entry: Entry) -> tuple[str, ...]:
        """Give what a number is made from, itself computed, that was not written down."""
        line = self._lines.get(f"grad {entry.name}" if entry.name in self._index else entry.name)
        needed = [line.name] if line and line.name != entry.name else list(names_in(line.expression)) if line else []
        given = {(each.step, each.name) for each in self._entries}
        return tuple(name for name in dict.fromkeys(needed) if name in self._lines and (entry.step, name) not in given)

    def _explain(self, entry: Entry, own: float, listed: set[str]) -> tuple[Explanation, ...]:
        if entry.written.agrees(own):
            words = "It is right for the numbers as you wrote them: you rounded on the way. Carry more digits."
            return (Explanation("rounded on the way", words, own),)
        tellings = [self._exact] if self._retold else []
        tellings += [self._true, self._own]
        settings = [
            Setting(telling, self._formulas, self._quantities, self._batch)
            for telling in tellings
            if not telling.halted
        ]
        return explain(entry.written, entry.name, settings, listed)
