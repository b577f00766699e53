from __future__ import annotations

import pytest

from tui_nn.core.names import Names
from tui_nn.core.network import Architecture, Layer
from tui_nn.errors import ExperimentError

NETWORK = Architecture(2, (Layer(2, "tanh"), Layer(1, "identity", bias=False)))
LABELS = {"W1[1,2]": "w2", "b1[2]": "c", "h1[1]": "o1", "delta2[1]": "δ3"}


def test_canonical_names_stand_in_the_order_of_the_flat_vector() -> None:
    assert Names(NETWORK, {}).canonical == (
        *("W1[1,1]", "W1[1,2]", "W1[2,1]", "W1[2,2]", "b1[1]", "b1[2]"),
        *("W2[1,1]", "W2[1,2]"),
    )


def test_quantities_are_the_inputs_and_each_layers_z_h_and_delta() -> None:
    assert Names(NETWORK, {}).quantities == (
        *("x[1]", "x[2]", "z1[1]", "z1[2]", "h1[1]", "h1[2]", "delta1[1]", "delta1[2]"),
        *("z2[1]", "h2[1]", "delta2[1]"),
    )


def test_labels_stand_for_names() -> None:
    names = Names(NETWORK, LABELS)
    assert names.parameters == ("W1[1,1]", "w2", "W1[2,1]", "W1[2,2]", "b1[1]", "c", "W2[1,1]", "W2[1,2]")
    assert (names.of("delta2[1]"), names.of("z1[1]")) == ("δ3", "z1[1]")
    assert (names.neuron(1, 1), names.neuron(1, 2), names.neuron(2, 1)) == ("o1", "h1[2]", "ŷ")


def test_several_predictions_are_numbered_and_may_be_labelled() -> None:
    two = Architecture(1, (Layer(2, "identity"),))
    names = Names(two, {"h1[2]": "price"})
    assert (names.neuron(1, 1), names.neuron(1, 2)) == ("ŷ[1]", "price")


def test_reading_order_takes_neuron_by_neuron_its_weights_then_its_bias() -> None:
    names = Names(NETWORK, {})
    assert [names.canonical[index] for index in names.reading_order] == [
        *("W1[1,1]", "W1[1,2]", "b1[1]", "W1[2,1]", "W1[2,2]", "b1[2]"),
        *("W2[1,1]", "W2[1,2]"),
    ]
    second = names.neurons[1]
    assert (second.layer, second.number, [*second.weights], second.bias) == (1, 2, [2, 3], 5)
    assert names.neurons[2].bias is None


def test_a_parameter_is_found_by_name_or_label() -> None:
    names = Names(NETWORK, LABELS)
    assert names.index("W1[1,2]") == names.index("w2") == 1
    assert [names.index(name) for name in names.canonical] == list(range(8))


def test_an_unknown_parameter_is_refused_with_those_there_are() -> None:
    with pytest.raises(ExperimentError) as caught:
        Names(NETWORK, LABELS).index("W3[1,1]")
    assert caught.value.cause == "there is no parameter 'W3[1,1]'"
    assert "w2" in caught.value.advice


@pytest.mark.parametrize(
    ("labels", "cause", "place"),
    [
        ({"W3[1,1]": "w9"}, "there is no 'W3[1,1]' in a 2-2-1 network", "label 'w9'"),
        ({"b2[1]": "c"}, "there is no 'b2[1]' in a 2-2-1 network", "label 'c'"),
        ({"b1[1]": "b", "b1[2]": "b"}, "two numbers are called 'b'", "labels"),
        ({"b1[1]": "b1[2]"}, "two numbers are called 'b1[2]'", "labels"),
        ({"b1[1]": "z", "z1[1]": "z"}, "two numbers are called 'z'", "labels"),
        ({"b1[1]": "b1[2]", "b1[2]": "b"}, "two numbers are called 'b1[2]'", "labels"),
    ],
)
def test_labels_that_name_nothing_or_two_parameters_are_refused(labels: dict[str, str], cause: str, place: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Names(NETWORK, labels)
    assert (caught.value.cause, caught.value.place) == (cause, place)
