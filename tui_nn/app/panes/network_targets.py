"""Writes targets, verdicts and the loss beside a network's outputs."""

from __future__ import annotations

import numpy as np

from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network_forms import Words
from tui_nn.app.panes.network_layout import Diagram, Node
from tui_nn.app.panes.network_progress import Progress
from tui_nn.core.accuracy import right
from tui_nn.core.backprop import Trace
from tui_nn.data.dataset import Dataset
from tui_nn.training.snapshot import Snapshot


def in_file(value: float) -> float:
    """Take off the last digits of a value whose scaling was undone, which are not the file's."""
    return float(f"{value:.12g}")


def verdicts(snapshot: Snapshot, words: Words, trace: Trace) -> dict[int, bool]:
    """Say whether outputs are right: of classes that exclude each other the predicted one, otherwise every output."""
    if not words.classes:
        return {}
    prediction, target = trace.prediction, trace.target
    loss = snapshot.experiment.training.loss
    if len(target) > 1 and (snapshot.data.classes or loss == "cross_entropy"):
        return {int(prediction.argmax()): bool(right(prediction, target, exclusive=True))}
    sides: list[bool] = np.equal(prediction >= 0.5, target >= 0.5).tolist()
    return dict(enumerate(sides))


def paint_targets(canvas: Canvas, diagram: Diagram, words: Words, snapshot: Snapshot, progress: Progress) -> None:
    """Write each shown output's target and verdict to its right, and the loss in the row of captions."""
    trace, x = progress.trace, diagram.target
    if trace is None or x is None:
        return
    room = diagram.room.value
    predicted = progress.knows("h", len(trace.h))
    marks = verdicts(snapshot, words, trace) if predicted else {}
    several = words.classes and len(trace.target) > 1
    lit = progress.lit is not None and progress.lit.target
    for node in diagram.nodes:
        if node.column < len(words.nodes) - 1:
            continue
        target = float(trace.target[node.index])
        text = f"{words.target} {short_number(target, room, decimals=0)}"
        canvas.put(x, node.middle, text, inks.LIT if lit else inks.MUTED if several and target == 0.0 else inks.TEXT)
        if node.index in marks:
            good = marks[node.index]
            canvas.put(x + len(text) + 1, node.middle, "✓" if good else "✗", inks.RIGHT if good else inks.WRONG)
        if node.form.boxed:
            above, below = _in_file(snapshot.data, trace, node, room)
            canvas.put(x, node.middle - 1, fitted(above if predicted else "", diagram.target_width), inks.MUTED)
            canvas.put(x, node.middle + 1, fitted(below, diagram.target_width), inks.MUTED)
    if diagram.captions:
        loss = "·" if progress.loss is None else short_number(progress.loss, room)
        canvas.put(x, diagram.height - 1, f"loss {loss}", inks.LIT if lit and progress.loss is not None else inks.TEXT)


def _in_file(data: Dataset, trace: Trace, node: Node, room: int) -> tuple[str, str]:
    """Give what prediction and target mean in the file, where that is something else."""
    if scaling := data.target_scaling:
        prediction = in_file(scaling.invert(trace.prediction)[node.index])
        target = in_file(scaling.invert(trace.target)[node.index])
        return f"ŷ = {short_number(prediction, room)}", f"y = {short_number(target, room, decimals=0)}"
    if data.classes and len(trace.target) == 1:
        return "", f"= {data.classes[int(trace.target[0])]}"
    return "", ""
