from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_nn.experiment.setup import set_up
from tui_nn.training.condition import parse_condition
from tui_nn.training.condition_tokens import ConditionError

SIGMOID = set_up("sigmoid-2-2-1")
RELU = set_up("relu-1-1-1")

NUMBERS = ("loss", "example_loss", "accuracy", "epoch", "step", "row", "gradient_norm", "prediction", "prediction[1]")
NAMES = ("w5", "W2[1,1]", "z1", "h2", "δ3", "delta3", "delta2[1]", "h1[2]", "x1", "ŷ", "grad w5", "∂b3", "grad W1[2,1]")
WORDS = (*NUMBERS, *NAMES, "dead", "saturated", "flips", "rises", "epochs", "and", "or", "<", "==", "|", "3", "%")

quantities = st.sampled_from(NUMBERS + NAMES)
comparisons = st.builds(
    "{} {} {!r}".format,
    st.one_of(quantities, quantities.map("|{}|".format)).filter(lambda name: name not in ("row", "|row|")),
    st.sampled_from(("<", "<=", ">", ">=", "==")),
    st.floats(allow_nan=False, allow_infinity=False),
)
terms = st.one_of(
    comparisons,
    st.sampled_from(("saturated", "saturated h1", "saturated h2[1]", "saturated prediction", "flips", "flips row 3")),
    st.builds("loss {} {}".format, st.sampled_from(("rises", "falls")), st.integers(1, 1000)),
    st.builds("row == {}".format, st.integers(0, 9)),
)


@given(st.lists(terms, min_size=1, max_size=5), st.lists(st.sampled_from((" and ", " or ")), min_size=5, max_size=5))
def test_what_is_written_reads_back_as_the_same_condition(parts: list[str], joints: list[str]) -> None:
    text = parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=False))
    condition = parse_condition(text, SIGMOID.experiment, SIGMOID.train)
    assert condition.text == text
    assert parse_condition(str(condition), SIGMOID.experiment, SIGMOID.train).alternatives == condition.alternatives
    assert len(condition.alternatives) == 1 + joints[: len(parts) - 1].count(" or ")


@given(st.text() | st.text("|w5[,]<=1e% ∂") | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
@example("|" * 5000)
@example("loss < " + "9" * 5000)
@example("prediction[" + "9" * 5000 + "] > 1")
@example("flips row " + "9" * 5000)
def test_any_text_is_read_or_refused_with_a_column(text: str) -> None:
    try:
        condition = parse_condition(text, SIGMOID.experiment, SIGMOID.train)
    except ConditionError as refused:
        assert 1 <= refused.column <= len(text) + 1
        line, caret = refused.pointed.split("\n")
        assert len(line) == len(text) and caret == " " * (refused.column - 1) + "^"
        assert refused.cause and refused.advice
    else:
        assert condition.alternatives


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("loss<.01", "loss < 0.01"),
        ("accuracy >= 95 %", "accuracy >= 0.95"),
        ("∂ w5 > −1", "grad w5 > -1.0"),
        ("|grad w5| > +1e-6", "|grad w5| > 1e-06"),
        ("W1[ 2, 1 ] == 1", "W1[2,1] == 1.0"),
        ("loss rises 1 epoch", "loss rises 1 epoch"),
        ("loss falls 5 and row == 3 or saturated", "loss falls 5 epochs and row == 3.0 or saturated"),
        ("flips row 3 or saturated h1", "flips row 3 or saturated h1"),
    ],
)
def test_spellings(text: str, normal: str) -> None:
    assert str(parse_condition(text, SIGMOID.experiment, SIGMOID.train)) == normal


def test_the_layer_of_one_neuron_is_that_neuron() -> None:
    for text in ("dead h1", "dead h", "h1 > 0", "h1[1] > 0", "z1 > 0", "delta2 < 1", "x > 0"):
        assert str(parse_condition(text, RELU.experiment)).startswith(text.split()[0])


@pytest.mark.parametrize(
    ("text", "column", "cause", "advice"),
    [
        ("", 1, "a quantity is expected, not the end", "loss < 0.01"),
        ("0.1 > loss", 1, "a quantity is expected, not '0.1'", "loss < 0.01"),
        ("los < 0.1", 1, "there is no quantity 'los'", "Did you mean loss?"),
        ("loss < 1 and w9 > 1", 14, "there is no quantity 'w9'", "Did you mean"),
        ("w55 > 1", 1, "there is no quantity 'w55'", "w5"),
        ("grad h1 > 1", 6, "there is no parameter 'h1'", "b1"),
        ("grad 5 > 1", 6, "the name of a parameter is expected, not '5'", "grad w5 > 1"),
        ("prediction[2] > 1", 1, "there is no quantity 'prediction[2]'", "prediction"),
        ("h1[3] > 1", 1, "there is no quantity 'h1[3]'", "h1"),
        ("delta1[1]x > 1", 10, "a comparison is expected, not 'x'", "<"),
        ("loss", 5, "a comparison is expected, not the end", "<"),
        ("loss = 0.1", 6, "a comparison is expected, not '='", "=="),
        ("loss != 0.1", 6, "a comparison is expected, not '!'", "=="),
        ("loss < ", 8, "a number is expected, not the end", "0.01"),
        ("loss < small", 8, "a number is expected, not 'small'", "0.01"),
        ("loss < 1e999", 8, "this number is too large: '1e999'", "smaller"),
        ("loss < 10%", 8, "loss is not a share, so it is not compared with '10%'", "%"),
        ("loss < 1 epoch > 3", 10, "`and` or `or` is missing before 'epoch'", "and"),
        ("loss < 1 && step > 3", 10, "`and`, `or` or the end is expected, not '&'", "and"),
        ("(loss < 1)", 1, "a quantity is expected, not '('", "loss"),
        ("loss < 1 and", 13, "a quantity is expected, not the end", "loss"),
        ("loss < __import__", 8, "a number is expected, not '__import__'", "number"),
        ("|w5 > 1", 5, "the second | is expected, not '>'", "|w5| > 3"),
        ("||w5|| > 1", 2, "a quantity is expected, not '|'", "loss"),
        ("row == 10", 8, "no example comes from row '10'", "0 to 9"),
        ("flips row 1.5", 11, "a whole number is expected, not '1.5'", "0"),
        ("flips row 99", 11, "no example comes from row '99'", "0 to 9"),
        ("flips rows", 7, "`and` or `or` is missing before 'rows'", "and"),
        ("loss rises", 11, "a number of epochs is expected, not the end", "loss rises 5 epochs"),
        ("loss falls 0", 12, "this is no possible number of epochs: '0'", "1 to 1,000"),
        ("dead", 1, "no neuron here is relu, so none can be 'dead'", "loss"),
        ("dead h1", 6, "what can be dead is not 'h1'", "this one is sigmoid"),
        ("saturated w5", 11, "there is no neuron 'w5'", "h1"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_column(text: str, column: int, cause: str, advice: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text, SIGMOID.experiment, SIGMOID.train, place="--until")
    assert (refused.value.cause, refused.value.place) == (cause, f"--until, column {column}")
    assert advice in refused.value.advice


def test_an_error_points_at_the_place_with_a_caret() -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition("loss < 1 and w9 > 1", SIGMOID.experiment)
    assert str(refused.value) == (
        "condition, column 14: there is no quantity 'w9'\n"
        "  loss < 1 and w9 > 1\n"
        "               ^\n"
        "Did you mean w6 or w5?"
    )


def test_a_layer_of_several_neurons_is_no_number_but_can_be_saturated() -> None:
    xor = set_up("xor").experiment
    with pytest.raises(ConditionError) as refused:
        parse_condition("|h1| > 1", xor)
    assert (refused.value.column, refused.value.advice) == (2, "Write h1[1] … h1[4].")
    assert str(parse_condition("saturated h1", xor)) == "saturated h1"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("loss < 1 or accuracy > 90%", "there is no accuracy where targets are numbers"),
        ("|accuracy| > 0.5", "there is no accuracy where targets are numbers"),
        ("flips", "there are no classes to flip where targets are numbers"),
    ],
)
def test_classes_are_refused_where_targets_are_numbers(text: str, cause: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text, RELU.experiment, RELU.train)
    assert refused.value.cause == cause
