"""What a condition can say: a number compared, neurons that are unwell, a class that flips, a loss that goes one way.

A term holds or not at a moment; what is not known yet holds nothing. Terms about epochs keep their value from the end
of one epoch to the end of the next.
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tui_nn.training.condition_memory import Moment
from tui_nn.training.session import Session

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}
NEVER = sys.maxsize
"""A number of steps beyond any run."""

_NAMES_TOLD = 3


@dataclass(frozen=True)
class Quantity:
    """A number that a condition can be about.

    Attributes:
        name: As it is written in conditions.
        words: What it is called when it stops a run; empty where to say when is enough.
        read: Gives the number, or None where it is not known yet.
        every_step: Whether it changes within an epoch.
        event: Whether it is about something that happens, not about how things stand.
        of_classes: Whether it exists only where targets are classes.
        share: Whether it may be compared with a percentage.
    """

    name: str
    words: str
    read: Callable[[Moment], float | None] = field(compare=False)
    every_step: bool = True
    event: bool = False
    of_classes: bool = False
    share: bool = False


@dataclass(frozen=True)
class Comparison:
    """A quantity compared with a number."""

    quantity: Quantity
    sign: str
    number: float

    @property
    def every_step(self) -> bool:
        """Whether it can change within an epoch."""
        return self.quantity.every_step

    def next_change(self, session: Session) -> int:
        """Give the first number of steps, after those done, at which it may hold where it did not, or not where it did.

        A number of steps beyond any run if there is none.
        """
        if self.quantity.name == "step":
            at = math.floor(self.number)
            return next((step for step in (at, at + 1) if step > session.steps), NEVER)
        return session.steps + 1 if self.every_step else session.schedule.next_epoch(session.steps)

    @property
    def event(self) -> bool:
        """Whether it is about something that happens, not about how things stand."""
        return self.quantity.event

    def holds(self, moment: Moment) -> bool:
        """Say whether it holds now."""
        value = self.quantity.read(moment)
        return value is not None and COMPARISONS[self.sign](value, self.number)

    def words(self, moment: Moment) -> str:
        """Say what the number is."""
        called = self.quantity.words
        return f"{called} is {self._written(self.quantity.read(moment) or 0.0)}" if called else ""

    def _written(self, value: float) -> str:
        """Write a number in as few digits as show that the comparison holds."""
        texts = (f"{value:.5g}", f"{value:.9g}", repr(value))
        text = next(text for text in texts if COMPARISONS[self.sign](float(text), self.number))
        return f"{100.0 * float(text):.6g} %" if self.quantity.share else text

    def __str__(self) -> str:
        return f"{self.quantity.name} {self.sign} {self.number!r}"


@dataclass(frozen=True)
class Unwell:
    """Neurons are dead or saturated on the whole data, looked at when an epoch ends.

    Attributes:
        kind: `dead` or `saturated`.
        name: The neuron or layer as it is written in conditions, empty for any neuron.
        layer: The neuron's layer from 1, None for any.
        number: Its number in the layer from 1, None for any.
    """

    kind: str
    name: str = ""
    layer: int | None = None
    number: int | None = None
    every_step = False
    event = False

    def next_change(self, session: Session) -> int:
        """Give the number of steps at the end of the epoch."""
        return session.schedule.next_epoch(session.steps)

    def _found(self, moment: Moment) -> list[tuple[int, int]]:
        unwell = moment.memory.unwell(self.kind, moment.session.last_epoch)
        return [place for place in unwell if self.layer in (None, place[0]) and self.number in (None, place[1])]

    def holds(self, moment: Moment) -> bool:
        """Say whether one of the neurons is."""
        return bool(self._found(moment))

    def words(self, moment: Moment) -> str:
        """Say which neurons are."""
        found = [moment.session.experiment.names.neuron(layer, number) for layer, number in self._found(moment)]
        told, more = found[:_NAMES_TOLD], len(found) - _NAMES_TOLD
        if more > 0:
            told.append(f"{more} more")
        who = " and ".join([", ".join(told[:-1]), told[-1]] if told[1:] else told)
        examples = several(len(moment.session.data), "example")
        share = f"z ≤ 0 for all {examples}" if self.kind == "dead" else f"at a limit for 95 % of {examples}"
        return f"{who} {'are' if found[1:] else 'is'} {self.kind} ({share})"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".rstrip()


@dataclass(frozen=True)
class Flips:
    """The last step predicted another class for its row than when the row was last seen.

    Attributes:
        row: The row of the data file, None for any.
    """

    row: int | None = None
    every_step = True
    event = True

    def next_change(self, session: Session) -> int:
        """Give the next number of steps."""
        return session.steps + 1

    def holds(self, moment: Moment) -> bool:
        """Say whether the last step was such a one."""
        flip = moment.memory.flip
        return flip is not None and self.row in (None, flip.row)

    def words(self, moment: Moment) -> str:
        """Say from what class to what class."""
        flip = moment.memory.flip
        assert flip is not None
        return f"the predicted class went from {flip.before} to {flip.now}"

    def __str__(self) -> str:
        return "flips" if self.row is None else f"flips row {self.row}"


@dataclass(frozen=True)
class Trend:
    """The mean loss went one way for some epochs in a row; it knows of epochs that ended while it watched.

    Attributes:
        direction: `rises` or `falls`.
        epochs: How many times in a row.
    """

    direction: str
    epochs: int
    every_step = False
    event = False

    def next_change(self, session: Session) -> int:
        """Give the number of steps at the end of the epoch."""
        return session.schedule.next_epoch(session.steps)

    def holds(self, moment: Moment) -> bool:
        """Say whether each of the last epochs cost more, or less, than the one before."""
        losses = moment.memory.losses(self.epochs + 1)
        further = operator.lt if self.direction == "rises" else operator.gt
        return len(losses) > self.epochs and all(further(a, b) for a, b in pairwise(losses))

    def words(self, moment: Moment) -> str:
        """Say from where to where it went."""
        losses = moment.memory.losses(self.epochs + 1)
        verb = "rose" if self.direction == "rises" else "fell"
        run = f" {self.epochs} times in a row" if self.epochs > 1 else ""
        return f"the mean loss {verb}{run} (from {losses[0]:.6g} to {losses[-1]:.6g})"

    def __str__(self) -> str:
        return f"loss {self.direction} {several(self.epochs, 'epoch')}"


Term = Comparison | Unwell | Flips | Trend


def told(terms: Sequence[Term], moment: Moment) -> str:
    """Say what the terms have found: `∂w5 is 1.0324 at step 57 (row 3)`."""
    session, parts = moment.session, []
    for every_step in (False, True):
        words = [term.words(moment) for term in terms if term.every_step == every_step]
        if words:
            row = f" (row {moment.row})" if session.steps else ""
            step = f"at step {session.steps:,}{row}"
            when = step if every_step else f"after {several(session.position.epoch, 'epoch')}"
            parts.append(" ".join(filter(None, (" and ".join(filter(None, words)), when))))
    return " and ".join(parts)


def several(number: int, what: str) -> str:
    """Count things: `1 epoch`, `1,200 epochs`."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")
