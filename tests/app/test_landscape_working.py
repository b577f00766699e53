"""The loss landscape at work: what part of it is seen, and who gives way to whom."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import replace

import pytest

from tests.app.landscapes import at_rest, head, row_of, settled, show
from tests.app.snapshots import PaneApp, session_of
from tests.app.toy_network import toy_session
from tui_nn.app.app import TuiNN
from tui_nn.app.panes import landscape
from tui_nn.app.panes.landscape import LandscapePane
from tui_nn.app.panes.landscape_choice import Span, Spans, first_choice
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import set_up
from tui_nn.training.landscape_survey import Request, Survey, surveying
from tui_nn.training.rest import snapshot_at_rest


def test_the_range_stays_until_the_point_is_near_its_end_and_moves_in_steps() -> None:
    session = toy_session((2, 3, 1))
    choice, spans = first_choice(session.experiment), Spans()
    parameters = session.parameters
    parameters[choice.first], parameters[choice.second] = 0.4, 7.0
    area = spans.area(choice, parameters)
    assert (area.low.tolist(), area.high.tolist()) == ([-2.0, -5.0], [2.0, 15.0])
    for value, low in ((1.6, -2.0), (-1.6, -2.0), (1.7, 0.0), (1.0, 0.0), (0.3, -2.0)):
        parameters[choice.first] = value
        assert spans.area(choice, parameters).low[0] == low, value
    spans.resize(choice, parameters, larger=True)
    assert spans.area(choice, parameters).high.tolist() == [5.0, 30.0]
    spans.forget(choice)
    assert spans.area(choice, parameters).high.tolist() == [2.0, 15.0]
    assert Span(1e20, 1e9).resized(False, 1e20).radius > 1e7, "no finer than numbers are"
    assert Span(0.0, 2.0).resized(False, 0.26) == Span(0.5, 1.0)


class Held:
    """Surveys that wait until they are let go, and tell what became of them."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Event()
        self.requests: list[Request] = []
        self.finished: list[Request] = []

    def surveying(self, request: Request) -> Generator[Survey | None]:
        self.requests.append(request)
        self.begun.release()
        self.go.wait(10)
        yield None
        yield from surveying(request)
        self.finished.append(request)


async def test_a_newer_wish_ends_the_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held()
    monkeypatch.setattr(landscape, "surveying", held.surveying)
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(110, 16)) as pilot:
        for steps in (1, 2, 3):
            app.pane.snapshot = at_rest("xor", steps)
            await pilot.pause()
            assert held.begun.acquire(timeout=10)
        held.go.set()
        await settled(app, pilot)
        assert [request.objective.step.number for request in held.requests] == [1, 2, 3]
        assert [request.objective.step.number for request in held.finished] == [3]
        assert head(app).endswith("before step 3")


async def test_leaving_ends_a_survey_after_its_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended, leaving = threading.Event(), threading.Event(), threading.Event()

    def endless(request: Request) -> Generator[Survey | None]:
        try:
            begun.set()
            while not leaving.wait(0):
                yield None
        finally:
            ended.set()

    monkeypatch.setattr(landscape, "surveying", endless)
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.snapshot = at_rest("xor", 1)
        await pilot.pause()
        assert begun.wait(10) and not ended.is_set()
    assert ended.wait(10)
    leaving.set()


async def test_a_running_surface_stands_while_the_point_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("tui_nn.app.frames.monotonic", lambda: clock[0])
    app, session = PaneApp(LandscapePane()), session_of("xor")
    async with app.run_test(size=(110, 16)) as pilot:
        session.run(1)
        await show(app, pilot, replace(session.snapshot(), running=True))
        assert "before step 1" in head(app)
        seen = [row_of(app, "● now")]
        for _ in range(2):
            session.run(100)
            await show(app, pilot, replace(session.snapshot(), running=True))
            assert head(app).endswith("before step 1"), "it is not its turn"
            assert row_of(app, "● now") not in seen
            seen.append(row_of(app, "● now"))
        clock[0] += 60.0
        session.run(1)
        await show(app, pilot, replace(session.snapshot(), running=True))
        assert head(app).endswith("before step 202")
        session.run(1)
        await show(app, pilot, snapshot_at_rest(session, 1))
        assert head(app).endswith("before step 203"), "paused"


async def test_the_landscape_goes_along_the_parameter_that_is_selected() -> None:
    app = TuiNN(set_up("sigmoid-2-2-1", Overrides(engine="scalar")))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("2", "down", "down", "L")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.main.landscape.has_focus
        assert str(app.main.landscape.border_title).endswith("b1 →, w5 ↑")


async def test_a_survey_that_comes_while_the_pane_is_out_of_sight_is_drawn_when_it_is_back() -> None:
    app = PaneApp(LandscapePane())
    async with app.run_test(size=(60, 16)) as pilot:
        app.pane.snapshot = at_rest("xor", 1)
        app.pane.display = False
        await app.workers.wait_for_complete()
        await pilot.pause()
        app.pane.display = True
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert head(app).startswith("mean loss of all 4")
