from __future__ import annotations

from tests.cli.running import run


def test_the_last_line_says_why_training_ended() -> None:
    result = run("train", "relu-1-1-1", "--until", "grad v > -1 and row == 1 or dead h1")
    assert result.exit_code == 0
    assert result.stdout.startswith("2 epochs · 8 steps · ")
    assert result.stdout.endswith(" · grad v > -1 and row == 1 or dead h1: ∂v is -0.77618 at step 8 (row 1)\n")


def test_what_holds_at_the_start_ends_training_there() -> None:
    result = run("train", "sigmoid-2-2-1", "--until", "saturated")
    assert result.stdout.startswith("0 epochs · 0 steps · ")
    assert result.stdout.endswith("h1 and h2 are saturated (at a limit for 95 % of 10 examples) after 0 epochs\n")


def test_a_name_that_is_not_there_is_pointed_at() -> None:
    result = run("train", "sigmoid-2-2-1", "--until", "loss < 1 and w9 > 1")
    assert result.exit_code == 2
    assert result.stderr.endswith(
        "--until, column 14: there is no quantity 'w9'\n"
        "  loss < 1 and w9 > 1\n"
        "               ^\n"
        "Did you mean w6 or w5?\n"
    )
