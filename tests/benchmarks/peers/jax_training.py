"""JAX: one compiled step called for each example, and a scan over an epoch compiled as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from tests.benchmarks.problems import Problem, flat
from tests.benchmarks.runners import OneByOne
from tui_nn.core.floats import Floats

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

ACTIVATIONS = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh}
LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "half_squared": lambda z, y: 0.5 * jnp.sum((z - y) ** 2),
    "binary_cross_entropy": lambda z, y: jnp.sum(jax.nn.softplus(z) - y * z),
    "cross_entropy": lambda z, y: -jnp.sum(y * jax.nn.log_softmax(z)),
}
UNROLLED = (1, 2, 4)
"""How many steps to unroll in a scan; which is fastest is different from network to network."""

Step = Callable[[Any, Any, Any], Any]


def _step_of(problem: Problem) -> Step:
    activation, loss_of, rate = ACTIVATIONS[problem.hidden], LOSSES[problem.loss], problem.rate

    def loss(parameters: Any, signal: Any, target: Any) -> Any:
        for weights, biases in parameters[:-1]:
            signal = activation(weights @ signal + biases)
        weights, biases = parameters[-1]
        return loss_of(weights @ signal + biases, target)

    def step(parameters: Any, inputs: Any, target: Any) -> Any:
        gradient = jax.grad(loss)(parameters, inputs, target)
        return jax.tree.map(lambda values, slopes: values - rate * slopes, parameters, gradient)

    return step


def _start_of(problem: Problem) -> Any:
    return [(jnp.array(weights), jnp.array(biases)) for weights, biases in problem.layers()]


class JaxStep(OneByOne):
    def __init__(self, problem: Problem) -> None:
        super().__init__(list(zip(jnp.array(problem.inputs), jnp.array(problem.targets), strict=True)))
        self.values = _start_of(problem)
        self.compiled = jax.jit(_step_of(problem), donate_argnums=0)

    def run(self, count: int) -> None:
        super().run(count)
        jax.block_until_ready(self.values)

    def step(self, inputs: Any, target: Any) -> None:
        self.values = self.compiled(self.values, inputs, target)

    def parameters(self) -> Floats:
        return flat(jax.device_get(self.values))


class JaxScan:
    def __init__(self, problem: Problem) -> None:
        self.unit = len(problem.inputs)
        self.values = _start_of(problem)
        self.data = (jnp.array(problem.inputs), jnp.array(problem.targets))
        epochs = [jax.jit(partial(_epoch, _step_of(problem), unrolled)) for unrolled in UNROLLED]
        self.compiled = min(epochs, key=self._seconds)

    def _seconds(self, epoch: Callable[[Any, Any], Any]) -> float:
        seconds = []
        for _ in range(20):
            started = time.perf_counter()
            jax.block_until_ready(epoch(self.values, self.data))
            seconds.append(time.perf_counter() - started)
        return min(seconds)

    def run(self, count: int) -> None:
        for _ in range(count // self.unit):
            self.values = self.compiled(self.values, self.data)
        jax.block_until_ready(self.values)

    def parameters(self) -> Floats:
        return flat(jax.device_get(self.values))


def _epoch(step: Step, unrolled: int, parameters: Any, data: Any) -> Any:
    def one(parameters: Any, example: Any) -> tuple[Any, None]:
        return step(parameters, *example), None

    return jax.lax.scan(one, parameters, data, unroll=unrolled)[0]
