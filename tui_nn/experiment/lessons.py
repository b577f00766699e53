"""The lessons: experiments that ship with the program, one TOML file each."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.toml import parse_experiment

FIRST_LESSON = "sigmoid-2-2-1"

_ORDER = (
    "line",
    "relu-1-1-1",
    "sigmoid-2-2-1",
    "softplus-1-2-1",
    "sigmoid-3-2-1",
    "relu-1-1-1-stream",
    "xor",
    "sine",
    "two-moons",
    "two-spirals",
    "iris",
)


def lesson_names() -> tuple[str, ...]:
    """Give the lessons' names, the easiest first."""
    return _ORDER


def lesson(name: str) -> Experiment:
    """Read a lesson.

    Raises:
        ExperimentError: There is no lesson of that name.
    """
    if name not in _ORDER:
        close = get_close_matches(name, _ORDER, n=1)
        advice = f"Did you mean {close[0]}?" if close else f"Lessons are {', '.join(_ORDER)}."
        raise ExperimentError(f"there is no lesson {name!r}", advice=advice)
    text = files("tui_nn.experiment").joinpath("lessons", f"{name}.toml").read_text(encoding="utf-8")
    return parse_experiment(text, place=f"lesson {name}")
