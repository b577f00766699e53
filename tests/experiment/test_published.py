"""The lessons against the figures their sources printed, which stand in `published.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tui_nn.core.backprop import Trace
from tui_nn.core.network import Architecture, Layer
from tui_nn.data.preparing import prepare
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.lessons import lesson
from tui_nn.training.session import Session

PUBLISHED: dict[str, Any] = json.loads((Path(__file__).parent / "published.json").read_text("utf-8"))


def session(name: str, **training: object) -> Session:
    """Open a lesson on its own data, some training settings changed."""
    experiment = lesson(name)
    experiment = replace(experiment, training=replace(experiment.training, **training))  # type: ignore[arg-type]
    data = prepare(experiment.data, seed=experiment.start.seed, outputs=experiment.network.outputs)
    return Session(experiment, data.train)


def parameters(opened: Session) -> dict[str, float]:
    return dict(zip(opened.experiment.names.parameters, opened.parameters.tolist(), strict=True))


def last_trace(opened: Session) -> Trace:
    assert opened.engine.last is not None
    return opened.engine.last


def agree(actual: Mapping[str, float], published: Mapping[str, float], tolerance: float) -> None:
    assert {name: actual[name] for name in published} == pytest.approx(published, rel=tolerance, abs=0.0)


class TestSigmoid221:
    figures = PUBLISHED["sigmoid-2-2-1"]

    def test_starts_as_published_with_the_published_example(self) -> None:
        opened = session("sigmoid-2-2-1")
        agree(parameters(opened), self.figures["start"], 0.0)
        assert [*opened.data.inputs[0], *opened.data.targets[0]] == self.figures["example"]
        assert len(opened.data) == 10

    def test_every_intermediate_of_the_first_step(self) -> None:
        opened = session("sigmoid-2-2-1", learning_rate=self.figures["learning_rate"])
        opened.step()
        trace = last_trace(opened)
        names = opened.experiment.names
        computed = {"prediction": float(trace.prediction[0]), "loss": trace.loss}
        for kind, arrays in (("z", trace.z), ("h", trace.h), ("delta", trace.delta)):
            for layer, values in enumerate(arrays, start=1):
                for neuron, value in enumerate(values.tolist(), start=1):
                    label = names.of(f"{kind}{layer}[{neuron}]")
                    computed[label.replace("δ", "delta")] = value
        gradients = zip(names.parameters, trace.gradient.tolist(), strict=True)
        computed |= {f"grad_{name}": value for name, value in gradients}
        agree(computed, self.figures["published_first_step"], 1e-12)

    def test_all_nine_parameters_after_the_first_step(self) -> None:
        opened = session("sigmoid-2-2-1", learning_rate=self.figures["learning_rate"])
        opened.step()
        agree(parameters(opened), self.figures["after_first_step"], 1e-12)


def test_relu_one_step_by_hand() -> None:
    figures = PUBLISHED["relu-1-1-1"]
    opened = session("relu-1-1-1")
    agree(parameters(opened), figures["start"], 0.0)
    assert [*opened.data.inputs[0], *opened.data.targets[0]] == figures["example"]
    assert opened.experiment.training.learning_rate == figures["learning_rate"]
    sample = opened.step()
    assert sample is not None
    assert sample.loss == pytest.approx(figures["cost"], rel=1e-12)
    agree(parameters(opened), figures["after_1"], 1e-12)


class TestSoftplus121:
    figures = PUBLISHED["softplus-1-2-1"]

    def test_starts_as_published_on_the_twelve_points(self) -> None:
        opened = session("softplus-1-2-1")
        agree(parameters(opened), self.figures["start"], 0.0)
        x = np.arange(1, 13) / 6
        np.testing.assert_allclose(opened.data.inputs[:, 0], x, rtol=1e-15)
        np.testing.assert_allclose(opened.data.targets[:, 0], np.log1p(np.exp(2 * np.sin(np.pi * x))), rtol=1e-12)
        assert opened.evaluate().total_loss == pytest.approx(5.8334234504800730, rel=1e-12)

    def test_the_published_rule_gives_the_published_passes(self) -> None:
        opened = session("softplus-1-2-1", gradient="published")
        for number, figures in self.figures["published_rule_after_pass"].items():
            opened.run(12 * int(number) - opened.steps)
            agree(parameters(opened), figures, 1e-9)

    def test_the_exact_gradient_ends_where_it_should(self) -> None:
        opened = session("softplus-1-2-1")
        opened.run(600 * 12)
        assert opened.evaluate().total_loss == pytest.approx(2.1413955390393893, abs=1e-9)

    def test_the_published_rule_wanders_as_computed_from_its_formulas(self) -> None:
        opened = session("softplus-1-2-1", gradient="published")
        lowest = min(opened.evaluate().total_loss for _ in range(600) if opened.run(12))
        assert opened.evaluate().total_loss == pytest.approx(1.5875132322793029, rel=1e-9)
        assert lowest == pytest.approx(1.1828849988920362, rel=1e-9)

    def test_every_gradient_differs_from_the_exact_one(self) -> None:
        assert disagreeing("softplus-1-2-1", 12) == {"iw1", "b1", "ow1", "iw2", "b2", "ow2"}


class TestSigmoid321:
    figures = PUBLISHED["sigmoid-3-2-1"]

    def test_starts_as_published_with_the_published_record(self) -> None:
        opened = session("sigmoid-3-2-1")
        agree(parameters(opened), self.by_label("start"), 0.0)
        assert opened.data.inputs.tolist() == [self.figures["input"]]
        assert opened.data.targets.tolist() == [[self.figures["target"]]]

    def test_the_published_rule_gives_the_published_step(self) -> None:
        opened = session("sigmoid-3-2-1", gradient="published")
        opened.step()
        agree(parameters(opened), self.by_label("published_rule_after_1"), 1e-6)
        prediction = last_trace(opened).prediction[0]
        assert prediction == pytest.approx(self.figures["published_rule_after_1"]["prediction"], rel=1e-6)

    def test_only_the_hidden_neurons_gradients_differ_from_the_exact_ones(self) -> None:
        hidden = {"w11", "w12", "w13", "b1", "w21", "w22", "w23", "b2"}
        assert disagreeing("sigmoid-3-2-1", 1) == hidden

    def test_the_deltas_are_those_of_the_rule(self) -> None:
        exact, published = session("sigmoid-3-2-1"), session("sigmoid-3-2-1", gradient="published")
        exact.step()
        published.step()
        output_delta = last_trace(exact).delta[1]
        new = [parameters(exact)["v1"], parameters(exact)["v2"]]
        assert last_trace(published).delta[1].tolist() == output_delta.tolist()
        assert last_trace(published).delta[0].tolist() == pytest.approx((output_delta * new).tolist(), rel=1e-14)

    def by_label(self, when: str) -> dict[str, float]:
        figures = self.figures[when]
        values = figures["hidden_1_weights"] + figures["hidden_2_weights"] + figures["output_weights"]
        return dict(zip(("w11", "w12", "w13", "w21", "w22", "w23", "v1", "v2"), values, strict=True))


def disagreeing(name: str, steps: int) -> set[str]:
    """Give the parameters whose gradient of the first batch is another by the published rule."""
    exact, published = session(name), session(name, gradient="published")
    exact.run(steps)
    published.run(steps)
    far = ~np.isclose(exact.engine.gradient, published.engine.gradient, rtol=1e-6, atol=0.0)
    return {label for label, differs in zip(exact.experiment.names.parameters, far, strict=True) if differs}


def with_published_rule(name: str, network: Architecture, loss: str | None = None) -> Experiment:
    experiment = lesson(name)
    training = replace(experiment.training, gradient="published", loss=loss or experiment.training.loss)
    about = replace(experiment.about, labels={})
    start = replace(experiment.start, values={})
    return replace(experiment, about=about, network=network, start=start, training=training)


SOFTPLUS, SIGMOID = lesson("softplus-1-2-1").network, lesson("sigmoid-3-2-1").network


@pytest.mark.parametrize(
    ("name", "network", "loss", "cause"),
    [
        ("softplus-1-2-1", replace(SOFTPLUS, inputs=2), None, "about one input"),
        ("softplus-1-2-1", SIGMOID, None, "about one input"),
        ("softplus-1-2-1", SOFTPLUS, "half_squared", "about squared, not half_squared"),
        (
            "softplus-1-2-1",
            replace(SOFTPLUS, layers=(Layer(2, "tanh"), Layer(1, "identity"))),
            None,
            "about softplus → identity, not tanh → identity",
        ),
        (
            "softplus-1-2-1",
            replace(SOFTPLUS, layers=(Layer(2, "softplus"), Layer(2, "identity"))),
            None,
            "about one input and one output",
        ),
        (
            "sigmoid-3-2-1",
            replace(SIGMOID, layers=(Layer(2, "sigmoid"), Layer(2, "sigmoid"), Layer(1, "sigmoid"))),
            None,
            "about sigmoid → sigmoid, not sigmoid → sigmoid → sigmoid",
        ),
        ("sigmoid-3-2-1", SIGMOID, "squared", "about half_squared, not squared"),
    ],
)
def test_a_published_rule_refuses_what_it_is_not_about(
    name: str, network: Architecture, loss: str | None, cause: str
) -> None:
    with pytest.raises(ExperimentError) as caught:
        with_published_rule(name, network, loss)
    assert cause in caught.value.cause
    assert caught.value.advice == "Use the exact gradient."


def test_a_published_rule_takes_other_sizes_it_is_about() -> None:
    wide = replace(SIGMOID, layers=(Layer(5, "sigmoid"), Layer(3, "sigmoid")))
    assert with_published_rule("sigmoid-3-2-1", wide).network == wide


def test_a_lesson_without_a_published_rule_says_which_have_one() -> None:
    experiment = lesson("relu-1-1-1")
    with pytest.raises(ExperimentError) as caught:
        replace(experiment, training=replace(experiment.training, gradient="published"))
    assert caught.value.cause == "relu-1-1-1 has no published gradient rule"
    assert "softplus-1-2-1 and sigmoid-3-2-1" in caught.value.advice


def test_an_unknown_published_rule_is_refused() -> None:
    experiment = lesson("relu-1-1-1")
    about = replace(experiment.about, published_rule="adaline")
    with pytest.raises(ExperimentError, match="adaline"):
        replace(experiment, about=about, training=replace(experiment.training, gradient="published"))
