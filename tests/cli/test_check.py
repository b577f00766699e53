from __future__ import annotations

from pathlib import Path

from tests.cli.running import run

RIGHT = "step,quantity,value\n1,z1,-16.94\n1,δ3,-0.9988\n2,b3,-6.5602\n"
WRONG = "step,quantity,value\n1,z1,-16.94\n1,δ3,0.9988\n"


def written(folder: Path, text: str) -> str:
    path = folder / "homework.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_right_homework_ends_with_0(tmp_path: Path) -> None:
    result = run("check", "sigmoid-2-2-1", written(tmp_path, RIGHT))
    assert (result.exit_code, result.stdout) == (0, "All 3 numbers agree.\n")


def test_a_wrong_number_ends_with_1_and_the_report(tmp_path: Path) -> None:
    result = run("check", "sigmoid-2-2-1", written(tmp_path, WRONG))
    assert result.exit_code == 1
    assert "The first that differs: δ3 of step 1" in result.stdout
    assert "Slip: The sign is wrong" in result.stdout


def test_options_change_what_the_numbers_are_checked_against(tmp_path: Path) -> None:
    homework = written(tmp_path, "step,quantity,value\n1,b3,-6.750\n")
    assert run("check", "sigmoid-2-2-1", homework).exit_code == 1
    assert run("check", "sigmoid-2-2-1", homework, "--lr", "0.01").exit_code == 0


def test_what_cannot_be_checked_ends_with_2(tmp_path: Path) -> None:
    homework = written(tmp_path, "step,quantity,value\n1,z9,1\n")
    for arguments, told in [
        (("sigmoid-2-2-1", homework), "homework.csv:2, column quantity: there is no quantity 'z9'"),
        (("sigmoid-2-2-1", str(tmp_path / "nope.csv")), "nope.csv: no such file"),
        (("sigmoid", homework), "sigmoid: there is no such file"),
        (("sigmoid-2-2-1",), "Missing argument 'EXPECTED'"),
    ]:
        result = run("check", *arguments)
        assert result.exit_code == 2
        assert told in result.stderr
        assert result.stdout == ""


def test_numbers_after_the_end_of_a_run_are_refused(tmp_path: Path) -> None:
    homework = written(tmp_path, "step,quantity,value\n1,loss,1.1858\n9,loss,1\n")
    result = run("check", "relu-1-1-1", homework, "--activation", "identity", "--lr", "1e200")
    assert result.exit_code == 2
    assert "homework.csv:3: step 9 has no numbers: " in result.stderr
