from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.core.accuracy import right
from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.backprop import trace
from tui_nn.core.losses import LOSSES
from tui_nn.core.names import Names
from tui_nn.core.network import LARGEST_LAYER, Architecture, Layer, Network
from tui_nn.errors import ExperimentError

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
layers = st.builds(Layer, st.integers(1, 5), st.sampled_from(HIDDEN), st.booleans())
architectures = st.builds(Architecture, st.integers(1, 4), st.lists(layers, min_size=1, max_size=4).map(tuple))


@given(architectures)
def test_the_views_of_the_layers_cover_the_flat_vector_once_in_the_order_of_the_names(
    architecture: Architecture,
) -> None:
    flat = np.arange(float(architecture.parameter_count))
    names = Names(architecture, {})
    for number, (weights, biases) in enumerate(architecture.split(flat), start=1):
        for (to, source), value in np.ndenumerate(weights):
            assert names.canonical[int(value)] == f"W{number}[{to + 1},{source + 1}]"
            assert architecture.weight_mask[int(value)] == 1.0
        for to, value in enumerate(() if biases is None else biases, start=1):
            assert names.canonical[int(value)] == f"b{number}[{to}]"
            assert architecture.weight_mask[int(value)] == 0.0
        weights *= -1.0
        if biases is not None:
            biases *= -1.0
    assert flat.tolist() == [-float(index) for index in range(len(names.canonical))]
    assert sorted(names.reading_order) == list(range(len(flat)))


@given(architectures, st.integers(0, 1000))
def test_many_examples_are_predicted_as_each_by_itself(architecture: Architecture, seed: int) -> None:
    generator = np.random.default_rng(seed)
    network = Network(architecture, generator.normal(size=architecture.parameter_count))
    inputs = generator.normal(size=(6, architecture.inputs))
    apart = [network.predict(example) for example in inputs]
    np.testing.assert_allclose(network.predict(inputs), apart, rtol=1e-12, atol=1e-13)


def test_a_network_worked_by_hand() -> None:
    architecture = Architecture(2, (Layer(2, "relu"), Layer(1, "identity", bias=False)))
    network = Network(architecture, np.array([1.0, 2.0, -1.0, 1.0, 0.5, -3.0, 4.0, 5.0]))
    z, h = network.forward(np.array([1.0, 2.0]))
    assert [values.tolist() for values in z] == [[5.5, -2.0], [22.0]]
    assert [values.tolist() for values in h] == [[5.5, 0.0], [22.0]]
    assert (str(architecture), architecture.outputs) == ("2-2-1", 1)


def test_a_trace_changes_nothing_and_keeps_nothing_of_the_network() -> None:
    architecture = Architecture(2, (Layer(2, "identity"), Layer(1, "identity")))
    network = Network(architecture, np.linspace(-1.0, 1.0, 9))
    before = network.parameters.copy()
    traced = trace(network, LOSSES["half_squared"], np.array([1.0, -2.0]), np.array([0.5]))
    assert network.parameters.tobytes() == before.tobytes()
    arrays = [*traced.z, *traced.h, *traced.delta, traced.gradient]
    assert not any(np.shares_memory(array, network.parameters) for array in arrays)
    assert traced.prediction is traced.h[-1]


@pytest.mark.parametrize(
    ("inputs", "layers", "cause"),
    [
        (1, (), "a network needs an output layer"),
        (0, (Layer(1, "identity"),), "a layer of 0 neurons is not possible"),
        (1, (Layer(-2, "tanh"), Layer(1, "identity")), "a layer of -2 neurons is not possible"),
        (1, (Layer(LARGEST_LAYER + 1, "tanh"),), "a layer of 4097 neurons is not possible"),
        (1, (Layer(1, "gelu"),), "there is no activation 'gelu'"),
        (1, (Layer(2, "softmax"), Layer(1, "identity")), "softmax stands on the output layer only"),
        (4096, (Layer(4096, "tanh"),), "16,781,312 parameters are too many to watch"),
    ],
)
def test_impossible_networks_are_refused_with_advice(inputs: int, layers: tuple[Layer, ...], cause: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        Architecture(inputs, layers)
    assert caught.value.cause == cause
    assert caught.value.advice


def test_a_class_is_right_by_the_largest_output_or_by_each_outputs_side_of_a_half() -> None:
    predictions = np.array([[0.9, 0.8, 0.1], [0.2, 0.3, 0.4], [0.6, 0.1, 0.2]])
    targets = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    assert right(predictions, targets, exclusive=True).tolist() == [True, True, True]
    assert right(predictions, targets, exclusive=False).tolist() == [False, False, True]
