"""What the frame of the loss landscape says."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui_nn.app.numbers import count, exact, short_number
from tui_nn.app.panes.landscape_choice import View
from tui_nn.app.panes.landscape_picture import LandscapePicture
from tui_nn.app.panes.landscape_scene import Mark, Scene
from tui_nn.app.panes.picture_inks import MUTED, TEXT
from tui_nn.app.panes.picture_rows import NUMBER, Row, Span, value
from tui_nn.training.landscape_objective import Objective, Which

EMPTY = "No loss yet. Press o to open data or a lesson."
WORKING = "Working out the loss …"

EXPLANATION = """\
## Loss landscape

The loss as a function of the parameters: what backpropagation takes the slope of. `v` goes on to another view.

**Two parameters: a map.** Each half of a cell is coloured by the loss at its middle, from blue, low, to yellow, high;
contour lines join equal losses, and the frame has their values. All other parameters are held where they were *before*
the step that the frame names, the place where its gradient is taken. `x` and `y` choose the parameters; the one that
is selected in the parameters pane is the first. `l` switches between colours for equal factors and for equal
differences. Without colours, shades go from low to high. `×` stands where the loss is not finite.

**One parameter: a curve**, and the straight line that touches it: its slope is the gradient. Where a lesson's
*published* rule is in force a second, dashed line has the slope of that rule's gradient. It does not touch the curve
but crosses it: the rule has a slip.

**Random directions**: a map over two directions d1 and d2, drawn from a seed, at right angles, each of length 1; a
coordinate is the sum of all parameters times the direction's components, so distances are those of the parameters.
`j` draws others.

- `○` **before**: the parameters before the step, where the gradient is taken. The arrow shows where the loss falls
  most steeply from there, as far as it can be seen in this plane; `⇗` is that of a published rule.
- `●` **now**: the parameters as they are, after the step's update. On the curve it stands at its true loss, for which
  all parameters have moved.
- `◇` **next**: where the batch's update will lead, while it is still to come.
- `▼` **lowest** loss of all places of the grid.
- The white line is **the way** taken so far, seen from straight above.

**Whose loss** it is `k` changes and the frame says: that of *all examples*, of the *batch* at hand, or of the *example*
at hand; of several the sum or the mean (`reduction`), and with a penalty where there is one. The batch's is what the
update follows: its gradient is the number that the parameters pane shows after the update.

**Range**: `<` and `>` or the mouse wheel show less or more, `0` as much as to begin with. The picture stays where it
is until the point comes near its edge, then it moves on by a fourth.

**Read off**: point with the mouse, or press `↑` or `↓` for a cursor that the arrow keys then move; `esc` takes it away.

While training runs the map stands for a while and the point moves over it. The loss is worked out in the background; of
large networks or many rows at fewer places, with straight lines between, but what is read off is exact. Where all rows
would take more than seconds it is the loss of some, drawn from a fixed seed; the frame says of how many.
"""


def whose_words(objective: Objective) -> list[str]:
    """Say exactly whose loss it is, the fullest words first."""
    experiment, few, whole = objective.experiment, len(objective.examples), objective.whole
    settings = experiment.training.optimizer
    penalty = " + penalty" if settings.l1 or settings.l2 else ""
    reduction = experiment.training.reduction
    what = "mean loss" if reduction == "mean" else "sum of losses"
    if whole == 1:
        row = f"row {count(int(objective.data.rows[objective.examples[0]]))}"
        batch = " (batch of 1)" if objective.which is Which.BATCH else ""
        return [f"loss of {row}{batch}{penalty}", f"loss of {row}{penalty}"]
    if few < whole:
        return [f"{what} of {count(few)} of {count(whole)} rows{penalty}"]
    if objective.which is Which.ALL:
        return [f"{what} of all {count(whole)} examples{penalty}", f"{what} of all {count(whole)}{penalty}"]
    return [f"{what} of the batch of {count(whole)}{penalty}", f"{what} of batch of {count(whole)}{penalty}"]


def titles(scene: Scene) -> list[str]:
    """Say what is shown, the fullest words first."""
    names, when, long = scene.names, scene.when, whose_words(scene.survey.request.objective)
    axes = ", ".join(f"{name} {arrow}" for name, arrow in zip(names, "→↑", strict=False))
    over = short = axes if len(names) > 1 else names[0]
    if scene.choice.view is View.RANDOM:
        over, short = (f"{words}, seed {scene.choice.seed}" for words in ("two random directions", "random directions"))
    whose = long[-1]
    return [
        *(f"{words} over {over} · others as {when}" for words in long),
        *(f"{words} over {over} · {when}" for words in long),
        f"{whose} over {short} · {when}",
        f"{whose} over {short}",
        f"{whose}: {short}",
        f"{whose.replace(' loss of', ' of')}: {short.replace(' →,', '→').replace(' ↑', '↑')}",
        whose,
        "loss landscape",
    ]


def legends(picture: LandscapePicture, keys: Sequence[str], *, with_table: bool) -> list[Row]:
    """Explain marks and lines, and name keys, as far as there may be room; the fullest words first.

    Args:
        picture: The picture.
        keys: What to say of the keys, the fullest words first.
        with_table: Whether a table beside the picture explains the marks and has their losses.
    """
    shown = list(reversed(picture.shown))
    short = [f"{mark.glyph} {mark.name.split()[0]}" for mark in shown]
    marks = [[f"{mark.glyph} {mark.name}" for mark in shown], short]
    if with_table:
        marks.append([])
    else:
        marks.insert(0, [f"{mark.glyph} {_with_loss(mark)}" for mark in shown])
    lines = picture.legend()
    rows: list[Row] = []
    for some in range(len(lines), -1, -1):
        for texts in marks:
            row = _apart([*((text, TEXT) for text in texts), *lines[:some]])
            rows += [*([*row, (f" · {hint}", MUTED)] for hint in keys), row]
    return [*rows, *(_apart([(text, TEXT) for text in short[:some]]) for some in range(len(short), -1, -1))]


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Put some space between texts."""
    return [(f"{'  ' * (place > 0)}{text}", colour) for place, (text, colour) in enumerate(spans)]


def _with_loss(mark: Mark) -> str:
    return mark.name if mark.loss is None else f"{mark.name} {short_number(mark.loss, NUMBER)}"


def key_words(scene: Scene) -> list[str]:
    """Name the pane's keys, the most telling text first."""
    axes = {View.TWO: "x y parameters", View.ONE: "x parameter", View.RANDOM: "j others"}[scene.choice.view]
    return [f"v view · {axes} · k whose · < > range", f"v view · {axes} · k whose", "v view · k whose", "v view"]


def told(picture: LandscapePicture, mark: Mark) -> list[Row]:
    """Say what the loss is at the cursor, the fullest words first."""
    scene = picture.scene
    pairs = zip(scene.names, mark.coordinates.tolist(), strict=True)
    place = ", ".join(f"{name} {value(coordinate)}" for name, coordinate in pairs)
    lines: list[tuple[str, float]] = []
    if scene.choice.view is View.ONE:
        away = float(mark.coordinates[0] - scene.start.coordinates[0])
        names = ["its slope's line"] if len(scene.slopes) == 1 else [f"{name} line" for name, _ in scene.slopes]
        heights = [scene.survey.loss + float(slope[0]) * away for _, slope in scene.slopes]
        lines = list(zip(names, heights, strict=True))
    loss = math.nan if mark.loss is None else mark.loss
    # All of the lines are worth more than all of the digits.
    texts = [
        f"{place} → " + ", ".join(f"{name} {written(height)}" for name, height in (("loss", loss), *some))
        for some in ([lines, []] if lines else [[]])
        for written in (exact, lambda height: short_number(height, NUMBER))
    ]
    return [[(text, TEXT)] for text in (*texts, texts[-1].partition("→ ")[2])]
