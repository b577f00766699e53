from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.initializers import INITIALIZERS, Initializer
from tui_nn.core.losses import LOSSES, why_not
from tui_nn.core.names import Names
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.optimizers import OPTIMIZERS, OptimizerSettings
from tui_nn.data.choice import SCALES, DataChoice
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import REDUCTIONS, About, Experiment, Start, Training
from tui_nn.experiment.lessons import lesson, lesson_names
from tui_nn.experiment.toml import parse_experiment, read_experiment, write_experiment


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_read_written_and_read_again_is_equal(name: str) -> None:
    experiment = lesson(name)
    assert parse_experiment(write_experiment(experiment)) == experiment


finite = st.floats(allow_nan=False, allow_infinity=False)
share = st.floats(0.0, 1.0, exclude_max=True)
drawable = st.floats(-1e6, 1e6)
positive = st.floats(1e-300, 1e300)
text = st.text(max_size=8)
hidden_layers = st.builds(
    Layer,
    size=st.integers(1, 3),
    activation=st.sampled_from([name for name in ACTIVATIONS if name != "softmax"]),
    bias=st.booleans(),
)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    output = Layer(draw(st.integers(1, 3)), draw(st.sampled_from([*ACTIVATIONS])), draw(st.booleans()))
    losses = [name for name in LOSSES if not why_not(output.activation, output.size, name)]
    if not losses:
        output = Layer(2, output.activation, output.bias)
        losses = ["cross_entropy"]
    hidden = draw(st.lists(hidden_layers, max_size=2))
    network = Architecture(draw(st.integers(1, 3)), (*hidden, output))
    canonical = Names(network, {}).canonical
    labels = draw(st.dictionaries(st.sampled_from(canonical), text.map("p{}".format)))
    labels = {label: name for name, label in labels.items()}  # no label twice
    low, high = sorted((draw(drawable), draw(drawable)))
    return Experiment(
        about=About(
            name=draw(text),
            title=draw(text),
            text=draw(text),
            published_rule=draw(st.sampled_from(["", "sigmoid-3-2-1"])),
            accuracy=draw(st.none() | st.floats(0.0, 1.0)),
            labels={name: label for label, name in labels.items()},
        ),
        data=DataChoice(
            file=draw(text.filter(bool)),
            targets=draw(st.lists(text).map(tuple)),
            inputs=draw(st.lists(text).map(tuple)),
            classes=draw(st.none() | st.booleans()),
            time=draw(text),
            scale=draw(st.sampled_from(SCALES)),
            shuffle=draw(st.booleans()),
            test_fraction=draw(share),
        ),
        network=network,
        start=Start(
            seed=draw(st.integers(0, 2**63)),
            initializer=Initializer(
                name=draw(st.sampled_from([*INITIALIZERS])),
                value=draw(drawable),
                mean=draw(drawable),
                deviation=abs(draw(drawable)),
                low=low,
                high=high,
                decimals=draw(st.none() | st.integers(0, 12)),
            ),
            values=draw(st.dictionaries(st.sampled_from(canonical), finite)),
        ),
        training=Training(
            loss=draw(st.sampled_from(losses)),
            learning_rate=draw(positive),
            batch_size=draw(st.integers(0, 100)),
            reduction=draw(st.sampled_from(REDUCTIONS)),
            optimizer=OptimizerSettings(
                name=draw(st.sampled_from([*OPTIMIZERS])),
                momentum=draw(share),
                decay=draw(share),
                epsilon=draw(positive),
                l1=draw(positive),
                l2=draw(positive),
            ),
            epochs=draw(st.integers(1, 10**9)),
        ),
    )


@given(experiments())
def test_an_experiment_written_and_read_is_equal(experiment: Experiment) -> None:
    assert parse_experiment(write_experiment(experiment)) == experiment


@pytest.mark.parametrize("words", ["a\r\nb", "a\rb", '"""', "\\", "\x00\x7f", "\n\n a \n", "ŷ = ½"])
def test_words_of_every_kind_survive(words: str) -> None:
    experiment = lesson("relu-1-1-1")
    about = replace(experiment.about, title=words, text="")
    assert parse_experiment(write_experiment(replace(experiment, about=about))).about.title == words
    about = replace(experiment.about, title="", text=words)
    assert parse_experiment(write_experiment(replace(experiment, about=about))).about.text == words


SMALL = """
[data]
file = "xor"
[network]
inputs = 2
layers = [{ size = 2, activation = "tanh" }, { size = 1, activation = "sigmoid" }]
[start]
seed = 3
[start.values]
w1 = 0.5
[training]
loss = "binary_cross_entropy"
learning_rate = 1
batch_size = "full"
[optimizer]
name = "adam"
[labels]
"W1[1,1]" = "w1"
"""


def test_what_is_not_said_is_at_its_default() -> None:
    experiment = parse_experiment(SMALL, place="my/small.toml")
    assert experiment == Experiment(
        About("small", labels={"W1[1,1]": "w1"}),
        DataChoice("xor"),
        Architecture(2, (Layer(2, "tanh"), Layer(1, "sigmoid"))),
        Start(3, values={"w1": 0.5}),
        Training("binary_cross_entropy", 1.0, batch_size=0, optimizer=OptimizerSettings("adam")),
    )
    assert isinstance(experiment.training.learning_rate, float)
    assert 'batch_size = "full"' in write_experiment(experiment)


@pytest.mark.parametrize(
    ("old", "new", "place", "cause", "advice"),
    [
        ("seed = 3", "sed = 3", "start", "there is no key 'sed'", "seed"),
        ("seed = 3", 'initialiser = "he"', "start", "there is no key 'initialiser'", "initializer"),
        ("[data]", "name = 'a'\nauthor = 'b'\n[data]", "", "there is no key 'author'", "training"),
        ("loss =", "rate = 1\nloss =", "training", "there is no key 'rate'", "learning_rate"),
        ("loss =", 'optimizer = "adam"\nloss =', "training", "there is no key 'optimizer'", "loss"),
        ('name = "adam"', "beta = 0.9", "optimizer", "there is no key 'beta'", "momentum"),
        ('file = "xor"', 'file = "xor"\nsep = ";"', "data", "there is no key 'sep'", "targets"),
        ("size = 2,", "size = 2, dropout = 0.5,", "network: layer 1", "there is no key 'dropout'", "bias"),
        ('file = "xor"', "", "data", "file is missing", "file"),
        ('file = "xor"', "file = 7", "data: file", "7 is not a text", "quotes"),
        ('file = "xor"', 'file = "xor"\ntargets = "y"', "data: targets", "'y' is not a list of texts", "["),
        ("inputs = 2", "inputs = 2.5", "network: inputs", "2.5 is not a whole number", "such as 3"),
        ("inputs = 2", "", "network", "inputs is missing", "inputs"),
        ("learning_rate = 1", "learning_rate = true", "training: learning_rate", "True is not a number", "0.1"),
        ("seed = 3", "seed = true", "start: seed", "True is not a whole number", "such as 3"),
        ("seed = 3", "seed = -1", "seed", "the seed is -1", "from 0"),
        ("w1 = 0.5", 'w1 = "half"', "start: values.w1", "'half' is not a number", "0.1"),
        ("w1 = 0.5", "w9 = 0.5", "", "there is no parameter 'w9'", "This network has w1, W1[1,2]"),
        ("w1 = 0.5", "w1 = inf", "", "the start of w1 is inf", "finite"),
        ('"W1[1,1]" =', '"W9[1,1]" =', "label 'w1'", "there is no 'W9[1,1]' in a 2-2-1 network", "W1[1,1]"),
        ('"full"', '"half"', "training: batch_size", "'half' is not a batch size", "full"),
        ('"full"', "-4", "batch_size", "a batch of -4 is not possible", "full"),
        ("learning_rate = 1", "learning_rate = 0", "learning_rate", "the learning rate is 0.0", "above 0"),
        ('"tanh"', '"gelu"', "network", "there is no activation 'gelu'", "relu"),
        ('"tanh"', '"softmax"', "network", "softmax stands on the output layer only", "tanh"),
        ('"sigmoid"', '"tanh"', "loss", "tanh gives values from -1 to 1: use sigmoid", ""),
        ('"binary_cross_entropy"', '"hinge"', "loss", "there is no loss 'hinge'", "huber"),
        ('"adam"', '"lion"', "optimizer", "there is no optimizer 'lion'", "adam"),
        ("seed = 3", 'initializer = "xavier"', "start", "there is no initializer 'xavier'", "glorot"),
        ("seed = 3", "seed = 3\ndecimals = 1.5", "start: decimals", "1.5 is not a whole number", "such as 3"),
        ("[labels]", "[labels.all]", "labels.all", "is not a text", "quotes"),
        ("learning_rate = 1", "epochs = 0", "epochs", "0 epochs are not possible", "1 or more"),
        pytest.param(
            *(
                "learning_rate = 1",
                "learning_rate = 1" + 400 * "0",
                "learning_rate",
                "the number is too large",
                "1e308",
            ),
            id="huge",
        ),
        ("[optimizer]", "[[optimizer]]", "", "optimizer is not a table", "[optimizer]"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_to_do(
    old: str, new: str, place: str, cause: str, advice: str
) -> None:
    assert SMALL.count(old) >= 1
    with pytest.raises(ExperimentError) as caught:
        parse_experiment(SMALL.replace(old, new, 1), place="small.toml")
    error = caught.value
    assert cause in error.cause
    assert error.place.startswith("small.toml")
    assert place in error.place
    assert error.advice
    assert advice in error.advice


@pytest.mark.parametrize("layers", ["", "layers = 3", "layers = [2, 1]", "layers = []"])
def test_missing_layers_are_missed(layers: str) -> None:
    lines = [layers if line.startswith("layers") else line for line in SMALL.splitlines()]
    with pytest.raises(ExperimentError, match="layer") as caught:
        parse_experiment("\n".join(lines), place="small.toml")
    assert caught.value.place.startswith("small.toml: network")
    assert "layers" in caught.value.advice


def test_what_is_not_toml_is_shown_with_its_line() -> None:
    with pytest.raises(ExperimentError) as caught:
        parse_experiment("[data]\nfile = xor\n", place="small.toml")
    assert caught.value.cause.startswith("this is not TOML")
    assert "line 2" in caught.value.cause
    assert caught.value.place == "small.toml"
    assert "tui-nn show" in caught.value.advice


def test_a_file_is_read_with_its_data_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL.replace('"xor"', '"points.csv"'), encoding="utf-8")
    assert read_experiment(path).data.file == "points.csv"
    (tmp_path / "points.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    experiment = read_experiment(path)
    assert (experiment.about.name, experiment.data.file) == ("mine", str(tmp_path / "points.csv"))


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for name, cause in (
        ("missing.toml", "no such file or directory"),
        ("", "is a directory"),
        ("binary.toml", "this is not a text file in UTF-8"),
    ):
        with pytest.raises(ExperimentError) as caught:
            read_experiment(tmp_path / name)
        assert (caught.value.cause, caught.value.place) == (cause, str(tmp_path / name))


def test_an_unknown_lesson_is_refused_with_the_nearest() -> None:
    with pytest.raises(ExperimentError) as caught:
        lesson("sigmoid-221")
    assert (caught.value.cause, caught.value.advice) == (
        "there is no lesson 'sigmoid-221'",
        "Did you mean sigmoid-2-2-1?",
    )
