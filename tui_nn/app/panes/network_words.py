"""What a network's diagram says: labels, title and legend."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui_nn.app.numbers import short_number
from tui_nn.app.panes.network_columns import Words
from tui_nn.app.panes.network_edges import MOST_LABELLED, largest_magnitude
from tui_nn.app.panes.network_progress import at_hand_words
from tui_nn.app.panes.pane import sheet_at_hand
from tui_nn.core.names import Names
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.snapshot import Snapshot

EXPLANATION = """
# The network

Inputs stand on the left, then one column a layer, the outputs on the right. Each **node** shows its label and its
value: an input `x`, a hidden neuron's activation `h`, or a prediction `ŷ`. Below it, or in its frame, stands its
**bias**, if there is room; a layer without biases shows none. The caption under a column is the layer's activation.

Each **edge** is a weight. `━` **solid blue is plus, `┅` dashed orange is minus.** It is thicker and brighter the larger
|w| is; the legend in the lower frame says how large the thickest one is. Small networks have each weight written on
its edge. Among many edges only the strongest into each layer are drawn, and the legend says how many. To recompute a
neuron, add up value × weight over the edges that arrive, add its bias, and apply the activation.

A node's **fill** is stronger the larger |h| is: for sigmoid, tanh and softmax against the activation's limit 1,
otherwise against the largest |h| of its layer (for inputs, the largest |x|). The fill only decorates; the number
is the truth. Numbers have up to four significant digits here; the parameters pane has more.

**Which numbers are these?** Values come from the last example's pass, and so do the target `y` and the loss. If that
step ended in an update, weights and biases are already those after it, while the values were computed before it: the
title says so. Before the first step nodes show `·`.

**Operation by operation** (`.` forwards, `,` back) a step's numbers appear one after the other, and the title names the
operation just done. What is not computed yet is `·`. A node shows its pre-activation `z` first and then `h`; going
back, `δ` = ∂loss/∂z stands in its frame. What the operation is about is lit: **heavy frames** for nodes, full
brightness for edges while the others are dim, with `▸` where z arrives and `◂` where δ arrives. At the gradients of a
layer, its edges and biases show theirs, `∂w1`, in the place of the values.

**Health**, while paused: `†` marks a **dead** ReLU neuron, z ≤ 0 for every example, so that no gradient reaches its
weights. `≈` marks a **saturated** one: for 95 % of the examples σ is below 0.01 or above 0.99, or tanh beyond ±0.98,
where h′ is near 0 and learning slow. Of big data sets 1,000 evenly spread examples are looked at.

For classes, `✓` or `✗` stands beside the prediction that decides. Where data are scaled, nodes have the scaled value,
as the network sees it, and `= 5.1` is the value in the file. Where a layer has more neurons than fit, its middle is
folded: `⋮ 52 more` says how many neurons are left out, with their edges.
"""

EMPTY = "No experiment yet. Press o to open a lesson or a data file."

TOO_SMALL = "Too small here: z enlarges."

DEAD, SATURATED = "†", "≈"
"""Marks at neurons that have stopped learning."""

LEGEND = "━ plus  ┅ minus"


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


def title(snapshot: Snapshot | None, width: int) -> str:
    """Say which network this is and which pass its numbers are from, as fully as the width allows."""
    if snapshot is None:
        return "network"
    network = str(snapshot.experiment.network)
    sheet = sheet_at_hand(snapshot)
    if sheet is not None and sheet.done:
        step, words = f"step {sheet.step:,}", at_hand_words(sheet)
        return _longest(
            (
                f"network {network} · {step} in progress · {words}",
                f"network {network} · {step} · {words}",
                f"{network} · {step} · {words}",
                words,
            ),
            width,
        )
    if snapshot.trace is None:
        return _longest((f"network {network} · before the first step", f"network {network}", network), width)
    step = f"step {snapshot.position.step:,}"
    if not (snapshot.samples and snapshot.samples[-1].updated):
        return _longest((f"network {network} · {step}", f"{network} · {step}", network), width)
    return _longest(
        (
            f"network {network} · {step} · numbers before its update, weights after it",
            f"network {network} · {step} · numbers before its update",
            f"{network} · {step} · before its update",
            f"{network} · {step}",
            network,
        ),
        width,
    )


def legend(snapshot: Snapshot | None, width: int, *, strongest: int = 0) -> str:
    """Say how edges show sign and size, as fully as the width allows.

    Args:
        snapshot: The network and its parameters.
        width: Cells there are.
        strongest: How many edges into a layer are drawn, 0 if all are.
    """
    if snapshot is None:
        return ""
    largest = largest_magnitude(snapshot.parameters * snapshot.experiment.network.weight_mask)
    scale = f"thickest |w| = {short_number(largest)}" if largest else "all weights are 0"
    marks = health_legend(snapshot)
    if strongest:
        some = f"{strongest} strongest a layer"
        return _longest(
            (f"{marks}{LEGEND} · {some} · {scale}", f"{marks}{some} · {scale}", f"{marks}{some}", some), width
        )
    return _longest((f"{marks}{LEGEND} · {scale}", f"{marks}{scale}", scale, LEGEND), width)


def health_legend(snapshot: Snapshot) -> str:
    """Explain the marks of unhealthy neurons that the diagram has."""
    health = snapshot.health
    if health is None:
        return ""
    words = ((DEAD, "dead", health.dead), (SATURATED, "saturated", health.saturated))
    return "".join(f"{mark} {len(found):,} {what} · " for mark, what, found in words if found)


def _longest(texts: Sequence[str], width: int) -> str:
    return next((text for text in texts if cell_len(text) <= width), "")
