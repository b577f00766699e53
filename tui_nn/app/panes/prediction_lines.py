"""The curves over one input: the prediction, and what each neuron of the last hidden layer contributes to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.app.panes.picture_inks import CURVE, MUTED, hue
from tui_nn.app.panes.prediction_choice import View
from tui_nn.app.panes.prediction_parts import Parts, parts_of
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.data.dataset import Floats

MOST_PARTS = 12
"""The most neurons whose contributions are drawn; of more, those that vary most."""

_PART_HUES = (0, 1, 3, 4, 5, 6, 7)
"""The hues of neurons; the one left out looks like the prediction's."""


@dataclass(frozen=True, eq=False)
class Line:
    """A curve.

    Attributes:
        mark: A sign for it, one or two cells.
        label: What it is.
        values: One a place, shape (places,).
        colour: Its colour.
        main: Whether it is what is predicted, not a part of it.
    """

    mark: str
    label: str
    values: Floats
    colour: int
    main: bool = True


def lines_of(scene: Scene, inputs: Floats) -> list[Line]:
    """Give the curves of a scene.

    Args:
        scene: What is to be seen.
        inputs: The places, shape (places, 1), as the network sees them.
    """
    subject, choice = scene.subject, scene.choice
    predictions = scene.predict(inputs).T
    if choice.view is View.PARTS or subject.parts_are_predictions:
        parts = parts_of(scene.network, subject.experiment.names, choice.output, inputs)
        whole = "z" if choice.view is View.PARTS else "ŷ"
        return [*part_lines(parts), Line(whole, whole, parts.z, CURVE)]
    if subject.exclusive:
        return [
            Line(name[:1], name, values, hue(number))
            for name, values, number in zip(subject.classes, predictions, subject.hues.tolist(), strict=True)
        ]
    return [Line("ŷ", "ŷ", subject.in_file(predictions, choice.output), CURVE)]


def part_lines(parts: Parts, most: int = MOST_PARTS) -> list[Line]:
    """Give the terms of a sum, of many those that vary most; none where the only term is the whole."""
    if len(parts.labels) == 1 and parts.bias is None:
        return []
    spread = np.nan_to_num(np.ptp(parts.values, axis=1))
    lines = [
        Line(str(term + 1), parts.labels[term], parts.values[term], hue(_PART_HUES[term % len(_PART_HUES)]), False)
        for term in sorted(np.argsort(-spread, kind="stable")[:most].tolist())
    ]
    if parts.bias is not None:
        lines.append(Line("b", parts.bias_label, np.full(len(parts.z), parts.bias), MUTED, False))
    return lines
