"""What a network's diagram says: labels, title and legend."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network_edges import MOST_LABELLED
from tui_nn.app.panes.network_forms import Words
from tui_nn.app.panes.network_progress import at_hand_words
from tui_nn.app.panes.network_views import Measure, View
from tui_nn.app.panes.pane import sheet_at_hand
from tui_nn.core.names import Names
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.snapshot import Snapshot

EMPTY = "No experiment yet. Press o to open a lesson or a data file."

TOO_SMALL = "Too small here: z enlarges."

DEAD, SATURATED = "†", "≈"
"""Marks at neurons that have stopped learning."""

LEGEND = "━ plus  ┅ minus"

KEYS = "↑ ↓ select · m view · x strokes"
"""The pane's keys, in short."""


def words_for(experiment: Experiment, data: Dataset) -> Words:
    """Collect the words of an experiment's diagram."""
    network, names = experiment.network, experiment.names
    inputs = tuple(
        names.labels.get(f"x[{number}]", data.input_names[number - 1]) for number in range(1, network.inputs + 1)
    )
    layers = [
        tuple(names.neuron(layer, number) for number in range(1, size + 1))
        for layer, size in enumerate(network.sizes[1:], start=1)
    ]
    if data.classes and network.outputs > 1:
        layers[-1] = data.target_names
    biases = tuple(
        tuple(names.labels.get(f"b{layer}[{number}]", "b") for number in range(1, network.layers[layer - 1].size + 1))
        if slots.biases
        else ()
        for layer, slots in enumerate(network.slots, start=1)
    )
    scaling = data.input_scaling
    weights = int(network.weight_mask.sum())
    return Words(
        network,
        (inputs, *layers),
        ((), *_quantities(names, "z")),
        ((), *_quantities(names, "delta")),
        (("=",) * network.inputs if scaling else (), *biases),
        (f"inputs, {scaling.kind}" if scaling else "inputs", *(layer.activation for layer in network.layers)),
        names.parameters if weights <= MOST_LABELLED else (),
        "y",
        bool(data.classes) or experiment.training.loss in ("binary_cross_entropy", "cross_entropy"),
    )


def _quantities(names: Names, kind: str) -> list[tuple[str, ...]]:
    """Give the labels of every neuron's z or δ, a tuple a layer."""
    symbol = "δ" if kind == "delta" else kind
    return [
        tuple(
            names.labels.get(f"{kind}{layer}[{number}]", f"{symbol}{layer}[{number}]") for number in range(1, size + 1)
        )
        for layer, size in enumerate(names.architecture.sizes[1:], start=1)
    ]


def title(snapshot: Snapshot | None, width: int, view: View = View.WEIGHTS, moving: str = "") -> str:
    """Say which network this is, what edges show and which pass its numbers are from, as fully as the width allows.

    Args:
        snapshot: What is shown.
        width: Cells there are.
        view: What edges show.
        moving: What a motion shows just now.
    """
    if snapshot is None:
        return "network"
    shape, kind = str(snapshot.experiment.network), view.value
    names = (f"network {shape}, {kind}", f"{shape}, {kind}", f"{shape}, {view.symbol}")
    sheet = sheet_at_hand(snapshot)
    whens: tuple[str, ...] = ("before the first step", "")
    if moving or (sheet is not None and sheet.done):
        step = f"step {snapshot.position.step if sheet is None else sheet.step:,}"
        words = moving or at_hand_words(sheet) if sheet is not None else moving
        whens = (f"{step} in progress · {words}", f"{step} · {words}", words)
        if moving:
            whens = whens[1:]
    elif snapshot.trace is not None:
        step = f"step {snapshot.position.step:,}"
        whens = (step,)
        if snapshot.samples and snapshot.samples[-1].updated:
            after = (", weights after it",) if view is View.WEIGHTS else ()
            numbers = f"{step} · numbers before its update"
            whens = (*(numbers + more for more in after), numbers, f"{step} · before its update", step)
    ways = [f"{name} · {when}" if when else name for when in whens for name in names[:2]]
    return _longest((*ways, *names[2:], *whens[-1:], shape), width)


def legend(snapshot: Snapshot | None, shown: Measure | None, width: int, *, strongest: int = 0, keys: str = "") -> str:
    """Say how edges show sign and size, as fully as the width allows.

    Args:
        snapshot: The network and its parameters.
        shown: What edges show of them.
        width: Cells there are.
        strongest: How many edges into a layer are drawn, 0 if all are.
        keys: Keys to name where there is room.
    """
    if snapshot is None or shown is None:
        return ""
    symbol, largest = shown.view.symbol, shown.largest
    scale = f"thickest |{symbol}| = {short_number(largest)}" if largest else f"every {symbol} is 0 or not known"
    if not largest and shown.view is View.WEIGHTS:
        scale = "all weights are 0"
    marks = health_legend(snapshot)
    some = f"{strongest} strongest a layer"
    ways = [f"{marks}{LEGEND} · {scale}", f"{marks}{scale}", scale, LEGEND]
    if strongest:
        ways = [f"{marks}{LEGEND} · {some} · {scale}", f"{marks}{some} · {scale}", f"{marks}{some}", some]
    return _longest((*([f"{ways[0]} · {keys}"] if keys else []), *ways), width)


def health_legend(snapshot: Snapshot) -> str:
    """Explain the marks of unhealthy neurons that the diagram has."""
    health = snapshot.health
    if health is None:
        return ""
    words = ((DEAD, "dead", health.dead), (SATURATED, "saturated", health.saturated))
    return "".join(f"{mark} {len(found):,} {what} · " for mark, what, found in words if found)


def _longest(texts: Sequence[str], width: int) -> str:
    return next((text for text in texts if cell_len(text) <= width), "")
