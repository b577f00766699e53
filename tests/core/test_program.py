"""The worksheet as a list of lines: each number once, from numbers there before."""

from __future__ import annotations

import math
from itertools import product

import pytest

from tui_nn.core.activations import ACTIVATIONS
from tui_nn.core.expressions import names_in
from tui_nn.core.generated import FUNCTIONS, WRITTEN_OUT, compile_pass, evaluate
from tui_nn.core.losses import LOSSES, why_not
from tui_nn.core.names import Names
from tui_nn.core.network import Architecture, Layer
from tui_nn.core.program import Program
from tui_nn.experiment.published import PUBLISHED_RULES

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
PAIRS = [(output, loss) for output in ACTIVATIONS for loss in LOSSES if not why_not(output, 2, loss)]


def programs() -> dict[str, Program]:
    every: dict[str, Program] = {}
    for (output, loss), hidden, bias in product(PAIRS, HIDDEN, (True, False)):
        network = Architecture(3, (Layer(2, hidden, bias=bias), Layer(2, hidden), Layer(2, output, bias=not bias)))
        every[f"{hidden}-{output}-{loss}-{'bias' if bias else 'none'}"] = Program(network, loss)
    for output, loss in PAIRS:
        every[f"alone-{output}-{loss}"] = Program(Architecture(2, (Layer(2, output, bias=False),)), loss)
    for name, rule in PUBLISHED_RULES.items():
        hidden, output = rule.activations
        inputs = 1 if name == "softplus-1-2-1" else 3
        network = Architecture(inputs, (Layer(2, hidden), Layer(1, output)))
        every[f"published-{name}"] = Program(network, rule.loss, rule.rule)
    return every


PROGRAMS = programs()


@pytest.mark.parametrize("kind", ["alone", "published", *HIDDEN])
def test_every_number_is_computed_once_from_numbers_before_it(kind: str) -> None:
    for name, program in PROGRAMS.items():
        if not name.startswith(f"{kind}-"):
            continue
        network, names = program.architecture, Names(program.architecture, {})
        given = {f"x[{n}]" for n in range(1, network.inputs + 1)} | {f"y[{n}]" for n in range(1, network.outputs + 1)}
        known = given | set(names.canonical) | ({"i", "lr"} if kind == "published" else set())
        for line in program.lines:
            assert line.name not in known, f"{name}: {line.name} twice"
            assert set(names_in(line.expression)) <= known, f"{name}: {line.name} is early"
            known.add(line.name)
        wanted = {quantity for quantity in names.quantities if not quantity.startswith("x")}
        assert wanted | {"loss"} | {f"grad {parameter}" for parameter in names.canonical} <= known


@pytest.mark.parametrize("name", ["tanh-softmax-squared-bias", "relu-sigmoid-huber-none", "published-softplus-1-2-1"])
def test_the_compiled_pass_is_its_lines_one_by_one(name: str) -> None:
    program = PROGRAMS[name]
    network = program.architecture
    parameters = Names(network, {}).canonical
    values = {parameter: math.sin(3.0 * n) for n, parameter in enumerate(parameters, start=1)}
    inputs = [math.cos(n) for n in range(network.inputs)]
    targets = [0.5 * n for n in range(network.outputs)]
    computed = compile_pass(program, parameters)([*values.values()], inputs, targets, 4.0, 0.1)
    values |= {f"x[{n}]": value for n, value in enumerate(inputs, start=1)}
    values |= {f"y[{n}]": value for n, value in enumerate(targets, start=1)} | {"i": 4.0, "lr": 0.1}
    for line, value in zip(program.lines, computed, strict=True):
        values[line.name] = evaluate(line.expression, values)
        assert values[line.name] == value, line.name


@pytest.mark.parametrize("function", WRITTEN_OUT)
def test_a_function_written_out_is_the_function(function: str) -> None:
    code = compile(WRITTEN_OUT[function].format(z="z"), "<function>", "eval")
    for z in (0.0, -0.0, 1e-300, -1e-300, 0.3, -7.2, 36.7, 709.0, -709.0, -709.1, -1e4, 1e4, math.inf, -math.inf):
        assert repr(eval(code, {"exp": math.exp, "log1p": math.log1p, "z": z})) == repr(FUNCTIONS[function](z)), z
    assert repr(eval(code, {"exp": math.exp, "log1p": math.log1p, "z": math.nan})) == repr(
        FUNCTIONS[function](math.nan)
    )


def test_operations_go_forward_to_the_loss_and_back_layer_by_layer() -> None:
    program = PROGRAMS["tanh-softmax-cross_entropy-bias"]
    places = [(operation.kind, operation.layer) for operation in program.operations]
    forwards = [(kind, layer) for layer in (1, 2, 3) for kind in ("z", "h")]
    backwards = [(kind, layer) for layer in (3, 2, 1) for kind in ("delta", "gradient")]
    assert places == [*forwards, ("loss", 0), *backwards]
    assert program.lines == tuple(line for operation in program.operations for line in operation.lines)
