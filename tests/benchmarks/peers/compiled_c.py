"""C through cffi: sizes and rate compiled in, -O3, no -ffast-math.

`NativeC` is compiled for this very processor. Where that can, the compiler rounds a product and the sum it goes into
once, which gives other digits than the formulas on the screen.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cffi import FFI

from tests.benchmarks.problems import Problem
from tests.benchmarks.runners import Absent
from tui_nn.core.floats import Floats

COMPILERS = ("gcc", "clang", "cc")
FLAGS = ("-O3", "-std=gnu11", "-shared", "-fPIC")
SIGNATURE = "void train(double *parameters, const double *inputs, const double *targets, long place, long count)"

FORWARD = {
    "identity": "",
    "relu": "EACH(i, {n}) h{l}[i] = h{l}[i] > 0.0 ? h{l}[i] : 0.0;",
    "sigmoid": "EACH(i, {n}) h{l}[i] = 1.0 / (1.0 + exp(-h{l}[i]));",
    "tanh": "EACH(i, {n}) h{l}[i] = tanh(h{l}[i]);",
    "softmax": """double largest = h{l}[0], total = 0.0;
    EACH(i, {n}) if (h{l}[i] > largest) largest = h{l}[i];
    EACH(i, {n}) total += h{l}[i] = exp(h{l}[i] - largest);
    EACH(i, {n}) h{l}[i] /= total;""",
}
PULL_BACK = {"relu": "h > 0.0 ? sum : 0.0", "sigmoid": "sum * h * (1.0 - h)", "tanh": "sum * (1.0 - h * h)"}

# Weights stand column by column, so that the inner loops go over neurons and can be vectorised without reordering sums.
PROGRAM = """
#include <math.h>
#define EACH(i, n) for (int i = 0; i < (n); i++)
{signature} {{
  {declared}
  double *from = parameters, *to = parameters;
  {taken}
  while (count--) {{
    const double *h0 = inputs + place * {inputs}, *y = targets + place * {outputs};
    {forward}
    EACH(i, {outputs}) d{last}[i] = h{last}[i] - y[i];
    {backward}
    {update}
    if (++place == {examples}) place = 0;
  }}
  {given}
}}
"""
DECLARED = "double W{l}[{m}][{n}], b{l}[{n}], h{l}[{n}], d{l}[{n}];"
TAKEN = "EACH(i, {n}) EACH(j, {m}) W{l}[j][i] = *from++; EACH(i, {n}) b{l}[i] = *from++;"
GIVEN = "EACH(i, {n}) EACH(j, {m}) *to++ = W{l}[j][i]; EACH(i, {n}) *to++ = b{l}[i];"
SUMS = "EACH(i, {n}) h{l}[i] = b{l}[i]; EACH(j, {m}) EACH(i, {n}) h{l}[i] += W{l}[j][i] * h{below}[j];"
BACKWARD = """EACH(j, {m}) {{
      double sum = 0.0, h = h{below}[j];
      EACH(i, {n}) sum += W{l}[j][i] * d{l}[i];
      d{below}[j] = {pulled};
    }}"""
UPDATE = """EACH(i, {n}) d{l}[i] *= {rate!r};
    EACH(j, {m}) EACH(i, {n}) W{l}[j][i] -= d{l}[i] * h{below}[j];
    EACH(i, {n}) b{l}[i] -= d{l}[i];"""


def source(problem: Problem) -> str:
    """Write the program for one problem."""
    network, sizes = problem.network, problem.network.sizes
    layers: list[dict[str, Any]] = [
        {"l": layer, "below": layer - 1, "m": m, "n": n, "rate": problem.rate, "pulled": PULL_BACK[problem.hidden]}
        for layer, (m, n) in enumerate(zip(sizes, sizes[1:], strict=False), start=1)
    ]

    def lines(*templates: str) -> str:
        return "\n    ".join(template.format(**layer) for layer in layers for template in templates)

    forward = [
        f"{SUMS}\n    {FORWARD[kind.activation]}".format(**layer)
        for layer, kind in zip(layers, network.layers, strict=True)
    ]
    return PROGRAM.format(
        signature=SIGNATURE,
        declared=lines(DECLARED),
        taken=lines(TAKEN),
        forward="\n    ".join(forward),
        backward="\n    ".join(BACKWARD.format(**layer) for layer in reversed(layers[1:])),
        update=lines(UPDATE),
        given=lines(GIVEN),
        inputs=sizes[0],
        outputs=sizes[-1],
        last=len(layers),
        examples=len(problem.inputs),
    )


class CompiledC:
    unit = 1
    flags: tuple[str, ...] = FLAGS

    def __init__(self, problem: Problem) -> None:
        compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
        if compiler is None:
            raise Absent("no compiler")
        self.ffi = FFI()
        self.ffi.cdef(f"{SIGNATURE};")
        with TemporaryDirectory() as folder:
            code, library = Path(folder, "train.c"), Path(folder, "train.so")
            code.write_text(source(problem), encoding="utf-8")
            subprocess.run([compiler, *self.flags, str(code), "-o", str(library), "-lm"], check=True)
            self.library = self.ffi.dlopen(str(library))
        self.values = problem.start.copy()
        self.data = (problem.inputs, problem.targets)
        self.place = 0

    def run(self, count: int) -> None:
        arrays = [self.ffi.cast("double *", array.ctypes.data) for array in (self.values, *self.data)]
        self.library.train(*arrays, self.place, count)
        self.place = (self.place + count) % len(self.data[0])

    def parameters(self) -> Floats:
        return self.values.copy()


class NativeC(CompiledC):
    flags = (*FLAGS, "-march=native")
