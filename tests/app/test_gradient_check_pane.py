from __future__ import annotations

from dataclasses import replace

import pytest
from rich.color import Color

from tests.app.snapshots import PaneApp, session_of
from tests.app.toy_network import toy_session
from tui_nn.app.panes import gradient_check
from tui_nn.app.panes.gradient_check import GradientCheckPane
from tui_nn.app.theme import DARK
from tui_nn.training.gradient_checking import StepCheck, check_sheet
from tui_nn.training.session import Session
from tui_nn.training.snapshot import Snapshot


def paused(session: Session) -> Snapshot:
    return replace(session.snapshot(), sheet=session.sheet())


def rows(app: PaneApp) -> list[str]:
    return [line[1:-1].strip() for line in app.lines()[1:-1]]


def verdict_colour(app: PaneApp) -> str:
    return app.pane.styles.border_subtitle_color.hex


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[StepCheck]:
    """Every check that is made, in order."""
    made: list[StepCheck] = []

    def noted(*arguments: object, **options: object) -> StepCheck:
        made.append(check_sheet(*arguments, **options))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(gradient_check, "check_sheet", noted)
    return made


async def test_the_published_rule_is_marked_wrong_and_the_exact_one_right() -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(70, 14)) as pilot:
        await pilot.pause()
        session = session_of("softplus-1-2-1", gradient="published")
        pane.snapshot = paused(session)
        await pilot.pause()
        assert app.lines()[0].startswith("╭─ gradient check · step 1 · batch of 12 ─")
        assert rows(app)[0].split() == ["name", "analytic", "numeric", "|diff.|", "relative", "verdict"]
        assert [row.split()[0] for row in rows(app)[1:7]] == ["iw1", "b1", "iw2", "b2", "ow1", "ow2"]
        assert all(row.endswith("✗ differs") for row in rows(app)[1:7])
        assert "6 of 6 differ: iw1 b1 iw2 b2 ow1 ow2" in app.lines()[-1]
        assert verdict_colour(app) == app.theme_variables["error"]
        pane.snapshot = paused(session_of("softplus-1-2-1"))
        await pilot.pause()
        assert all(row.endswith("✓ agrees") for row in rows(app)[1:7])
        assert "all 6 agree" in app.lines()[-1]
        assert verdict_colour(app) == app.theme_variables["success"]


async def test_differences_are_the_numbers_of_the_check() -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(70, 14)) as pilot:
        await pilot.pause()
        session = session_of("sigmoid-3-2-1", gradient="published")
        pane.snapshot = paused(session)
        await pilot.pause()
        numbers = check_sheet(session.sheet(), session.data).numbers
        _, analytic, numeric, difference, relative, *verdict = rows(app)[1].split()
        assert float(analytic) == pytest.approx(numbers.analytic[0], abs=1e-6)
        assert float(numeric.replace("−", "-")) == pytest.approx(numbers.numeric[0], rel=1e-4)
        assert float(difference) == pytest.approx(numbers.difference[0], abs=1e-3)
        assert float(relative) == pytest.approx(numbers.relative[0], abs=1e-3)
        assert verdict == ["✗", "differs"]


async def test_it_follows_steps_and_checks_a_batch_once(checks: list[StepCheck]) -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(70, 14)) as pilot:
        await pilot.pause()
        session = session_of("softplus-1-2-1")
        for _ in range(12):
            session.step()
            pane.snapshot = paused(session)
            await pilot.pause()
        assert "step 12" in app.lines()[0]
        assert len(checks) == 1, "the parameters stood still"
        session.step_operation()
        pane.snapshot = paused(session)
        await pilot.pause()
        assert "step 13 · batch of 12" in app.lines()[0]
        assert len(checks) == 2


async def test_x_checks_the_example_alone(checks: list[StepCheck]) -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(70, 14)) as pilot:
        await pilot.pause()
        pane.snapshot = paused(session_of("softplus-1-2-1"))
        await pilot.press("x")
        await pilot.pause()
        assert "gradient check · step 1 · one example" in app.lines()[0]
        await pilot.press("x")
        await pilot.pause()
        assert "gradient check · step 1 · batch of 12" in app.lines()[0]
        assert [check.batch for check in checks] == [12, 1, 12]


async def test_nothing_is_checked_while_running_or_hidden(checks: list[StepCheck]) -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(46, 12)) as pilot:
        await pilot.pause()
        assert "No gradient yet" in rows(app)[1]
        session = session_of("sigmoid-2-2-1")
        pane.snapshot = replace(session.snapshot(), running=True)
        await pilot.pause()
        assert rows(app)[1] == "Pause to check the gradient."
        pane.display = False
        await pilot.pause()
        pane.snapshot = paused(session)
        await pilot.pause()
        assert checks == []
        pane.display = True
        await pilot.pause()
        assert len(checks) == 1
        assert "all 9 agree" in app.lines()[-1]


async def test_a_kink_is_told_and_is_no_failure() -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(70, 14)) as pilot:
        await pilot.pause()
        # Here every z of the hidden neuron is within the step of 0.
        session = session_of("relu-1-1-1")
        start = dict.fromkeys(session.experiment.names.parameters, 1e-7)
        pane.snapshot = paused(session_of("relu-1-1-1", values=start))
        await pilot.pause()
        assert any("~ kink" in row for row in rows(app))
        assert "at a kink" in app.lines()[-1]
        assert verdict_colour(app) == app.theme_variables["success"]


async def test_many_rows_scroll_and_a_batch_too_long_is_cut() -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        pane.snapshot = paused(session_of("two-spirals", batch_size=0))
        await pilot.pause()
        assert "first 16 of a batch of 194" in app.lines()[0]
        assert rows(app)[1].startswith("W1[1,1]")
        await pilot.press("down", "pagedown")
        await pilot.pause()
        assert rows(app)[1].startswith("W1[4,1]"), "nine rows further down"
        await pilot.press(*["pageup"] * 3)
        await pilot.pause()
        assert rows(app)[1].startswith("W1[1,1]")


async def test_a_network_too_large_is_left_to_the_command_line(checks: list[StepCheck]) -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(46, 12)) as pilot:
        await pilot.pause()
        pane.snapshot = paused(toy_session((40, 80, 80, 2)))
        await pilot.pause()
        assert "too large" in " ".join(rows(app)) and "check-gradient" in " ".join(rows(app))
        assert checks == []


@pytest.mark.parametrize("width", [20, 30, 40, 46, 60, 80, 120])
async def test_signs_of_verdicts_are_there_at_every_width(width: int) -> None:
    app = PaneApp(pane := GradientCheckPane())
    async with app.run_test(size=(width, 14)) as pilot:
        await pilot.pause()
        pane.snapshot = paused(session_of("sigmoid-3-2-1", gradient="published"))
        await pilot.pause()
        column = "".join(character for row in rows(app)[1:] for character in row if character in "✓✗")
        assert column == "✗✗✗✗✗✗✗✗✓✓✓"
        (sign,) = (segment for segment in pane.render_line(1) if "✗" in segment.text)
        assert sign.style is not None and sign.style.color == Color.parse(DARK.variables["wrong"])
