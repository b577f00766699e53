"""How the loss plot is laid out: where its axes, their words and the losses go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from textual.geometry import Size

from tui_nn.app.panes.loss_dots import Area, Losses
from tui_nn.app.panes.loss_scale import linear_scale, log_scale, step_ticks
from tui_nn.app.panes.zooming import FEWEST_STEPS

_LOWEST_WITH_STEPS = 5
_NARROWEST_WITH_LOSSES = 16
_NARROWEST_WITH_WORDS = 24

Tick = tuple[int, str]
"""A row or column of cells of the area, rows from the bottom, and what is written there."""


@dataclass(frozen=True)
class Frame:
    """Where axes and losses go.

    Attributes:
        area: The cells between the axes.
        losses: The ticks of the axis of losses, none where it is left out.
        steps: The ticks of the axis of steps, none where it is left out.
    """

    area: Area
    losses: tuple[Tick, ...]
    steps: tuple[Tick, ...]


def frame_for(losses: Losses, size: Size, *, logarithmic: bool) -> Frame | None:
    """Lay the plot out; None where a logarithmic axis has nothing to show."""
    # The line shows earlier losses too, which may lie outside of the band.
    low, high = (np.append(values, losses.means) for values in (losses.curve.low, losses.curve.high))
    scale = log_scale(low, high) if logarithmic else linear_scale(high)
    if scale is None:
        return None
    with_steps = size.height >= _LOWEST_WITH_STEPS
    rows = size.height - 2 if with_steps else size.height
    ticks = scale.ticks(max(2, (rows + 1) // 2)) if size.width >= _NARROWEST_WITH_LOSSES else []
    columns = size.width - 1 - max(len(words) for _, words in ticks) if ticks else size.width
    area = Area(columns, rows, max(losses.start + FEWEST_STEPS, losses.stop), scale, losses.start)
    rising = tuple((round(share * (4 * rows - 1)) // 4, words) for share, words in ticks)
    return Frame(area, rising, _step_ticks(area) if with_steps else ())


def _step_ticks(area: Area) -> tuple[Tick, ...]:
    steps, names = step_ticks(area.start, area.stop, area.width)
    if area.width >= _NARROWEST_WITH_WORDS:
        names[0] = f"step {names[0]}"
    return tuple(zip(map(area.column, steps), names, strict=True))
