"""The names that conditions may use in an experiment: its own labels, canonical names, and a few for the whole run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice

import numpy as np

from tui_nn.core.backprop import Trace
from tui_nn.core.floats import Floats
from tui_nn.errors import ExperimentError, UsageError
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.condition_memory import Moment
from tui_nn.training.condition_terms import Quantity

_NAMES_SUGGESTED_FROM = 2_000
_NAMES_TOLD = 8
_INDEXED = re.compile(r"(?:(x|prediction|ŷ)|(z|h|delta)([0-9]{1,9}))(?:\[([0-9]{1,9})\])?")

OF_RUNS: Mapping[str, Quantity] = {
    "loss": Quantity(
        "loss",
        "the mean loss",
        lambda moment: moment.session.last_epoch.mean_loss if moment.session.last_epoch else None,
        every_step=False,
    ),
    "accuracy": Quantity(
        "accuracy",
        "the accuracy",
        lambda moment: moment.session.last_epoch.accuracy if moment.session.last_epoch else None,
        every_step=False,
        of_classes=True,
        share=True,
    ),
    "epoch": Quantity("epoch", "", lambda moment: moment.session.position.epoch, every_step=False),
    "step": Quantity("step", "", lambda moment: moment.session.steps),
    "row": Quantity("row", "", lambda moment: moment.row, event=True),
    "example_loss": Quantity(
        "example_loss", "the example's loss", lambda moment: moment.trace.loss if moment.trace else None
    ),
    "gradient_norm": Quantity("gradient_norm", "the norm of the gradient", lambda moment: _norm(moment.gradient)),
}
"""By name: loss and accuracy are those of the last completed epoch, each example as it was seen before its update;
epoch and step count those completed; row and example_loss are the last step's."""


class Vocabulary:
    """Finds the numbers and neurons of an experiment by name.

    Args:
        experiment: Whose labels and network.
    """

    def __init__(self, experiment: Experiment) -> None:
        self._names = experiment.names
        self._network = experiment.network
        quantities = set(self._names.quantities)
        labels = {label: name for name, label in self._names.labels.items() if name in quantities}
        # δ3 is delta3 on keyboards without Greek.
        self._labels = {label.replace("δ", "delta"): name for label, name in labels.items()} | labels

    def quantity(self, name: str) -> Quantity:
        """Find a number by name.

        Raises:
            UsageError: There is none of this name, or it stands for several.
        """
        name = _normal(name)
        if name in OF_RUNS:
            return OF_RUNS[name]
        if (index := self._parameter(name)) is not None:
            shown = self._names.parameters[index]
            return Quantity(name, shown, lambda moment: float(moment.parameters[index]))
        canonical = self._canonical(name)
        if canonical is None:
            raise self._unknown("quantity", name, [*OF_RUNS, "prediction", *self._labels, *self._names.parameters])
        kind, layer, number = canonical
        return Quantity(name, self._shown(kind, layer, number), _reader(kind, layer, number))

    def gradient(self, name: str) -> Quantity:
        """Find a parameter's gradient by the parameter's name.

        Raises:
            UsageError: There is no such parameter.
        """
        name = _normal(name)
        index = self._parameter(name)
        if index is None:
            raise self._unknown("parameter", name, self._names.parameters)
        shown = self._names.parameters[index]
        return Quantity(f"grad {name}", f"∂{shown}", lambda moment: _at(moment.gradient, index))

    def neurons(self, name: str) -> tuple[str, int, int | None]:
        """Find a neuron, or all neurons of a layer, by the name of the activation.

        Returns:
            Its name, the layer from 1, and the number from 1, None for the whole layer.

        Raises:
            UsageError: There is no such neuron.
        """
        name = _normal(name)
        found = re.fullmatch(r"h([0-9]{1,9})", name)
        if name not in self._labels and found and 1 <= int(found[1]) <= len(self._network.layers):
            layer = int(found[1])
            if self._network.layers[layer - 1].size > 1:
                return name, layer, None
        canonical = self._canonical(name)
        if canonical is None or canonical[0] != "h":
            layers = [f"h{layer}" for layer in range(1, len(self._network.layers) + 1)]
            own = [label for label, quantity in self._labels.items() if quantity.startswith("h")]
            raise self._unknown("neuron", name, [*own, "prediction", *layers])
        kind, layer, number = canonical
        return name, layer, number

    def _parameter(self, name: str) -> int | None:
        try:
            return self._names.index(name)
        except ExperimentError:
            return None

    def _canonical(self, name: str) -> tuple[str, int, int] | None:
        """Find a label or canonical name of x, z, h or δ; a layer of one neuron needs no number in brackets."""
        found = _INDEXED.fullmatch(self._labels.get(name, name).replace("δ", "delta"))
        if found is None:
            return None
        kind, number_text = found[1] or found[2], found[4]
        layer = int(found[3] or 0)
        if kind in ("prediction", "ŷ"):
            kind, layer = "h", len(self._network.layers)
        if layer > len(self._network.layers) or (layer == 0) != (kind == "x"):
            return None
        size = self._network.sizes[layer]
        if number_text is None and size > 1:
            raise UsageError(f"{name} stands for {size} numbers", advice=f"Write {name}[1] … {name}[{size}].")
        number = int(number_text or 1)
        return (kind, layer, number) if 1 <= number <= size else None

    def _shown(self, kind: str, layer: int, number: int) -> str:
        if kind == "h":
            return self._names.neuron(layer, number)
        return self._names.of(f"{kind}{layer or ''}[{number}]")

    def _unknown(self, what: str, name: str, known: Iterable[str]) -> UsageError:
        some = list(islice(known, _NAMES_SUGGESTED_FROM))
        close = get_close_matches(name, some, n=2, cutoff=0.5)
        if close:
            advice = f"Did you mean {' or '.join(close)}?"
        else:
            advice = f"There are {', '.join(some[:_NAMES_TOLD])}{' …' if len(some) > _NAMES_TOLD else ''}"
        return UsageError(f"there is no {what} {name!r}", advice=advice)


def absolute(quantity: Quantity) -> Quantity:
    """Give a quantity without its sign."""

    def read(moment: Moment) -> float | None:
        value = quantity.read(moment)
        return None if value is None else abs(value)

    return replace(quantity, name=f"|{quantity.name}|", words=quantity.words and f"|{quantity.words}|", read=read)


def _normal(name: str) -> str:
    return re.sub(r"\s", "", name)


def _norm(gradient: Floats | None) -> float | None:
    return None if gradient is None else float(np.sqrt(gradient.dot(gradient)))


def _at(values: Floats | None, index: int) -> float | None:
    return None if values is None else float(values[index])


def _reader(kind: str, layer: int, number: int) -> Callable[[Moment], float | None]:
    of: Mapping[str, Callable[[Trace], Floats]] = {
        "x": lambda trace: trace.inputs,
        "z": lambda trace: trace.z[layer - 1],
        "h": lambda trace: trace.h[layer - 1],
        "delta": lambda trace: trace.delta[layer - 1],
    }
    values = of[kind]
    return lambda moment: float(values(moment.trace)[number - 1]) if moment.trace is not None else None
