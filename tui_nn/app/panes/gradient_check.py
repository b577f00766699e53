"""The gradient check: backpropagation against differences of the loss, parameter by parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui_nn.app.panes.gradient_check_columns import fit_check_columns, longest
from tui_nn.app.panes.rows import Line, RowsPane, message
from tui_nn.core.differences import work
from tui_nn.training.gradient_checking import StepCheck, batch_of, check_sheet, verdict_words
from tui_nn.training.snapshot import Snapshot

EMPTY = "No gradient yet. Press o to open data or a lesson."
RUNNING = "Pause to check the gradient."
TOO_LARGE = (
    "This network is too large to be checked at every step. On the command line, tui-nn check-gradient checks it."
)

WORK_AT_MOST = 500_000
"""Numbers to compute for one check, about a tenth of a second."""

WHEEL_LINES = 3


class GradientCheckPane(RowsPane):
    """One row a parameter: its gradient by backpropagation, by differences of the loss, and whether they agree.

    The check is made anew only where parameters or examples are others than before, so it stays cheap while stepping
    through a batch or through operations.
    """

    EXPLANATION: ClassVar[str] = """\
## Gradient check

Is the gradient right? Backpropagation gives the *analytic* gradient. The *numeric* one knows nothing of it: it moves
one parameter w up and down by a small step h, computes the loss L both times, and takes the slope between,
(L(w + h) − L(w − h)) / 2h.

Both are of the loss the step's update is about, at the parameters *before* the step: the example's loss, or the sum or
mean of the losses of all examples of its batch, and the penalty where there is one. In batches `x` changes between the
whole batch and the step's own example.

- **|diff.|** is |analytic − numeric|; **relative** is that relative to the larger of both.
- **✓ agrees**: they differ by no more than 10⁻⁶ of the larger and what the numeric one may be wrong by.
- **✗ differs**: they differ by more. The analytic gradient is not the slope of the loss; that is so where a lesson's
  *published* rule has a slip. **not finite**: one of them is infinite or not a number.
- **~ kink**: they differ, but within the step a ReLU's z changes its sign, or an error its side under `absolute` or
  `huber`, or a weight its sign under L1. There the loss has a corner and no slope that a difference could show. A `~`
  behind another verdict says that there is a kink, too.
- **· too small**: the gradient is no larger than twice what the numeric one may be wrong by, so nothing can be told.

h is ∛ε·max(1, |w|)/max(1, the largest |signal| that w multiplies), ε = 2⁻⁵², about 6·10⁻⁶, rounded down to a power of
two. What the numeric gradient may be wrong by is estimated from the rounding of the losses, which is divided by h, and
from what halving h changes.

A batch that would take too long is checked by its first examples; the frame says how many. `↑` `↓` and the mouse move
through the rows.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_rows(-1)", "Row up", show=False, id="check_pane.up"),
        Binding("down", "scroll_rows(1)", "Row down", show=False, id="check_pane.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="check_pane.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="check_pane.page_down"),
        Binding("x", "alone", "Example or batch", show=False, id="check_pane.alone"),
    ]

    DEFAULT_CSS = """
    GradientCheckPane {
        &.-passed { border-subtitle-color: $success; }
        &.-failed { border-subtitle-color: $error; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._alone = False
        self._top = 0
        self._made: StepCheck | None = None
        self._made_for: object = None

    def update_lines(self) -> None:
        """Compose the lines anew; nothing is checked for a pane that nobody sees."""
        if self.display:
            super().update_lines()

    def titles(self, width: int) -> tuple[str, str]:
        """Say which step and which examples were checked, and the verdict."""
        snapshot = self.snapshot
        check = self._check(snapshot)
        self.set_class(check is not None and check.numbers.passed, "-passed")
        self.set_class(check is not None and not check.numbers.passed, "-failed")
        if snapshot is None or snapshot.sheet is None or check is None:
            return "gradient check", ""
        step = f"step {snapshot.sheet.step:,}"
        titles = (f"gradient check · {step} · {check.what}", f"gradient check · {check.what}", f"check · {check.what}")
        title = next((title for title in titles if len(title) <= width), "gradient check")
        words = verdict_words(check.numbers, snapshot.experiment.names)
        while len(words) > width and " " in words:
            words = words.removesuffix(" …").rpartition(" ")[0] + " …"
        return title, words

    def compose_lines(self, width: int, height: int) -> Sequence[Line]:
        """Give the header and the rows in view."""
        snapshot = self.snapshot
        if snapshot is None:
            return message(EMPTY, width, height)
        if snapshot.sheet is None:
            return message(RUNNING, width, height)
        check = self._check(snapshot)
        if check is None:
            return message(TOO_LARGE, width, height)
        names = snapshot.experiment.names
        columns = fit_check_columns(width, longest(names.parameters))
        rows = self._rows_in(height)
        self._top = max(0, min(self._top, len(names.reading_order) - rows))
        in_view = names.reading_order[self._top : self._top + rows]
        lines = [columns.row(names.parameters[index], check.numbers, index) for index in in_view]
        return [columns.header(), *lines] if rows < height else lines

    def _check(self, snapshot: Snapshot | None) -> StepCheck | None:
        """Give the check of the step at hand, None where there is none."""
        if snapshot is None or snapshot.sheet is None or work(snapshot.experiment.network) > WORK_AT_MOST:
            return None
        sheet, data = snapshot.sheet, snapshot.data
        steps = range(sheet.step - 1, sheet.step) if self._alone else batch_of(sheet, data)
        wanted = sheet.experiment, data, steps, sheet.before.parameters.tobytes()
        if self._made is None or wanted != self._made_for:
            self._made = check_sheet(sheet, data, alone=self._alone, at_most=WORK_AT_MOST)
            self._made_for = wanted
        return self._made

    def _rows_in(self, height: int) -> int:
        return height - 1 if height > 2 else height

    def action_scroll_rows(self, by: int) -> None:
        """Look so many rows further down."""
        self._top += by
        self.update_lines()

    def action_page(self, by: int) -> None:
        """Look so many screens of rows further down."""
        self.action_scroll_rows(by * max(1, self._rows_in(self.content_size.height) - 1))

    def action_alone(self) -> None:
        """Check the step's own example, or its whole batch again."""
        self._alone = not self._alone
        self.update_lines()

    def on_show(self) -> None:
        """Show what there is, now that somebody sees it."""
        self.update_lines()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down."""
        event.stop()
        self.action_scroll_rows(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self.action_scroll_rows(-WHEEL_LINES)
