"""What the worksheet pane says beside the worksheet itself."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui_nn.app.panes.rows import Line, Span
from tui_nn.core.program import Operation
from tui_nn.training.sheet import Sheet

EXPLANATION = """\
## The worksheet

One step, written out as one would by hand: each number with its formula, the same formula with numbers in the place of
symbols, and the value. This is the very list of formulas that is run, and sums and products are taken from left to
right. At 17 digits Python gives the same bits (write `-` for `−`, `*` for `·` and between `)(`, `**` for `^`).

The strip at the top has the step's **operations** in order: z and h of each layer, the loss, then δ and the gradients ∂
backwards, and the update. `[ ]` is the one done last; what comes later is dim and not computed yet. `.` and `,` do and
undo an operation. `<` and `>` (or `shift+←` `shift+→`) look at the others without doing anything, `↑` `↓` `page up`
`page down` and the wheel move over the lines, `d` changes the number of digits. What is shown is rounded to so many
digits; what is computed is not.

**Names.** `δ` is ∂loss/∂z of a neuron; `∂w` is ∂loss/∂w of this example; `ŷ` is the output's h, `y` the target, `lr`
the learning rate. Without labels `W1[2,3]` is the weight of layer 1 to neuron 2 from input 3, `b1[2]` that neuron's
bias. `←` puts a new value in the place of an old one, so on its right stands the old one.

**Update.** With batches, `g[w]` is the gradient that the update uses: the examples' `∂w₁ + ∂w₂ + …` (the last one,
`∂w`, is this example's), for a mean divided by their number; a penalty is added to it. `v`, `m` and `s` are the
optimizer's state, one number for each parameter, 0 at the start; adam's `k1` and `k2` make up for that 0, `t` being the
number of the update.

**Functions.** sigmoid(z) = 1/(1 + e⁻ᶻ) · softplus(z) = ln(1 + eᶻ) · relu(z) = max(0, z) · leaky_relu(z) = z, below 0
z/100 · step(z) = 1 above 0, else 0 · leaky_step(z) = 1 above 0, else 0.01 · sign(r) = −1, 0 or 1 · huber(r) = ½r²
where |r| ≤ 1, else |r| − ½ · clip(r) = r kept within −1 and 1 · exp, ln, sqrt, tanh, abs and max as everywhere. Softmax
is taken in parts: m is the largest z, e = exp(z − m), s the sum of all e, and ŷ = e/s.

With more than 200 parameters the engine computes with arrays, which add in an order of their own. The last digits may
differ then, and where they do, the engine's number stands beside the line's.
"""

EMPTY = "No worksheet yet. Press o to open data or a lesson."

RUNNING = "Pause to see the worksheet of the step at hand."

NOT_YET = "Not computed yet:"

_SIGNS = {"delta": "δ", "gradient": "∂"}
_WORDS = {"delta": "δ", "gradient": "gradients"}


def operation_sign(operation: Operation) -> str:
    """Give the few characters that stand for an operation in the strip, such as `δ2`."""
    return f"{_SIGNS.get(operation.kind, operation.kind)}{operation.layer or ''}"


def operation_words(sheet: Sheet, index: int) -> str:
    """Say what an operation is about, such as `δ of layer 1`."""
    operation = sheet.operations[index]
    if operation.layer:
        return f"{_WORDS.get(operation.kind, operation.kind)} of layer {operation.layer}"
    return "batch" if operation.kind == "update" and not sheet.ends_batch else operation.kind


def title(sheet: Sheet, about: str, width: int) -> str:
    """Say which step this is the worksheet of, and what of it is shown, as fully as the width allows."""
    step = f"step {sheet.step:,}"
    ways = (
        f"worksheet · {step}, row {sheet.row} · {about}",
        f"worksheet · {step} · {about}",
        f"{step} · {about}",
        about,
        "worksheet",
    )
    return next((words for words in ways if cell_len(words) <= width), "")


def strip(sheet: Sheet, viewed: int, width: int) -> tuple[Line, dict[int, int]]:
    """Give the strip of operations, and which operation stands at which cell of it.

    Args:
        sheet: The step.
        viewed: The operation whose lines are shown, -1 for none. Where not all fit, it is among those that do; for
            none, the one at hand is.
        width: In cells.
    """
    signs = [operation_sign(operation) for operation in sheet.operations]
    first, last = _window(
        [cell_len(sign) + 1 for sign in signs], max(0, sheet.done - 1 if viewed < 0 else viewed), width - 3
    )
    spans: list[Span] = [("…", "dim") if first else (" ", "")]
    places: dict[int, int] = {}
    cell = 1
    for index in range(first, last):
        at_hand, after = index == sheet.done - 1, index == sheet.done
        look = "at-hand" if at_hand else "dim" if index >= sheet.done else ""
        # Brackets take the place of the gaps on both sides.
        spans.append(
            ("[" if at_hand else "]" if after and index > first else " ", "at-hand" if at_hand or after else "")
        )
        spans.append((signs[index], f"{look}-viewed".strip("-") if index == viewed else look))
        places |= dict.fromkeys(range(cell, cell + cell_len(signs[index]) + 1), index)
        cell += cell_len(signs[index]) + 1
    if first <= sheet.done - 1 == last - 1:
        spans.append(("]", "at-hand"))
    if last < len(signs):
        spans.append((" …", "dim"))
    return tuple(spans), places


def _window(widths: Sequence[int], around: int, width: int) -> tuple[int, int]:
    """Give first and last + 1 of as many neighbours as fit, with one of them among them."""
    first, last, used = around, around + 1, widths[around]
    while True:
        if last < len(widths) and used + widths[last] <= width and (last - around <= around - first or not first):
            used, last = used + widths[last], last + 1
        elif first and used + widths[first - 1] <= width:
            first, used = first - 1, used + widths[first - 1]
        elif last < len(widths) and used + widths[last] <= width:
            used, last = used + widths[last], last + 1
        else:
            return first, last
