"""The worksheet's lines, folded into rows of a width."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells

from tui_nn.app.panes.rows import Line, Span
from tui_nn.app.panes.worksheet_words import NOT_YET
from tui_nn.training.worksheet_lines import WorksheetLine

_OPERATORS = {"=", "←", "+", "−", "/"}


class Listing:
    """Lines of the worksheet as rows; only lines that somebody looks at are written and folded.

    Args:
        lines: The lines; those not yet known come last.
        complete: Whether all are known.
        width: In cells.
    """

    def __init__(self, lines: Sequence[WorksheetLine], *, complete: bool, width: int) -> None:
        self._lines = lines
        self._width = width
        self._rows: dict[int, tuple[Line, ...]] = {}
        unknown = len(lines) if complete else bisect_left(range(len(lines)), True, key=lambda n: not lines[n].known)
        self._notice = unknown if unknown < len(lines) else -1

    def __len__(self) -> int:
        return len(self._lines) + (self._notice >= 0)

    def rows(self, index: int) -> tuple[Line, ...]:
        """Give the rows of one line."""
        if index not in self._rows:
            if index == self._notice:
                self._rows[index] = (((NOT_YET, "dim"),),)
            else:
                line = self._lines[index - (0 <= self._notice < index)]
                self._rows[index] = fold(line, self._width)
        return self._rows[index]


def fold(line: WorksheetLine, width: int) -> tuple[Line, ...]:
    """Fold a line into rows, at its equal signs first, under each other."""
    if not line.name:
        return tuple(_wrapped([(line.formula, "dim")], width, 0))
    sign = "←" if line.arrow else "="
    pieces: list[Span] = [(f"{sign} {line.formula}", "formula" if line.known else "dim")]
    if line.known:
        if line.substituted != line.shown:
            pieces.append((f"= {line.substituted}", ""))
        pieces.append((f"= {line.shown}", "strong"))
        if line.engine:
            pieces.append((f"(engine {line.engine})", "dim"))
    name = (line.name, "name" if line.known else "dim")
    return tuple(_wrapped([name, *pieces], width, min(cell_len(line.name) + 1, width // 4)))


def _wrapped(pieces: Sequence[Span], width: int, indent: int) -> Iterator[Line]:
    """Lay pieces out in rows: a piece that does not fit begins a row, and goes on further in."""
    further = indent + 2 if indent else 0
    row: list[Span] = []
    used = 0
    for number, (text, look) in enumerate(pieces):
        # The formula stands beside the name; the numbers, where not all fits there, begin a row under it.
        rest = pieces[number:] if number == 2 else pieces[number : number + 1]
        if number > 1 and used + sum(1 + cell_len(text) for text, _ in rest) > width:
            yield tuple(row)
            row, used = [(" " * indent, "")], indent
        gap = 1 if used > indent or number == 1 else 0
        for word, joined in _words(text, max(1, width - further)):
            gap = 0 if joined else gap
            if row and used + gap + cell_len(word) > width:
                yield tuple(row)
                row, used, gap = [(" " * further, "")], further, 0
            row.append((" " * gap + word, look))
            used += gap + cell_len(word)
            gap = 1
    yield tuple(row)


def _words(text: str, widest: int) -> Iterator[tuple[str, bool]]:
    """Give what stays together, an operator with what follows it, and whether no space goes before it.

    What is wider than a row is cut between factors, or anywhere if it must.
    """
    operator = ""
    for word in text.split(" "):
        if word in _OPERATORS and not operator:
            operator = word + " "
            continue
        whole = operator + word
        parts = [whole] if cell_len(whole) <= widest else whole.replace(")(", ")\n(").split("\n")
        chopped = [cut for part in parts for cut in chop_cells(part, widest)]
        yield from ((cut, place > 0) for place, cut in enumerate(chopped))
        operator = ""
    if operator:
        yield operator.rstrip(), False
