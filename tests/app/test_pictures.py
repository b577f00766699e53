"""The app looks as it did when its pictures were last taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.pictures import FOLDER, PICTURES, Picture, take

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture_is_as_it_was(picture: Picture) -> None:
    taken = await take(picture)
    kept = (FOLDER / f"{picture.name}.svg").read_text(encoding="utf-8")
    assert taken == kept, "look at the app; if it is right, run `python -m tests.app.pictures` and look at the pictures"


def test_the_readme_shows_a_picture_that_is_kept() -> None:
    assert f"tests/app/pictures/{PICTURES[0].name}.svg" in README.read_text(encoding="utf-8")
