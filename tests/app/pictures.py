"""Pictures of the app that must not change unnoticed; `python -m tests.app.pictures` takes them anew.

The README shows one of them. They hold what the app drew, character by character with its colours, so a difference is
either an improvement, to be looked at and taken, or a mistake.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from tui_nn.app.app import TuiNN
from tui_nn.app.pictures import picture_of_screen
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.commands import StepExample

FOLDER = Path(__file__).parent / "pictures"


@dataclass(frozen=True)
class Picture:
    """A picture to take.

    Attributes:
        name: The file's name without ending.
        source: What to train.
        steps: How many steps to take first.
        size: Columns and rows.
        keys: Keys to press after the steps.
    """

    name: str
    source: str
    steps: int
    size: tuple[int, int]
    keys: tuple[str, ...] = ()


PICTURES = (
    Picture("hand-worked", "sigmoid-2-2-1", 34, (140, 40)),
    Picture("moons-light", "two-moons", 1_200, (140, 40), ("t",)),
    Picture("by-operation", "softplus-1-2-1", 12, (100, 30), ("full_stop", "full_stop", "5")),
    Picture("prediction", "two-moons", 3_000, (140, 40), ("v",)),
    Picture("narrow", "xor", 400, (80, 24), ("3",)),
    Picture("tiny", "iris", 5, (40, 12)),
)


async def take(picture: Picture) -> str:
    """Give the picture as SVG, with nothing in it that points outside."""
    # Named, so that the header is the same with whatever is installed.
    app = TuiNN(set_up(picture.source, Overrides(engine="scalar")))
    async with app.run_test(size=picture.size) as pilot:
        app.worker.send(StepExample(picture.steps))
        while app.worker.latest.position.step < picture.steps or app.worker.latest.running:
            await pilot.pause()
        await pilot.pause()
        for key in picture.keys:
            answered = app.worker.answers
            await pilot.press(key)
            while key == "full_stop" and app.worker.answers == answered:
                await pilot.pause()
        await pilot.pause()
        return picture_of_screen(app, f"tui-nn {picture.source}")


def main() -> None:
    """Take all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        (FOLDER / f"{picture.name}.svg").write_text(asyncio.run(take(picture)), encoding="utf-8")


if __name__ == "__main__":
    main()
