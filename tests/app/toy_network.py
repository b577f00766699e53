"""Sessions of networks of any shape, on data made of a sine."""

from __future__ import annotations

import numpy as np

from tui_nn.core.network import Architecture, Layer
from tui_nn.data.choice import DataChoice
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import About, Experiment, Start, Training
from tui_nn.training.session import Session


def toy_session(sizes: tuple[int, ...], *, classes: tuple[str, ...] = (), bias: bool = True) -> Session:
    """Make a session of a tanh network; with classes its output is a softmax, otherwise the identity."""
    hidden = tuple(Layer(size, "tanh", bias) for size in sizes[1:-1])
    output = Layer(sizes[-1], "softmax" if classes else "identity", bias)
    examples = 3 * max(1, len(classes))
    inputs = np.sin(np.arange(1.0, examples * sizes[0] + 1.0)).reshape(examples, sizes[0])
    targets = (
        np.eye(sizes[-1])[np.arange(examples) % sizes[-1]] if classes else np.tanh(inputs[:, :1]) + np.zeros(sizes[-1])
    )
    data = Dataset(
        name="toy",
        input_names=tuple(f"x{number}" for number in range(1, sizes[0] + 1)),
        target_names=classes or tuple(f"y{number}" for number in range(1, sizes[-1] + 1)),
        inputs=inputs,
        targets=targets,
        rows=np.arange(examples),
        classes=classes,
    )
    training = Training(loss="cross_entropy" if classes else "half_squared", learning_rate=0.05)
    network = Architecture(sizes[0], (*hidden, output))
    return Session(Experiment(About("toy"), DataChoice("toy"), network, Start(1), training), data)
