"""What stands beside a picture of predictions where there is room: numbers, in rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len

from tui_nn.app.drawing.canvas import fitted
from tui_nn.app.numbers import bar, count, number, short_number
from tui_nn.app.panes.picture_inks import ACCENT, MUTED, RULE, TEXT, hue
from tui_nn.app.panes.picture_rows import NUMBER, Row, pair
from tui_nn.app.panes.prediction_choice import View
from tui_nn.app.panes.prediction_lines import Line, lines_of, part_lines
from tui_nn.app.panes.prediction_parts import parts_of
from tui_nn.app.panes.prediction_picture import Reading
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_scores import fit
from tui_nn.app.panes.prediction_shading import glyph_of, letter_of, shading_of
from tui_nn.app.panes.prediction_words import input_value, row_words, target_words
from tui_nn.data.dataset import Floats

_CHANCE = 6
_SHORTEST_BAR = 4


def class_rows(scene: Scene, reading: Reading | None, width: int, most: int, *, small: bool) -> list[Row]:
    """Give each class's glyph and name, and how much speaks for it at a place; of many the strongest ones."""
    subject = scene.subject
    shares: Floats | None = None
    if reading is not None:
        said = reading.prediction
        one = said[scene.choice.output]
        shares = said if subject.exclusive else np.array([1.0 - one, one])
    numbers = list(range(len(subject.classes)))
    if len(numbers) > most:
        strongest = numbers if shares is None else np.argsort(-shares, kind="stable").tolist()
        numbers = sorted(strongest[: most - 1])
    names = min(max(cell_len(name) for name in subject.classes), max(4, width // 2 - _CHANCE))
    rows: list[Row] = []
    for index in numbers:
        name = fitted(subject.classes[index], names)
        glyph = glyph_of(index, small=small)
        if not scene.coloured and len(subject.classes) > 2:
            glyph = f"{letter_of(index)} {glyph}"
        colour = hue(int(subject.hues[index]))
        row = [(glyph, colour), (f" {name}{' ' * (names - cell_len(name))} ", TEXT)]
        if shares is not None:
            share = float(shares[index])
            row.append((number(share, _CHANCE, signed=False), TEXT))
            length = width - names - _CHANCE - len(glyph) - 3
            if length >= _SHORTEST_BAR:
                row.append((f" {bar(share, length)}", colour))
        rows.append(row)
    if len(numbers) < len(subject.classes):
        rows.append([(f"⋮ {len(subject.classes) - len(numbers):,} more", MUTED)])
    return rows


def number_rows(scene: Scene, reading: Reading | None, width: int) -> list[Row]:
    """Give a predicted number and the target at a place."""
    if reading is None:
        return []
    said = float(scene.subject.in_file(reading.prediction, scene.choice.output))
    rows = [pair("ŷ", short_number(said, NUMBER), width)]
    if reading.example is not None:
        target = float(scene.subject.in_file(scene.snapshot.data.targets[reading.example], scene.choice.output))
        rows.append(pair("y", target_words(scene, reading.example, reading.prediction), width))
        rows.append(pair("ŷ − y", short_number(said - target, NUMBER), width))
    return rows


def place_rows(scene: Scene, reading: Reading | None, columns: Sequence[int], width: int) -> list[Row]:
    """Name a place: its example's row and class, and its inputs."""
    if reading is None:
        return []
    heading: Row = [("at the cursor", MUTED)]
    if (example := reading.example) is not None:
        colour = ACCENT if example == scene.current else TEXT
        true = target_words(scene, example, reading.prediction) if scene.subject.classifies else ""
        row = row_words(scene, example)
        heading = [(row, colour), *pair("", true, max(1, width - len(row)))]
    names = scene.subject.data.input_names
    return [heading, *(pair(names[column], input_value(scene, reading, column), width) for column in columns)]


def scale_rows(scene: Scene, width: int) -> list[Row]:
    """Give the colours of numbers from the least target to the greatest."""
    shading = shading_of(scene.subject, scene.choice.output)
    low, high = scene.subject.target_range(scene.choice.output)
    shift, factor = scene.subject.target_units(scene.choice.output)
    ends = short_number(low, NUMBER), short_number(high, NUMBER)
    cells = width - len(ends[0]) - len(ends[1]) - 2
    if cells < _SHORTEST_BAR:
        return []
    values = np.zeros((scene.snapshot.data.output_count, 1, cells))
    values[scene.choice.output] = (np.linspace(low, high, cells) - shift) / factor
    if scene.coloured:
        colours, text = shading.colours(values)[0].tolist(), "█" * cells
    else:
        colours, text = [MUTED] * cells, "".join(map(chr, shading.textures(values)[0].tolist()))
    return [[(f"{ends[0]} ", MUTED), *zip(text, colours, strict=True), (f" {ends[1]}", MUTED)]]


def score_rows(scene: Scene, width: int) -> list[Row]:
    """Say how good the predictions of the data are."""
    subject, output, judged = scene.subject, scene.choice.output, scene.judged
    total, all_of_them = len(judged.examples), len(scene.snapshot.data)
    rows: list[Row] = []
    if subject.classifies:
        right = int((subject.winners(judged.predictions, output) == subject.winners(judged.targets, output)).sum())
        rows.append(pair("right", f"{count(right)} of {count(total)}", width))
    else:
        found = fit(subject.in_file(judged.predictions, output), subject.in_file(judged.targets, output))
        rows.append(pair("RMSE", short_number(found.rmse, NUMBER), width))
        if found.r2 is not None:
            rows.append(pair("R²", short_number(found.r2, NUMBER), width))
    if total < all_of_them:
        rows.append(pair("looked at", f"{count(total)} of {count(all_of_them)}", width))
    return rows


def sum_rows(scene: Scene, reading: Reading, width: int, most: int) -> list[Row]:
    """Write a sum's terms and the sum; of too many terms the smallest are one."""
    whole = lines_of(scene, reading.inputs[None, :])[-1]
    if whole.label == "ŷ" and not scene.subject.parts_are_predictions:
        return [_term_row(whole, width)]
    parts = parts_of(scene.network, scene.subject.experiment.names, scene.choice.output, reading.inputs[None, :])
    terms = part_lines(parts, len(parts.labels))
    if len(terms) > most:
        largest = sorted(range(len(terms)), key=lambda term: -abs(float(terms[term].values[0])))
        kept, others = sorted(largest[: max(1, most - 1)]), largest[max(1, most - 1) :]
        rest = Line("⋮", f"{len(others):,} others", sum((terms[term].values for term in others), np.zeros(1)), MUTED)
        terms = [*(terms[term] for term in kept), rest]
    rows: list[Row] = [_term_row(term, width) for term in terms]
    if rows:
        rows.append([("─" * width, RULE)])
    rows.append(_term_row(whole, width))
    if scene.choice.view is View.PARTS:
        said = float(reading.prediction[scene.choice.output])
        rows.append(
            pair(f"ŷ = {scene.snapshot.experiment.network.layers[-1].activation}(z)", number(said, NUMBER), width)
        )
    return rows


def _term_row(line: Line, width: int) -> Row:
    text = number(float(line.values[0]), NUMBER)
    label = fitted(line.label, max(0, width - 4 - NUMBER))
    mark = line.mark if line.mark != line.label else "━"
    gap = width - cell_len(mark) - 1 - cell_len(label) - NUMBER
    return [(mark, line.colour), (f" {label}{' ' * gap}", MUTED), (text, TEXT)]
