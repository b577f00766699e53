"""The report on a homework in lines of text, each with its part, so that a screen can colour them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from tui_nn.core.expressions import written
from tui_nn.training.homework import Finding, Report
from tui_nn.training.homework_explaining import Explanation


class Said(NamedTuple):
    """A line of the report.

    Attributes:
        part: `right`, `wrong` (verdicts), `heading`, `number`, `formula`, `slip`, `note`, or empty for a blank line.
        text: The line.
    """

    part: str
    text: str


def in_words(report: Report) -> tuple[Said, ...]:
    """Tell a report: the verdict, the first number that differs with its worksheet lines, and what became of others."""
    return tuple(_lines(report))


def _lines(report: Report) -> Iterator[Said]:
    mistakes = report.of("mistake")
    yield Said("right" if report.all_agree else "wrong", _verdict(report))
    if mistakes:
        yield Said("", "")
        yield from _first(report, mistakes[0])
    if followers := report.of("follows"):
        yield Said("", "")
        yield from _followers(report, followers)
    if others := mistakes[1:]:
        yield Said("", "")
        yield Said("heading", "Also wrong by itself:")
        for finding in others:
            yield from _mistake(report, finding)
    if notes := tuple(_notes(report)):
        yield Said("", "")
        yield from notes


def _verdict(report: Report) -> str:
    total, mistakes = len(report.findings), len(report.of("mistake"))
    if report.all_agree:
        return "The one number agrees." if total == 1 else f"All {total:,} numbers agree."
    right = total - mistakes - len(report.of("follows"))
    parts = [
        _several(right, "agrees", "agree"),
        f"{_several(mistakes, 'is', 'are')} wrong by {'itself' if mistakes == 1 else 'themselves'}",
    ]
    if followers := len(report.of("follows")):
        parts.append(f"{_several(followers, 'follows', 'follow')} from {'it' if mistakes == 1 else 'them'}")
    return f"{'1 number' if total == 1 else f'{total:,} numbers'}: {', '.join(parts)}."


def _several(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _first(report: Report, finding: Finding) -> Iterator[Said]:
    entry = finding.entry
    yield Said("heading", f"The first that differs: {_which(report, finding)} ({entry.place})")
    yield Said("number", f"  you wrote  {entry.written.shown}")
    yield Said(
        "number", f"  computed   {entry.written.with_these_digits(finding.computed)}   ({written(finding.computed)})"
    )
    for line in finding.derivation:
        indent = " " * (len(line.name) + 1)
        parts = [part for part in (line.symbols, line.numbers, line.value) if part]
        for place, part in enumerate(parts):
            yield Said("formula", f"  {line.name if place == 0 else indent[:-1]} = {part}")
    yield from _slips(finding.explanations, "  ")
    if not finding.explanations:
        yield Said("note", "  None of the usual slips gives this number.")
    if finding.unlisted and not finding.explanations:
        names = report.quantities.list_in_words(finding.unlisted)
        yield Said(
            "note", f"  It is made from numbers that are not on your list; with them more could be told: {names}."
        )


def _slips(explanations: Iterable[Explanation], indent: str) -> Iterator[Said]:
    for place, explanation in enumerate(explanations):
        yield Said("slip", f"{indent}{'Slip' if place == 0 else 'Or'}: {explanation.words}")


def _mistake(report: Report, finding: Finding) -> Iterator[Said]:
    number = finding.entry.written
    computed = number.with_these_digits(finding.computed)
    yield Said("number", f"  {_which(report, finding)}: you wrote {number.shown}, computed {computed}")
    yield from _slips(finding.explanations, "    ")


def _followers(report: Report, followers: Iterable[Finding]) -> Iterator[Said]:
    by_causes: dict[tuple[int, ...], list[Finding]] = {}
    for follower in followers:
        by_causes.setdefault(follower.causes, []).append(follower)
    for causes, group in by_causes.items():
        from_what = " and ".join(_which(report, report.findings[cause]) for cause in causes)
        yield Said("heading", f"Follows from {from_what}:")
        for step, at_step in groupby(group, key=lambda finding: finding.entry.step):
            names = report.quantities.list_in_words(finding.entry.name for finding in at_step)
            yield Said("number", f"  step {step:,}: {names}")


def _notes(report: Report) -> Iterator[Said]:
    if cut := report.of("cut off"):
        which = ", ".join(_which(report, finding) for finding in cut)
        yield Said("note", f"Right when cut off, not rounded: {which}")
    blank = [
        finding for finding in report.of("agrees") if finding.computed and not finding.entry.written.significant_digits
    ]
    if blank:
        which = ", ".join(_which(report, finding) for finding in blank)
        yield Said("note", f"Too few decimals to show a digit (write 4.383e-8 for such numbers): {which}")


def _which(report: Report, finding: Finding) -> str:
    return f"{report.quantities.shown(finding.entry.name)} of step {finding.entry.step:,}"
