"""The words of a condition, each with its column, and the error that points at one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tui_nn.errors import UsageError

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[+\-−]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?(?:\s*%)?)"
    r"|(?P<word>[^\W0-9]\w*['′]*(?:\s*\[\s*[0-9]+\s*(?:,\s*[0-9]+\s*)?\])?)"
    r"|(?P<comparison>[<>]=?|==)|(?P<bar>\|)|(?P<partial>∂)|(?P<other>\S)|(?P<end>$))"
)


@dataclass(frozen=True)
class Token:
    """A word of a condition.

    Attributes:
        kind: `number`, `word` (which may end in [2] or [2,1]), `comparison`, `bar`, `partial`, `other` or `end`.
        text: As written.
        column: Where it begins, from 1.
    """

    kind: str
    text: str
    column: int


class ConditionError(UsageError):
    """A condition cannot be understood.

    Args:
        cause: What is wrong.
        text: The condition.
        column: Where it is wrong, from 1.
        place: What to call the condition.
        advice: What to do about it.

    Attributes:
        column: Where it is wrong, from 1.
        pointed: The condition, and under it a caret where it is wrong.
    """

    def __init__(self, cause: str, *, text: str, column: int, place: str, advice: str) -> None:
        super().__init__(cause, place=f"{place}, column {column}", advice=advice)
        self.column = column
        line = re.sub(r"\s", " ", text)
        self.pointed = f"{line}\n{' ' * (column - 1)}^"

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.cause}", *(f"  {line}" for line in self.pointed.split("\n")), self.advice]
        return "\n".join(lines)


def tokens(text: str) -> Iterator[Token]:
    """Give the words of a condition; the last one is its end."""
    position, kind = 0, ""
    while kind != "end":
        match = _TOKEN.match(text, position)
        assert match is not None and match.lastgroup  # the pattern takes any character, and the end
        kind, position = match.lastgroup, match.end()
        yield Token(kind, match[kind], match.start(kind) + 1)
