"""Dividing the screen: shares of a region, side by side or one above the other, as deep as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.geometry import Region

SLOT = "slot"
"""The name of the place that one of several panes takes."""


@dataclass(frozen=True)
class Split:
    """Parts of a region, each with its share of it.

    Attributes:
        parts: Share and content, from the left or from the top; the content is a pane's name, `SLOT` or another split.
        down: Whether the parts stand one above the other.
    """

    parts: tuple[tuple[int, str | Split], ...]
    down: bool = False

    def names(self) -> Iterator[str]:
        """Give the names in it, the first one first."""
        for _, part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                yield from part.names()

    def places(self, region: Region) -> dict[str, Region]:
        """Give each name its part of a region: without gaps, none of them empty as long as there are cells enough.

        An edge between two parts moves by at most one cell when the region grows by one.
        """
        places: dict[str, Region] = {}
        whole, done, begin = sum(share for share, _ in self.parts), 0, 0
        length = region.height if self.down else region.width
        for share, part in self.parts:
            done += share
            end = length * done // whole
            if self.down:
                own = Region(region.x, region.y + begin, region.width, end - begin)
            else:
                own = Region(region.x + begin, region.y, end - begin, region.height)
            places |= {part: own} if isinstance(part, str) else part.places(own)
            begin = end
        return places


def beside(*parts: tuple[int, str | Split]) -> Split:
    """Put parts side by side."""
    return Split(parts)


def below(*parts: tuple[int, str | Split]) -> Split:
    """Put parts one below the other."""
    return Split(parts, down=True)
