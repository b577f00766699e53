from __future__ import annotations

import pytest

from tests.cli.running import run


def test_an_exact_gradient_passes_with_a_line_for_each_parameter() -> None:
    result = run("check-gradient", "sigmoid-2-2-1")
    assert result.exit_code == 0
    head, *lines, verdict = result.stdout.splitlines()
    assert head.split() == ["parameter", "analytic", "numeric", "difference", "relative", "verdict"]
    assert [line.split()[0] for line in lines] == ["w1", "w2", "b1", "w3", "w4", "b2", "w5", "w6", "b3"]
    assert {line.split()[-1] for line in lines} == {"agrees"}
    assert float(lines[-1].split()[1]) == pytest.approx(float(lines[-1].split()[2]), rel=1e-8)
    assert verdict == "sigmoid-2-2-1 · step 1 · one example · exact gradient · all 9 agree"


@pytest.mark.parametrize(
    ("lesson", "what"),
    [
        ("softplus-1-2-1", "batch of 12 · published gradient · 6 of 6 differ: iw1 b1 iw2 b2 ow1 ow2"),
        (
            "sigmoid-3-2-1",
            "one example · published gradient · 8 of 11 differ: w11 w12 w13 b1 w21 w22 w23 b2",
        ),
    ],
)
def test_a_published_gradient_fails_by_name(lesson: str, what: str) -> None:
    result = run("check-gradient", lesson, "--gradient", "published")
    assert result.exit_code == 1
    *lines, verdict = result.stdout.splitlines()
    assert verdict == f"{lesson} · step 1 · {what}"
    named = what.rpartition(": ")[2].split()
    assert [line.split()[0] for line in lines if line.endswith(" differs")] == named
    assert run("check-gradient", lesson).exit_code == 0


def test_it_trains_first_and_checks_the_batch_or_the_example_that_is_next() -> None:
    result = run("check-gradient", "sigmoid-2-2-1", "--steps", "6", "--batch-size", "4")
    assert "step 7 · batch of 4 · exact gradient · all 9 agree" in result.stdout
    result = run("check-gradient", "sigmoid-2-2-1", "--steps", "6", "--batch-size", "4", "--example")
    assert "step 7 · one example · exact gradient · all 9 agree" in result.stdout


def test_training_that_diverges_on_the_way_is_a_failure() -> None:
    result = run("check-gradient", "line", "--steps", "5000", "--lr", "1e6")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Step ")
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [(), ("nope",), ("line", "--steps", "-1"), ("line", "--gradient", "published")])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = run("check-gradient", *arguments)
    assert result.exit_code == 2
    assert result.stderr
