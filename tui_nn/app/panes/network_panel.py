"""Tells the numbers of the neuron or edge that is selected, beside a network's diagram or below it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import number
from tui_nn.app.panes.network_forms import Words
from tui_nn.app.panes.network_pictures import Sample
from tui_nn.app.panes.network_progress import Progress
from tui_nn.app.panes.network_selection import Selection
from tui_nn.app.panes.network_targets import in_file
from tui_nn.app.panes.network_views import used_parameters
from tui_nn.app.panes.network_words import DEAD, SATURATED
from tui_nn.training.snapshot import Snapshot

BESIDE, BELOW = 27, 5
"""Cells of a panel beside the diagram, rows of one below it."""

NARROWEST_BESIDE, NARROWEST_LABELLED, LOWEST_BELOW = 84, 124, 14
"""With fewer cells or rows than these the panel goes below, or its numbers into the frame; where weights are written on
their edges a diagram needs more cells beside it."""

_NUMBER, _DIGITS, _LABEL = 10, 6, 12
_ITEM = 25
"""Cells of a number with its label in a panel below."""


@dataclass(frozen=True)
class Told:
    """What is told of a selection.

    Attributes:
        selection: The neuron or edge.
        heading: What it is.
        numbers: Labels and numbers; None for one that is not known yet.
        remarks: What else there is to say.
    """

    selection: Selection
    heading: str
    numbers: tuple[tuple[str, float | None], ...]
    remarks: tuple[str, ...] = ()

    def line(self, width: int) -> str:
        """Give as much as fits into a line: the heading and the first numbers."""
        text = self.heading
        for label, value in self.numbers:
            longer = f"{text} · {label} {_written(value).strip()}"
            if cell_len(longer) > width:
                break
            text = longer
        return fitted(text, width)


def tell(snapshot: Snapshot, progress: Progress, words: Words, selection: Selection) -> Told:
    """Collect the numbers of a selection."""
    column, index, source = selection.column, selection.index, selection.source
    node = words.nodes[column][index]
    names, trace = snapshot.experiment.names, progress.trace
    parameter = selection.parameter(words.architecture)
    own = _of_parameter(snapshot, progress, column, parameter)
    if not column:
        value = None if trace is None else float(trace.inputs[index])
        rows: list[tuple[str, float | None]] = [(node, value)]
        if snapshot.data.input_scaling is not None and trace is not None:
            rows.append(("in the file", in_file(snapshot.data.input_scaling.invert(trace.inputs)[index])))
        return Told(selection, f"input {node}", tuple(rows))
    if source is not None and parameter is not None:
        below = words.nodes[column - 1][source]
        used = float(used_parameters(snapshot)[parameter])
        product = None
        if trace is not None and progress.knows("z", column):
            product = used * float((trace.inputs if column == 1 else trace.h[column - 2])[source])
        label = names.parameters[parameter]
        times = f"{label}·{below}" if cell_len(f"{label}·{below}") <= _LABEL else f"w·{below}"
        return Told(selection, f"{label}: {below} → {node}", (*own, (times, product)))
    numbers = []
    for kind, labels in (("z", words.sums), ("h", words.nodes), ("delta", words.deltas)):
        arrays = {"z": trace.z, "h": trace.h, "delta": trace.delta}[kind] if trace else ()
        value = float(arrays[column - 1][index]) if progress.knows(kind, column) else None
        numbers.append((labels[column][index], value))
    return Told(
        selection,
        f"{node} · {words.captions[column]}",
        (*numbers, *own),
        _remarks(snapshot, selection),
    )


def _of_parameter(
    snapshot: Snapshot, progress: Progress, layer: int, parameter: int | None
) -> tuple[tuple[str, float | None], ...]:
    """Give a parameter, its gradient in the last pass, and what the last update added to it."""
    if parameter is None:
        return ()
    label, trace = snapshot.experiment.names.parameters[parameter], progress.trace
    known = trace is not None and progress.knows("gradient", layer)
    gradient = float(trace.gradient[parameter]) if known and trace is not None else None
    change = float(snapshot.change[parameter]) if snapshot.updates else None
    return (label, float(snapshot.parameters[parameter])), (f"∂{label}", gradient), (f"Δ{label}", change)


def _remarks(snapshot: Snapshot, selection: Selection) -> tuple[str, ...]:
    health, place = snapshot.health, (selection.column, selection.index + 1)
    if health is None:
        return ()
    dead = (f"{DEAD} dead: z ≤ 0 everywhere",) if place in health.dead else ()
    return dead + ((f"{SATURATED} saturated: h′ is near 0",) if place in health.saturated else ())


def _written(value: float | None) -> str:
    return "·".rjust(_NUMBER) if value is None else number(value, _NUMBER, digits=_DIGITS)


def paint_beside(canvas: Canvas, told: Told, sample: Sample | None, caption: str, *, coloured: bool) -> None:
    """Paint a panel on a canvas of its own, with a picture of the neuron below the numbers where it fits."""
    width, height = canvas.width, canvas.height
    for y in range(height):
        canvas.put(0, y, "│", inks.NO_SIGN)
    canvas.put(2, 0, fitted(told.heading, width - 2), inks.TEXT)
    y = 1
    for label, value in told.numbers[: height - 1]:
        y += 1
        canvas.put(2, y, fitted(label, width - 4 - _NUMBER), inks.MUTED)
        canvas.put(width - 1 - _NUMBER, y, _written(value), inks.MUTED if not value else inks.sign(value))
    for remark in told.remarks:
        y += 1
        canvas.put(2, y, fitted(remark, width - 2), inks.WARNING)
    across = width - 3
    rows = min(height - y - 4, across // 2)
    if sample is not None and rows >= 3 and told.selection.column and told.selection.source is None:
        canvas.put(2, y + 2, fitted(caption, across), inks.MUTED)
        area = slice(y + 3, y + 3 + rows), slice(2, 2 + min(across, 2 * rows if sample.square else across))
        sample.paint(canvas, area, told.selection.column, told.selection.index, coloured=coloured)


def paint_below(canvas: Canvas, told: Told, sample: Sample | None, *, coloured: bool) -> None:
    """Paint a panel on a canvas of its own, as columns of numbers, with a picture of the neuron at the right end."""
    width, height = canvas.width, canvas.height
    canvas.put(0, 0, "─" * width, inks.NO_SIGN)
    canvas.put(1, 0, fitted(f" {told.heading} ", width - 2), inks.TEXT)
    rows = height - 1
    picture = sample is not None and told.selection.column > 0 and told.selection.source is None
    room = width - (2 * rows + 2 if picture else 0)
    shown = max(1, room // _ITEM) * rows
    for place, (label, value) in enumerate(told.numbers[:shown]):
        column, row = divmod(place, rows)
        x, y = 1 + column * _ITEM, 1 + row
        canvas.put(x, y, fitted(label, _ITEM - _NUMBER - 3), inks.MUTED)
        ink = inks.MUTED if not value else inks.sign(value)
        canvas.put(x + _ITEM - _NUMBER - 2, y, _written(value), ink)
    column, row = divmod(len(told.numbers), rows)
    for remark in told.remarks:
        canvas.put(1 + column * _ITEM, 1 + row, fitted(remark, room - column * _ITEM), inks.WARNING)
    if picture and sample is not None:
        area = slice(1, height), slice(width - 2 * rows - 1, width - 1)
        sample.paint(canvas, area, told.selection.column, told.selection.index, coloured=coloured)
