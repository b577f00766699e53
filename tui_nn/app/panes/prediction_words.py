"""How places and predictions are written."""

from __future__ import annotations

from collections.abc import Sequence

from tui_nn.app.numbers import count, short_number
from tui_nn.app.panes.loss_scale import in_words
from tui_nn.app.panes.picture_inks import MUTED, TEXT, hue
from tui_nn.app.panes.picture_rows import NUMBER, Row, Span, value
from tui_nn.app.panes.prediction_choice import Choice, View
from tui_nn.app.panes.prediction_picture import Reading
from tui_nn.app.panes.prediction_scene import Scene
from tui_nn.app.panes.prediction_shading import ABOVE, BELOW, CLOSE, CLOSE_SHARE, NumberShading, glyph_of, letter_of
from tui_nn.app.panes.prediction_subject import Subject
from tui_nn.data.dataset import Floats

EMPTY = "No predictions yet. Press o to open data or a lesson."

EXPLANATION = """\
## Prediction

What the network predicts all over the data and beyond them, with the parameters as they are now, after the step that
the frame names. Values stand as in the file, also where the network sees them scaled. `v` goes on to another view.

**Two inputs: a surface.** Each half of a cell is coloured by the prediction at its middle. For *classes* it has the
colour of the one that leads, stronger the clearer it leads: by how much its output is above the second, or, of a single
output, ŷ above 1 − ŷ. The line is the border, where two outputs are equal, or a single one is 0.5. For *numbers* the
colour goes from orange at the least target over none to blue at the greatest; lines join equal predictions, and the
frame has their values. Points are the data: a class has its glyph and colour; a number is `▴` where the target is above
the prediction, `▾` below, `•` within 5 % of the targets' range. The example at hand is reversed. Where there are no
colours, two classes and numbers are shades from low to high, more classes are letters.

**More inputs**: `x` and `y` choose the two to see, at first those that correlate most with a target. `m` holds the
others at their mean or at the example at hand; the points are where they are, whatever their other inputs.

**One input: curves.** The line ŷ, and each neuron of the last hidden layer with what it contributes, weight · h: these
and the bias `b` add up to ŷ, as numbers beside the picture show. Where the output is not the plain sum, or the target
is scaled, the sum z has a view of its own. What lies beyond the data has another background. A line joins the example
at hand with its prediction; of classes that exclude each other points stand at 1, their own output's target. Of more
than 12 neurons those are drawn that vary most.

**Predicted against actual** (numbers): on the diagonal both are equal. RMSE = √(Σ (ŷ − y)² / N), R² = 1 − Σ (ŷ − y)² /
Σ (y − ȳ)². **Confusion matrix** (classes): how many examples of each class, a row, are taken for which, a column.
`k` chooses another output, where each is a prediction by itself.

**Read off**: point with the mouse, or press `↑` or `↓` for a cursor that the arrow keys then move; `esc` takes it away.
On a point it reads the example, elsewhere the place, rounded to what can be typed in.

While training runs, large networks are drawn less often and surfaces from fewer places, with straight lines between;
of many examples evenly picked ones are looked at, and the numbers say how many. Paused, every half cell is exact.
"""

MOST_NAMED = 12
"""The most classes that a legend names."""


def step_words(scene: Scene) -> str:
    """Say which parameters the predictions are made with."""
    return f"after step {count(scene.snapshot.position.step)}"


def input_value(scene: Scene, reading: Reading, column: int) -> str:
    """Write an input in the file's unit."""
    shift, factor = scene.subject.input_units(column)
    return value(float(reading.inputs[column]) * factor + shift)


def prediction_words(scene: Scene, reading: Reading) -> str:
    """Write what is predicted, such as `upper 0.9785` or `ŷ 1.93`."""
    subject, output = scene.subject, scene.choice.output
    if subject.classifies:
        number = reading.prediction.max() if subject.exclusive else reading.prediction[output]
        return f"{class_of(scene, reading.prediction)} {short_number(float(number), NUMBER)}"
    return f"ŷ {short_number(float(subject.in_file(reading.prediction, output)), NUMBER)}"


def class_of(scene: Scene, outputs: Floats) -> str:
    """Give the name of the class that predictions or targets, shape (outputs,), stand for."""
    return scene.subject.classes[int(scene.subject.winners(outputs, scene.choice.output))]


def target_words(scene: Scene, example: int, prediction: Floats) -> str:
    """Write an example's target, and for classes whether it is what was predicted."""
    target = scene.snapshot.data.targets[example]
    if scene.subject.classifies:
        true = class_of(scene, target)
        return f"{true} {'✓' if true == class_of(scene, prediction) else '✗'}"
    return value(float(scene.subject.in_file(target, scene.choice.output)))


def row_words(scene: Scene, example: int) -> str:
    """Name an example by its row of the file."""
    return f"row {count(int(scene.snapshot.data.rows[example]))}"


def told_words(scene: Scene, reading: Reading, columns: Sequence[int]) -> list[Row]:
    """Say what is predicted at a place, the most telling text first."""
    place = ", ".join(
        f"{scene.subject.data.input_names[column]} {input_value(scene, reading, column)}" for column in columns
    )
    said = prediction_words(scene, reading)
    texts = [f"{place} → {said}"] * bool(place) + [said]
    if reading.example is not None:
        row, target = row_words(scene, reading.example), target_words(scene, reading.example, reading.prediction)
        told = f"{said}, {'is' if scene.subject.classifies else 'y'} {target}"
        texts = [f"{row}: {place} → {told}"] * bool(place) + [f"{row} → {told}", *texts]
    return [[(text, TEXT)] for text in texts]


def class_legend(scene: Scene, *, small: bool) -> Row:
    """Name the classes with their glyphs, and with their letters where these stand for colours."""
    if len(scene.subject.classes) > MOST_NAMED:
        return [(f"{len(scene.subject.classes):,} classes", MUTED)]
    row: list[Span] = []
    lettered = not scene.coloured and len(scene.subject.classes) > 2
    for number, name in enumerate(scene.subject.classes):
        glyph = f"{letter_of(number)} {glyph_of(number, small=small)}" if lettered else glyph_of(number, small=small)
        row += [("  " if row else "", MUTED), (glyph, hue(int(scene.subject.hues[number]))), (f" {name}", MUTED)]
    return row


def number_legends(subject: Subject, output: int) -> list[Row]:
    """Explain the points of numbers, and name the contour lines, as fully as there is room."""
    shading = NumberShading(subject, output, *subject.target_range(output))
    lines = f"━ ŷ = {', '.join(in_words(shading.lines))}"
    points = f"y {ABOVE} above ŷ {BELOW} below"
    texts = (f"{points} {CLOSE} within {CLOSE_SHARE:.0%} of it  {lines}", f"{points}  {lines}", lines, points)
    return [[(text, MUTED)] for text in texts]


def held_words(scene: Scene) -> str:
    """Say what inputs that are on no axis are held at; empty where there are none."""
    if scene.snapshot.data.input_count <= 2:
        return ""
    if scene.choice.at_example and scene.current is not None:
        return f"others as in {row_words(scene, scene.current)}"
    return "others at their mean"


def key_words(choice: Choice, subject: Subject) -> list[str]:
    """Name the pane's keys that do something now, the most telling text first."""
    keys = ["v view"]
    if choice.view is View.SURFACE and subject.data.input_count > 2:
        keys += ["x y inputs", "m others"]
    if choice.outputs(subject) > 1:
        keys.append("k output")
    return [" · ".join([*keys[:some], "↑ cursor"]) for some in range(len(keys), 0, -1)] + ["v view"]
