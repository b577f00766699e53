"""Steps shown in motion, and the pictures of what neurons compute."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.app.snapshots import PaneApp, session_of, snapshot_of
from tests.app.toy_network import toy_session
from tui_nn.app.drawing import inks
from tui_nn.app.drawing.canvas import Canvas
from tui_nn.app.panes.network import NetworkPane
from tui_nn.app.panes.network_motion import Motion, Motions, motion_of
from tui_nn.app.panes.network_pictures import sampled
from tui_nn.training.snapshot import Snapshot

AREA = slice(0, 4), slice(0, 8)


def two_steps(speed: float | None, *, running: bool = True) -> tuple[Snapshot, Snapshot]:
    """Give snapshots before and after a step, of a run at this speed."""
    session = session_of("sigmoid-2-2-1")
    session.run(3)
    before = replace(session.snapshot(), running=running, speed=speed)
    session.step()
    return before, replace(session.snapshot(), running=running, speed=speed)


@pytest.mark.parametrize(
    ("speed", "running", "motions", "moves"),
    [
        (1.0, True, Motions.RUNS, True),
        (10.0, True, Motions.RUNS, True),
        (20.0, True, Motions.RUNS, False),
        (None, True, Motions.RUNS, False),
        (1.0, True, Motions.NONE, False),
        (1.0, False, Motions.RUNS, False),
        (1.0, False, Motions.STEPS, True),
    ],
)
def test_slow_runs_move_and_single_steps_if_asked(
    speed: float | None, running: bool, motions: Motions, moves: bool
) -> None:
    before, after = two_steps(speed, running=running)

    motion = motion_of(before, after, motions)

    assert (motion is not None) == moves
    if motion is not None and running and speed is not None:
        assert motion.seconds < 1.0 / speed + 0.25


def test_only_one_step_forwards_is_a_motion() -> None:
    before, after = two_steps(1.0)

    assert motion_of(after, before, Motions.STEPS) is None
    assert motion_of(after, after, Motions.STEPS) is None
    assert motion_of(None, after, Motions.STEPS) is None


def test_a_motion_goes_forwards_then_back_and_updates_last() -> None:
    before, after = two_steps(1.0)
    motion = Motion(after, 1.0)

    numbers = [motion.phase_at(0.99 * share / 20) for share in range(21)]
    moments = [motion.moment(number) for number in sorted({number for number in numbers if number is not None})]

    assert [moment.words for moment in moments] == [
        "h of layer 1",
        "h of layer 2",
        "loss",
        "δ of layer 2",
        "δ of layer 1",
        "update",
    ]
    assert motion.phase_at(1.0) is None
    known = [moment.progress.known for moment in moments]
    assert all(one <= other for one, other in zip(known, known[1:], strict=False))
    for moment in moments[:-1]:
        assert np.allclose(moment.snapshot.parameters, before.parameters, rtol=1e-12)
    assert moments[-1].snapshot.parameters is after.parameters


def test_without_an_update_nothing_flashes() -> None:
    after = snapshot_of("softplus-1-2-1", 1)

    motion = Motion(after, 1.0)

    assert motion.moment(motion.phase_at(0.999) or 0).words == "δ of layer 1"


async def test_the_pane_moves_and_ends_at_once_when_told() -> None:
    before, after = two_steps(1.0)
    pane = NetworkPane()
    app = PaneApp(pane)
    async with app.run_test(size=(100, 24)) as pilot:
        pane.snapshot = before
        await pilot.pause()
        pane.snapshot = after
        await pilot.pause()
        assert "· h of layer 1 ─" in app.lines()[0]
        pane.snapshot = replace(after, rate=1.0)
        await pilot.pause()
        assert "of layer" in app.lines()[0], "what says nothing new does not end it"
        pane.end_motion()
        await pilot.pause()
        assert "numbers before its update, weights after it" in app.lines()[0]


@pytest.mark.parametrize("level", ["none", "full"])
async def test_where_no_animation_is_wanted_nothing_moves(level: str) -> None:
    before, after = two_steps(1.0)
    pane = NetworkPane()
    app = PaneApp(pane)
    app.animation_level = level  # type: ignore[assignment]
    async with app.run_test(size=(100, 24)) as pilot:
        pane.snapshot = before
        await pilot.pause()
        pane.snapshot = after
        await pilot.pause()
        assert ("h of layer 1" in app.lines()[0]) == (level == "full")


def test_pictures_are_of_what_neurons_compute() -> None:
    session = toy_session((2, 1, 1), bias=False)
    snapshot = replace(session.snapshot(), parameters=np.array([9.0, 0.0, 1.0]))
    sample = sampled(snapshot)
    assert sample is not None
    coloured, grey = Canvas(8, 4), Canvas(8, 4)

    sample.paint(coloured, AREA, 1, 0, coloured=True)
    sample.paint(grey, AREA, 1, 0, coloured=False)

    assert sample.shares(1, 0).min() < -0.99 and sample.shares(1, 0).max() > 0.99
    left, right = coloured.inks[1, 0], coloured.inks[1, 7]
    bright = np.array([6], dtype=np.int16)
    assert (left, right) == (inks.pixels(-bright, -bright)[0], inks.pixels(bright, bright)[0])
    assert (grey.text(1)[0], grey.text(1)[-1]) == (" ", "▓")


def test_a_picture_over_one_input_is_a_curve() -> None:
    snapshot = snapshot_of("sine", 50)
    sample = sampled(snapshot)
    assert sample is not None
    canvas = Canvas(8, 4)

    sample.paint(canvas, AREA, 1, 0, coloured=True)

    columns = canvas.codes > 0x2800
    assert columns.any(axis=0).all()


def test_more_inputs_and_very_large_networks_have_no_pictures() -> None:
    assert sampled(snapshot_of("iris", 1)) is None
    assert sampled(toy_session((2, 400, 400, 1)).snapshot()) is None


async def test_running_pictures_stand_for_a_while_and_paused_ones_never(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Snapshot] = []
    monkeypatch.setattr("tui_nn.app.panes.network_drawing.sampled", drawn.append)
    session = session_of("two-moons")
    pane = NetworkPane()
    app = PaneApp(pane)
    async with app.run_test(size=(120, 40)) as pilot:
        for running in (True, True, True, False, False):
            session.step()
            pane.snapshot = replace(session.snapshot(), running=running)
        await pilot.pause()
    assert [snapshot.running for snapshot in drawn] == [True, False, False]
