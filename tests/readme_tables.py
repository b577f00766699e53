"""The README's tables, made from what they describe; `python -m tests.readme_tables` writes them anew."""

from __future__ import annotations

from pathlib import Path

from tui_nn.app.commands import COMMANDS
from tui_nn.app.key_names import for_people
from tui_nn.experiment.lessons import lesson, lesson_names

README = Path(__file__).parents[1] / "README.md"


def keys() -> str:
    """Give the table of keys."""
    rows = [
        f"| {' '.join(f'`{key}`' for key in for_people(command.keys).split())} | {command.what} |"
        for command in COMMANDS
    ]
    return "\n".join(["| keys | what they do |", "|---|---|", *rows])


def lessons() -> str:
    """Give the table of lessons."""
    rows = [f"| `{name}` | {lesson(name).network} | {lesson(name).about.title} |" for name in lesson_names()]
    return "\n".join(["| lesson | network | what it shows |", "|---|---|---|", *rows])


TABLES = {"keys": keys, "lessons": lessons}


def with_tables(text: str) -> str:
    """Put the tables between their marks."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{table()}{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
