"""Plain ASCII: every character in its cell, and no two that matter alike."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import tui_nn
from tui_nn.app.panes.prediction_shading import ABOVE, BELOW, CLOSE, GLYPHS
from tui_nn.app.plain import plain


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_any_text_becomes_ascii_of_the_same_width(text: str) -> None:
    assert plain(text).isascii()
    assert len(plain(text)) >= len(text.encode("ascii", "ignore"))
    for part in text.split(" "):
        if all(ord(character) > 127 for character in part):
            assert cell_len(plain(part)) == cell_len(part)


def test_escape_sequences_stay() -> None:
    assert plain("\x1b[1;38;2;1;2;3mŷ ▸\x1b[0m") == "\x1b[1;38;2;1;2;3my >\x1b[0m"


def test_all_characters_of_ours_have_one_that_stands_for_them() -> None:
    files = [path for path in Path(tui_nn.__file__).parent.rglob("*") if path.suffix in (".py", ".toml")]
    used = {character for path in files for character in path.read_text(encoding="utf-8")}
    assert {character for character in used if plain(character) == "?"} == {"?", *"日本"} - set("日本")


def test_what_must_be_told_apart_is() -> None:
    for group in (GLYPHS, ABOVE + BELOW + CLOSE, "━┅", "○●", "✓✗", "•▲◆", "↑↓←→"):
        assert len(set(plain(group))) == len(group), group


def test_lines_of_dots_keep_their_direction() -> None:
    assert plain("⠤⠒⣀⡇⢸⣿⡠⠊⢄⠑⠀") == "--_||#//\\\\ "
