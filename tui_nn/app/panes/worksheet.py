"""The worksheet: one step's numbers with their formulas, operation by operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tui_nn.app.panes.rows import Line, RowsPane, message
from tui_nn.app.panes.worksheet_rows import Listing
from tui_nn.app.panes.worksheet_view import View
from tui_nn.app.panes.worksheet_words import EMPTY, EXPLANATION, RUNNING, operation_words, strip, title
from tui_nn.training.sheet import Sheet
from tui_nn.training.worksheet import DIGITS, Worksheet

WHEEL_ROWS = 3


class WorksheetPane(RowsPane):
    """The lines of the operation at hand, of another one the user looks at, or all about one neuron or parameter.

    Only lines on the screen are written, so thousands cost no more than a few.
    """

    EXPLANATION: ClassVar[str] = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Line up", show=False, id="worksheet_pane.up"),
        Binding("down", "move(1)", "Line down", show=False, id="worksheet_pane.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="worksheet_pane.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="worksheet_pane.page_down"),
        Binding(
            "shift+left,less_than_sign",
            "browse(-1)",
            "Look at the operation before",
            show=False,
            id="worksheet_pane.operation_before",
        ),
        Binding(
            "shift+right,greater_than_sign",
            "browse(1)",
            "Look at the next operation",
            show=False,
            id="worksheet_pane.next_operation",
        ),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--name",
        "rows--formula",
        "rows--at-hand",
        "rows--at-hand-viewed",
        "rows--dim-viewed",
        "rows--viewed",
    }

    DEFAULT_CSS = """
    WorksheetPane {
        padding: 0;
        & > .rows--name { color: $node; }
        & > .rows--formula { color: $foreground 65%; }
        & > .rows--at-hand { color: $accent; text-style: bold; }
        & > .rows--at-hand-viewed { color: $accent; text-style: bold; }
        & > .rows--viewed { text-style: underline; }
        & > .rows--dim-viewed { color: $foreground 70%; text-style: underline; }
    }
    """

    digits: reactive[int] = reactive(DIGITS[0], init=False, repaint=False)
    """How many significant digits are shown: 4, 6, 10, or 17 for all there are."""

    def __init__(self) -> None:
        super().__init__()
        self._selected: str | None = None
        self._viewed: int | None = None
        self._position = 0, 0
        self._subject: tuple[object, ...] = ()
        self._listing: Listing | None = None
        self._listed: tuple[object, ...] = ()
        self._view = View()
        self._operations_at: dict[int, int] = {}
        self._lines_at: list[int] = []

    # What is shown.

    @property
    def selected(self) -> str | None:
        """The neuron or parameter that the lines are about, None where they are those of an operation."""
        return self._selected

    def select(self, name: str | None) -> None:
        """Show all lines of the step about a neuron or parameter, or those of the operation at hand again.

        Args:
            name: A canonical name such as `W1[2,1]`, `b1[2]` or `h1[2]`; None for the operation at hand.
        """
        self._selected, self._viewed = name, None
        self.update_lines()

    def next_digits(self) -> None:
        """Show more digits; after all of them, few again."""
        self.digits = DIGITS[(DIGITS.index(self.digits) + 1) % len(DIGITS)]

    def watch_digits(self) -> None:
        """Write the numbers anew."""
        self.update_lines()

    def watch_snapshot(self) -> None:
        """Show the new step; when an operation was done or undone, it is the one to look at."""
        sheet = self._sheet
        if sheet is not None:
            position = sheet.step, sheet.done
            if position != self._position:
                self._position, self._viewed = position, None
        super().watch_snapshot()

    @property
    def _sheet(self) -> Sheet | None:
        return None if self.snapshot is None or self.snapshot.running else self.snapshot.sheet

    def _operation(self, sheet: Sheet) -> int:
        """Give the index of the operation that is looked at."""
        return max(0, sheet.done - 1) if self._viewed is None else min(self._viewed, len(sheet.operations) - 1)

    def titles(self, width: int) -> tuple[str, str]:
        """Say which step, which operation, and how many digits."""
        sheet = self._sheet
        if sheet is None:
            return "worksheet"[:width], ""
        about = f"about {self._called(sheet)}" if self._selected else operation_words(sheet, self._operation(sheet))
        digits = "all digits" if self.digits == DIGITS[-1] else f"{self.digits} digits"
        return title(sheet, about, width), digits if len(digits) <= width else ""

    def _called(self, sheet: Sheet) -> str:
        names = sheet.experiment.names
        return names.of(self._selected or "")

    def compose_lines(self, width: int, height: int) -> Sequence[Line]:
        """Give the strip of operations and the rows in view."""
        self._operations_at, self._lines_at = {}, []
        sheet = self._sheet
        if sheet is None:
            self._view.look_at(None, height)
            return message(EMPTY if self.snapshot is None else RUNNING, width, height)
        listing = self._list(sheet, width - 2)
        lines: list[Line] = []
        if height > 2:
            viewed = -1 if self._selected else self._operation(sheet)
            first, self._operations_at = strip(sheet, viewed, width)
            lines.append(first)
        if not len(listing):
            return [*lines, ((f" Nothing in this step is about {self._selected}.", "dim"),)]
        view = self._view
        view.look_at(listing, height - len(lines))
        thumb = view.thumb()
        for row, (index, begins, spans) in enumerate(view.rows()):
            under_cursor = self.has_focus and index == view.cursor
            mark = "▸" if under_cursor and begins else " "
            spans = ((mark, "cursor" if under_cursor else ""), *spans)
            if row in thumb:
                used = sum(cell_len(text) for text, _ in spans)
                spans = (*spans, (" " * (width - 1 - used), ""), ("▐", "track"))
            lines.append(spans)
            self._lines_at.append(index)
        return lines

    def _list(self, sheet: Sheet, width: int) -> Listing:
        """Give the lines to show; another subject is shown from its beginning."""
        subject = (self._selected,) if self._selected else (self._operation(sheet), len(sheet.operations))
        key = (sheet, self.digits, width, subject)
        if self._listing is None or key != self._listed:
            assert self.snapshot is not None
            worksheet = Worksheet(sheet, self.digits, self.snapshot.data)
            operation = self._operation(sheet)
            lines = worksheet.about(self._selected) if self._selected else worksheet.lines(operation)
            complete = sheet.complete if self._selected else operation < sheet.done
            self._listing, self._listed = Listing(lines, complete=complete, width=width), key
        if subject != self._subject:
            self._subject = subject
            self._view.begin()
        return self._listing

    # Where it is looked at.

    def action_move(self, by: int) -> None:
        """Move the cursor by a line; of a line higher than the pane, first to its rows out of sight."""
        self._view.move(by)
        self.update_lines()

    def action_page(self, by: int) -> None:
        """Move by a pane of rows, and the cursor with it."""
        self._view.page(by)
        self.update_lines()

    def action_browse(self, by: int) -> None:
        """Look at another operation; nothing is done or undone."""
        sheet = self._sheet
        if sheet is not None:
            self._look_at(max(0, min(len(sheet.operations) - 1, self._operation(sheet) + by)))

    def _look_at(self, operation: int) -> None:
        self._selected, self._viewed = None, operation
        self.update_lines()

    def _wheel(self, event: events.MouseEvent, rows: int) -> None:
        event.stop()
        self._view.scroll(rows)
        self.update_lines()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down."""
        self._wheel(event, WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        self._wheel(event, -WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        """Look at the operation that was clicked in the strip, or put the cursor on the line."""
        place = event.get_content_offset(self)
        if place is None or self._sheet is None:
            return
        line = place.y - (self.content_size.height > 2)
        if line < 0 and place.x in self._operations_at:
            self._look_at(self._operations_at[place.x])
        elif 0 <= line < len(self._lines_at):
            self._view.cursor = self._lines_at[line]
            self.update_lines()

    def watch_has_focus(self, focused: bool) -> None:
        """Show the cursor, or hide it."""
        super().watch_has_focus(focused)
        self.update_lines()
