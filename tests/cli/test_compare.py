from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run


def trace(folder: Path, name: str, *options: str) -> str:
    path = folder / name
    assert run("train", "sigmoid-2-2-1", "--trace", str(path), *options).exit_code == 0
    return str(path)


def test_a_run_is_the_same_in_both_formats_and_on_both_loops(tmp_path: Path) -> None:
    lines = trace(tmp_path, "a.jsonl", "--steps", "25", "--engine", "scalar")
    table = trace(tmp_path, "b.csv", "--steps", "25", "--engine", "numba")
    result = run("compare", lines, table)
    assert (result.exit_code, result.stdout) == (0, "The same to the last bit: 400 numbers of 25 steps.\n")


def test_the_first_number_that_differs_is_named_with_both_values(tmp_path: Path) -> None:
    path = trace(tmp_path, "a.jsonl", "--steps", "9")
    lines = Path(path).read_text().splitlines()
    # The digits after the first difference do not matter for where it is.
    lines[4] = lines[4].replace('"w2":-9.2', '"w2":-8.2')
    lines[6] = lines[6].replace('"b3":-6.', '"b3":6.')
    other = tmp_path / "b.jsonl"
    other.write_text("\n".join(lines[:8]))
    result = run("compare", path, str(other))
    told = result.stdout.splitlines()
    assert result.exit_code == 1
    assert told[0] == "The first difference is at step 5: parameters.w2"
    assert told[1].startswith("  A  -9.2") and told[2].startswith("  B  -8.2")
    assert told[3].startswith("  B − A  1, 0.11 of the larger")
    assert told[4] == "2 steps of 8 in both traces differ."
    assert told[5] == "The largest difference is at step 7: parameters.b3"
    assert told[-1] == "Only A has 1 further step."


def test_a_tolerance_takes_close_numbers_for_the_same(tmp_path: Path) -> None:
    one, other = (trace(tmp_path, f"{rate}.csv", "--steps", "3", "--lr", rate) for rate in ("0.1", "0.1000001"))
    assert run("compare", one, other).exit_code == 1
    result = run("compare", one, other, "--tolerance", "1e-6")
    assert (result.exit_code, result.stdout.partition(":")[0]) == (0, "The same to within 1e-06 of the larger")


def test_what_only_one_trace_has_is_named(tmp_path: Path) -> None:
    one = trace(tmp_path, "a.csv", "--steps", "2", "--trace-gradients")
    other = trace(tmp_path, "b.csv", "--steps", "2")
    result = run("compare", one, other)
    assert result.exit_code == 0
    assert (
        "Only A has gradients.w1, gradients.w2, gradients.b1, gradients.w3, gradients.w4 and 4 more." in result.stdout
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is empty"),
        ("step,loss\n1,0.5\n2\n", ":3: there are 1 values under 2 names"),
        ("step,loss\n2,0.5\n1,0.5\n", ":3: step 1 comes after step 2"),
        ("epoch,loss\n1,0.5\n", ":2: there is no whole number called step"),
        ('{"step": 1}\n\n{"step": 2', ":3: this is not a JSON object: Expecting ',' delimiter"),
        ('{"step": 1, "loss": [1]}', ":1: loss is neither a number nor a word"),
        ('{"step": 1e999}', ":1: there is no whole number called step"),
        ('{"step": ' + "[" * 100_000, ":1: this is not a JSON object"),
        ('{"step": ' + "9" * 5_000 + "}", ":1: this is not a JSON object"),
        ("step\n7\n", "they have no step in common"),
        ("step\n\x00\n", "no whole number called step"),
    ],
)
def test_what_is_no_trace_ends_with_2(tmp_path: Path, text: str, told: str) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text(text)
    result = run("compare", trace(tmp_path, "a.csv", "--steps", "2"), str(broken))
    assert result.exit_code == 2
    assert told in result.stderr
    assert str(broken) in result.stderr


def test_a_file_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    for path, told in ((tmp_path / "nope", "no such file"), (tmp_path, "is a directory")):
        result = run("compare", str(path), str(path))
        assert (result.exit_code, told in result.stderr) == (2, True)
    (tmp_path / "latin").write_bytes(b"step,caf\xe9\n1,2\n")
    assert "it is not text" in run("compare", *[str(tmp_path / "latin")] * 2).stderr
