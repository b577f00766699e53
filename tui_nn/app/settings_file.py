"""The file of settings: read once, and kept up to date without losing a word that its owner wrote."""

from __future__ import annotations

import os
import re
import tempfile
import threading
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomli_w

from tui_nn.app.settings import Settings, line_of, read_settings

FILE_VARIABLE = "TUI_NN_CONFIG"
"""The environment variable that names another file."""


def settings_path() -> Path:
    """Give the path of the user's file, whether it exists or not."""
    from platformdirs import user_config_path

    named = os.environ.get(FILE_VARIABLE)
    return Path(named).expanduser() if named else user_config_path("tui-nn", appauthor=False) / "config.toml"


class SettingsFile:
    """Settings that are remembered.

    Args:
        path: The file, which need not exist.

    Attributes:
        settings: What the file says, defaults where it says nothing that can be used.
        ignored: What could not be used, each with file and line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = Settings()
        self.ignored: list[str] = []
        self._text = ""
        self._read()
        self._known = self.settings.as_values()
        self._waiting: dict[str, Any] = {}
        self._noting, self._writing = threading.Lock(), threading.Lock()

    def _read(self) -> None:
        try:
            self._text = _text_of(self.path)
            self.settings, ignored = read_settings(self._text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            place = f"{self.path}:{line[1] if line else len(self._text.splitlines())}"
            self.ignored.append(f"{place}: this is not TOML: {error}. {_LEFT_ALONE}")
        except UnicodeDecodeError as error:
            line_number = error.object[: error.start].count(b"\n") + 1
            self.ignored.append(f"{self.path}:{line_number}: this is not text in UTF-8. {_LEFT_ALONE}")
        except OSError as error:
            self.ignored.append(f"{self.path}: it cannot be read: {(error.strerror or str(error)).lower()}.")
        else:
            self.ignored += [f"{self.path}:{line}: {told}, so this is ignored." for line, told in ignored]

    def ignore_key(self, id: str, told: str) -> None:
        """Tell what is wrong with a command's keys."""
        line = line_of(self._text, "keys", *id.split("."))
        self.ignored.append(f"{self.path}:{line}: {told}, so this is ignored.")

    def remember(self, settings: Settings) -> bool:
        """Take note of what is to be kept; say whether there is anything new."""
        changed = {key: value for key, value in settings.as_values().items() if value != self._known[key]}
        self._known |= changed
        with self._noting:
            self._waiting |= changed
            return bool(self._waiting)

    def save(self) -> str:
        """Write what was taken note of, on any thread; give what went wrong, in words.

        Everything else in the file is left as it is now, by whomever it was written: a reader finds the old file or the
        new one, never a part.
        """
        with self._writing:
            with self._noting:
                changes, self._waiting = self._waiting, {}
            if not changes:
                return ""
            try:
                text = _text_of(self.path)
                changed = with_values(text or _FIRST_LINE, changes)
                if changed is None:
                    return f"{self.path} is not written: there is something in it that would be lost."
                if changed != text:
                    _replace(self.path, changed)
            except UnicodeDecodeError:
                return f"{self.path} is not written: there is something in it that would be lost."
            except OSError as error:
                return f"{self.path} cannot be written: {(error.strerror or str(error)).lower()}."
            return ""


_FIRST_LINE = "# Settings of tui-nn; `tui-nn config` prints all there are.\n"
_LEFT_ALONE = "All of it is ignored, and nothing is written to it before it is put right."


def _text_of(path: Path) -> str:
    with suppress(FileNotFoundError):
        return path.read_text(encoding="utf-8-sig")
    return ""


def with_values(text: str, values: Mapping[str, Any]) -> str | None:
    """Put values into TOML at its top level, each in its line or a new one, and leave all else as it is.

    Returns:
        The text; None where it is not TOML or is written so that this cannot be done.
    """
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    for key, value in values.items():
        line = f"{key} = {_in_one_line(value)}"
        lines = text.splitlines()
        if key in before:
            lines[line_of(text, key) - 1] = line
        else:
            tables = (number for number, old in enumerate(lines) if old.lstrip().startswith("["))
            place = next(tables, len(lines))
            while place and not lines[place - 1].strip():
                place -= 1
            lines.insert(place, line)
        text = "\n".join(lines) + "\n"
        with suppress(tomllib.TOMLDecodeError):
            before = before | {key: value}
            if tomllib.loads(text) == before:
                continue
        return None
    return text


def _in_one_line(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_in_one_line, value))}]"
    return tomli_w.dumps({"": value}).partition(" = ")[2].rstrip("\n")


def _replace(path: Path, text: str) -> None:
    """Write a file whole; where it is a link, what it points to."""
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with suppress(OSError):
            os.chmod(unfinished, path.stat().st_mode)
        os.replace(unfinished, path)
    finally:
        with suppress(OSError):
            os.unlink(unfinished)
