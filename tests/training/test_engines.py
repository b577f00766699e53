"""Which engine runs what, and that it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.snapshots import session_of
from tests.cli.running import run
from tui_nn.app.header import facts
from tui_nn.core.network import Architecture, Layer
from tui_nn.experiment.experiment import ENGINES, Experiment
from tui_nn.experiment.lessons import lesson
from tui_nn.training import compiling
from tui_nn.training.engines import engine_of, keyframes_every


def asked(engine: str, *hidden: int, gradient: str = "exact") -> Experiment:
    base = lesson("softplus-1-2-1")
    training = replace(base.training, engine=engine, gradient=gradient)
    if gradient == "published":
        return replace(base, training=training)
    network = Architecture(1, (*(Layer(size, "tanh") for size in hidden or (8,)), Layer(1, "identity")))
    plain = replace(base.about, labels={}, published_rule="")
    return replace(base, about=plain, network=network, start=replace(base.start, values={}), training=training)


@pytest.mark.parametrize(
    ("experiment", "alone", "with_numba"),
    [
        (asked("auto"), "scalar", "numba"),
        (asked("auto", 40), "numpy", "numba"),
        (asked("auto", 300, 300), "numpy", "numpy"),
        (asked("scalar", 40), "scalar", "scalar"),
        (asked("scalar", 2_000), "numpy", "numpy"),
        (asked("numpy"), "numpy", "numpy"),
        (asked("numba"), "scalar", "numba"),
        (asked("numba", 40), "numpy", "numba"),
        (asked("auto", gradient="published"), "scalar", "numba"),
        (asked("numpy", gradient="published"), "scalar", "scalar"),
    ],
)
def test_an_engine_is_chosen_by_size_and_by_what_is_there(
    experiment: Experiment, alone: str, with_numba: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine_of(experiment) == alone
    assert keyframes_every(experiment) & (keyframes_every(experiment) - 1) == 0
    monkeypatch.setattr(compiling, "installed", lambda: True)
    assert engine_of(experiment) == with_numba


@pytest.mark.parametrize(
    ("wish", "words"),
    [({}, "scalar"), ({"engine": "numpy"}, "numpy"), ({"engine": "numpy", "gradient": "published"}, "numpy asked")],
)
def test_the_header_names_the_engine_and_what_was_asked_for(wish: dict[str, str], words: str) -> None:
    parts = [text for _, _, text in facts(session_of("softplus-1-2-1", **wish).snapshot())]
    assert any(words in text for text in parts)
    assert any("scalar" in text for text in parts) == (wish.get("engine") != "numpy" or "gradient" in wish)


def test_a_trained_experiment_names_the_engine_that_trained_it() -> None:
    opened = session_of("two-spirals")
    assert opened.trained_experiment().training.engine == "numpy"


def test_an_unknown_engine_is_refused() -> None:
    result = run("train", "xor", "--engine", "abacus")
    assert result.exit_code == 2
    assert f"Choose from {', '.join(ENGINES)}." in result.stderr


def test_what_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run("train", "xor", "--engine", "numba")
    assert result.exit_code == 2
    assert "numba is not installed" in result.stderr
    assert "tui-nn[fast]" in result.stderr
