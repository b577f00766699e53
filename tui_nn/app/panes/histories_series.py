"""What the histories pane can show: kinds of series, their names, and the lines to draw of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from tui_nn.app.panes.histories_inks import LOSS, SIGNED, TEST
from tui_nn.data.dataset import Floats, Integers
from tui_nn.training.histories import HistoryRecord
from tui_nn.training.snapshot import Snapshot


class Kind(Enum):
    """What is shown beside the loss."""

    GRADIENTS = "gradients"
    PARAMETERS = "parameters"
    ACTIVATIONS = "activations"
    LOSS = "loss"

    @property
    def next(self) -> Kind:
        """The kind after this one."""
        kinds = list(Kind)
        return kinds[(kinds.index(self) + 1) % len(kinds)]


@dataclass(frozen=True, eq=False)
class Line:
    """Values by step.

    Attributes:
        name: What it is.
        steps: Shape (samples,), ascending.
        values: Shape (samples,).
        look: Its look; SIGNED for that of each value's sign.
        dashed: Whether it is drawn with gaps.
        present: Its value now, nan if it has none.
    """

    name: str
    steps: Integers
    values: Floats
    look: str
    dashed: bool = False
    present: float = float("nan")

    def between(self, start: int, stop: int) -> Floats:
        """Give the finite values of a range of steps, those next to it included as lines go on to them."""
        first = max(0, int(np.searchsorted(self.steps, start)) - 1)
        values = self.values[first : int(np.searchsorted(self.steps, stop, side="right")) + 1]
        return values[np.isfinite(values)]

    def at(self, step: float) -> int | None:
        """Give the place of the sample nearest to a step, None if there is none."""
        if not len(self.steps):
            return None
        return int(np.argmin(np.abs(self.steps - step)))


@dataclass(frozen=True, eq=False)
class Series:
    """What one plot shows.

    Attributes:
        name: What it is called.
        words: The same at more length.
        lines: One line, or two to be compared.
        from_zero: Whether its linear axis begins at 0.
    """

    name: str
    words: str
    lines: tuple[Line, ...]
    from_zero: bool = False

    @property
    def signed(self) -> bool:
        """Whether its values may be below 0."""
        return not self.from_zero


class Subject:
    """The series of a snapshot.

    Args:
        snapshot: With histories.
        record: Its histories.
        kind: Which series.
    """

    def __init__(self, snapshot: Snapshot, record: HistoryRecord, kind: Kind) -> None:
        self.snapshot = snapshot
        self.record = record
        self.kind = kind
        self._order = snapshot.experiment.names.reading_order
        self._losses = 2 if len(record.test_steps) else 1
        count = {Kind.ACTIVATIONS: len(record.activation_names), Kind.LOSS: 0}.get(kind, len(self._order))
        self.count = self._losses + count
        self._now = int(np.searchsorted(record.steps, snapshot.position.step, side="right")) - 1

    def several(self, numbers: Iterable[int]) -> list[Series]:
        """Give the series of these numbers."""
        return [self.one(number) for number in numbers]

    def one(self, number: int) -> Series:
        """Give the series of a number, from 0: first the losses."""
        if number == 0:
            return self._loss()
        if number < self._losses:
            return self._parts()
        record, snapshot, place = self.record, self.snapshot, number - self._losses
        if self.kind is Kind.ACTIVATIONS:
            name, column = record.activation_names[place], record.activations[:, place]
            present = float(np.concatenate(snapshot.trace.h)[place]) if snapshot.trace is not None else np.nan
        else:
            index = self._order[place]
            name = snapshot.experiment.names.parameters[index]
            if self.kind is Kind.PARAMETERS:
                column, present = record.parameters[:, index], float(snapshot.parameters[index])
            else:
                name, column = f"∂{name}", record.gradients[:, index]
                # In the midst of a batch its gradient is not the whole of it.
                complete = snapshot.in_batch == 0 and snapshot.position.step > 0
                present = float(snapshot.gradient[index]) if complete else self._last(column)
        return Series(name, name, (Line(name, record.steps, column, SIGNED, present=present),))

    def _loss(self) -> Series:
        training, losses = self.snapshot.experiment.training, self.record.losses
        name, words = "loss", "each example's loss"
        if training.batch_size != 1:
            summed = training.reduction == "sum"
            name, words = ("Σ loss", "the batch's summed loss") if summed else ("mean loss", "the batch's mean loss")
        now = self.snapshot.trace.loss if training.batch_size == 1 and self.snapshot.trace else self._last(losses)
        return Series(name, words, (Line(name, self.record.steps, losses, LOSS, present=now),), from_zero=True)

    def _parts(self) -> Series:
        record = self.record
        now = int(np.searchsorted(record.test_steps, self.snapshot.position.step, side="right")) - 1
        test, train = (
            Line(name, record.test_steps, values, look, look == TEST, float(values[now]) if now >= 0 else np.nan)
            for name, values, look in (("test", record.test_losses, TEST), ("train", record.train_losses, LOSS))
        )
        return Series("train, test", "the mean loss in training and test", (test, train), from_zero=True)

    def _last(self, column: Floats) -> float:
        return float(column[self._now]) if self._now >= 0 else float("nan")
