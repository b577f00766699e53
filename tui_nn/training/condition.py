"""Conditions on a session in words: `loss < 0.01 and epoch >= 20 or accuracy >= 95%`."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tui_nn.errors import UsageError
from tui_nn.training.session import Session


@dataclass(frozen=True)
class Quantity:
    """A number of a session that a condition can be about.

    Attributes:
        value: Gives the number, or None where it is not known yet.
        every_step: Whether it changes within an epoch.
        of_classes: Whether it exists only where targets are classes.
        share: Whether it may be compared with a percentage.
    """

    value: Callable[[Session], float | None]
    every_step: bool = False
    of_classes: bool = False
    share: bool = False


QUANTITIES: Mapping[str, Quantity] = {
    "loss": Quantity(lambda session: session.last_epoch.mean_loss if session.last_epoch else None),
    "accuracy": Quantity(
        lambda session: session.last_epoch.accuracy if session.last_epoch else None, of_classes=True, share=True
    ),
    "epoch": Quantity(lambda session: session.position.epoch),
    "step": Quantity(lambda session: session.steps, every_step=True),
}
"""By name: loss and accuracy are those of the last completed epoch, each example as it was seen before its update;
epoch and step count those completed."""

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?)"
    r"|(?P<word>[^\W\d]\w*)|(?P<comparison>[<>]=?|==)|(?P<other>\S)|(?P<end>$))"
)


@dataclass(frozen=True)
class Comparison:
    """A quantity compared with a number."""

    quantity: Quantity
    holds_for: Callable[[float, float], bool]
    number: float

    def holds(self, session: Session) -> bool:
        """Say whether it holds now; what is not known yet holds nothing."""
        value = self.quantity.value(session)
        return value is not None and self.holds_for(value, self.number)


@dataclass(frozen=True)
class Condition:
    """Comparisons joined by `and`, and those groups by `or`; `and` binds closer.

    Attributes:
        text: As the user wrote it.
        alternatives: The groups; one whose comparisons all hold is enough.
    """

    text: str
    alternatives: tuple[tuple[Comparison, ...], ...]

    @property
    def every_step(self) -> bool:
        """Whether it can change within an epoch, so that it must be looked at after every step."""
        return any(part.quantity.every_step for group in self.alternatives for part in group)

    def holds(self, session: Session) -> bool:
        """Say whether it holds where the session stands."""
        return any(all(part.holds(session) for part in group) for group in self.alternatives)

    def why_not(self, session: Session) -> str:
        """Say why the condition makes no sense for a session; empty if it does."""
        about_classes = any(part.quantity.of_classes for group in self.alternatives for part in group)
        if about_classes and not session.classifies:
            return "there is no accuracy where targets are numbers"
        return ""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    column: int


class _Parser:
    def __init__(self, text: str, quantities: Mapping[str, Quantity], place: str) -> None:
        self._quantities = quantities
        self._place = place
        self._tokens = _tokens(text)
        self._token = next(self._tokens)

    def alternatives(self) -> tuple[tuple[Comparison, ...], ...]:
        groups = [[self._comparison()]]
        while self._token.kind != "end":
            word = self._take("word", "`and`, `or` or the end", "Write as in loss < 0.01 and epoch >= 20.")
            if word.text not in ("and", "or"):
                raise self._error(word, "`and` or `or` is missing before", "Write as in loss < 0.01 and epoch >= 20.")
            if word.text == "or":
                groups.append([])
            groups[-1].append(self._comparison())
        return tuple(tuple(group) for group in groups)

    def _comparison(self) -> Comparison:
        known = f"Quantities are {', '.join(self._quantities)}."
        name = self._take("word", "a quantity", known)
        if name.text not in self._quantities:
            raise self._error(name, "there is no quantity", known)
        quantity = self._quantities[name.text]
        sign = self._take("comparison", "a comparison", f"Comparisons are {' '.join(_COMPARISONS)}")
        number = self._take("number", "a number", "Write a number such as 0.01, 1e-3 or 90%.")
        if number.text.endswith("%") and not quantity.share:
            raise self._error(number, f"{name.text} is not a share, so it is not compared with", "Leave out the %.")
        value = float(number.text.rstrip("%")) / (100.0 if number.text.endswith("%") else 1.0)
        if not math.isfinite(value):
            raise self._error(number, "this number is too large:", "Write a smaller one.")
        return Comparison(quantity, _COMPARISONS[sign.text], value)

    def _take(self, kind: str, wanted: str, advice: str) -> _Token:
        token = self._token
        if token.kind != kind:
            raise self._error(token, f"{wanted} is expected, not", advice)
        self._token = next(self._tokens)
        return token

    def _error(self, token: _Token, cause: str, advice: str) -> UsageError:
        found = repr(token.text) if token.kind != "end" else "the end"
        return UsageError(f"{cause} {found}", place=f"{self._place}, column {token.column}", advice=advice)


def _tokens(text: str) -> Iterator[_Token]:
    position, kind = 0, ""
    while kind != "end":
        match = _TOKEN.match(text, position)
        assert match is not None and match.lastgroup  # the pattern takes any character, and the end
        kind, position = match.lastgroup, match.end()
        yield _Token(kind, match[kind], match.start(kind) + 1)


def parse_condition(
    text: str, *, quantities: Mapping[str, Quantity] = QUANTITIES, place: str = "condition"
) -> Condition:
    """Read a condition such as `loss < 0.01 and epoch >= 20 or accuracy >= 95%`.

    Args:
        text: Comparisons `quantity sign number`, joined by `and` and `or`.
        quantities: What it can be about.
        place: What to call the text in errors.

    Raises:
        UsageError: It cannot be read; the place names the column.
    """
    return Condition(text, _Parser(text, quantities, place).alternatives())
