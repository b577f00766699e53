"""Predictions at every place of a picture, and how those between known ones are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_nn.app.panes.picture_grid import resized
from tui_nn.app.panes.picture_plot import Plot
from tui_nn.core.floats import Floats
from tui_nn.core.network import Architecture, Network

MOST_BETWEEN = 32
"""The most outputs of which predictions between known ones are worked out."""


def sliced(network: Network, columns: tuple[int, ...], inputs: Floats) -> Network:
    """Give the network of some inputs only, the others held where they are.

    What held inputs add to the first layer's z is part of its biases, so a grid of places costs no more for many
    inputs than for two.

    Args:
        network: The whole network.
        columns: Which inputs vary, in the order of the new network's inputs.
        inputs: What to hold the others at, shape (inputs,).
    """
    if columns == tuple(range(network.architecture.inputs)):
        return network
    weights, biases, _ = network.layers[0]
    held = inputs.copy()
    held[list(columns)] = 0.0
    constant = weights.dot(held) + (0.0 if biases is None else biases)
    first, *others = network.architecture.layers
    architecture = Architecture(len(columns), (replace(first, bias=True), *others))
    slots = network.architecture.slots[0]
    rest = network.parameters[(slots.biases or slots.weights).stop :]
    return Network(architecture, np.concatenate((weights[:, list(columns)].ravel(), constant, rest)))


def field(network: Network, plot: Plot, columns: int, rows: int) -> Floats:
    """Predict at the middles of the parts of a picture.

    Args:
        network: A network of two inputs.
        plot: The picture.
        columns: Into how many parts it is divided across.
        rows: Into how many parts it is divided from top to bottom.

    Returns:
        Shape (outputs, rows, columns), the top row first.
    """
    across = plot.across.scaled(plot.across.centres(columns))
    up = plot.up.scaled(plot.up.centres(rows))[::-1]
    inputs = np.empty((rows, columns, 2))
    inputs[:, :, 0] = across
    inputs[:, :, 1] = up[:, None]
    return np.ascontiguousarray(network.predict(inputs.reshape(-1, 2)).T).reshape(-1, rows, columns)


def seen(values: Floats, look: Callable[[Floats], NDArray[Any]], rows: int, columns: int) -> NDArray[Any]:
    """Look at a grid as if it had other parts; of many outputs each place has the look of the nearest one known.

    Args:
        values: Shape (outputs, rows, columns).
        look: Gives what is wanted of predictions of shape (outputs, ...), shape (...,).
        rows: How many rows are wanted.
        columns: How many columns are wanted.

    Returns:
        Shape (`rows`, `columns`).
    """
    if len(values) <= MOST_BETWEEN:
        return look(resized(values, rows, columns))
    known = look(values)
    down = np.arange(rows) * known.shape[0] // rows
    nearest: NDArray[Any] = known[down[:, None], np.arange(columns) * known.shape[1] // columns]
    return nearest
