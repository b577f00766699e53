"""The figures that the lessons' sources published, and those computed from their formulas by others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.running import number_after, records, run
from tui_nn.experiment.lessons import lesson_names
from tui_nn.training import compiling


@pytest.fixture(params=["scalar", "numpy"], autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Hold every figure against every engine; published rules run on the scalar one."""
    monkeypatch.setenv("TUI_NN_ENGINE", request.param)
    return str(request.param)


def test_the_first_step_of_sigmoid_2_2_1(engine: str) -> None:
    (step,) = records("sigmoid-2-2-1", "--steps", "1", "--lr", "0.01")
    assert step["engine"] == engine
    assert step["predictions"]["y"] == pytest.approx(0.001157878212205724, abs=1e-12)
    assert step["loss"] == pytest.approx(6.761166076168972, abs=1e-12)
    assert step["parameters"] == pytest.approx(
        {
            "w1": -7.160000000221949,
            "w2": -9.210000001553645,
            "b1": -9.78000000221949,
            "w3": -7.460000007296425,
            "w4": -9.450000051074976,
            "b2": -6.350000072964252,
            "w5": -5.0699999995622305,
            "w6": -6.5799999889111955,
            "b3": -6.7500115787821215,
        },
        rel=0.0,
        abs=1e-12,
    )


def test_every_number_of_that_step() -> None:
    (step,) = records("sigmoid-2-2-1", "--steps", "1", "--lr", "0.01", "--trace-gradients", "--trace-activations")
    assert step["z"] == pytest.approx({"z1": -16.943, "z2": -13.711, "z3": -6.7600075270978905}, abs=1e-12)
    assert step["h"] == pytest.approx(
        {"h1": 4.382768928580775e-08, "h2": 1.1101658824394257e-06, "h2[1]": 0.001157878212205724}, rel=1e-12
    )
    assert step["delta"] == pytest.approx(
        {"δ1": 2.2194908702009636e-07, "δ2": 7.296425231482227e-06, "δ3": -0.9988421217877943}, rel=1e-12
    )
    assert step["gradients"] == pytest.approx(
        {
            "w1": 2.2194908702009636e-08,
            "w2": 1.5536436091406745e-07,
            "b1": 2.2194908702009636e-07,
            "w3": 7.296425231482227e-07,
            "w4": 5.107497662037558e-06,
            "b2": 7.296425231482227e-06,
            "w5": -4.377694215929239e-08,
            "w6": -1.108880445552215e-06,
            "b3": -0.9988421217877943,
        },
        rel=1e-12,
    )


def test_the_first_step_of_relu_1_1_1() -> None:
    (step,) = records("relu-1-1-1", "--steps", "1")
    assert step["loss"] == pytest.approx(1.1858, abs=1e-12)
    assert step["parameters"] == pytest.approx({"w": 0.5924, "b": 0.2462, "v": 0.4848, "c": 0.254}, abs=1e-12)


def test_the_published_rule_of_softplus_1_2_1_after_111_epochs() -> None:
    trace = records("softplus-1-2-1", "--gradient", "published", "--epochs", "111")
    assert {step["engine"] for step in trace} == {"scalar"}
    assert [step["step"] for step in trace if step["updated"]] == list(range(12, 111 * 12 + 1, 12))
    assert trace[-1]["parameters"] == pytest.approx(
        {
            "iw1": -2.132566381365977,
            "b1": 0.6074164361391371,
            "iw2": -5.07262990765133,
            "b2": 2.1419598737370564,
            "ow1": 4.024036816343129,
            "ow2": -1.2881050081115633,
        },
        rel=0.0,
        abs=1e-9,
    )


def test_the_exact_gradient_of_softplus_1_2_1_after_its_600_epochs() -> None:
    result = run("train", "softplus-1-2-1")
    assert result.stdout.startswith("600 epochs · 7,200 steps · loss 2.1413955390")
    assert number_after("loss", result.stdout) == pytest.approx(2.1413955390393893, abs=1e-9)
    assert number_after("(sum of 12 examples) · mean", result.stdout) == pytest.approx(2.1413955390393893 / 12)
    assert result.stderr == ""


def test_a_translated_loop_comes_to_the_same_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiler: None
) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr("tui_nn.core.compiled.WORTH_COMPILING", 0)
    translated = []

    def at_once(signature: str, body: Sequence[str]) -> compiling.Translating:
        translated.append(compiling.Translating(compiling.module(signature, body)))
        assert translated[-1].wait(), translated[-1].failure
        return translated[-1]

    monkeypatch.setattr(compiling, "translate", at_once)
    result = run("train", "softplus-1-2-1", "--engine", "numba")
    assert number_after("loss", result.stdout) == pytest.approx(2.1413955390393893, abs=1e-9)
    assert len(translated) == 1


def test_the_published_rule_of_sigmoid_3_2_1_after_one_step() -> None:
    (step,) = records("sigmoid-3-2-1", "--gradient", "published", "--steps", "1")
    assert step["predictions"]["y"] == pytest.approx(0.6131035670318141, abs=1e-6)
    moved = {name: value for name, value in step["parameters"].items() if name[0] in "wv"}
    assert moved == pytest.approx(
        {
            "w11": -0.41853992193557854,
            "w12": -1.778864844034011,
            "w13": -1.1701257432807464,
            "w21": -1.7761864539890273,
            "w22": -1.8816423677625997,
            "w23": -0.4413340381348142,
            "v1": -0.4387411310235029,
            "v2": 0.8121493546532328,
        },
        rel=0.0,
        abs=1e-6,
    )


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_is_listed_and_trains(name: str) -> None:
    assert any(line.split()[0] == name for line in run("lessons").stdout.splitlines()[1:])
    result = run("train", name, "--epochs", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 epoch · ")
