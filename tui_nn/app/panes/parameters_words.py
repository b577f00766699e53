"""What the numbers of the parameters pane mean, in words and formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from tui_nn.app.numbers import count, shortest
from tui_nn.app.panes.pane import sheet_at_hand
from tui_nn.core.floats import Floats
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.snapshot import Snapshot

FROZEN = "*"
"""Marks a parameter that is held."""


def title_words(snapshot: Snapshot, chosen: str, width: int) -> str:
    """Say how many parameters there are and when they had these values, in at most `width` cells.

    Args:
        snapshot: What is shown.
        chosen: The parameter under the cursor and its value, which goes before the position; empty for none.
        width: In cells.
    """
    step = count(snapshot.position.step)
    title = f"parameters {count(len(snapshot.parameters))}"
    frozen = int(snapshot.frozen.sum())
    if frozen:
        title += f", {count(frozen)} frozen {FROZEN}"
    when = (f"after step {step}", f"step {step}") if snapshot.position.step else ("at the start",)
    titles = [f"{title} · {words}" for words in when] + [title]
    if chosen:
        titles = [f"{words} · {chosen}" for words in titles] + [chosen] + titles
    return next((words for words in titles if cell_len(words) <= width), "parameters")


def gradient_words(snapshot: Snapshot, width: int) -> str:
    """Say which examples the gradient is of, in the most words that fit `width` cells."""
    training = snapshot.experiment.training
    name = "published gradient" if training.gradient == "published" else "gradient"
    if training.optimizer.l1 or training.optimizer.l2:
        name += " with penalty"
    sheet = sheet_at_hand(snapshot)
    if sheet is not None and sheet.done:
        name = "published gradient" if training.gradient == "published" else "gradient"
        step = f"step {count(sheet.step)}"
        ways = [
            f"{name} of the example of {step}, as far as computed",
            f"{name} of {step}, as far as computed",
            f"{name} of {step} so far",
            f"{step} so far",
        ]
    elif snapshot.running and snapshot.speed is None and training.batch_size != 1:
        # Where a batch stands at a frame is chance, and words that come and go would flicker.
        ways = [f"{name} of the batch at hand", f"{name}: batch at hand", "batch at hand"]
    elif snapshot.in_batch:
        part, whole = count(snapshot.in_batch), count(batch_at_hand(snapshot))
        ways = [
            f"{name}: {training.reduction} of {part} of {whole} examples so far",
            f"{name}: {training.reduction} of {part} of {whole} so far",
            f"{training.reduction} of {part} of {whole} so far",
            f"{part} of {whole}",
        ]
    elif snapshot.updates:
        ways = [f"{name} of the last update", f"{name}: last update", "last update"]
    else:
        ways = ["no gradient yet"]
    return next((words for words in ways if len(words) <= width), "")


def batch_at_hand(snapshot: Snapshot) -> int:
    """Give how many examples the batch at hand will have; an epoch's last one may be shorter."""
    examples = snapshot.position.examples
    size = snapshot.experiment.training.batch_size or examples
    return min(size, examples - snapshot.position.example + snapshot.in_batch)


def rule_words(experiment: Experiment) -> str:
    """Give the update rule with the constants in force, such as `w ← w − 0.1·g`."""
    settings = experiment.training.optimizer
    values = {
        "η": experiment.training.learning_rate,
        "μ": settings.momentum,
        "ρ": settings.decay,
        "β₁": settings.momentum,
        "β₂": settings.decay,
        "ε": settings.epsilon,
    }
    rule = OPTIMIZERS[settings.name].formula
    for symbol, value in values.items():
        # A constant before a letter or a bracket is a factor; elsewhere it stands alone.
        rule = re.sub(f"{symbol} (?=[a-z(])", f"{shortest(value)}·", rule).replace(symbol, shortest(value))
    return rule


@dataclass(frozen=True)
class Gradients:
    """The gradients to show beside the parameters.

    Attributes:
        values: In the order of the flat vector.
        known: Which of them are known, shape (parameters,).
        unknown: What stands in the place of the others.
    """

    values: Floats
    known: NDArray[np.bool_]
    unknown: str


def gradients_of(snapshot: Snapshot) -> Gradients:
    """Give the gradients of the batch or, while a step's operations are being done, those of its example so far."""
    sheet = sheet_at_hand(snapshot)
    if sheet is None or not sheet.done:
        some = snapshot.updates > 0 or snapshot.in_batch > 0
        return Gradients(snapshot.gradient, np.full(len(snapshot.gradient), some), "–")
    known = np.zeros(len(snapshot.gradient), dtype=np.bool_)
    for operation in sheet.operations[: sheet.done]:
        if operation.kind == "gradient":
            slots = snapshot.experiment.network.slots[operation.layer - 1]
            known[slots.weights] = True
            if slots.biases is not None:
                known[slots.biases] = True
    return Gradients(sheet.trace.gradient, known, "·")
