"""Which numbers of a pass are known, and which part of the diagram the operation at hand is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tui_nn.app.panes.pane import sheet_at_hand
from tui_nn.core.backprop import Trace
from tui_nn.data.dataset import Floats
from tui_nn.training.sheet import Sheet
from tui_nn.training.snapshot import Snapshot


class Flow(Enum):
    """Which way numbers go along lit edges; the value is what is drawn where they arrive."""

    FORWARDS = "▸"
    BACKWARDS = "◂"
    NOWHERE = ""


EVERY_LAYER = -1
"""In the place of a layer whose edges are lit: all of them are."""


@dataclass(frozen=True)
class Lit:
    """What the operation at hand is about.

    Attributes:
        edges: The layer whose incoming edges are lit, 0 for none, or EVERY_LAYER.
        flow: Which way numbers go along them.
        column: The column whose nodes are lit, −1 for none.
        target: Whether the targets and the loss are lit.
        gradients: The layer whose gradients were just computed, 0 for none.
    """

    edges: int = 0
    flow: Flow = Flow.NOWHERE
    column: int = -1
    target: bool = False
    gradients: int = 0


@dataclass(frozen=True)
class Progress:
    """What of a pass is known.

    Attributes:
        trace: The numbers of the pass, None before there is any.
        begun: Whether only some of its operations are done.
        lit: What the operation at hand is about.
        known: Kind and layer of the operations done; of a complete pass none is listed.
    """

    trace: Trace | None
    begun: bool = False
    lit: Lit | None = None
    known: frozenset[tuple[str, int]] = frozenset()

    def knows(self, kind: str, layer: int = 0) -> bool:
        """Say whether a kind of number of a layer is known."""
        return self.trace is not None and (not self.begun or (kind, layer) in self.known)

    def values(self, column: int) -> tuple[str, Floats | None]:
        """Give what the nodes of a column show, `x`, `z` or `h`, and the numbers; None where they are not known yet."""
        if self.trace is None:
            return "h", None
        if column == 0:
            return "x", self.trace.inputs
        if self.knows("h", column):
            return "h", self.trace.h[column - 1]
        return ("z", self.trace.z[column - 1]) if self.knows("z", column) else ("h", None)

    def deltas(self, column: int) -> Floats | None:
        """Give the δ of a column's nodes once they are known in a step that is not complete."""
        if self.trace is None or not (self.begun and column and self.knows("delta", column)):
            return None
        return self.trace.delta[column - 1]

    def uses_deltas(self, column: int) -> bool:
        """Say whether the operation at hand is about δ of this column: makes it, or takes it."""
        lit = self.lit
        return lit is not None and column in (lit.column, lit.edges) and self.deltas(column) is not None

    @property
    def loss(self) -> float | None:
        """The loss, None where it is not known yet."""
        return self.trace.loss if self.trace is not None and self.knows("loss") else None


def progress_of(snapshot: Snapshot) -> Progress:
    """Say what is known of the pass that a snapshot is about."""
    sheet = sheet_at_hand(snapshot)
    if sheet is None:
        return Progress(snapshot.trace)
    known = frozenset((operation.kind, operation.layer) for operation in sheet.operations[: sheet.done])
    return Progress(sheet.trace, True, _lit(sheet), known)


def _lit(sheet: Sheet) -> Lit | None:
    operation, top = sheet.at_hand, len(sheet.trace.h)
    if operation is None:
        return None
    layer = operation.layer
    match operation.kind:
        case "z":
            return Lit(layer, Flow.FORWARDS, layer)
        case "h":
            return Lit(column=layer)
        case "loss":
            return Lit(column=top, target=True)
        case "delta" if layer == top:
            return Lit(column=layer, target=True)
        case "delta":
            return Lit(layer + 1, Flow.BACKWARDS, layer)
    return Lit(layer, gradients=layer)


_WORDS = {"z": "z", "h": "h", "loss": "loss", "delta": "δ", "gradient": "gradients"}


def at_hand_words(sheet: Sheet) -> str:
    """Name the operation done last, such as `z of layer 1`; before the first, say so."""
    operation = sheet.at_hand
    if operation is None:
        return "nothing computed yet"
    words = _WORDS.get(operation.kind, operation.kind)
    return f"{words} of layer {operation.layer}" if operation.layer else words
