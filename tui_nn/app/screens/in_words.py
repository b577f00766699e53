"""Experiments in words: what a lesson is about, and what would be trained."""

from __future__ import annotations

import re

import numpy as np
from textual.content import Content

from tui_nn.app.numbers import count, shortest
from tui_nn.core.losses import LOSSES
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.published import PUBLISHED_RULES
from tui_nn.experiment.setup import Setup

LARGE_INPUT = 10.0
"""Inputs beyond this are large for a network that starts with weights around 1."""


def paragraphs(text: str) -> tuple[str, ...]:
    r"""Join the lines of each paragraph, so that a screen can wrap them anew.

    >>> paragraphs("One\nline.\n\nAnother.\n")
    ('One line.', 'Another.')
    """
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def styled(paragraph: str) -> Content:
    """Give a paragraph with what stands between backticks set apart instead."""
    parts = paragraph.split("`")
    return Content.assemble(*((part, "$accent" if index % 2 else "") for index, part in enumerate(parts)))


def several(number: int, what: str) -> str:
    """Count things.

    >>> several(1, "input"), several(1500, "example"), several(2, "class")
    ('1 input', '1,500 examples', '2 classes')
    """
    ending = "" if number == 1 else "es" if what.endswith("s") else "s"
    return f"{count(number)} {what}{ending}"


def facts(experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """Give what determines an experiment, as pairs of a short name and a line of text."""
    training, network = experiment.training, experiment.network
    activations = " → ".join(layer.activation for layer in network.layers)
    without = [f"layer {number}" for number, layer in enumerate(network.layers, 1) if not layer.bias]
    biases = f", no bias in {' and '.join(without)}" if without else ""
    batch = {0: f"one update an epoch ({training.reduction})", 1: "update after each example"}.get(
        training.batch_size, f"update after {training.batch_size} examples ({training.reduction})"
    )
    told = [
        ("network", f"{network} · {activations}{biases}"),
        ("loss", f"{training.loss} · {LOSSES[training.loss].formula}"),
        ("optimizer", f"{training.optimizer.name} · {OPTIMIZERS[training.optimizer.name].formula}"),
        ("steps", f"learning rate {shortest(training.learning_rate)} · {batch}"),
        ("data", _data(experiment)),
    ]
    if experiment.about.accuracy is not None:
        epochs = several(training.epochs, "epoch")
        told.append(("reaches", f"{experiment.about.accuracy:.0%} right classes within {epochs}"))
    if rule := experiment.about.published_rule:
        told.append(("gradient", training.gradient))
        told.append(("published", PUBLISHED_RULES[rule].slips))
    return tuple(told)


def _data(experiment: Experiment) -> str:
    choice = experiment.data
    order = "in a new order each epoch" if choice.shuffle else "in the order of the file"
    scaled = "" if choice.scale == "none" else f" · scaled: {choice.scale}"
    return f"{choice.file} · {order}{scaled}"


def describe(experiment: Experiment) -> Content:
    """Give title, text and facts of an experiment, for a widget that wraps lines."""
    about = experiment.about
    parts: list[Content | str | tuple[str, str]] = [(about.title or about.name, "bold $accent"), "\n\n"]
    for paragraph in paragraphs(about.text):
        parts += [styled(paragraph), "\n\n"]
    for index, (name, text) in enumerate(facts(experiment)):
        parts += ["\n" if index else "", (name.ljust(11), "$foreground 65%"), text]
    return Content.assemble(*parts)


def setup_in_words(setup: Setup) -> str:
    """Say in a line what would be trained: `150 examples · 4 inputs → 3 classes · 4-8-3 · softmax + cross_entropy`."""
    data, network, training = setup.train, setup.experiment.network, setup.experiment.training
    aim = several(len(data.classes), "class") if data.classes else several(data.output_count, "target")
    scaled = "" if data.scaling_kind == "none" else f" · scaled: {data.scaling_kind}"
    return (
        f"{several(len(data), 'example')} · {several(data.input_count, 'input')} → {aim} · {network} · "
        f"{network.layers[-1].activation} + {training.loss}{scaled}"
    )


def advice_on_scale(setup: Setup) -> str:
    """Advise scaling where unscaled inputs are large; empty where there is nothing to advise."""
    data = setup.train
    largest = max(float(np.max(data.inputs)), -float(np.min(data.inputs)))
    if data.scaling_kind != "none" or largest <= LARGE_INPUT:
        return ""
    size = f"{largest:,.0f}" if largest < 1e7 else shortest(largest)
    return f'inputs go up to {size}: scale "standard" usually learns better'
