"""The loss over parameters: held against the readable network, and its gradient against differences."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from tests.app.snapshots import session_of
from tests.training.small import classes, classifier, experiment, numbers
from tui_nn.core.differences import BatchLoss, central_differences
from tui_nn.core.floats import Floats
from tui_nn.core.network import Network
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.training.landscape import Plane, Slice, gradient_at, loss_at, parameter_plane, random_plane
from tui_nn.training.landscape_objective import Objective, Which, objective_of, step_at_hand
from tui_nn.training.landscape_survey import Area, Request, Survey, surveying
from tui_nn.training.rest import snapshot_at_rest
from tui_nn.training.session import Session

LESSONS = ("sigmoid-2-2-1", "softplus-1-2-1", "relu-1-1-1", "two-spirals", "iris", "sine")


def objective(session: Session, which: Which = Which.ALL, work: float = np.inf) -> Objective:
    snapshot = snapshot_at_rest(session, 1)
    step = step_at_hand(snapshot)
    return objective_of(snapshot.experiment, snapshot.data, step, which, sheet=snapshot.sheet, work=work)


def by_hand(of: BatchLoss, parameters: Floats) -> float:
    """Give the loss as a person would: example by example, with the readable network."""
    losses = []
    for inputs, target in zip(of.inputs, of.targets, strict=True):
        z, h = Network(of.architecture, parameters).forward(inputs)
        losses.append(float(of.loss(z[-1], h[-1], target)))
    weights = parameters * of.architecture.weight_mask
    penalty = of.settings.l1 * np.abs(weights).sum() + of.settings.l2 / 2 * (weights**2).sum()
    return float(sum(losses) / (len(losses) if of.reduction == "mean" else 1) + penalty)


def planes(count: int) -> list[Plane]:
    """Give planes over parameters of one layer, of two, a line, and two random directions."""
    chosen = [(0,), (count - 1,), (0, 1), (count - 1, 0), (count - 2, count - 1)]
    return [*(parameter_plane(count, some) for some in chosen), random_plane(count, 3)]


@pytest.mark.parametrize("penalty", [0.0, 0.1])
@pytest.mark.parametrize("lesson", LESSONS)
def test_losses_of_many_places_are_those_of_the_readable_network(lesson: str, penalty: float) -> None:
    of = objective(session_of(lesson)).of
    of = replace(of, settings=OptimizerSettings(l1=penalty, l2=penalty), inputs=of.inputs[:9], targets=of.targets[:9])
    draw = np.random.default_rng(1)
    through = draw.normal(size=of.architecture.parameter_count)
    for plane in planes(len(through)):
        places = 2.0 * draw.normal(size=(6, len(plane.directions)))
        wanted = [by_hand(of, there) for there in plane.parameters(through, places)]
        assert Slice(of, plane, through).losses(places) == pytest.approx(wanted, rel=1e-12)
        assert loss_at(of, through) == pytest.approx(by_hand(of, through), rel=1e-12)


@pytest.mark.parametrize("settings", [OptimizerSettings(), OptimizerSettings(l1=0.01, l2=0.1)])
@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_gradient_is_the_slope_of_the_loss(lesson: str, reduction: str, settings: OptimizerSettings) -> None:
    session = session_of(lesson)
    session.run(5)
    of = objective(session).of
    of = replace(of, reduction=reduction, settings=settings, inputs=of.inputs[:30], targets=of.targets[:30])
    differences = central_differences(of, session.parameters)
    off = np.abs(gradient_at(of, session.parameters) - differences.gradient)
    assert (off[~differences.kinks] <= 1e-6 + differences.uncertainty[~differences.kinks]).all()


def test_coordinates_of_single_parameters_are_their_values_to_the_last_bit() -> None:
    through = np.random.default_rng(2).normal(size=7)
    plane = parameter_plane(7, (4, 1))
    there = plane.parameters(through, np.array([[0.1, -0.3]]))[0]
    assert plane.coordinates(through).tolist() == through[[4, 1]].tolist()
    assert there.tolist() == [through[0], -0.3, through[2], through[3], 0.1, through[5], through[6]]


def test_random_directions_depend_on_the_seed_and_stand_upright() -> None:
    directions = random_plane(50, 7).directions
    assert directions @ directions.T == pytest.approx(np.eye(2), abs=1e-14)
    assert (directions == random_plane(50, 7).directions).all() and (directions != random_plane(50, 8).directions).all()
    through = np.random.default_rng(0).normal(size=50)
    plane = random_plane(50, 7)
    assert plane.parameters(through, plane.coordinates(through)) == pytest.approx(through, abs=1e-14)


@pytest.mark.parametrize(
    "session",
    [
        Session(experiment(), numbers()),
        Session(experiment(batch_size=3, reduction="sum", shuffle=True), numbers()),
        Session(classifier(batch_size=0, optimizer=OptimizerSettings(l2=0.3)), classes()),
        session_of("softplus-1-2-1", gradient="published"),
        session_of("sigmoid-3-2-1", gradient="published"),
    ],
    ids=["single", "batches", "penalty", "softplus", "sigmoid"],
)
def test_the_tangent_has_the_gradient_of_the_update(session: Session) -> None:
    session.run(session.schedule.next_update(8))
    one = objective(session, Which.BATCH)
    assert one.step.updated and one.step.number == session.steps
    rule = one.rule_gradient()
    gradient = gradient_at(one.of, one.step.parameters) if rule is None else rule
    assert gradient == pytest.approx(session.engine.gradient, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("lesson", ["softplus-1-2-1", "sigmoid-3-2-1"])
def test_a_published_rule_is_not_the_slope(lesson: str) -> None:
    session = session_of(lesson, gradient="published")
    session.run(3)
    one = objective(session, Which.BATCH)
    rule = one.rule_gradient()
    assert rule is not None
    assert np.abs(rule - gradient_at(one.of, one.step.parameters)).max() > 0.01
    assert objective(session_of(lesson), Which.BATCH).rule_gradient() is None


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("steps", [0, 1, 3, 4])
def test_the_next_update_leads_where_it_was_said_to(optimizer: str, steps: int) -> None:
    session = Session(experiment(optimizer=optimizer, batch_size=3, shuffle=True), numbers())
    session.run(steps)
    if steps == 3:
        session.step_operation()
    said = objective(session, Which.ALL).next_parameters()
    session.seek(session.schedule.next_update(session.steps))
    assert said is not None and said == pytest.approx(session.parameters, rel=1e-12)
    assert objective(session).next_parameters() is None, "it was made"


def test_a_running_snapshot_is_at_the_same_place_as_a_paused_one() -> None:
    session = Session(experiment(batch_size=3), numbers())
    for steps in range(1, 9):
        session.run(1)
        paused, running = snapshot_at_rest(session, 1), session.snapshot()
        one, other = step_at_hand(paused), step_at_hand(running)
        assert (one.number, one.batch, one.updated) == (other.number, other.batch, other.updated)
        assert one.parameters == pytest.approx(other.parameters, abs=1e-15)
        assert one.updated == (steps in (3, 6, 7)), "the last batch of an epoch is shorter"


def test_whose_loss_it_is() -> None:
    session = Session(experiment(batch_size=3, shuffle=True), numbers())
    session.run(4)
    order = session.schedule.examples_from(0, 7).tolist()
    assert objective(session, Which.EXAMPLE).examples.tolist() == order[3:4]
    assert objective(session, Which.BATCH).examples.tolist() == order[3:6], "with those to come"
    assert objective(session, Which.ALL).examples.tolist() == list(range(7))
    assert objective(session, Which.EXAMPLE).of.inputs.tolist() == [numbers().inputs[order[3]].tolist()]


def test_a_part_of_the_rows_is_always_the_same() -> None:
    session = Session(experiment(), numbers(1_000))
    one, other = (objective(session, work=10_000.0) for _ in range(2))
    assert 10 < len(one.examples) < 100 and one.whole == 1_000
    assert one.examples.tolist() == other.examples.tolist() == sorted(set(one.examples.tolist()))


def request_of(session: Session, chosen: tuple[int, ...], parts: tuple[int, ...], **more: float) -> Request:
    plane = parameter_plane(len(session.parameters), chosen)
    low = np.full(len(chosen), -3.0)
    return Request(objective(session), Area(plane, low, -low), parts, **more)  # type: ignore[arg-type]


def finished(request: Request) -> Survey:
    return [survey for survey in surveying(request) if survey is not None][-1]


def test_a_survey_knows_places_lowest_loss_and_slope() -> None:
    session = session_of("relu-1-1-1")
    survey = finished(request_of(session, (0, 1), (12, 8)))
    of = survey.request.objective.of
    across, up = survey.request.area.centres((12, 8))
    for column, row in ((0, 0), (11, 0), (3, 7)):
        parameters = session.parameters
        parameters[:2] = across[column], up[row]
        assert survey.losses[row, column] == pytest.approx(by_hand(of, parameters), rel=1e-12)
    assert survey.lowest is not None
    lowest, place = survey.lowest
    assert lowest == survey.losses.min()
    assert survey.slice.losses(place[None])[0] == lowest
    assert survey.loss == pytest.approx(by_hand(of, session.parameters))
    assert finished(request_of(session, (1,), (40,))).losses.shape == (40,)


def test_what_overflows_is_not_finite_and_nobody_is_warned(recwarn: pytest.WarningsRecorder) -> None:
    session = session_of("relu-1-1-1")
    plane = parameter_plane(len(session.parameters), (0, 1))
    far = Area(plane, np.array([-1e300, -1.0]), np.array([1e300, 1.0]))
    survey = finished(Request(objective(session), far, (9, 3)))
    assert not np.isfinite(survey.losses).all() and np.isfinite(survey.losses).any()
    assert survey.lowest is not None and np.isfinite(survey.lowest[0])
    assert not recwarn.list


def test_a_costly_survey_comes_roughly_first_and_stops_after_any_slice() -> None:
    session = session_of("two-spirals")
    request = request_of(session, (0, 3), (60, 40))
    work = surveying(request)
    first = next(survey for survey in work if survey is not None)
    assert not first.finished and first.losses.shape == (13, 20)
    assert len(list(islice(work, 5))) == 5, "slices of the fine one"
    work.close()
    assert finished(replace(request, work=1e6, fewest=100)).losses.shape == (8, 12), "no more than can be afforded"
    surveys = [survey for survey in surveying(replace(request, work=1e9, roughly_first=False)) if survey is not None]
    assert len(surveys) == 1 and surveys[0].finished
