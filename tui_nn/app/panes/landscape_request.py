"""What is to be worked out for a picture of the loss."""

from __future__ import annotations

from tui_nn.app.panes.landscape_choice import Choice, Spans
from tui_nn.training.landscape_objective import objective_of, step_at_hand
from tui_nn.training.landscape_survey import FEWEST_PLACES, FEWEST_RUNNING, LOSS_WORK, WORK, WORK_RUNNING, Request
from tui_nn.training.snapshot import Snapshot


def request_for(snapshot: Snapshot, choice: Choice, spans: Spans, width: int, height: int) -> Request:
    """Give the request for a picture of so many cells: a place for each half cell, or two places a column of a curve.

    Args:
        snapshot: The moment.
        choice: What is to be seen.
        spans: What part of each axis is seen; it moves where the point has come near its end.
        width: Columns.
        height: Rows.
    """
    work, fewest = (WORK_RUNNING, FEWEST_RUNNING) if snapshot.running else (WORK, FEWEST_PLACES)
    objective = objective_of(
        snapshot.experiment,
        snapshot.data,
        step_at_hand(snapshot),
        choice.which,
        sheet=snapshot.sheet,
        work=LOSS_WORK,
    )
    area = spans.area(choice, objective.step.parameters)
    parts = (width, 2 * height) if len(choice.axes) > 1 else (2 * width,)
    # A surface that stood for a while is not followed by a rough one.
    return Request(objective, area, parts, work, fewest, roughly_first=not snapshot.running)
