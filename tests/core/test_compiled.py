"""Loops for a compiler: the same bits as the scalar engine's, as Python and translated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.core.test_scalar import HIDDEN, PAIRS, PENALTIES, problem
from tui_nn.core.compiled import CompiledEngine, Function, Translate
from tui_nn.core.engine import Engine, Record, Stretch
from tui_nn.core.examples import Examples
from tui_nn.core.floats import Floats
from tui_nn.core.generated import compile_function
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.core.program import Program
from tui_nn.core.scalar import ScalarEngine
from tui_nn.training import compiling

STEPS = 203


@dataclass
class Ready:
    """A translation that is there."""

    function: Function | None
    failure: str = ""


@dataclass
class Case:
    """A way to learn, different in everything for each number."""

    number: int
    output: str
    loss: str
    architecture: Architecture = field(init=False)
    settings: OptimizerSettings = field(init=False)
    start: Floats = field(init=False)
    frozen: Floats = field(init=False)

    def __post_init__(self) -> None:
        n, hidden = self.number, HIDDEN[self.number % len(HIDDEN)]
        layers = (Layer(4, hidden, bias=n % 4 > 0), Layer(3, hidden, bias=n % 3 > 0), Layer(2, self.output))
        self.architecture = Architecture(3, layers)
        self.settings = OptimizerSettings([*OPTIMIZERS][n % len(OPTIMIZERS)], **PENALTIES[n % len(PENALTIES)])
        self.start = np.random.default_rng(n).uniform(-0.8, 0.8, self.architecture.parameter_count)
        self.frozen = np.zeros(len(self.start))
        self.frozen[:: 2 + n % 4] = float(n % 2)

    @property
    def reduction(self) -> str:
        return ("mean", "sum")[self.number % 2]

    def scalar(self) -> ScalarEngine:
        return ScalarEngine(self.program, self.start, self.settings, reduction=self.reduction)

    @property
    def program(self) -> Program:
        return Program(self.architecture, self.loss)

    def compiled(self, translate: Translate) -> CompiledEngine:
        return CompiledEngine(self.program, self.start, self.settings, reduction=self.reduction, translate=translate)

    def examples(self) -> Examples:
        return Examples(*problem(self.output, self.loss, self.number), np.arange(5))

    def run(self, engine: Engine, steps: int = STEPS, rate: float = 0.01) -> Record:
        engine.freeze(self.frozen)
        stretch = Stretch(np.arange(steps) % 5, rate, 0, 5, 1 + self.number % 3, in_order=True)
        with np.errstate(all="ignore"):
            return engine.run(self.examples(), stretch)


CASES = [Case(number, *pair) for number, pair in enumerate(PAIRS + PAIRS)]


def bits(engine: Engine, record: Record) -> dict[str, object]:
    """Everything a run has left, to the bit; a zero is a zero, whatever its sign."""
    state = engine.remember()
    arrays = ("parameters", "optimizer", "total", "gradient", "change")
    counters = {"updates": state.updates, "in_batch": state.in_batch, "failed": record.failed}
    return counters | {
        **{name: (getattr(state, name) + 0.0).tobytes() for name in arrays},
        "losses": record.losses.tobytes(),
        "predictions": record.predictions.tobytes(),
    }


@pytest.fixture(autouse=True)
def at_once_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.core.compiled.WORTH_COMPILING", 0)


@pytest.fixture
def in_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every network for a large one."""
    monkeypatch.setattr("tui_nn.core.compiled.LARGEST", 0)


def as_python(signature: str, body: Sequence[str]) -> Ready:
    return Ready(compile_function(signature, body))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.output}-{case.loss}")
def test_loops_over_arrays_give_the_bits_of_the_worksheet(case: Case, in_arrays: None) -> None:
    scalar, arrays = case.scalar(), case.compiled(as_python)
    assert bits(arrays, case.run(arrays)) == bits(scalar, case.run(scalar))


@pytest.mark.parametrize("case", CASES[::4], ids=lambda case: f"{case.number}-{case.output}-{case.loss}")
def test_lines_over_arrays_give_the_bits_of_the_worksheet(case: Case) -> None:
    scalar, lines = case.scalar(), case.compiled(as_python)
    assert bits(lines, case.run(lines)) == bits(scalar, case.run(scalar))


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Translate into a folder of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setattr(compiling, "cache_folder", lambda: folder)
        yield


def at_once(signature: str, body: Sequence[str]) -> compiling.Translating:
    translation = compiling.translate(signature, body)
    assert translation.wait(), translation.failure
    return translation


@pytest.mark.parametrize("case", [CASES[9], CASES[10]], ids=["each", "batches"])
def test_translated_lines_give_the_bits_of_the_worksheet(case: Case, compiler: None) -> None:
    assert_the_same(case, case.compiled(at_once))


def test_translated_loops_give_the_bits_of_the_worksheet(compiler: None, in_arrays: None) -> None:
    case = CASES[57]
    assert_the_same(case, case.compiled(at_once))


def assert_the_same(case: Case, engine: Engine) -> None:
    scalar = case.scalar()
    expected = bits(scalar, case.run(scalar, 20_000))
    assert bits(engine, case.run(engine, 20_000)) == expected
    assert (engine.polite, engine.condition) == (True, "")


def test_what_cannot_be_translated_goes_on_as_python(compiler: None) -> None:
    case = CASES[1]

    def wrong(signature: str, body: Sequence[str]) -> compiling.Translating:
        translation = compiling.translate(signature, ["return no_such_thing"])
        translation.wait()
        return translation

    scalar, lines = case.scalar(), case.compiled(wrong)
    assert bits(lines, case.run(lines)) == bits(scalar, case.run(scalar))
    assert (lines.polite, lines.condition) == (False, "not compiled")
