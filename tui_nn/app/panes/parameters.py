"""The parameters: value, gradient and last change of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui_nn.app.numbers import bar, exact, number
from tui_nn.app.panes.parameters_columns import GAP, Columns, Listing, fit_columns
from tui_nn.app.panes.parameters_words import FROZEN, Gradients, gradient_words, gradients_of, rule_words, title_words
from tui_nn.app.panes.rows import Line, RowsPane, Span, fitted, message, scroll_thumb
from tui_nn.core.names import Names
from tui_nn.training.snapshot import Snapshot

WHEEL_LINES = 3


class ParametersPane(RowsPane):
    """One row a parameter, neuron by neuron: its weights, then its bias.

    Only the rows on the screen are looked at, so thousands of parameters cost no more than a few.
    """

    EXPLANATION: ClassVar[str] = """\
## Parameters

One row for each weight and bias, neuron by neuron: first the weights of what comes in, then the bias. `W1[2,3]` is the
weight of layer 1 to neuron 2 from input 3, `b1[2]` is that neuron's bias; a lesson may have names of its own.

- **value**: after the last step. Blue is plus, orange is minus; the sign is always written.
- **gradient**: ∂loss/∂parameter. After an update it is the gradient that update used. While a batch fills, it is
  the sum or the mean (`reduction`) of its examples' gradients *so far*; the frame says of how many. Every example's
  gradient is taken at the parameters before the update. An L1 or L2 penalty is included. Operation by operation it
  is the gradient of the example at hand alone, without penalty, and `·` stands where it is not computed yet.
- **change**: what the last update added to the parameter. With plain `sgd` it is −η·gradient.
- **size**: the bar's length is the value without its sign, relative to the largest of all parameters.

Numbers are rounded for the screen; `4.2e−8` is 4.2·10⁻⁸. The frame shows the value under the cursor in full, and the
update rule with its constants where there is room. `–` stands where there is no number yet. `*` marks a frozen
parameter: it has a gradient, but updates leave it where it is.

`↑` `↓` `page up` `page down` and the mouse move through the rows. A narrow pane leaves out the bar, then the change,
then the gradient: `z` gives the pane the whole screen.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Row up", show=False, id="parameters_pane.up"),
        Binding("down", "move(1)", "Row down", show=False, id="parameters_pane.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="parameters_pane.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="parameters_pane.page_down"),
    ]

    DEFAULT_CSS = """
    ParametersPane {
        padding: 0;
    }
    """

    class Selected(Message):
        """The cursor was put on a parameter, or has left the pane.

        Attributes:
            index: The parameter's place in the flat vector; None when the pane was left.
        """

        def __init__(self, index: int | None) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._names: Names | None = None
        self._listing: Listing | None = None
        self._cursor = 0
        self._top = 0

    @property
    def selected(self) -> int | None:
        """Index into the flat vector of the parameter under the cursor, None before there is one."""
        return None if self._listing is None else self._listing.order[self._cursor]

    def titles(self, width: int) -> tuple[str, str]:
        """Say after which step, what is under the cursor, what the gradient is of, and the update rule, as they fit."""
        snapshot = self.snapshot
        if snapshot is None:
            return "parameters", ""
        subtitle = gradient_words(snapshot, width)
        with_rule = f"{subtitle} · {rule_words(snapshot.experiment)}"
        chosen = ""
        if self.has_focus:
            index = self._list(snapshot.experiment.names).order[self._cursor]
            chosen = f"{snapshot.experiment.names.parameters[index]} = {exact(float(snapshot.parameters[index]))}"
        return title_words(snapshot, chosen, width), with_rule if cell_len(with_rule) <= width else subtitle

    def compose_lines(self, width: int, height: int) -> Sequence[Line]:
        """Give the header and the rows in view."""
        snapshot = self.snapshot
        if snapshot is None:
            return message(" No parameters yet. Press o to open data or a lesson.", width, height)
        listing = self._list(snapshot.experiment.names)
        columns = fit_columns(width - 2, listing.longest)
        rows = self._rows_in(height)
        entries = listing.entries(rows)
        self._top = max(0, min(self._top, len(entries) - rows))
        thumb = scroll_thumb(self._top, rows, len(entries))
        gradients = gradients_of(snapshot)
        largest = float(np.abs(snapshot.parameters).max())
        lines: list[Line] = [((" " + columns.header(), "header"),)] if rows < height else []
        for line, entry in enumerate(entries[self._top : self._top + rows]):
            if entry < 0:
                spans: tuple[Span, ...] = ((" " + fitted(listing.group(entry), width - 2), "dim"),)
            else:
                spans = self._row(snapshot, gradients, listing, columns, entry, largest)
            if line in thumb:
                used = sum(cell_len(text) for text, _ in spans)
                spans = (*spans, (" " * (width - 1 - used), ""), ("▐", "track"))
            lines.append(spans)
        return lines

    def _row(
        self, snapshot: Snapshot, gradients: Gradients, listing: Listing, columns: Columns, row: int, largest: float
    ) -> tuple[Span, ...]:
        index, digits = listing.order[row], columns.digits
        value = float(snapshot.parameters[index])
        look = "plus" if value > 0 else "minus" if value < 0 else ""
        under_cursor = self.has_focus and row == self._cursor
        spans = [
            ("▸" if under_cursor else " ", "cursor" if under_cursor else ""),
            (fitted(listing.labels[row], columns.name), ""),
            (FROZEN if snapshot.frozen[index] else GAP, "strong"),
            (number(value, columns.value, digits=digits), look),
        ]
        numbers = (
            (gradients.values[index], columns.gradient, gradients.known[index], gradients.unknown),
            (snapshot.change[index], columns.change, snapshot.updates > 0, "–"),
        )
        for figure, width, exists, unknown in numbers:
            if width:
                text = number(float(figure), width, digits=digits) if exists else unknown.rjust(width)
                spans.append((GAP + text, "" if exists and figure else "dim"))
        if columns.bar:
            spans.append((2 * GAP + bar(abs(value) / largest if largest else 0.0, columns.bar), look and f"{look}-bar"))
        return tuple(spans)

    def _list(self, names: Names) -> Listing:
        # A changed learning rate makes new names that say the same, and must not lose the place in the list.
        if self._listing is None or (names is not self._names and names != self._names):
            self._listing, self._cursor, self._top = Listing(names), 0, 0
        self._names = names
        return self._listing

    def _rows_in(self, height: int) -> int:
        return height - 1 if height > 2 else height

    def point_at(self, index: int, names: Names) -> None:
        """Put the cursor on a parameter that was selected elsewhere, without telling anybody.

        Args:
            index: Its place in the flat vector.
            names: The network's names, as the pane may not have been on the screen yet.
        """
        listing = self._list(names)
        self._put_cursor(listing, listing.order.index(index))

    def _put_cursor(self, listing: Listing, row: int) -> None:
        """Put the cursor on a row, and the view where it can be seen."""
        self._cursor = row
        height = self._rows_in(self.content_size.height)
        line = listing.line_of(row, height)
        # A group's line above the cursor comes into view with its first row.
        above = line - 1 if listing.entries(height)[max(0, line - 1)] < 0 and height > 1 else line
        self._top = max(line - height + 1, min(self._top, above))
        self.update_lines()

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows, and the view with it."""
        if self._listing is None:
            return
        self._put_cursor(self._listing, max(0, min(len(self._listing.order) - 1, self._cursor + by)))
        self.post_message(self.Selected(self.selected))

    def action_page(self, by: int) -> None:
        """Move the cursor by so many screens of rows."""
        self.action_move(by * max(1, self._rows_in(self.content_size.height) - 1))

    def _scroll(self, event: events.MouseEvent, lines: int) -> None:
        event.stop()
        self._top += lines
        self.update_lines()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down."""
        self._scroll(event, WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        self._scroll(event, -WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        place = event.get_content_offset(self)
        if place is None or self._listing is None:
            return
        height = self.content_size.height
        rows = self._rows_in(height)
        line = self._top + place.y - (height - rows)
        entries = self._listing.entries(rows)
        if place.y >= height - rows and line < len(entries) and entries[line] >= 0:
            self._cursor = entries[line]
            self.update_lines()
            self.post_message(self.Selected(self.selected))

    def watch_has_focus(self, focused: bool) -> None:
        """Show the cursor, or hide it."""
        super().watch_has_focus(focused)
        self.update_lines()
        if not focused:
            self.post_message(self.Selected(None))
