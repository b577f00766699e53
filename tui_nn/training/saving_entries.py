"""Tables of a saved session's JSON text: what is asked for is there and of its kind, or the mistake is named."""

from __future__ import annotations

from typing import Any

from tui_nn.errors import SavingError

Json = dict[str, Any]

MOST = 2**62
"""No whole number in a file is larger."""


def damaged(place: str, cause: str) -> SavingError:
    """Give the error of a file that is not as this program writes it."""
    return SavingError(f"the saved session is damaged: {cause}", place=place, advice="Take another copy of the file.")


class Entry:
    """A table whose values are asked for by name and kind.

    Args:
        table: What was read.
        place: Where it stands, for errors.

    Raises:
        SavingError: It is no table, or, later, a value is missing or of another kind.
    """

    def __init__(self, table: Any, place: str) -> None:
        if not isinstance(table, dict):
            raise damaged(place, "this is not a table")
        self._table: Json = table
        self.place = place

    def _get(self, name: str, kinds: type | tuple[type, ...], words: str) -> Any:
        value = self._table.get(name)
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            raise self.wrong(name, f"{str(value)[:40]} is not {words}" if name in self._table else "it is missing")
        return value

    def wrong(self, name: str, cause: str) -> SavingError:
        """Give the error of a value that is wrong."""
        return damaged(f"{self.place}: {name}", cause)

    def text(self, name: str) -> str:
        """Give a text."""
        text: str = self._get(name, str, "a text")
        return text

    def flag(self, name: str) -> bool:
        """Give true or false."""
        flag: bool = self._get(name, bool, "true or false")
        return flag

    def whole(self, name: str, *, low: int = 0, high: int = MOST) -> int:
        """Give a whole number between two others, both included."""
        number: int = self._get(name, int, "a whole number")
        if not low <= number <= high:
            raise self.wrong(name, f"{str(number)[:40]} is not from {low} to {high}")
        return number

    def number(self, name: str) -> float:
        """Give a number."""
        try:
            return float(self._get(name, (int, float), "a number"))
        except OverflowError as error:
            raise self.wrong(name, "the number is too large") from error

    def items(self, name: str) -> list[Any]:
        """Give a list."""
        items: list[Any] = self._get(name, list, "a list")
        return items

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of texts."""
        texts = self.items(name)
        if not all(isinstance(text, str) for text in texts):
            raise self.wrong(name, "not all of it is text")
        return tuple(texts)

    def wholes(self, name: str, *, high: int = MOST) -> tuple[int, ...]:
        """Give a list of whole numbers from 0 to another."""
        wholes = self.items(name)
        if not all(isinstance(number, int) and 0 <= number <= high for number in wholes):
            raise self.wrong(name, f"not all of it are whole numbers from 0 to {high}")
        return tuple(int(number) for number in wholes)

    def has(self, name: str) -> bool:
        """Say whether there is something of this name."""
        return self._table.get(name) is not None

    def table(self, name: str) -> Entry:
        """Give a table."""
        return Entry(self._get(name, dict, "a table"), f"{self.place}: {name}")

    def tables(self, name: str) -> list[Entry]:
        """Give a list of tables."""
        return [Entry(item, f"{self.place}: {name} {number}") for number, item in enumerate(self.items(name), start=1)]

    def raw(self) -> Json:
        """Give the table as it was read."""
        return dict(self._table)
