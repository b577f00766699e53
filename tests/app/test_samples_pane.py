from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from textual.theme import Theme

from tests.app.snapshots import PaneApp, session_of, snapshot_of
from tui_nn.app.panes.samples import SamplesPane
from tui_nn.core.network import Architecture, Layer
from tui_nn.data.dataset import Dataset
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


def classes(inputs: int, steps: int, *, names: tuple[str, ...], batch_size: int = 1) -> Snapshot:
    draw = np.random.default_rng(0)
    data = Dataset(
        "made",
        tuple(f"p{number}" for number in range(inputs)),
        names,
        draw.integers(0, 17, (20, inputs)) / 16,
        np.eye(len(names))[draw.integers(0, len(names), 20)],
        np.arange(20),
        classes=names,
        target_column="kind",
    )
    lesson = session_of("sigmoid-2-2-1").experiment
    experiment = replace(
        lesson,
        about=replace(lesson.about, labels={}),
        network=Architecture(inputs, (Layer(len(names), "softmax"),)),
        start=replace(lesson.start, values={}),
        training=replace(lesson.training, loss="cross_entropy", batch_size=batch_size),
    )
    session = Session(experiment, data)
    session.run(steps)
    return session.snapshot()


async def shown(snapshot: Snapshot | None, size: tuple[int, int]) -> list[str]:
    """Give the lines of a pane that fills a terminal of this size, sides of the frame cut off."""
    pane = SamplesPane()
    app = PaneApp(pane)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot
        await pilot.pause()
        lines = app.lines()
    return [lines[0], *(line[2:-2] for line in lines[1:-1]), lines[-1]]


async def test_an_empty_stream_says_what_to_do() -> None:
    lines = await shown(snapshot_of("sigmoid-2-2-1", 0), (80, 10))
    assert lines[2].strip() == "No example yet. Press n to train on the first one, space to run."


async def test_lines_follow_the_newest_sample() -> None:
    snapshot = snapshot_of("sigmoid-2-2-1", 25)
    lines = await shown(snapshot, (60, 8))
    assert "row counts from 0" in lines[0]
    header, *rows = lines[1:-1]
    assert header.split() == ["step", "row", "x1", "x2", "→", "y", "ŷ", "loss"]
    assert [row.split()[0] for row in rows] == ["21", "22", "23", "24", "25"]
    last, data = snapshot.samples[-1], snapshot.data
    cells = rows[-1].split()
    assert cells[1] == str(last.row)
    assert [float(cell) for cell in cells[2:4]] == data.inputs[last.example].tolist()
    assert cells[4:6] == ["→", f"{data.targets[last.example][0]:g}"]
    assert float(cells[6]) == pytest.approx(last.prediction[0], abs=1e-4)
    assert float(cells[7]) == pytest.approx(last.loss, abs=1e-4)
    assert cells[8] == "✓" if last.right else "✗"


async def test_numbers_stand_in_columns() -> None:
    header, *rows = (await shown(snapshot_of("sigmoid-2-2-1", 40), (70, 14)))[1:-1]
    assert len(rows) == 11
    for title in ("step", "row", "x1", "x2", "ŷ", "loss"):
        end = header.index(title) + len(title)
        assert all(row[end - 1].isdigit() and row[end] == " " for row in rows), title
    assert {row.index("→") for row in rows} == {header.index("→")}


async def test_updates_of_batches_are_marked() -> None:
    lines = await shown(snapshot_of("sigmoid-2-2-1", 10, batch_size=4), (60, 14))
    marked = [row.split()[0] for row in lines[2:-1] if row.rstrip().endswith("•")]
    assert marked == ["4", "8", "10"], "the last batch of an epoch is shorter"
    assert "• updated after it" in lines[-1]


@pytest.mark.parametrize(
    ("width", "header"),
    [
        (70, ["step", "row", "time", "x", "→", "y", "ŷ", "loss"]),
        (45, ["step", "row", "x", "→", "y", "ŷ", "loss"]),
        (40, ["step", "x", "→", "y", "ŷ", "loss"]),
        (30, ["step", "y", "ŷ", "loss"]),
        (24, ["step", "ŷ", "loss"]),
        (20, ["step", "loss"]),
    ],
)
async def test_a_narrow_pane_drops_columns(width: int, header: list[str]) -> None:
    lines = await shown(snapshot_of("relu-1-1-1-stream", 12), (width, 6))
    assert lines[1].split() == header
    assert ("00:00:00.120" in lines[-2]) == ("time" in header)


async def test_scaled_data_show_both_values_where_there_is_room() -> None:
    snapshot = snapshot_of("softplus-1-2-1", 5, scale="standard")
    inputs, targets = snapshot.data.input_scaling, snapshot.data.target_scaling
    assert inputs is not None and targets is not None
    last = snapshot.samples[-1]
    scaled = [
        float(snapshot.data.inputs[last.example, 0]),
        float(snapshot.data.targets[last.example, 0]),
        float(last.prediction[0]),
    ]
    in_file = [
        float(inputs.invert(snapshot.data.inputs[last.example])[0]),
        float(targets.invert(snapshot.data.targets[last.example])[0]),
        float(targets.invert(last.prediction)[0]),
    ]
    wide = await shown(snapshot, (100, 8))
    words = wide[-2].replace("−", "-").replace("→", "").split()
    numbers = [float(word.strip("()")) for word in words[2:8]]
    assert numbers[0::2] == pytest.approx(in_file, abs=1e-4)
    assert numbers[1::2] == pytest.approx(scaled, abs=1e-4)
    assert "file value (standard-scaled)" in wide[-1]
    narrow = await shown(snapshot, (50, 8))
    numbers = [float(word) for word in narrow[-2].replace("−", "-").replace("→", "").split()[2:5]]
    assert numbers == pytest.approx(in_file, abs=1e-4)
    assert "file values, unscaled" in narrow[-1]


async def test_many_inputs_lose_the_middle() -> None:
    header, *rows = (await shown(classes(64, 9, names=("no", "yes", "maybe")), (80, 12)))[1:-1]
    titles = header.split()
    assert titles[:3] == ["step", "row", "p0"]
    arrow = titles.index("→")
    assert titles[arrow - 1] == "p63" and titles.count("…") == 1
    assert {row.index("…") for row in rows} == {header.index("…")}
    assert all(len(row.rstrip()) <= 76 for row in rows)


async def test_classes_are_named() -> None:
    snapshot = classes(2, 9, names=("setosa", "versicolor", "virginica"))
    header, *rows = (await shown(snapshot, (80, 12)))[1:-1]
    assert header.split() == ["step", "row", "p0", "p1", "→", "kind", "ŷ", "loss"]
    for row, sample in zip(rows, snapshot.samples, strict=True):
        target, predicted, share, _, verdict = row.split("→")[1].split()
        assert target == snapshot.data.classes[int(snapshot.data.targets[sample.example].argmax())]
        assert predicted == snapshot.data.classes[int(sample.prediction.argmax())]
        assert float(share) == pytest.approx(sample.prediction.max(), abs=1e-4)
        assert verdict == ("✓" if target == predicted else "✗")
    assert {row.split("→")[1].split()[-1] for row in rows} == {"✓", "✗"}


async def test_right_and_wrong_have_colours_of_the_theme() -> None:
    pane = SamplesPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        pane.snapshot = classes(2, 9, names=("setosa", "versicolor", "virginica"))
        await pilot.pause()
        theme: Theme = app.current_theme
        for line in range(1, 10):
            for segment in pane.render_line(line):
                if segment.text.strip() in ("✓", "✗"):
                    colour = segment.style.color if segment.style else None
                    wanted = theme.variables["right" if "✓" in segment.text else "wrong"]
                    assert colour is not None and colour.get_truecolor().hex == wanted


@pytest.mark.parametrize("size", [(8, 3), (20, 5), (40, 4), (140, 40)])
async def test_every_size_shows_the_newest(size: tuple[int, int]) -> None:
    lines = await shown(snapshot_of("sigmoid-2-2-1", 25), size)
    newest = [row for row in lines[1:-1] if row.strip()][-1]
    assert newest.split()[0] == "25"


async def test_the_stream_survives_resizing() -> None:
    pane = SamplesPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.pause()
        pane.snapshot = snapshot_of("sigmoid-2-2-1", 50)
        for width, height in ((30, 6), (120, 30), (60, 10)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            lines = app.lines()
            assert lines[-2].split()[1] == "50"
            assert all(len(line) == width for line in lines) and len(lines) == height
