"""What can be opened: lessons, bundled data, and the files of a folder, found by what is typed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from textual.fuzzy import Matcher

from tui_nn.data.bundled import bundled_description, bundled_names, bundled_path
from tui_nn.data.formats import is_data_name
from tui_nn.experiment.lessons import lesson, lesson_names

EXPERIMENT_ENDINGS = (".toml", ".tui-nn")
MOST_FILES = 300
LONGEST_FUZZY = 24


@dataclass(frozen=True)
class Entry:
    """Something that can be chosen.

    Attributes:
        kind: `lesson`, `data`, `folder`, `file`, or `toggle` (show all files, or data files only).
        name: What it is called.
        detail: The network of a lesson, the size of a file.
        text: A line about it.
        path: The file or folder; of a lesson, where its name stands for it, the empty path.
    """

    kind: str
    name: str
    detail: str = ""
    text: str = ""
    path: Path = Path()

    @property
    def source(self) -> str:
        """What opens it: a lesson's name, or a path."""
        return self.name if self.kind == "lesson" else str(self.path)


@dataclass(frozen=True)
class Group:
    """Entries under a heading; the note says why there are none, or that there are more."""

    heading: str
    entries: tuple[Entry, ...]
    note: str = ""


@cache
def lesson_entries() -> tuple[Entry, ...]:
    """Give the lessons, the easiest first."""
    experiments = [lesson(name) for name in lesson_names()]
    return tuple(Entry("lesson", each.about.name, str(each.network), each.about.title) for each in experiments)


@cache
def data_entries() -> tuple[Entry, ...]:
    """Give the bundled data sets."""
    return tuple(
        Entry("data", name, "", bundled_description(name), bundled_path(name) or Path()) for name in bundled_names()
    )


def is_path(text: str) -> bool:
    """Tell whether what was typed is meant as a path."""
    return text.startswith(("~", ".")) or "/" in text or os.sep in text


def split_path(text: str, start: Path) -> tuple[Path, str]:
    """Split a typed path into an absolute folder and what has been typed of a name in it.

    >>> split_path("sub/da", Path("/home"))
    (PosixPath('/home/sub'), 'da')
    >>> split_path("..", Path("/home/me"))
    (PosixPath('/home'), '')
    """
    full = os.path.join(start, os.path.expanduser(text.replace("\0", "")))
    is_folder = text.endswith(("/", os.sep)) or os.path.basename(text) in (".", "..", "~")
    folder, name = (full, "") if is_folder else os.path.split(full)
    return Path(os.path.abspath(folder)), name


def shown_path(path: Path) -> str:
    """Write a path with ~ for the home folder."""
    home = Path(os.path.expanduser("~"))
    if path == home:
        return "~"
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def find(text: str, start: Path, *, every_file: bool = False) -> tuple[Group, ...]:
    """Give what matches the typed text: the entries of a folder for a path, else anything by its name.

    Args:
        text: What was typed; empty matches everything.
        start: The folder that relative paths start from, and whose files are offered.
        every_file: Whether files of any ending are offered.
    """
    if is_path(text):
        folder, name = split_path(text, start)
        return (_files(folder, name, every_file),)
    groups = (
        Group("Lessons", _ranked(text, lesson_entries())),
        Group("Bundled data", _ranked(text, data_entries())),
        _files(start, text, every_file),
    )
    return tuple(group for group in groups if group.entries or group.note and not text)


def best(text: str, groups: Iterable[Group]) -> Entry | None:
    """Give the entry that fits what was typed best; None if there is none."""
    name = split_path(text, Path())[1] if is_path(text) else text
    entries = [entry for group in groups for entry in group.entries]
    return max(entries, key=lambda entry: _score(name, entry), default=None)


def completed(text: str, start: Path) -> str | None:
    """Complete a typed path by the first entry of its folder that begins so; None if there is none."""
    if not is_path(text):
        return None
    folder, name = split_path(text, start)
    for entry in _files(folder, name, every_file=True).entries:
        if name and entry.kind in ("folder", "file") and entry.name.startswith(name):
            return text + entry.name[len(name) :] + ("/" if entry.kind == "folder" else "")
    return None


def _score(text: str, entry: Entry) -> float:
    if entry.kind == "toggle" or entry.name == "..":
        return -1.0
    if not text:
        return 0.0
    # Fuzzy matching tries every way to place the letters, so it is kept from long names.
    fuzzy = entry.kind in ("lesson", "data") and len(text) <= LONGEST_FUZZY
    if (fuzzy or text.casefold() in entry.name.casefold()) and (score := Matcher(text).match(entry.name)):
        return score
    return 0.5 if text.casefold() in entry.text.casefold() else 0.0


def _ranked(text: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if not text:
        return entries
    scores = {entry: _score(text, entry) for entry in entries}
    return tuple(sorted((entry for entry in entries if scores[entry] > 0), key=lambda entry: -scores[entry]))


def _files(folder: Path, name: str, every_file: bool) -> Group:
    heading = f"Files in {shown_path(folder)}"
    folders: list[str] = []
    files: list[str] = []
    others = 0
    try:
        with os.scandir(folder) as found:
            for item in found:
                if item.name.startswith(".") and not (every_file or name.startswith(".")):
                    continue
                if name and name.casefold() not in item.name.casefold():
                    continue
                if item.is_dir(follow_symlinks=False) or (item.is_symlink() and os.path.isdir(item)):
                    folders.append(item.name)
                elif every_file or _is_offered(item.name) or item.name == name:
                    files.append(item.name)
                else:
                    others += 1
    except OSError as error:
        return Group(heading, (), f"this folder cannot be shown: {(error.strerror or str(error)).lower()}")
    entries = [Entry("folder", each, path=folder / each) for each in sorted(folders, key=str.casefold)]
    entries += [
        Entry("file", each, _size(folder / each), path=folder / each)
        for each in sorted(files, key=str.casefold)[:MOST_FILES]
    ]
    if not name:
        entries.insert(0, Entry("folder", "..", path=folder.parent))
        if every_file:
            entries.append(Entry("toggle", "show data files only"))
        elif others:
            entries.append(Entry("toggle", f"show all files ({others} more)"))
    more = len(files) - MOST_FILES
    note = f"{more} more: type a part of the name" if more > 0 else "" if entries else "nothing of this name"
    return Group(heading, tuple(entries), note)


def _is_offered(name: str) -> bool:
    return is_data_name(name) or name.lower().endswith(EXPERIMENT_ENDINGS)


def _size(path: Path) -> str:
    try:
        size = float(path.stat().st_size)
    except OSError:
        return ""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
