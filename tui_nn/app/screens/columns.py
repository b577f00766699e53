"""What each column of a data file is used for, and the first rows, as a dialog shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_nn.data.preview import ColumnPreview, Preview
from tui_nn.errors import UsageError

USES = ("input", "target", "unused")
MOST_COLUMNS = 24
WIDEST_CELL = 16

_STYLES = {"input": "", "target": "bold $accent", "unused": "$foreground 65%"}


def kind_of(column: ColumnPreview) -> str:
    """Say in a word or two what a column holds.

    >>> kind_of(ColumnPreview("species", "labels", 3))
    '3 labels'
    """
    if column.kind == "labels":
        return "1 label" if column.distinct == 1 else f"{column.distinct} labels"
    return "integers" if column.integers else column.kind


class ColumnUses(OptionList):
    """The columns, each with its use, which enter, space or a click changes.

    Args:
        columns: The file's columns; the last is the target, the others are inputs until told otherwise.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", "Change the use", show=False)]

    class Changed(Message):
        """A column is used for something else."""

    def __init__(self, columns: Sequence[ColumnPreview], *, id: str | None = None) -> None:
        self._columns = tuple(columns)
        self.uses = ["input"] * (len(columns) - 1) + ["target"]
        """The use of each column: `input`, `target` or `unused`."""
        super().__init__(*self._lines_of_columns(), id=id, compact=True, markup=False)

    @property
    def targets(self) -> tuple[ColumnPreview, ...]:
        """The target columns."""
        return self._used("target")

    def chosen(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the names of the targets and of the inputs; no inputs stand for all other columns.

        Raises:
            UsageError: No column is a target, or none an input.
        """
        for use in ("target", "input"):
            if not self._used(use):
                raise UsageError(
                    f"no column is {'an' if use == 'input' else 'a'} {use}",
                    place="columns",
                    advice="Choose a column in the list and press space to change its use.",
                )
        inputs = tuple(column.name for column in self._used("input"))
        return tuple(column.name for column in self.targets), inputs if "unused" in self.uses else ()

    def only_target(self, name: str) -> None:
        """Make a column the only target; other targets become inputs."""
        self.uses = [
            "target" if column.name == name else "input" if use == "target" else use
            for column, use in zip(self._columns, self.uses, strict=True)
        ]
        self._changed()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give the column its next use."""
        event.stop()
        index = event.option_index
        self.uses[index] = USES[(USES.index(self.uses[index]) + 1) % len(USES)]
        self._changed()

    def on_click(self, event: events.Click) -> None:
        """Leave clicks beside the columns alone."""
        if event.style.meta.get("option") is None:
            event.prevent_default()

    def _changed(self) -> None:
        for index, option in enumerate(self._lines_of_columns()):
            self.replace_option_prompt_at_index(index, option.prompt)
        self.post_message(self.Changed())

    def _used(self, use: str) -> tuple[ColumnPreview, ...]:
        return tuple(column for column, its in zip(self._columns, self.uses, strict=True) if its == use)

    def _lines_of_columns(self) -> list[Option]:
        width = max(cell_len(_cut(column.name)) for column in self._columns)
        marks = {"input": "○ input ", "target": "● target", "unused": "· unused"}
        return [
            Option(
                Content.assemble(
                    (f"{marks[use]}  {set_cell_size(_cut(column.name), width)}  ", _STYLES[use]),
                    (kind_of(column), "$foreground 65%"),
                )
            )
            for column, use in zip(self._columns, self.uses, strict=True)
        ]


def first_rows(preview: Preview, uses: Sequence[str]) -> Content:
    """Draw the first rows as a table: names, kinds, cells; what is a target stands out, what is unused fades.

    Columns after the first 24 are counted only.
    """
    columns = []
    for index, column in enumerate(preview.columns[:MOST_COLUMNS]):
        cells = [_cut(row[index]) for row in preview.rows]
        head = [_cut(column.name), kind_of(column)]
        width = max(map(cell_len, head + cells))
        to_the_right = column.kind == "numbers"
        columns.append(
            [
                " " * (width - cell_len(cell)) + cell if to_the_right else set_cell_size(cell, width)
                for cell in head + cells
            ]
        )
    lines: list[Content] = []
    for number, cells_of_line in enumerate(zip(*columns, strict=True)):
        parts: list[Content | str | tuple[str, str]] = []
        for cell, use in zip(cells_of_line, uses, strict=False):
            style = "$foreground 65% italic" if number == 1 else f"bold {_STYLES[use]}" if number == 0 else _STYLES[use]
            parts += [(cell, style), "  "]
        lines.append(Content.assemble(*parts))
    table = Content("\n").join(lines)
    more = len(preview.columns) - MOST_COLUMNS
    return table if more <= 0 else Content.assemble(table, (f"\nand {more} more columns", "$foreground 65%"))


def _cut(cell: str) -> str:
    return cell if cell_len(cell) <= WIDEST_CELL else set_cell_size(cell, WIDEST_CELL - 1).rstrip() + "…"
