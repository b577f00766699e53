"""Others who can train one example at a time: the simple, idiomatic program for it in each."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from tests.benchmarks.problems import Problem
from tests.benchmarks.runners import Absent, Entrant, Runner


def _peer(name: str, runner: str, *, needs: str = "") -> Entrant:
    """Describe a peer by its class, as `module.Class`, imported only when it takes part and its package is there."""
    module, _, kind = runner.partition(".")

    def make(problem: Problem) -> Runner:
        if needs and find_spec(needs) is None:
            raise Absent("not installed")
        start: Callable[[Problem], Runner] = getattr(import_module(f"{__name__}.{module}"), kind)
        return start(problem)

    return Entrant(name, make)


NAIVE_NUMPY = _peer("naive numpy class", "naive_numpy.NaiveNumpy")
PYTORCH = _peer("PyTorch eager", "pytorch.PyTorchEager", needs="torch")
JAX_SCAN = _peer("JAX scan, an epoch a call", "jax_training.JaxScan", needs="jax")
COMPILED_C = _peer("C -O3, sizes compiled in", "compiled_c.CompiledC", needs="cffi")
NATIVE_C = _peer("C -O3, for this processor", "compiled_c.NativeC", needs="cffi")

PEERS = (
    NAIVE_NUMPY,
    PYTORCH,
    _peer("scikit-learn, an example a call", "scikit_learn.ExampleByExample", needs="sklearn"),
    _peer("scikit-learn, an epoch a call", "scikit_learn.EpochByEpoch", needs="sklearn"),
    _peer("micrograd", "micro.Micrograd", needs="micrograd"),
    _peer("JAX jit, an example a call", "jax_training.JaxStep", needs="jax"),
    JAX_SCAN,
    COMPILED_C,
    NATIVE_C,
)
