"""Looks for the slip that explains a wrong number, in its own line and in those before it that nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from tui_nn.core.program import Line
from tui_nn.training.homework_digits import Written
from tui_nn.training.homework_slips import SLIPS, Setting, Slip, update_slips
from tui_nn.training.homework_update import Update, value_of

LINES_BEFORE = 30
"""Up to this many lines before a number are tried: more would be slow, and explain anything."""


@dataclass(frozen=True)
class Explanation:
    """A slip that gives exactly the number that was written.

    Attributes:
        slip: Its name.
        words: Sentences for the learner.
        value: The number it gives, with all digits.
    """

    slip: str
    words: str
    value: float


@dataclass(frozen=True)
class _Case:
    """A wrong number as it stands in one telling of the run.

    Attributes:
        setting: The step.
        name: The number's canonical name.
        before: The lines it is made from that were not written down, the nearest first.
        lines: Those and its own, in the order they are computed; what was written down stays as it is.
        values: All that these lines need, and their own values.
    """

    setting: Setting
    name: str
    before: tuple[Line, ...]
    lines: tuple[Line, ...]
    values: Mapping[str, float]

    @property
    def own(self) -> tuple[Line, ...]:
        """The number's own line; a parameter has none in the pass."""
        return tuple(line for line in self.lines if line.name == self.name)

    def result(self, fresh: Mapping[str, float]) -> float:
        """Give the number where some of the step's numbers are changed."""
        names = self.setting.quantities.experiment.names
        if self.name not in names.canonical:
            return fresh.get(self.name, self.values[self.name])
        index, update = names.index(self.name), Update(self.setting.telling.sheet)
        if not self.setting.telling.sheet.ends_batch:
            return float(self.setting.telling.sheet.before.parameters[index])
        gradient = fresh.get(f"grad {self.name}", self.values[f"grad {self.name}"])
        return update.moved(index, update.used(index, gradient))

    def with_slip(self, slip: Slip, lines: Sequence[Line]) -> float | None:
        """Give the number with one slip made in each of these lines; None where it cannot be made in all."""
        names = {line.name for line in lines}
        values = dict(self.values)
        fresh: dict[str, float] = {}
        for line in self.lines:
            if line.name in names:
                slipped = next(slip(self.setting, line), None)
                if slipped is None:
                    return None
                fresh[line.name] = values[line.name] = value_of(slipped.expression, values)
            elif not self.setting.formulas.operands[line.name].isdisjoint(fresh):
                fresh[line.name] = values[line.name] = value_of(line.expression, values)
        return self.result(fresh)


def explain(written: Written, name: str, settings: Sequence[Setting], listed: Set[str]) -> tuple[Explanation, ...]:
    """Give the slips that explain a number to the digits written; the likeliest first, empty if there is none.

    Args:
        written: The wrong number.
        name: Its canonical name.
        settings: Tellings of the run to look in, in this order, all told up to the number.
        listed: The names of the step's numbers that the learner wrote down: a slip in one of them would show there.
    """
    cases = [_case(setting, name, listed) for setting in settings]
    for ways in (_in_its_own_line, _in_a_line_before, _in_all_lines_before):
        for case in cases:
            found: dict[str, Explanation] = {}
            for explanation in ways(case):
                if _fits(written, explanation.value):
                    found.setdefault(explanation.slip, explanation)
            if found:
                return tuple(found.values())
    return ()


def _fits(written: Written, value: float) -> bool:
    # One digit is explained by chance too easily, unless it is the whole number.
    return written.agrees(value) and (written.significant_digits > 1 or written.value == value)


def _case(setting: Setting, name: str, listed: Set[str]) -> _Case:
    program, operands = setting.quantities.program, setting.formulas.operands
    is_parameter = name in setting.quantities.experiment.names.canonical
    waiting = [f"grad {name}"] if is_parameter else [name]
    # By name; its own line is the first of them unless it is a parameter's.
    found: dict[str, Line] = {}
    while waiting and len(found) <= LINES_BEFORE:
        each = waiting.pop(0)
        if each in operands and each not in found and (each not in listed or each == name):
            found[each] = program.lines[setting.formulas.place[each]]
            waiting += sorted(operands[each])
    lines = tuple(line for line in program.lines if line.name in found)
    before = tuple(line for line in found.values() if line.name != name)
    needed = {name, *found}.union(*(operands[each] for each in found))
    if is_parameter:
        needed.add(f"grad {name}")
    values = {each: setting.telling.values[each] for each in needed if each in setting.telling.values}
    return _Case(setting, name, before, lines, values)


def _in_its_own_line(case: _Case) -> Iterator[Explanation]:
    setting = case.setting
    for line in case.own:
        for name, slip in SLIPS.items():
            for slipped in slip(setting, line):
                value = value_of(slipped.expression, setting.telling.values)
                yield Explanation(name, slipped.words, value)
    names = setting.quantities.experiment.names
    if case.name in names.canonical:
        index = names.index(case.name)
        for name, words, value in update_slips(setting, index, setting.telling.gradient[index]):
            yield Explanation(name, words, value)


def _in_a_line_before(case: _Case) -> Iterator[Explanation]:
    setting, values = case.setting, case.values
    for line in case.before:
        later = case.lines[case.lines.index(line) + 1 :]
        for name, slip in SLIPS.items():
            for slipped in slip(setting, line):
                changed = {line.name: value_of(slipped.expression, values)}
                fresh = changed | setting.formulas.recomputed(later, values, changed)
                where = f"In {setting.quantities.shown(line.name)}, which is not on your list: "
                yield Explanation(name, where + slipped.words, case.result(fresh))


def _in_all_lines_before(case: _Case) -> Iterator[Explanation]:
    setting = case.setting
    lines = (*case.own, *case.before)
    for name, slip in SLIPS.items():
        for kind in dict.fromkeys(_kind(line) for line in lines):
            alike = [line for line in lines if _kind(line) == kind and next(slip(setting, line), None)]
            value = case.with_slip(slip, alike) if len(alike) > 1 else None
            if value is not None:
                words = next(slip(setting, alike[0])).words
                shown = setting.quantities.list_in_words(line.name for line in reversed(alike))
                yield Explanation(name, f"The same slip in {shown}: {words}", value)


def _kind(line: Line) -> str:
    return line.name.rstrip("0123456789,[]'").split()[0]
