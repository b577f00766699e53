"""Formulas and numbers as words for the ear: no sign that a screen reader skips or stumbles over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from tui_nn.core.expressions import MINUS, Call, Expression, Name, Number, Product, Quotient, Sum, written

_FUNCTIONS = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "leaky_step": "leaky step",
    "sign": "the sign",
    "abs": "the absolute value",
    "huber": "the Huber loss",
    "clip": "the clipped value",
    "exp": "the exponential",
    "ln": "the natural logarithm",
    "sqrt": "the square root",
    "max": "the largest",
}
_CONSTANTS = {"½": "one half"}


def spoken(value: float, digits: int = 17) -> str:
    """Say a number in so many significant digits; in 17, the fewest that give it back.

    >>> spoken(-7.16), spoken(4.383e-08, 3), spoken(2.0)
    ('minus 7.16', '4.38 times 10 to the minus 8', '2')
    """
    text = written(value, digits).replace("∞", "infinity").replace("nan", "not a number")
    mantissa, mark, power = text.replace(MINUS, "minus ").partition("e")
    if not mark or not mantissa[-1].isdigit():
        return text.replace(MINUS, "minus ")
    sign = "minus " if "minus" in power else ""
    return f"{mantissa} times 10 to the {sign}{power.removeprefix('minus ').lstrip('+0')}"


def in_words(expression: Expression, say: Callable[[str], str]) -> str:
    """Say a formula; what belongs together stands between spoken brackets, and commas make the pauses.

    Args:
        expression: The formula.
        say: Gives the words for a name: what it is called, or its number.

    >>> from tui_nn.core.expressions import add, call, multiply, subtract
    >>> w, x, b = Name("w"), Name("x"), Name("b")
    >>> in_words(add(multiply(w, x), b), str)
    'w times x, plus b'
    >>> in_words(multiply(w, subtract(Number(1.0, "1"), w)), str)
    'w times open bracket 1 minus w close bracket'
    >>> in_words(multiply(subtract(w, x), subtract(w, x)), str)
    'open bracket w minus x close bracket squared'
    """
    match expression:
        case Name(name):
            return say(name)
        case Number(value, text):
            return _CONSTANTS.get(text) or text or spoken(value)
        case Call(function, arguments):
            return f"{_FUNCTIONS.get(function, function)} of {listed([_whole(one, say) for one in arguments])}"
        case Sum(terms):
            pause = "" if all(_is_short(term, say) for _, term in terms) else ","
            words = ""
            for sign, term in terms:
                told = _whole(term, say) if isinstance(term, Sum) else in_words(term, say)
                words += f"{pause} {'plus' if sign > 0 else 'minus'} {told}" if words else "minus " * (sign < 0) + told
            return words
        case Product(factors):
            return _multiplied(factors, say)
        case Quotient(above, below):
            over = in_words(above, say) if isinstance(above, Product) else _whole(above, say)
            return f"{over}{'' if _is_short(above, say) else ','} divided by {_whole(below, say)}"


def _multiplied(factors: Sequence[Expression], say: Callable[[str], str]) -> str:
    words = ""
    groups = [(factor, len(list(same))) for factor, same in groupby(factors)]
    for place, (factor, count) in enumerate(groups):
        # A function at the end takes nothing in that comes after it.
        told = in_words(factor, say) if isinstance(factor, Call) and place == len(groups) - 1 else _whole(factor, say)
        if count > 1 and told.startswith("minus "):
            told = f"open bracket {told} close bracket"
        told += " squared" if count == 2 else f" to the power of {count}" if count > 2 else ""
        if words:
            words += f"{'' if _is_short(groups[place - 1][0], say) else ','} times "
        words += told
    return words


def _whole(part: Expression, say: Callable[[str], str]) -> str:
    """Say a part so that it is heard as one thing."""
    words = in_words(part, say)
    if isinstance(part, Name | Number):
        return words
    if isinstance(part, Sum) and len(part.terms) == 1 and isinstance(part.terms[0][1], Name):
        return words
    return f"open bracket {words} close bracket"


def _is_short(part: Expression, say: Callable[[str], str]) -> bool:
    """Say whether a part is so short that no pause is needed beside it: a number, or a name of few words."""
    match part:
        case Sum() | Number():
            # A sum stands in brackets, whose end is told.
            return True
        case Name(name):
            told = say(name)
            return " times " not in told and told.count(" ") <= 2
        case Product(factors):
            return len(set(factors)) == 1 and _is_short(factors[0], say)
    return False


def listed(words: Sequence[str]) -> str:
    """List things as people say them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
