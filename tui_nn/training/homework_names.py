"""Every way to name a number of a step: canonical, by the lesson's label, or as people write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from tui_nn.core.program import Program
from tui_nn.errors import DataError
from tui_nn.experiment.experiment import Experiment

NAMES_TOLD = 16

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_GRADIENT = re.compile(r"(?:[∂d](?:l|loss)/[∂d]|∂|gradient|grad)(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Quantities:
    """The numbers of one step of an experiment and what they are called.

    A parameter's name means its value after the step; `grad` and a parameter's name mean its gradient from the step's
    own example.

    Attributes:
        experiment: What is trained.
        program: The formulas of its pass.
    """

    experiment: Experiment
    program: Program

    @cached_property
    def order(self) -> dict[str, int]:
        """Canonical names in the order of computation, each with its place in it."""
        network = self.experiment.network
        given = [f"x[{n}]" for n in range(1, network.inputs + 1)] + [f"y[{n}]" for n in range(1, network.outputs + 1)]
        names = [*given, *(line.name for line in self.program.lines), *self.experiment.names.canonical]
        return {name: place for place, name in enumerate(names)}

    def shown(self, name: str) -> str:
        """Give what a canonical name is called in words."""
        names = self.experiment.names
        top, outputs = len(self.experiment.network.layers), self.experiment.network.outputs
        if name.startswith("grad "):
            return f"grad {names.of(name.removeprefix('grad '))}"
        if outputs == 1 and name == "y[1]":
            return "y"
        if name.startswith(f"h{top}[") and name not in names.labels:
            return "prediction" if outputs == 1 else f"prediction{name.removeprefix(f'h{top}')}"
        return names.of(name)

    def find(self, text: str, place: str) -> str:
        """Give the canonical name of a quantity.

        Raises:
            DataError: There is none of this name.
        """
        plain = _plain(text)
        name = self._spellings.get(plain) or self._without_case.get(plain.casefold())
        if name is not None:
            return name
        shown = {_plain(self.shown(name)).casefold(): self.shown(name) for name in self.order}
        close = [shown[each] for each in get_close_matches(plain.casefold(), shown, n=3)]
        did_you_mean = f"Did you mean {' or '.join(close)}? " if close else ""
        some = list(shown.values())
        advice = f"{did_you_mean}There are {', '.join(some[:NAMES_TOLD])}{' …' if len(some) > NAMES_TOLD else ''}."
        raise DataError(f"there is no quantity {text[:40]!r}", place=place, advice=advice)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """By plain spelling; canonical names go before labels, and those before what is only usual."""
        known: dict[str, str] = {}
        names, network = self.experiment.names, self.experiment.network
        parameters = set(names.canonical)
        for name in self.order:
            known[_plain(name)] = name
        for name in self.order:
            known.setdefault(_plain(self.shown(name)), name)
        for name in self.order:
            # A layer's only neuron needs no number.
            stem, _, number = name.partition("[")
            if number == "1]" and f"{stem}[2]" not in self.order and name not in parameters:
                known.setdefault(_plain(stem), name)
        top = len(network.layers)
        for n in range(1, network.outputs + 1):
            number = "" if network.outputs == 1 else f"[{n}]"
            for usual in (f"ŷ{number}", f"prediction{number}", f"prediction[{n}]"):
                known.setdefault(_plain(usual), f"h{top}[{n}]")
            known.setdefault(f"target{number}", f"y[{n}]")
        return known

    @cached_property
    def _without_case(self) -> dict[str, str]:
        folded: dict[str, str] = {}
        twice: set[str] = set()
        for spelling, name in self._spellings.items():
            if folded.setdefault(spelling.casefold(), name) != name:
                twice.add(spelling.casefold())
        return {spelling: name for spelling, name in folded.items() if spelling not in twice}

    def list_in_words(self, names: Iterable[str]) -> str:
        """Write several names in a row."""
        return ", ".join(self.shown(name) for name in names)


def _plain(text: str) -> str:
    """Bring a spelling to one form: δ₃ is delta3, ∂w5 and ∂L/∂w5 are gradw5; blanks do not count."""
    plain = unicodedata.normalize("NFC", text).translate(_SUBSCRIPTS).replace("δ", "delta").replace("Δ", "delta")
    plain = "".join(plain.split())
    if found := _GRADIENT.fullmatch(plain):
        inner = found[1]
        return f"grad{inner[1:-1] if inner.startswith('(') and inner.endswith(')') else inner}"
    return plain
