"""The benchmarks compare like with like."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.comparison import FURTHEST, distance
from tests.benchmarks.ours import FAST, OURS
from tests.benchmarks.peers import NAIVE_NUMPY
from tests.benchmarks.problems import PROBLEMS, Problem
from tests.benchmarks.runners import Entrant
from tests.benchmarks.tables import RATIO, Table, markdown


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
@pytest.mark.parametrize(
    "entrant", [*(ours for ours in OURS if FAST not in ours.name), NAIVE_NUMPY], ids=lambda entrant: entrant.name
)
def test_everybody_trains_the_same(entrant: Entrant, problem: Problem) -> None:
    runner = entrant.make(problem)

    runner.run(30)
    runner.run(20)

    assert distance(runner.parameters(), problem.trained(50)) < FURTHEST
    assert distance(problem.start, problem.trained(50)) > 0.01


def test_no_problem_is_about_a_neuron_that_is_off() -> None:
    problem = PROBLEMS[0]

    weights, biases = next(problem.network.split(problem.trained(20_000)))

    assert biases is not None
    assert np.mean(problem.inputs @ weights.T + biases > 0.0) > 0.5


def test_a_table_says_why_a_number_is_missing() -> None:
    table = Table(
        "so many times as fast as", ["1-1-1", "2-2-1"], {"one": [770.4, 0.953], "two": ["no tanh", 3.0]}, RATIO, 2
    )

    assert table.text().splitlines() == [
        "so many times as fast as",
        "         1-1-1  2-2-1",
        "  one     770×  0.95×",
        "  two  no tanh   3.0×",
    ]
    assert markdown([table, Table("examples a second", [], {})]).splitlines()[2:] == [
        "so many times as fast as:",
        "",
        "|  | 1-1-1 | 2-2-1 |",
        "| --- | ---: | ---: |",
        "| one | 770× | 0.95× |",
        "| two | no tanh | 3.0× |",
    ]
