"""The update's part of the worksheet: the batch's gradient, the penalty, the optimizer's state and the new value."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import accumulate, chain

from tui_nn.core.expressions import Expression, Name, Number, Quotient, add, compute, written
from tui_nn.core.generated import FUNCTIONS
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.core.updates import penalty_line, update_lines
from tui_nn.training.worksheet_lines import Lines, WorksheetLine, Writing

SPELLED_OUT = 4
"""So many contributions to a batch are written in symbols; of more, the middle is left to `…`."""


class UpdateWorksheet:
    """The lines of the update: what concerns all parameters, then parameter by parameter, neuron by neuron.

    Args:
        writing: The sheet and how to write.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._sheet = sheet = writing.sheet
        self._settings = sheet.experiment.training.optimizer
        self._known = sheet.complete
        self._names = sheet.experiment.names
        self._symbols = writing.symbols
        self._examples = sheet.before.in_batch + 1
        self._memo: tuple[int, tuple[WorksheetLine, ...]] = -1, ()

    @cached_property
    def lines(self) -> Lines:
        """All lines."""
        order, preamble, starts = self._names.reading_order, self.preamble, self._starts

        def write(place: int) -> WorksheetLine:
            if place < len(preamble):
                return preamble[place]
            parameter = bisect_right(starts, place) - 1
            if self._memo[0] != parameter:
                self._memo = parameter, self.lines_about(order[parameter])
            return self._memo[1][place - starts[parameter]]

        return Lines(starts[-1], write)

    @cached_property
    def preamble(self) -> tuple[WorksheetLine, ...]:
        """What concerns all parameters: where the batch stands, and the number of the update where it matters."""
        lines = []
        if note := self._batch_note():
            lines.append(WorksheetLine("", "", note))
        if self._sheet.ends_batch and self._settings.name == "adam":
            lines += self._counted()
        return tuple(lines)

    def lines_about(self, index: int) -> tuple[WorksheetLine, ...]:
        """Give the lines about one parameter, by its place in the flat vector."""
        name = self._names.canonical[index]
        called_as = self._symbols
        symbol = called_as.of(name)
        old = float(self._sheet.before.parameters[index])
        if self._sheet.ends_batch and self._sheet.frozen[index]:
            return (
                self._line(name, symbol, Name("w"), {}, {"w": old}, arrow=True, formula=f"{symbol}, frozen: stays"),
            )
        called = {"w": called_as.old(symbol), "g": called_as.gradient(symbol), "lr": called_as.rate}
        called |= {"k1": "k1", "k2": "k2", **{state: called_as.state(state, symbol) for state in self._states}}
        values = {
            "w": old,
            "g": float(self._sheet.trace.gradient[index]),
            "lr": self._sheet.given["lr"],
            **self._counts,
        }
        values |= dict(zip(self._states, self._sheet.before.optimizer[:, index].tolist(), strict=True))
        lines: list[WorksheetLine] = []
        if self._examples > 1 or not self._sheet.ends_batch:
            called["g"] = called_as.used(symbol)
            lines.append(self._contributions(index, name, symbol))
            values["g"] = lines[-1].value or 0.0
        if not self._sheet.ends_batch:
            return tuple(lines)
        penalty = penalty_line(self._settings) if self._is_weight(index) else None
        if penalty is not None:
            new = called | {"g": called_as.used(symbol)}
            lines.append(self._line(name, new["g"], penalty.expression, called, values, arrow=self._examples > 1))
            called = new
            values["g"] = lines[-1].value or 0.0
        for line in update_lines(self._settings):
            to = symbol if line.name == "w" else called[line.name]
            lines.append(self._line(name, to, line.expression, called, values, arrow=True))
            values[line.name] = lines[-1].value or 0.0
        return tuple(lines)

    def places(self, indices: Collection[int]) -> tuple[int, ...]:
        """Give the places among `lines` of what concerns all parameters and of these ones, by their indices."""
        wanted = set(indices)
        ranges = [range(len(self.preamble))]
        for number, index in enumerate(self._names.reading_order):
            if index in wanted:
                ranges.append(range(self._starts[number], self._starts[number + 1]))
        return tuple(chain.from_iterable(ranges))

    @cached_property
    def _starts(self) -> list[int]:
        counts = (self._count(index) for index in self._names.reading_order)
        return list(accumulate(counts, initial=len(self.preamble)))

    def _count(self, index: int) -> int:
        """Say how many lines a parameter has, without writing them."""
        if not self._sheet.ends_batch or self._sheet.frozen[index]:
            return 1
        penalty = self._is_weight(index) and bool(self._settings.l1 or self._settings.l2)
        return (self._examples > 1) + penalty + len(self._states) + 1

    def _is_weight(self, index: int) -> bool:
        return self._names.canonical[index].startswith("W")

    @cached_property
    def _states(self) -> tuple[str, ...]:
        return OPTIMIZERS[self._settings.name].state_names

    @cached_property
    def _counts(self) -> Mapping[str, float]:
        number, settings = self._sheet.before.updates + 1, self._settings
        return {"k1": 1.0 - settings.momentum**number, "k2": 1.0 - settings.decay**number}

    def _counted(self) -> list[WorksheetLine]:
        """Write adam's k1 and k2, which make up for its state having been zero at the start."""
        before = self._sheet.before.updates
        lines = [self._plain("t", "updates + 1", f"{before} + 1", float(before + 1))]
        for name, base in (("k1", self._settings.momentum), ("k2", self._settings.decay)):
            formula, substituted = (self._symbols.one_minus_power(written(base), end) for end in ("t", f"{before + 1}"))
            lines.append(self._plain(name, formula, substituted, self._counts[name]))
        return lines

    def _plain(self, name: str, formula: str, substituted: str, new: float) -> WorksheetLine:
        if not self._known:
            return WorksheetLine(name, name, formula)
        return WorksheetLine(name, name, formula, substituted, new, self._writing.write(new))

    def _line(
        self,
        about: str,
        name: str,
        expression: Expression,
        called: Mapping[str, str],
        values: Mapping[str, float],
        *,
        arrow: bool,
        formula: str = "",
    ) -> WorksheetLine:
        formula = formula or self._writing.formula(expression, lambda one: called[one])
        if not self._known:
            return WorksheetLine(about, name, formula, arrow=arrow)
        write = self._writing.write
        try:
            new = compute(expression, values, FUNCTIONS)
        except ArithmeticError:
            new = float("nan")
        substituted = self._writing.numbers(expression, values)
        return WorksheetLine(about, name, formula, substituted, new, write(new), arrow)

    def _contributions(self, index: int, about: str, symbol: str) -> WorksheetLine:
        """Write the batch's gradient so far, and its mean once the batch is full."""
        last = float(self._sheet.trace.gradient[index])
        before = [float(gradient[index]) for gradient in self._sheet.earlier]
        terms = [self._symbols.contribution(symbol, number) for number in range(1, len(before) + 1)]
        if not before and self._examples > 1:
            before, terms = [float(self._sheet.before.total[index])], [self._symbols.earlier]
        if len(terms) >= SPELLED_OUT:
            terms[2:-1] = ["…"]
        values = {f"c{number}": value for number, value in enumerate([*before, last])}
        expression, shown = (add(*map(Name, names)) for names in (values, [*terms, self._symbols.gradient(symbol)]))
        if self._sheet.ends_batch and self._sheet.experiment.training.reduction == "mean":
            count = Number(float(self._examples))
            expression, shown = Quotient(expression, count), Quotient(shown, count)
        formula = self._writing.formula(shown, str)
        return self._line(about, self._symbols.used(symbol), expression, {}, values, arrow=False, formula=formula)

    def _batch_note(self) -> str:
        sheet, number = self._sheet, self._examples
        training = sheet.experiment.training
        if sheet.ends_batch and number == 1:
            return ""
        first = sheet.step - number + 1
        steps = f"steps {first:,} to {sheet.step:,}" if number > 1 else f"step {first:,}"
        how = "mean" if training.reduction == "mean" else "sum"
        if sheet.ends_batch:
            text = f"The batch is full: the {how} over its {number:,} examples, {steps}."
        else:
            text = f"Batch: example {number:,}{self._of_how_many()}, {steps}: no update yet, the sum so far."
        if number > 1 and not sheet.earlier:
            earlier = f" “{self._symbols.earlier}” is "
            text += earlier + (f"the sum over the first {number - 1:,}." if number > 2 else "its first.")
        return text

    def _of_how_many(self) -> str:
        if self._writing.data is None:
            return ""
        examples = len(self._writing.data)
        size = self._sheet.experiment.training.batch_size or examples
        place = (self._sheet.step - 1) % examples
        left = min(examples, (place // size + 1) * size) - place - 1
        return f" of {self._examples + left:,}"
