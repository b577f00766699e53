"""Which rows of the worksheet are in sight, and which line is under the cursor."""

from __future__ import annotations

from collections.abc import Iterator

from tui_nn.app.panes.rows import Line, scroll_thumb
from tui_nn.app.panes.worksheet_rows import Listing


class View:
    """A window on lines that may each have several rows; it never asks for lines far from what is in sight.

    Attributes:
        cursor: The line under the cursor.
    """

    def __init__(self) -> None:
        self.cursor = 0
        self._listing: Listing | None = None
        self._room = 1
        self._top = self._skipped = 0

    def begin(self) -> None:
        """Go to the first line."""
        self.cursor = self._top = self._skipped = 0

    def look_at(self, listing: Listing | None, room: int) -> None:
        """Look at these lines through so many rows, at the same place as far as there is one."""
        self._listing, self._room = (listing if listing is not None and len(listing) else None), max(1, room)
        self.cursor = max(0, min(self.cursor, len(listing) - 1)) if listing is not None else self.cursor
        self.scroll(0)

    def rows(self) -> Iterator[tuple[int, bool, Line]]:
        """Give the rows in sight: each with its line's index and whether it is the line's first."""
        listing = self._listing
        if listing is None:
            return
        index, skipped = self._top, self._skipped
        for _ in range(self._room):
            if skipped >= len(listing.rows(index)):
                index, skipped = index + 1, 0
            if index >= len(listing):
                return
            yield index, not skipped, listing.rows(index)[skipped]
            skipped += 1

    def thumb(self) -> range:
        """Give the rows that the mark of the scroll bar covers."""
        if self._listing is None or self._end() == (0, 0):
            return range(0)
        # What the lines out of sight have of rows is not known, so lines are counted.
        in_sight = len({index for index, _, _ in self.rows()})
        end, room = self._end()[0], self._room
        total = max(room + 1, round(room * len(self._listing) / in_sight))
        return scroll_thumb(round((total - room) * self._top / end) if end else 0, room, total)

    def _end(self) -> tuple[int, int]:
        """Give the first line, and how many of its rows are out of sight, when the last row is at the bottom."""
        assert self._listing is not None
        room = self._room
        for index in range(len(self._listing) - 1, -1, -1):
            room -= len(self._listing.rows(index))
            if room <= 0:
                return index, -room
        return 0, 0

    def scroll(self, rows: int) -> None:
        """Move the window by so many rows, no further than its ends."""
        listing = self._listing
        if listing is None:
            return
        top, skipped = min(self._top, len(listing) - 1), self._skipped + rows
        while skipped < 0 and top:
            top -= 1
            skipped += len(listing.rows(top))
        while top < len(listing) - 1 and skipped >= len(listing.rows(top)):
            skipped -= len(listing.rows(top))
            top += 1
        self._top, self._skipped = min((top, max(0, skipped)), self._end())

    def move(self, by: int) -> None:
        """Move the cursor by a line; of a line higher than the window, first see its rows out of sight."""
        if self._listing is None:
            return
        in_sight = {index for index, _, _ in self.rows()}
        hidden = self._below(self.cursor) if by > 0 else self._above(self.cursor)
        if hidden > 0 and self.cursor in in_sight:
            self.scroll(by * min(hidden, max(1, self._room // 2)))
        elif 0 <= self.cursor + by < len(self._listing):
            self.cursor += by
            self._show_cursor()

    def page(self, by: int) -> None:
        """Move the window by its height, and the cursor with it."""
        if self._listing is None:
            return
        before = self._top, self._skipped
        self.scroll(by * max(1, self._room - 1))
        if before == (self._top, self._skipped):
            self.cursor = 0 if by < 0 else len(self._listing) - 1
        else:
            self.cursor = min(len(self._listing) - 1, self._top + (self._skipped > 0))

    def _height(self, index: int) -> int:
        assert self._listing is not None
        return len(self._listing.rows(index))

    def _below(self, index: int) -> int:
        """Say how many rows up to the end of a line lie below the window; negative where there is room left."""
        return sum(map(self._height, range(self._top, index + 1))) - self._skipped - self._room

    def _above(self, index: int) -> int:
        """Say how many rows from the beginning of a line lie above the window; negative where it begins below."""
        if index >= self._top:
            return self._skipped - sum(map(self._height, range(self._top, index)))
        return self._skipped + sum(map(self._height, range(index, self._top)))

    def _show_cursor(self) -> None:
        """Bring the cursor's line into sight; of a line higher than the window, its beginning."""
        above = self._above(self.cursor)
        if above > 0:
            self.scroll(-above)
        else:
            self.scroll(max(0, min(self._below(self.cursor), -above)))
