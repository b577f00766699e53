from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.training.homework_by_hand import (
    LIVELY_START,
    PUBLISHED_START,
    as_csv,
    thirty,
    thirty_of_a_batch,
    work_out,
)
from tui_nn.experiment.lessons import lesson_names
from tui_nn.experiment.overrides import Overrides
from tui_nn.experiment.setup import Setup, set_up
from tui_nn.training.engines import program_of
from tui_nn.training.homework import Finding, Report, check_homework
from tui_nn.training.homework_names import Quantities
from tui_nn.training.homework_reading import read_homework
from tui_nn.training.homework_words import in_words
from tui_nn.training.session import Session

LESSON = set_up("sigmoid-2-2-1")
OF_A_BATCH = set_up("sigmoid-2-2-1", Overrides(values=LIVELY_START, learning_rate=0.5, batch_size=2))

SLIPS = {
    "index": ("z1", "index for x", "The example's index 0 (counted from 0) stands in the place of x1, x2."),
    "sign": ("delta2[1]", "wrong sign", "The sign is wrong: prediction − y is taken the other way round."),
    "factor": ("grad w5", "factor 2", "There is a factor 2 too many."),
    "derivative": ("δ1", "derivative left out", "the factor h1·(1 − h1) is missing."),
    "updated": ("δ2", "updated weight", "The updated w6 is used on the way back"),
    "sum": ("b3", "mean or sum", "The sum of the batch's 2 gradients is used; this experiment takes their mean."),
}
"""By the slip of `work_out`: the quantity it is made in, its name in the report, and a part of its sentence."""


def check(folder: Path, text: str, setup: Setup = LESSON) -> Report:
    path = folder / "homework.csv"
    path.write_text(text, encoding="utf-8")
    quantities = Quantities(setup.experiment, program_of(setup.experiment))
    return check_homework(setup.experiment, setup.train, read_homework(path, quantities))


def check_rows(folder: Path, *rows: str, setup: Setup = LESSON) -> Report:
    return check(folder, "\n".join(["step,quantity,value", *rows]), setup)


def name_of(finding: Finding) -> tuple[int, str]:
    return finding.entry.step, finding.entry.name


def canonical(name: str) -> str:
    return Quantities(LESSON.experiment, program_of(LESSON.experiment)).find(name, "")


def as_text(report: Report) -> str:
    return "\n".join(line.text for line in in_words(report))


# The figures that the lesson's source published for its first step at learning rate 0.01, to four digits.
PUBLISHED = """step,quantity,value
1,x1,0.1
1,x2,0.7
1,z1,-16.94
1,z2,-13.71
1,z3,-6.760
1,h1,4.383e-8
1,h2,1.110e-6
1,prediction,0.001158
1,loss,6.761
1,delta1,2.219e-7
1,delta2,7.296e-6
1,delta3,-0.9988
1,grad w1,2.219e-8
1,grad w2,1.554e-7
1,grad b1,2.219e-7
1,grad w3,7.296e-7
1,grad w4,5.107e-6
1,grad b2,7.296e-6
1,grad w5,-4.378e-8
1,grad w6,-1.109e-6
1,grad b3,-0.9988
1,w1,-7.160
1,w2,-9.210
1,b1,-9.780
1,w3,-7.460
1,w4,-9.450
1,b2,-6.350
1,w5,-5.070
1,w6,-6.580
1,b3,-6.750
"""


def test_a_correct_homework_of_thirty_numbers_passes(tmp_path: Path) -> None:
    report = check(tmp_path, PUBLISHED, set_up("sigmoid-2-2-1", Overrides(learning_rate=0.01)))
    assert len(report.findings) == 30
    assert report.all_agree
    assert as_text(report).splitlines()[0] == "All 30 numbers agree."


@pytest.mark.parametrize("slip", [slip for slip in SLIPS if slip != "sum"])
def test_a_slip_in_thirty_numbers_is_found_and_named(slip: str, tmp_path: Path) -> None:
    numbers = thirty(work_out([slip], start=PUBLISHED_START, rate=0.1))
    report = check(tmp_path, as_csv(numbers, 12))
    assert len(report.findings) == 30
    (mistake,) = report.of("mistake")
    quantity, name, words = SLIPS[slip]
    assert name_of(mistake) == (1, canonical(quantity))
    assert mistake.explanations[0].slip == name
    assert words in mistake.explanations[0].words
    # Whatever else differs is a consequence, and nothing that agrees is called one.
    right = thirty(work_out(start=PUBLISHED_START, rate=0.1))
    differ = {key for key in right if f"{right[key]:.11e}" != f"{numbers[key]:.11e}"}
    followers = {(1, canonical(quantity)), *map(name_of, report.of("follows"))}
    assert followers == {(step, canonical(key)) for step, key in differ}


def test_six_slips_in_one_homework_are_all_found_and_named(tmp_path: Path) -> None:
    numbers = thirty_of_a_batch(work_out(SLIPS, start=LIVELY_START, rate=0.5, batch=2))
    report = check(tmp_path, as_csv(numbers, 5), OF_A_BATCH)
    assert len(report.findings) == 30
    found = {finding.entry.name: finding.explanations[0] for finding in report.of("mistake")}
    assert {name: explanation.slip for name, explanation in found.items()} == {
        canonical(quantity): name for quantity, name, _ in SLIPS.values()
    }
    for quantity, _, words in SLIPS.values():
        assert words in found[canonical(quantity)].words


def test_a_batch_worked_out_rightly_passes(tmp_path: Path) -> None:
    numbers = work_out(start=LIVELY_START, rate=0.5, batch=2)
    assert check(tmp_path, as_csv(numbers, 4), OF_A_BATCH).all_agree


@pytest.mark.parametrize("name", lesson_names())
def test_what_a_session_computes_passes_in_every_lesson(name: str, tmp_path: Path) -> None:
    setup = set_up(name)
    session, rows = Session(setup.experiment, setup.train), []
    for step in (1, 2):
        session.run(1)
        trace = session.engine.last
        assert trace is not None
        for layer, (z, delta) in enumerate(zip(trace.z, trace.delta, strict=True), start=1):
            rows += [f'{step},"z{layer}[{n}]",{value:.3e}' for n, value in enumerate(z[:3], start=1)]
            rows += [f'{step},"delta{layer}[{n}]",{value:.3e}' for n, value in enumerate(delta[:3], start=1)]
        rows.append(f"{step},loss,{trace.loss:.3e}")
        labels = setup.experiment.names.parameters
        rows += [f'{step},"{label}",{value:.3e}' for label, value in zip(labels, session.parameters, strict=True)]
    assert check_rows(tmp_path, *rows, setup=setup).all_agree


def test_the_report_shows_the_first_number_that_differs_and_how_it_is_made(tmp_path: Path) -> None:
    lines = as_text(check_rows(tmp_path, "1,grad w1,0.5064", "1,z1,-16.943", "1,δ1,5.064")).splitlines()
    assert lines[:2] == ["3 numbers: 1 agrees, 1 is wrong by itself, 1 follows from it.", ""]
    assert lines[2].startswith("The first that differs: δ1 of step 1 (") and lines[2].endswith("homework.csv:4)")
    assert lines[3:] == [
        "  you wrote  5.064",
        "  computed   0.000   (2.2194908702009636e−07)",
        "  δ1 = δ3·w5·h1·(1 − h1)",
        "     = (−0.998842)(−5.07)(4.38277e−08)(1 − 4.38277e−08)",
        "     = 2.21949e−07",
        "  Slip: The activation's derivative is left out: the factor h1·(1 − h1) is missing.",
        "",
        "Follows from δ1 of step 1:",
        "  step 1: grad w1",
    ]


def test_the_update_is_shown_with_its_batch(tmp_path: Path) -> None:
    lines = as_text(check_rows(tmp_path, "2,b3,0.3", setup=OF_A_BATCH)).splitlines()
    assert [line for line in lines[5:] if "(−0.401668)" not in line] == [
        "  grad b3 of the batch = (grad b3 (step 1) + grad b3 (step 2)) / 2",
        "                       = −0.410272",
        "  b3 = b3 − lr·grad b3 of the batch",
        "     = 0.29 − (0.5)(−0.410272)",
        "     = 0.495136",
        "  None of the usual slips gives this number.",
        "  It is made from numbers that are not on your list; with them more could be told: grad b3.",
    ]


def test_a_mistake_does_not_hide_another_one(tmp_path: Path) -> None:
    report = check_rows(tmp_path, "1,z1,-15", "1,h1,3.059e-7", "1,z2,-12", "1,h2,6.144e-6")
    assert [finding.verdict for finding in report.findings] == ["mistake", "mistake", "follows", "follows"]
    assert [finding.causes for finding in report.findings] == [(), (), (0,), (1,)]


def test_a_slip_of_the_pen_does_not_go_on(tmp_path: Path) -> None:
    report = check_rows(tmp_path, "1,z1,-19.643", "1,h1,4.383e-8", "1,δ1,2.219e-7")
    assert [finding.verdict for finding in report.findings] == ["mistake", "agrees", "agrees"]


def test_a_slip_is_found_in_a_line_that_is_not_on_the_list(tmp_path: Path) -> None:
    numbers = work_out(["derivative"], start=LIVELY_START, rate=0.5)
    setup = set_up("sigmoid-2-2-1", Overrides(values=LIVELY_START, learning_rate=0.5))
    report = check_rows(tmp_path, f"1,w1,{numbers[1, 'w1']:.5f}", f"2,z1,{numbers[2, 'z1']:.3f}", setup=setup)
    assert [finding.verdict for finding in report.findings] == ["mistake", "mistake"]
    (explanation,) = report.findings[0].explanations
    assert explanation.words.startswith("In δ1, which is not on your list: The activation's derivative is left out")


def test_numbers_rounded_on_the_way_are_told_from_slips(tmp_path: Path) -> None:
    report = check_rows(tmp_path, "1,z1,-17", "1,h1,4.1399e-8")
    assert [finding.verdict for finding in report.findings] == ["agrees", "mistake"]
    assert report.findings[1].explanations[0].slip == "rounded on the way"


@pytest.mark.parametrize(
    ("row", "slip"),
    [
        ("1,z1,-7.163", "bias left out"),
        ("1,z1,2.617", "wrong sign"),
        ("1,h1,-16.943", "activation left out"),
        ("1,δ3,-0.001155", "derivative that cancels"),
        ("1,b3,-6.8599", "wrong sign"),
        ("1,b3,-5.7612", "learning rate left out"),
        ("1,b3,-6.7600", "not updated"),
    ],
)
def test_other_slips_are_named_too(row: str, slip: str, tmp_path: Path) -> None:
    (finding,) = check_rows(tmp_path, row).findings
    assert slip in [explanation.slip for explanation in finding.explanations]


@pytest.mark.parametrize(
    ("source", "row", "words"),
    [
        ("relu-1-1-1", "1,loss,2.3716", "The factor ½ is missing."),
        ("iris", "1,loss,0.3647", "The mean over the 3 outputs is taken; this loss is their sum."),
        ("softplus-1-2-1", "2,z1,-2.6070", "The example's index 1 (counted from 0) stands in the place of x."),
        ("softplus-1-2-1", "1,b1,-2.3", "It is updated already, but the batch is not full yet."),
    ],
)
def test_slips_of_other_lessons(source: str, row: str, words: str, tmp_path: Path) -> None:
    setup = set_up(source)
    session = Session(setup.experiment, setup.train)
    if source == "iris":
        session.run(1)
        assert session.engine.last is not None
        row = f"1,loss,{session.engine.last.loss / 3:.4f}"
    if row.startswith("1,b1"):
        early = replace(setup.experiment, training=replace(setup.experiment.training, batch_size=1))
        session = Session(early, setup.train)
        session.run(1)
        row = f"1,b1,{session.parameters[early.names.index('b1')]:.6f}"
    (finding,) = check_rows(tmp_path, row, setup=setup).findings
    assert words in [explanation.words for explanation in finding.explanations]


def test_numbers_cut_off_and_numbers_without_a_digit_are_told(tmp_path: Path) -> None:
    report = check_rows(tmp_path, "1,z3,-6.760", "1,δ3,-0.99884", "1,prediction,0.00115", "1,h1,0.0000")
    assert report.all_agree
    assert as_text(report).splitlines()[2:] == [
        "Right when cut off, not rounded: prediction of step 1",
        "Too few decimals to show a digit (write 4.383e-8 for such numbers): h1 of step 1",
    ]
