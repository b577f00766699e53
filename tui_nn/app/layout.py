"""Which panes there are, and which of them stand where: three layouts, each at every size of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tui_nn.app.splits import SLOT, Split, below, beside

PANES_PACKAGE = "tui_nn.app.panes."


@dataclass(frozen=True)
class PaneKind:
    """A pane there is.

    Attributes:
        name: What it is called in tabs, actions and the file of settings.
        place: Its module below `PANES_PACKAGE`, and its class: loaded when the panes are.
        words: What help calls it.
    """

    name: str
    place: str
    words: str


PANES = (
    PaneKind("network", "network:NetworkPane", "network"),
    PaneKind("parameters", "parameters:ParametersPane", "parameters"),
    PaneKind("loss", "loss:LossPane", "loss"),
    PaneKind("samples", "samples:SamplesPane", "samples"),
    PaneKind("worksheet", "worksheet:WorksheetPane", "worksheet"),
    PaneKind("check", "gradient_check:GradientCheckPane", "gradient check"),
    PaneKind("prediction", "prediction:PredictionPane", "prediction"),
)
"""All panes, in the order of their number keys. Who has no place of its own in a layout shares the slot."""

PANE_NAMES = tuple(kind.name for kind in PANES)


class SizeClass(Enum):
    """How much room there is; the value is the CSS class of the screen."""

    WIDE = "-wide"
    MEDIUM = "-medium"
    SHORT = "-short"
    NARROW = "-narrow"
    TINY = "-tiny"


def size_class(width: int, height: int) -> SizeClass:
    """Say what a screen of so many columns and rows has room for."""
    if width < 60 or height < (12 if width >= 100 else 20):
        return SizeClass.TINY
    if width < 100:
        return SizeClass.NARROW
    if height < 28:
        return SizeClass.SHORT
    return SizeClass.WIDE if width >= 120 and height >= 34 else SizeClass.MEDIUM


@dataclass(frozen=True)
class Arrangement:
    """A way to fill the screen: panes that are always there, and a slot for one of the others.

    Attributes:
        split: How the screen is divided.
        usual: The pane in the slot before another is chosen.
    """

    split: Split
    usual: str

    @property
    def fixed(self) -> frozenset[str]:
        """The panes that are always there."""
        return frozenset(self.split.names()) - {SLOT}

    @property
    def slot(self) -> tuple[str, ...]:
        """The panes that share the slot."""
        return tuple(name for name in PANE_NAMES if name not in self.fixed)

    def chosen(self, recent: Iterable[str]) -> str:
        """Give the pane in the slot: the first of those that may be there, or else the usual one."""
        return next((name for name in recent if name in self.slot), self.usual)


@dataclass(frozen=True)
class Layout:
    """What is large, at every size.

    Attributes:
        name: What it is called in actions and the file of settings.
        key: The key that chooses it.
        what: What it is for, a sentence.
        leading: The pane that the focus begins at.
        arrangements: Where panes stand, by how much room there is.
    """

    name: str
    key: str
    what: str
    leading: str
    arrangements: dict[SizeClass, Arrangement]


def _layout(
    name: str, key: str, what: str, leading: str, second: str, *, wide: Arrangement, medium: Arrangement
) -> Layout:
    """Fill in what all layouts have alike: with little room the leading pane and one other, or only one."""
    with_little_room = {
        SizeClass.SHORT: Arrangement(beside((3, leading), (2, SLOT)), second),
        SizeClass.NARROW: Arrangement(below((3, leading), (2, SLOT)), second),
        SizeClass.TINY: Arrangement(beside((1, SLOT)), leading),
    }
    return Layout(name, key, what, leading, {SizeClass.WIDE: wide, SizeClass.MEDIUM: medium, **with_little_room})


LAYOUTS = (
    _layout(
        "watch",
        "f2",
        "The diagram large, with parameters, loss and samples.",
        "network",
        "parameters",
        wide=Arrangement(
            below((3, beside((2, "network"), (1, "parameters"))), (2, beside((1, "loss"), (1, SLOT), (1, "samples")))),
            "worksheet",
        ),
        medium=Arrangement(
            below((3, beside((3, "network"), (2, "parameters"))), (2, beside((3, "loss"), (2, SLOT)))), "samples"
        ),
    ),
    _layout(
        "study",
        "f3",
        "The worksheet and the parameters large, to work along by hand.",
        "worksheet",
        "parameters",
        wide=Arrangement(
            beside((1, "worksheet"), (1, below((1, "parameters"), (1, beside((1, "network"), (1, SLOT)))))), "samples"
        ),
        medium=Arrangement(beside((1, "worksheet"), (1, below((1, "parameters"), (1, SLOT)))), "network"),
    ),
    _layout(
        "monitor",
        "f4",
        "The plots large, to see how a long run goes.",
        "loss",
        "prediction",
        wide=Arrangement(
            below((3, beside((1, "loss"), (1, "prediction"))), (2, beside((1, "network"), (1, SLOT), (1, "samples")))),
            "parameters",
        ),
        medium=Arrangement(below((3, beside((1, "loss"), (1, "prediction"))), (2, SLOT)), "network"),
    ),
)
"""The layouts, in the order of their keys."""


def layout_named(name: str) -> Layout:
    """Give a layout by its name, one of `LAYOUTS`."""
    return next(layout for layout in LAYOUTS if layout.name == name)
