"""Breakpoints: conditions that stop a run, and the watch that looks whether one has come to hold.

A condition stops a run when it becomes true; one that is new and true already stops it after its first step. While it
stays true it does not stop again, so that training can go on past `loss < 0.01`. What happens at a step, `row == 3` and
`flips`, stops each time. Alternatives joined by `or` count by themselves. What is about epochs, and whether neurons are
dead or saturated, is looked at when an epoch ends. That a number is not finite stops every run, with no breakpoint: see
`Session.halted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tui_nn.data.dataset import Dataset
from tui_nn.errors import UsageError
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.condition import Condition, memory_for, parse_condition
from tui_nn.training.condition_memory import Moment
from tui_nn.training.condition_terms import Term, told
from tui_nn.training.session import Session


@dataclass(frozen=True)
class Breakpoint:
    """A condition that stops a run.

    Attributes:
        text: As the user wrote it.
        condition: What it means.
        enabled: Whether it is looked at.
    """

    text: str
    condition: Condition
    enabled: bool = True


def parse_breakpoint(
    text: str, experiment: Experiment, data: Dataset | None = None, *, place: str = "breakpoint"
) -> Breakpoint:
    """Read a breakpoint; see `parse_condition`.

    Raises:
        ConditionError: It cannot be understood, or names what this experiment does not have.
    """
    return Breakpoint(" ".join(text.split()), parse_condition(text, experiment, data, place=place))


def carried_over(
    breakpoints: Iterable[Breakpoint], experiment: Experiment, data: Dataset | None = None
) -> tuple[Breakpoint, ...]:
    """Give those breakpoints that make sense in another experiment too, as they are meant there."""
    kept = []
    for breakpoint in breakpoints:
        try:
            condition = parse_condition(breakpoint.text, experiment, data)
        except UsageError:
            continue
        kept.append(Breakpoint(breakpoint.text, condition, breakpoint.enabled))
    return tuple(kept)


@dataclass
class _Case:
    """One alternative of a breakpoint, and whether it has stopped the run and held since."""

    text: str
    terms: tuple[Term, ...]
    stopped: bool = False

    def holds(self, moment: Moment) -> bool:
        return all(term.holds(moment) for term in self.terms)


class Watch:
    """Looks after each step whether a breakpoint stops the run.

    Args:
        breakpoints: What to look for; those not enabled are left out.

    Attributes:
        breakpoints: What it looks for.
    """

    def __init__(self, breakpoints: Sequence[Breakpoint] = ()) -> None:
        self.breakpoints = tuple(breakpoint for breakpoint in breakpoints if breakpoint.enabled)
        self._cases = [
            _Case(breakpoint.text, terms)
            for breakpoint in self.breakpoints
            for terms in breakpoint.condition.alternatives
        ]
        self._memory = memory_for(*(breakpoint.condition for breakpoint in self.breakpoints))
        self._last_look = self._next_look = 0

    def changed_to(self, breakpoints: Sequence[Breakpoint]) -> Watch:
        """Give the watch for other breakpoints; one that is in both and still holds does not stop the run again."""
        watch = Watch(breakpoints)
        stopped = [(case.text, case.terms) for case in self._cases if case.stopped]
        for case in watch._cases:
            case.stopped = (case.text, case.terms) in stopped
        return watch

    def stride(self, session: Session, count: int) -> int:
        """Say how many of the next `count` steps may be done before `reason` must be asked; at least 1 of 1 or more."""
        self._notice_going_back(session)
        return min(count, max(1, self._next_look - session.steps)) if self._cases else count

    def restart(self, session: Session) -> None:
        """Take in where running starts, after a pause or a jump: what no longer holds there can stop the run again."""
        if self._cases:
            moment = self._look(session)
            for case in self._cases:
                holds = case.holds(moment)
                if holds and not case.stopped:
                    self._next_look = session.steps + 1
                case.stopped = case.stopped and holds

    def reason(self, session: Session) -> str:
        """Say in words with numbers why to stop here, empty if there is no reason.

        To be asked after each step, or as `stride` says.
        """
        self._notice_going_back(session)
        if not self._cases or session.steps < self._next_look:
            return ""
        moment = self._look(session)
        reasons: dict[str, list[str]] = {}
        for case in self._cases:
            holds = case.holds(moment)
            if holds and not case.stopped:
                reasons.setdefault(case.text, []).append(told(case.terms, moment))
            case.stopped = holds and not any(term.event for term in case.terms)
        return " · ".join(f"{text}: {'; '.join(words)}" for text, words in reasons.items())

    def _notice_going_back(self, session: Session) -> None:
        """Start anew from a step before the last look, which would else be waited for."""
        if session.steps < self._last_look:
            self.restart(session)

    def run(self, session: Session, count: int) -> str:
        """Train on `count` examples, or until there is a reason to stop; give the reason, empty if there was none."""
        end = session.steps + count
        while session.steps < end:
            stride = self.stride(session, end - session.steps)
            if session.run(stride) < stride:
                break
            if reason := self.reason(session):
                if session.histories is not None:
                    session.histories.stop(session.steps)
                return reason
        return ""

    def _look(self, session: Session) -> Moment:
        self._last_look = session.steps
        self._next_look = min(term.next_change(session) for case in self._cases for term in case.terms)
        return self._memory.look(session)
