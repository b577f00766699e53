"""The stream of samples: what was trained on, what the network said, and what that cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tui_nn.app.numbers import count
from tui_nn.app.panes.rows import Line, RowsPane, message
from tui_nn.app.panes.samples_columns import UPDATED
from tui_nn.app.panes.samples_plan import Plan
from tui_nn.app.panes.samples_values import Formats
from tui_nn.training.snapshot import Snapshot

EMPTY = "No example yet. Press n to train on the first one, space to run."


class SamplesPane(RowsPane):
    """The last examples trained on, the newest at the bottom."""

    EXPLANATION: ClassVar[str] = """\
## Samples

One line for each example trained on, the newest at the bottom.

- **step** counts from 1. **row** is the example's row of the data file, counted from 0 without the header. **time** is
  the time of day of the example's event, where the file has times.
- **inputs → target**: values as they stand in the file. Where the data are scaled, what the network sees stands
  behind in brackets, `5.1 (0.23)`, as long as there is room for it; the frame says so.
- **ŷ** is the prediction *before* the update that the example caused. Scaled predictions are turned back into the
  file's unit, with what the network said in brackets. For classes it is the predicted class and the largest output;
  with a single output the second class is predicted from ŷ = 0.5 on, and the number is ŷ itself.
- **loss** is that example's loss, from the values the network sees, before the update.
- **✓ ✗**: the class was right or wrong.
- **•** (batches of more than one example): the parameters were updated after this example.

A narrow pane leaves out scaled values, times, rows, and inputs from the middle (`…`).
"""

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._planned: tuple[int, int, bool, bool] | None = None
        self._formats: Formats | None = None

    def titles(self, width: int) -> tuple[str, str]:
        """Say how rows are counted, what is scaled, and what the mark means, as far as they fit."""
        title = "samples · row counts from 0"
        snapshot = self.snapshot
        parts: list[str] = []
        if snapshot is not None and snapshot.samples:
            plan, kind = self._plan_for(snapshot, self.content_size.width), snapshot.data.scaling_kind
            if plan.scaled:
                parts.append(f"file value ({kind}-scaled)")
            elif kind != "none":
                long = f"file values, which the network sees {kind}-scaled"
                parts.append(long if len(long) <= width else "file values, unscaled")
            if plan.marked:
                parts.append(f"{UPDATED} updated after it")
        fitting = ", ".join(parts)
        if len(fitting) > width:
            fitting = next((part for part in parts if len(part) <= width), "")
        return title if len(title) <= width else "samples", fitting

    def compose_lines(self, width: int, height: int) -> Sequence[Line]:
        """Give the header and as many of the last samples as fit."""
        snapshot = self.snapshot
        if snapshot is None or not snapshot.samples:
            return message(EMPTY, width, height)
        plan = self._plan_for(snapshot, width)
        rows = height - 1 if height > 2 else height
        last = snapshot.samples[-rows:]
        lines = [plan.line(sample, newest=sample is last[-1]) for sample in last]
        return [plan.header(), *lines] if rows < height else lines

    def _plan_for(self, snapshot: Snapshot, width: int) -> Plan:
        if self._formats is None or self._formats.data is not snapshot.data:
            self._formats, self._planned = Formats(snapshot.data), None
        newest = snapshot.samples[-1]
        marks, classifies = snapshot.experiment.training.batch_size != 1, newest.right is not None
        wanted = (width, len(count(newest.step)), classifies, marks)
        if self._plan is None or self._planned != wanted:
            self._plan = Plan(self._formats, width, steps=newest.step, classifies=classifies, marks=marks)
            self._planned = wanted
        return self._plan
