"""Formulas as small trees: read with symbols, read with numbers, and run as Python, always the same formula.

Sums and products are taken from left to right, as a person would, so the three readings agree to the last bit. A
product whose last factor is a `step` of 0 is 0 without being worked out: processors choose faster than they multiply.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

MINUS = "−"
_ALONE, _FIRST_TERM, _TERM, _FIRST_FACTOR, _FACTOR = range(5)
"""Where a part of a formula stands; the later ones bind more tightly."""


@dataclass(frozen=True)
class Name:
    """A quantity by its canonical name."""

    name: str


@dataclass(frozen=True)
class Number:
    """A constant of the formula, such as 2 or ½."""

    value: float
    text: str = ""


@dataclass(frozen=True)
class Sum:
    """Terms added from left to right; each with its sign, +1 or -1."""

    terms: tuple[tuple[int, Expression], ...]


@dataclass(frozen=True)
class Product:
    """Factors multiplied from left to right."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True)
class Quotient:
    """One expression divided by another."""

    above: Expression
    below: Expression


@dataclass(frozen=True)
class Call:
    """A function of the fixed table of `core.generated`, applied."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Name | Number | Sum | Product | Quotient | Call


def add(*terms: Expression) -> Expression:
    """Add expressions from left to right."""
    return terms[0] if len(terms) == 1 else Sum(tuple((1, term) for term in terms))


def subtract(left: Expression, right: Expression) -> Expression:
    """Take `right` from `left`."""
    return Sum(((1, left), (-1, right)))


def multiply(*factors: Expression) -> Expression:
    """Multiply expressions from left to right."""
    return factors[0] if len(factors) == 1 else Product(factors)


def call(function: str, *arguments: Expression) -> Expression:
    """Apply a function."""
    return Call(function, arguments)


def names_in(expression: Expression) -> Iterator[str]:
    """Give the names of the quantities a formula needs, from left to right."""
    match expression:
        case Name(name):
            yield name
        case Sum(terms):
            for _, term in terms:
                yield from names_in(term)
        case Product(parts) | Call(_, parts):
            for part in parts:
                yield from names_in(part)
        case Quotient(above, below):
            yield from names_in(above)
            yield from names_in(below)


def functions_in(expression: Expression) -> Iterator[str]:
    """Give the names of the functions a formula calls."""
    match expression:
        case Sum(terms):
            for _, term in terms:
                yield from functions_in(term)
        case Product(parts):
            for part in parts:
                yield from functions_in(part)
        case Quotient(above, below):
            yield from functions_in(above)
            yield from functions_in(below)
        case Call(function, arguments):
            yield function
            for argument in arguments:
                yield from functions_in(argument)


def compute(
    expression: Expression, values: Mapping[str, float], functions: Mapping[str, Callable[..., float]]
) -> float:
    """Compute a formula from the values of its names, to the same bits as its Python text gives.

    Args:
        expression: The formula.
        values: The value of every name in it.
        functions: The function of every name that is called.
    """
    match expression:
        case Name(name):
            return values[name]
        case Number(number):
            return number
        case Sum(((sign, first), *rest)):
            total = compute(first, values, functions) * sign
            for sign, term in rest:
                total += compute(term, values, functions) * sign
            return total
        case Product((*factors, Call("step", (z,)))):
            return compute(multiply(*factors), values, functions) if compute(z, values, functions) > 0.0 else 0.0
        case Product((first, *more)):
            product = compute(first, values, functions)
            for factor in more:
                product *= compute(factor, values, functions)
            return product
        case Quotient(above, below):
            return compute(above, values, functions) / compute(below, values, functions)
        case Call(function, arguments):
            return functions[function](*(compute(argument, values, functions) for argument in arguments))
    raise ValueError("a sum or a product needs a part")


def python(expression: Expression, name: Callable[[str], str]) -> str:
    """Write a formula as Python.

    Args:
        expression: The formula.
        name: Gives the Python expression for a canonical name.
    """
    return _Writer(name, lambda number: repr(number.value), times=" * ", minus="-", code=True).write(expression)


def symbols(expression: Expression, name: Callable[[str], str]) -> str:
    """Write a formula with the symbols people use, such as `w1·x1 + w2·x2 + b1`."""
    return _Writer(name, lambda number: number.text or written(number.value)).write(expression)


def written(value: float, digits: int = 17) -> str:
    """Write a number in so many significant digits with a true minus sign; in 17, the fewest that give it back.

    >>> written(-7.16), written(4.383e-08, 3), written(12345.678, 4), written(2.0)
    ('−7.16', '4.38e−08', '12346', '2')
    """
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    if value == 0.0:
        return "0"
    if digits >= 17:
        text = repr(value).removesuffix(".0")
    else:
        whole = 10.0 ** (digits - 1) <= abs(value) < 1e9
        text = f"{value:.0f}" if whole else f"{value:.{digits}g}"
    return text.replace("-", MINUS)


def numbers(expression: Expression, values: Mapping[str, float], write: Callable[[float], str] = written) -> str:
    """Write a formula with numbers in the place of names, such as `(−7.16)(0.1) + (−9.21)(0.7) + (−9.78)`.

    Factors stand in parentheses side by side, or with a dot where one is a function; so do negative terms.

    Args:
        expression: The formula.
        values: The value of every name in it.
        write: Writes such a value, with the true minus sign; constants are always written in full.
    """
    return _Writer(lambda name: write(values[name]), lambda number: written(number.value), bare=True).write(expression)


@dataclass(frozen=True)
class _Writer:
    name: Callable[[str], str]
    number: Callable[[Number], str]
    times: str = "·"
    minus: str = MINUS
    bare: bool = False
    code: bool = False

    def write(self, expression: Expression, place: int = _ALONE) -> str:
        """Write, in parentheses where the surroundings bind more tightly."""
        match expression:
            case Name(name):
                return self._atom(self.name(name), place)
            case Number():
                return self._atom(self.number(expression), place)
            case Call(function, arguments):
                return f"{function}({', '.join(self.write(argument) for argument in arguments)})"
            case Sum(terms):
                text = ""
                for sign, term in terms:
                    mark = (" + " if sign > 0 else f" {self.minus} ") if text else ("" if sign > 0 else self.minus)
                    # What follows a minus sign is one thing.
                    text += mark + self.write(term, _FIRST_TERM if not text and sign > 0 else _TERM)
                return text if place <= _FIRST_TERM else f"({text})"
            case Product((*factors, Call("step", (z,)))) if self.code:
                return f"({self.write(multiply(*factors))} if {self.write(z)} > 0.0 else 0.0)"
            case Product(factors):
                text = self.write(factors[0], _FIRST_FACTOR)
                for before, factor in pairwise(factors):
                    side_by_side = self.bare and not isinstance(before, Call) and not isinstance(factor, Call)
                    text += ("" if side_by_side else self.times) + self.write(factor, _FACTOR)
                return text if place <= _FIRST_FACTOR else f"({text})"
            case Quotient(above, below):
                text = f"{self.write(above, _FIRST_FACTOR)} / {self.write(below, _FACTOR)}"
                return text if place <= _FIRST_FACTOR else f"({text})"

    def _atom(self, text: str, place: int) -> str:
        """Write a name or a number; a number among others keeps to itself in parentheses."""
        negative_term = place in (_FIRST_TERM, _TERM) and text.startswith(self.minus)
        return f"({text})" if self.bare and (place >= _FIRST_FACTOR or negative_term) else text
