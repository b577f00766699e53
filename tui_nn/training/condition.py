"""Conditions on a session in words, for breakpoints and `train --until`.

A condition is terms joined by `and` and `or`, where `and` binds closer. A term is one of

    loss < 0.01              a number compared (<, <=, >, >=, ==) with another: loss, example_loss, accuracy, epoch,
                             step, row, gradient_norm, prediction, or any number by its name: w5, z1, h1, delta3
    grad w5 > 1              the gradient of a parameter, of the batch
    |grad w5| < 1e-6         without its sign
    dead h1, saturated       a neuron, any of a layer or any at all; looked at when an epoch ends
    flips, flips row 3       another class is predicted for a row than when it was last seen
    loss rises 5 epochs      the mean loss was higher than the epoch before, five times in a row; or `falls`
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tui_nn.data.dataset import Dataset
from tui_nn.errors import UsageError
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.condition_memory import Memory, is_classification
from tui_nn.training.condition_names import Vocabulary, absolute
from tui_nn.training.condition_terms import COMPARISONS, Comparison, Flips, Quantity, Term, Trend, Unwell
from tui_nn.training.condition_tokens import ConditionError, Token, tokens

Found = TypeVar("Found")

LONGEST_TREND = 1_000
_ACTIVATIONS = {"dead": ("relu",), "saturated": ("sigmoid", "tanh")}
_EXAMPLE = "Write as in loss < 0.01 and epoch >= 20."


@dataclass(frozen=True)
class Condition:
    """Terms joined by `and`, and those groups by `or`.

    Attributes:
        text: As the user wrote it.
        alternatives: The groups; one whose terms all hold is enough.
    """

    text: str
    alternatives: tuple[tuple[Term, ...], ...]

    def __str__(self) -> str:
        """Write it in its normal form, which reads back as the same condition."""
        return " or ".join(" and ".join(map(str, group)) for group in self.alternatives)


def memory_for(*conditions: Condition) -> Memory:
    """Give a memory for what these conditions need remembered."""
    terms = [term for condition in conditions for group in condition.alternatives for term in group]
    return Memory(
        epochs=max((term.epochs + 1 for term in terms if isinstance(term, Trend)), default=0),
        classes=any(isinstance(term, Flips) for term in terms),
        health=any(isinstance(term, Unwell) for term in terms),
    )


def parse_condition(
    text: str, experiment: Experiment, data: Dataset | None = None, *, place: str = "condition"
) -> Condition:
    """Read a condition such as `loss < 0.01 and epoch >= 20 or |grad w5| > 1`.

    Args:
        text: What the user wrote; the module describes it.
        experiment: Whose names it uses.
        data: The training data, to refuse rows that it has not, and classes where it has none.
        place: What to call the text in errors.

    Raises:
        ConditionError: It cannot be understood; it names the column.
    """
    return Condition(text, _Parser(text, experiment, data, place).alternatives())


class _Parser:
    """Goes through the words from left to right, a method for each kind of phrase."""

    def __init__(self, text: str, experiment: Experiment, data: Dataset | None, place: str) -> None:
        self._text = text
        self._experiment = experiment
        self._data = data
        self._place = place
        self._vocabulary = Vocabulary(experiment)
        self._tokens = tokens(text)
        self._token = next(self._tokens)

    def alternatives(self) -> tuple[tuple[Term, ...], ...]:
        groups = [[self._term()]]
        while self._token.kind != "end":
            word = self._take("word", "`and`, `or` or the end", _EXAMPLE)
            if word.text not in ("and", "or"):
                raise self._error(word, "`and` or `or` is missing before", _EXAMPLE)
            if word.text == "or":
                groups.append([])
            groups[-1].append(self._term())
        return tuple(tuple(group) for group in groups)

    def _term(self) -> Term:
        first = self._token
        if first.text in ("dead", "saturated"):
            return self._unwell()
        if first.text == "flips":
            return self._flips()
        if first.text == "loss":
            self._advance()
            if self._token.text in ("rises", "falls"):
                return self._trend()
            return self._comparison(first, self._quantity_named(first))
        return self._comparison(first, self._quantity())

    def _unwell(self) -> Unwell:
        kind = self._advance()
        activations = _ACTIVATIONS[kind.text]
        if self._token.kind != "word" or self._token.text in ("and", "or"):
            if not any(layer.activation in activations for layer in self._experiment.network.layers):
                raise self._error(kind, f"no neuron here is {' or '.join(activations)}, so none can be", _EXAMPLE)
            return Unwell(kind.text)
        neuron = self._advance()
        name, layer, number = self._found(neuron, self._vocabulary.neurons)
        activation = self._experiment.network.layers[layer - 1].activation
        if activation not in activations:
            advice = f"Only {' and '.join(activations)} neurons can be {kind.text}; this one is {activation}."
            raise self._error(neuron, f"what can be {kind.text} is not", advice)
        return Unwell(kind.text, name, layer, number)

    def _flips(self) -> Flips:
        self._must_have_classes(self._advance(), "there are no classes to flip")
        if self._token.text != "row":
            return Flips()
        self._advance()
        number = self._take("number", "the number of a row", "Write as in flips row 3.")
        row = self._whole(number, "Rows are counted from 0.")
        self._must_be_row(number, row)
        return Flips(row)

    def _trend(self) -> Trend:
        direction = self._advance()
        number = self._take("number", "a number of epochs", f"Write as in loss {direction.text} 5 epochs.")
        epochs = self._whole(number, f"Give 1 to {LONGEST_TREND:,} epochs.")
        if not 1 <= epochs <= LONGEST_TREND:
            raise self._error(number, "this is no possible number of epochs:", f"Give 1 to {LONGEST_TREND:,}.")
        if self._token.text in ("epoch", "epochs"):
            self._advance()
        return Trend(direction.text, epochs)

    def _comparison(self, first: Token, quantity: Quantity) -> Comparison:
        sign = self._take("comparison", "a comparison", f"Comparisons are {' '.join(COMPARISONS)}")
        number = self._take("number", "a number", "Write a number such as 0.01, 1e-3 or 90%.")
        share = number.text.endswith("%")
        if share and not quantity.share:
            raise self._error(number, f"{quantity.name} is not a share, so it is not compared with", "Leave out the %.")
        value = float(number.text.rstrip("% ").replace("−", "-")) / (100.0 if share else 1.0)
        if not math.isfinite(value):
            raise self._error(number, "this number is too large:", "Write a smaller one.")
        if quantity.event and sign.text == "==":
            self._must_be_row(number, value)
        if quantity.of_classes:
            self._must_have_classes(first, f"there is no {quantity.name.strip('|')}")
        return Comparison(quantity, sign.text, value)

    def _quantity(self) -> Quantity:
        if self._token.kind != "bar":
            return self._signed()
        self._advance()
        quantity = self._signed()
        self._take("bar", "the second |", "Write as in |w5| > 3.")
        return absolute(quantity)

    def _signed(self) -> Quantity:
        if self._token.kind == "partial" or self._token.text == "grad":
            self._advance()
            name = self._take("word", "the name of a parameter", "Write as in grad w5 > 1.")
            return self._found(name, self._vocabulary.gradient)
        return self._quantity_named(self._take("word", "a quantity", _EXAMPLE))

    def _quantity_named(self, name: Token) -> Quantity:
        return self._found(name, self._vocabulary.quantity)

    def _found(self, name: Token, find: Callable[[str], Found]) -> Found:
        try:
            return find(name.text)
        except UsageError as error:
            raise self._wrong(name, error.cause, error.advice) from None

    def _whole(self, number: Token, advice: str) -> int:
        if not number.text.isdecimal() or len(number.text) > 15:
            raise self._error(number, "a whole number is expected, not", advice)
        return int(number.text)

    def _must_be_row(self, number: Token, row: float) -> None:
        if self._data is not None and row not in self._data.rows:
            first, last = int(self._data.rows.min()), int(self._data.rows.max())
            advice = f"The rows to train on lie from {first} to {last:,}."
            raise self._error(number, "no example comes from row", advice)

    def _must_have_classes(self, word: Token, cause: str) -> None:
        if self._data is not None and not is_classification(self._experiment, self._data):
            raise self._wrong(word, f"{cause} where targets are numbers", "Use loss, or the value of a prediction.")

    def _advance(self) -> Token:
        token = self._token
        if token.kind != "end":
            self._token = next(self._tokens)
        return token

    def _take(self, kind: str, wanted: str, advice: str) -> Token:
        if self._token.kind != kind:
            raise self._error(self._token, f"{wanted} is expected, not", advice)
        return self._advance()

    def _error(self, token: Token, cause: str, advice: str) -> ConditionError:
        return self._wrong(token, f"{cause} {repr(token.text) if token.kind != 'end' else 'the end'}", advice)

    def _wrong(self, token: Token, cause: str, advice: str) -> ConditionError:
        return ConditionError(cause, text=self._text, column=token.column, place=self._place, advice=advice)
