"""What the app asks of the worker: one small frozen object a wish."""

from __future__ import annotations

from dataclasses import dataclass

from tui_nn.training.breakpoints import Breakpoint
from tui_nn.training.edits import Edit
from tui_nn.training.session import Session


@dataclass(frozen=True)
class Run:
    """Train on and on, at the chosen speed, until paused."""


@dataclass(frozen=True)
class Pause:
    """Stop after the step at hand."""


@dataclass(frozen=True)
class Toggle:
    """Pause if running, run if paused."""


@dataclass(frozen=True)
class StepExample:
    """Train on this many examples, then pause."""

    count: int = 1


@dataclass(frozen=True)
class StepToUpdate:
    """Train until the parameters have been updated, then pause."""


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of the epoch, then pause."""


@dataclass(frozen=True)
class StepOperation:
    """Do one operation of the example at hand."""


@dataclass(frozen=True)
class BackOperation:
    """Undo one operation."""


@dataclass(frozen=True)
class BackExample:
    """Go back one example."""


@dataclass(frozen=True)
class BackEpoch:
    """Go back to where the epoch of the last step began."""


@dataclass(frozen=True)
class GoTo:
    """Go to the position after this many steps; None for the latest that is known.

    Attributes:
        step: At least 0.
    """

    step: int | None


@dataclass(frozen=True)
class RunBack:
    """Go back step by step at the chosen speed, until paused or at the start."""


@dataclass(frozen=True)
class Change:
    """Make an edit where the session stands.

    Attributes:
        edit: The edit.
        words: What it does, for the status line.
    """

    edit: Edit
    words: str


@dataclass(frozen=True)
class SetBreakpoints:
    """Stop running where one of these becomes true.

    Attributes:
        breakpoints: All of them, those not enabled included.
    """

    breakpoints: tuple[Breakpoint, ...]


@dataclass(frozen=True)
class Undo:
    """Take back the last edit."""


@dataclass(frozen=True)
class Reset:
    """Go back to the start with the same parameters, paused."""


@dataclass(frozen=True)
class NewSeed:
    """Start anew from the next seed, paused."""


@dataclass(frozen=True)
class SetLearningRate:
    """Use this learning rate from the next update on."""

    rate: float


@dataclass(frozen=True)
class SetSpeed:
    """Run at this many examples a second, or as fast as possible (None).

    Raises:
        ValueError: The speed is not above 0.
    """

    speed: float | None

    def __post_init__(self) -> None:
        """Refuse to stand still: that is `Pause`."""
        if self.speed is not None and not self.speed > 0.0:
            raise ValueError(f"a speed of {self.speed}")


@dataclass(frozen=True, eq=False)
class Open:
    """Go on with another session, paused.

    Attributes:
        session: The session.
        previous: The run before its new start, None if there is none.
        breakpoints: What stops it; None for those there are, as far as they make sense in it.
        notice: What to say of it.
    """

    session: Session
    previous: Session | None = None
    breakpoints: tuple[Breakpoint, ...] | None = None
    notice: str = ""


Command = (
    Run
    | RunBack
    | Pause
    | Toggle
    | StepExample
    | StepToUpdate
    | StepEpoch
    | StepOperation
    | BackOperation
    | BackExample
    | BackEpoch
    | GoTo
    | Change
    | SetLearningRate
    | Undo
    | SetBreakpoints
    | Reset
    | NewSeed
    | SetSpeed
    | Open
)
