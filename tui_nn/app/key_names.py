"""Names of keys: as Textual has them, as users write them, as people read them."""

from __future__ import annotations

from textual.keys import Keys, key_to_character

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED = {key.value.rpartition("+")[2] for key in Keys if not key.value.startswith("<")}
_FAR = "\u0250"
"""Characters from here on have names too, `banana` among them, but keys have others."""

_ARROWS = {"right": "→", "left": "←", "up": "↑", "down": "↓"}
_CHARACTERS = {"plus": "+", "minus": "-", "slash": "/", "backslash": "\\", "at": "@", "underscore": "_"}


def known_key(written: str) -> str | None:
    """Give Textual's name of a key, such as `question_mark` for `?`; None where there is no such key.

    >>> known_key("?"), known_key("shift+e"), known_key("ctrl+s"), known_key("f99")
    ('question_mark', 'E', 'ctrl+s', None)
    """
    *modifiers, key = written.split("+") if written != "+" else [written]
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return None
    if modifiers == ["shift"] and len(key) == 1 and key.isalpha():
        # What terminals send for it.
        return key.upper()
    if len(key) == 1 and key.isprintable():
        name = "space" if key == " " else _name_of(key)
    elif key in _NAMED or key in _CHARACTERS or (key_to_character(key) or _FAR) < _FAR:
        name = key
    else:
        return None
    return "+".join([*modifiers, name])


def _name_of(character: str) -> str:
    from textual.binding import BindingsMap

    # Textual names a character when it is bound.
    (name,) = BindingsMap([(character, "", "")]).key_to_bindings
    return name


def for_people(keys: str, *, plain: bool = False) -> str:
    """Give comma-separated keys as people read them; plain with words for arrows, whose characters are keys too.

    >>> for_people("right,n"), for_people("right,n", plain=True), for_people("question_mark,shift+space")
    ('→ n', 'right n', '? shift+space')
    """
    return " ".join(_for_people(key, plain) for key in keys.split(",") if key)


def _for_people(key: str, plain: bool) -> str:
    *modifiers, last = key.split("+")
    if last in _ARROWS:
        word = last if plain else _ARROWS[last]
    else:
        character = _CHARACTERS.get(last) or key_to_character(last)
        word = character if character and character.isprintable() and last != "space" else last
    return "+".join([*modifiers, word])
