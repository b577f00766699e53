"""The numpy engine: the same run as the readable one's, and as its own step by step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.core.test_compiled import CASES, Case, bits
from tui_nn.core.engine import Engine, Stretch
from tui_nn.core.examples import Examples
from tui_nn.core.losses import LOSSES
from tui_nn.core.network import Architecture, Layer, Network
from tui_nn.core.numpy_engine import NumpyEngine
from tui_nn.core.optimizers import OptimizerSettings
from tui_nn.core.readable import ReadableEngine

STEPS, RATE = 10_000, 0.001
COMPARED = CASES[: len(CASES) // 2 : 3]


def numpy_engine(case: Case, kind: type[ReadableEngine] = NumpyEngine) -> ReadableEngine:
    network = Network(case.architecture, case.start.copy())
    return kind(network, LOSSES[case.loss], case.settings, reduction=case.reduction)


@pytest.mark.parametrize("case", COMPARED, ids=lambda case: f"{case.number}-{case.output}-{case.loss}")
def test_ten_thousand_steps_are_those_of_the_readable_engine(case: Case) -> None:
    fast, readable = numpy_engine(case), numpy_engine(case, ReadableEngine)
    for engine in (fast, readable):
        case.run(engine, STEPS, RATE)
    ours, theirs = fast.remember(), readable.remember()
    assert (ours.updates, ours.in_batch) == (theirs.updates, theirs.in_batch)
    scale = float(np.abs(theirs.parameters).max())
    np.testing.assert_allclose(ours.parameters, theirs.parameters, rtol=1e-12, atol=1e-12 * scale)


def all_engines(case: Case) -> tuple[Engine, Engine]:
    return numpy_engine(case), case.scalar()


@pytest.mark.parametrize("number", [0, 1], ids=["numpy", "scalar"])
@pytest.mark.parametrize("case", CASES[::2], ids=lambda case: f"{case.number}-{case.output}-{case.loss}")
def test_a_run_is_so_many_steps_recorded_or_not(case: Case, number: int) -> None:
    at_once, in_parts, unrecorded, stepwise = (all_engines(case)[number] for _ in range(4))
    expected = bits(at_once, case.run(at_once))
    picked = np.arange(203) % 5
    for engine, sizes in ((in_parts, (1, 50, 2, 150)), (stepwise, (1,) * 203), (unrecorded, (203,))):
        engine.freeze(case.frozen)
        place = 0
        for size in sizes:
            stretch = Stretch(picked[place : place + size], 0.01, place % 5, 5, 1 + case.number % 3, in_order=True)
            with np.errstate(all="ignore"):
                record = engine.run(case.examples(), stretch, record=engine is not unrecorded)
            assert record.done == size
            place += size
        found = bits(engine, record)
        for name in ("parameters", "optimizer", "total", "gradient", "change", "updates", "in_batch"):
            assert found[name] == expected[name], name


def test_a_number_that_is_not_finite_ends_a_run_where_single_steps_end() -> None:
    case = replace_settings(CASES[0], OptimizerSettings())
    runs = []
    for engine in all_engines(case):
        with np.errstate(all="ignore"):
            stretch = Stretch(np.arange(500) % 5, 1e80, 0, 5)
            record = engine.run(case.examples(), stretch)
        assert 0 < record.done < 500
        assert np.isfinite(engine.remember().parameters).all()
        runs.append((record.done, record.failed, len(record.losses), len(record.predictions)))
    assert runs[0] == runs[1]


def test_what_hides_an_infinite_number_is_looked_behind() -> None:
    """A ReLU makes 0 of −∞, and nothing that is kept would tell."""
    architecture = Architecture(1, (Layer(1, "relu", bias=False), Layer(1, "identity", bias=False)))
    case = replace(CASES[0])
    case.architecture, case.loss, case.settings = architecture, "half_squared", OptimizerSettings()
    case.start, case.frozen = np.array([-1e10, 1.0]), np.zeros(2)
    examples = Examples(np.array([[1.0], [1e300], [1.0]]), np.zeros((3, 1)), np.arange(3))
    for engine in all_engines(case):
        with np.errstate(all="ignore"):
            record = engine.run(examples, Stretch(np.arange(9) % 3, 0.1, 0, 3))
        assert (record.done, record.failed) == (1, "z1")


@pytest.mark.parametrize("target", [(0.0, 1.0, 0.0), (0.5, 0.25, 0.25)], ids=["a class", "shares"])
@pytest.mark.parametrize("far", [0.0, 30.0, 300.0, -300.0, 800.0, -800.0, 1e4])
def test_softmax_is_the_readable_one_however_far_its_z_are_from_zero(far: float, target: tuple[float, ...]) -> None:
    """Its powers overflow above 709 and vanish below −745, where the numbers that count are still ordinary ones."""
    architecture = Architecture(1, (Layer(3, "softmax"),))
    for apart in (1.0, 40.0, 900.0):
        start = np.array([0.0, apart, -apart, far, far, far])
        settings = OptimizerSettings()
        engines = [
            kind(Network(architecture, start.copy()), LOSSES["cross_entropy"], settings)
            for kind in (NumpyEngine, ReadableEngine)
        ]
        with np.errstate(all="ignore"):
            fast, readable = (engine.trace(np.ones(1), np.array(target), row=0, rate=0.1) for engine in engines)
        np.testing.assert_allclose(fast.h[0], readable.h[0], rtol=1e-12)
        np.testing.assert_allclose(fast.delta[0], readable.delta[0], rtol=1e-12, atol=1e-300)
        assert fast.loss == pytest.approx(readable.loss, rel=1e-12, abs=1e-15)


def replace_settings(case: Case, settings: OptimizerSettings) -> Case:
    other = replace(case)
    other.settings, other.frozen = settings, np.zeros(len(case.start))
    return other
