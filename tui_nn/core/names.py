"""The canonical name of every number: `W1[2,1]`, `b1[2]`, `z1[2]`, `h1[2]`, `delta1[2]`, `prediction[1]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tui_nn.core.network import Architecture
from tui_nn.errors import ExperimentError


@dataclass(frozen=True)
class Neuron:
    """One neuron's place: its layer (1 is the first after the inputs), its number from 1, its parameters' indices.

    Attributes:
        layer: From 1.
        number: From 1.
        weights: Indices into the flat vector, one for each neuron or input below.
        bias: Index into the flat vector, None without a bias.
    """

    layer: int
    number: int
    weights: range
    bias: int | None


@dataclass(frozen=True)
class Names:
    """The names of a network's numbers, canonical and as the lesson writes them.

    Args:
        architecture: The network's shape.
        labels: Canonical name → the lesson's own label.

    Raises:
        ExperimentError: A label for a name that does not exist, or one label for two numbers.
    """

    architecture: Architecture
    labels: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse labels that would be ambiguous or name nothing."""
        known = set(self.canonical) | set(self.quantities)
        for name, label in self.labels.items():
            if name not in known:
                raise ExperimentError(
                    f"there is no {name!r} in a {self.architecture} network",
                    place=f"label {label!r}",
                    advice=f"Parameters are called {self.canonical[0]} … {self.canonical[-1]}.",
                )
        taken: set[str] = set()
        for name in (*self.canonical, *self.quantities):
            label = self.of(name)
            if label in taken or (label != name and label in known):
                raise ExperimentError(f"two numbers are called {label!r}", place="labels")
            taken.add(label)

    @cached_property
    def canonical(self) -> tuple[str, ...]:
        """Canonical parameter names in the order of the flat vector."""
        names: list[str] = []
        for number, slots in enumerate(self.architecture.slots, start=1):
            rows, columns = slots.shape
            names += [f"W{number}[{to},{source}]" for to in range(1, rows + 1) for source in range(1, columns + 1)]
            if slots.biases is not None:
                names += [f"b{number}[{to}]" for to in range(1, rows + 1)]
        return tuple(names)

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """Canonical names of inputs, z, h and δ."""
        names = [f"x[{number}]" for number in range(1, self.architecture.inputs + 1)]
        for number, layer in enumerate(self.architecture.layers, start=1):
            for kind in ("z", "h", "delta"):
                names += [f"{kind}{number}[{neuron}]" for neuron in range(1, layer.size + 1)]
        return tuple(names)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """What each parameter is called on the screen and in files, in the order of the flat vector."""
        return tuple(self.labels.get(name, name) for name in self.canonical)

    def of(self, name: str) -> str:
        """Give the lesson's label of a canonical name, or the name itself."""
        return self.labels.get(name, name)

    def neuron(self, layer: int, number: int) -> str:
        """Give what a neuron's activation is called; a neuron of the output layer is a prediction."""
        name = f"h{layer}[{number}]"
        if layer < len(self.architecture.layers):
            return self.labels.get(name, name)
        alone = "ŷ" if self.architecture.outputs == 1 else f"ŷ[{number}]"
        return self.labels.get(name, alone)

    @cached_property
    def neurons(self) -> tuple[Neuron, ...]:
        """Every neuron with the indices of its parameters, layer by layer: the order in which people read them."""
        neurons: list[Neuron] = []
        for layer, slots in enumerate(self.architecture.slots, start=1):
            rows, columns = slots.shape
            for number in range(rows):
                start = slots.weights.start + number * columns
                bias = None if slots.biases is None else slots.biases.start + number
                neurons.append(Neuron(layer, number + 1, range(start, start + columns), bias))
        return tuple(neurons)

    @cached_property
    def reading_order(self) -> tuple[int, ...]:
        """Indices into the flat vector, neuron by neuron: its weights, then its bias."""
        order: list[int] = []
        for neuron in self.neurons:
            order += neuron.weights
            if neuron.bias is not None:
                order.append(neuron.bias)
        return tuple(order)

    def layer_of(self, index: int) -> int:
        """Give the layer, from 1, that a parameter belongs to."""
        slots = self.architecture.slots
        return next(n for n, slot in enumerate(slots, start=1) if index < (slot.biases or slot.weights).stop)

    def indices_of_layer(self, layer: int) -> tuple[int, ...]:
        """Give the places of all parameters of a layer, from 1, in the flat vector."""
        slot = self.architecture.slots[layer - 1]
        return tuple(range(slot.weights.start, (slot.biases or slot.weights).stop))

    def index(self, name: str) -> int:
        """Find a parameter by canonical name or label.

        Raises:
            ExperimentError: There is no such parameter.
        """
        if name in self._indices:
            return self._indices[name]
        some = ", ".join(self.parameters[:12]) + (" …" if len(self.parameters) > 12 else "")
        raise ExperimentError(f"there is no parameter {name!r}", advice=f"This network has {some}.")

    @cached_property
    def _indices(self) -> dict[str, int]:
        canonical = {name: index for index, name in enumerate(self.canonical)}
        return canonical | {label: index for index, label in enumerate(self.parameters)}
