"""A run told in sentences: what is told is the trace, to the last bit, in words that can be read aloud."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path

import pytest

from tests.cli.running import run, start
from tui_nn.experiment.lessons import lesson_names

NUMBER = re.compile(r"(minus )?(\d[\d.]*)(?: times 10 to the (minus )?(\d+))?")
ALOUD = re.compile(r"[A-Za-z0-9 .,;:'-]+")


def last_number(sentence: str) -> float:
    """Read the number a sentence ends with."""
    *_, found = NUMBER.finditer(sentence.rstrip("."))
    minus, digits, below, power = found.groups()
    return float(f"{'-' if minus else ''}{digits.rstrip('.')}e{'-' if below else ''}{power or 0}")


def told(*arguments: str) -> list[str]:
    """Give the sentences of a run."""
    result = run("train", *arguments, "--narrate")
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


RUNS = [
    ("sigmoid-2-2-1",),
    ("softplus-1-2-1", "--gradient", "published"),
    ("softplus-1-2-1", "--optimizer", "adam", "--batch-size", "5"),
    ("sigmoid-3-2-1", "--gradient", "published"),
    ("xor", "--optimizer", "nesterov", "--activation", "leaky_relu"),
    ("iris", "--batch-size", "2", "--optimizer", "rmsprop"),
    ("iris", "--engine", "numpy", "--optimizer", "momentum"),
    ("two-moons", "--loss", "huber", "--activation", "relu"),
]


@pytest.mark.parametrize("arguments", RUNS, ids=" ".join)
def test_every_number_told_is_the_traces_own(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    outputs = ("--trace", str(path), "--trace-gradients", "--trace-activations", "--digits", "17")
    sentences = told(*arguments, "--steps", "5", *outputs)
    trace = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def numbers(pattern: str) -> list[float]:
        return [last_number(sentence) for sentence in sentences if re.match(pattern, sentence)]

    def traced(field: str) -> list[float]:
        return list(chain.from_iterable(line[field].values() for line in trace))

    assert numbers(".* weighted sum: ") == traced("z")
    assert numbers(r".*neuron( \d)?, activation ") == traced("h")
    assert numbers("Loss, ") == [line["loss"] for line in trace]
    assert sorted(numbers("Backwards, .*: delta")) == sorted(traced("delta"))
    assert sorted(numbers("The gradient of")) == sorted(traced("gradients"))
    updated = [line["parameters"].values() for line in trace if line["updated"]]
    assert numbers("Update: ") == list(chain.from_iterable(updated))


@pytest.mark.parametrize("lesson", lesson_names())
def test_every_sentence_can_be_read_aloud(lesson: str) -> None:
    for sentence in told(lesson, "--steps", "2", "--optimizer", "adam", "--batch-size", "2"):
        assert ALOUD.fullmatch(sentence), sentence
        assert sentence.endswith(".")
        assert sentence[0].isupper()


def test_a_step_is_told_like_this() -> None:
    sentences = told("relu-1-1-1", "--steps", "1")
    begun = sentences.index("Step 1, epoch 0, row 0 of the data: x is 2; the target is 2.")
    assert "At the start, w, the weight from x to hidden neuron 1, is 0.5." in sentences[:begun]
    step = sentences[begun + 1 : -1]
    assert len(step) == 15
    assert [step[0], step[1], step[4], step[6], step[8], step[11]] == [
        "Hidden neuron 1, weighted sum: z is w times x, plus b; that is 0.5 times 2, plus 0.2; that makes 1.2.",
        "Hidden neuron 1, activation relu: h is ReLU of z; that is ReLU of 1.2; that makes 1.2.",
        "Loss, half squared: the loss is one half times open bracket the prediction minus the target close bracket "
        "squared; that is one half times open bracket 0.46 minus 2 close bracket squared; that makes 1.186.",
        "The gradient of v is delta of the output neuron, times h; that is minus 1.54 times 1.2; that makes "
        "minus 1.848.",
        "Backwards, hidden neuron 1: delta is delta of the output neuron, times v times step of z; that is minus 1.54 "
        "times 0.3 times step of 1.2; that makes minus 0.462.",
        "Update: w becomes its old value, minus the learning rate times its gradient; that is 0.5, minus 0.1 times "
        "minus 0.924; that makes 0.5924.",
    ]
    assert sentences[-1] == (
        "Training ends after 0 epochs and 1 step. With its present parameters the mean loss of 3 examples is 1.727, "
        "and the sum 5.181."
    )


def test_a_batch_says_how_full_it_is() -> None:
    sentences = told("xor", "--batch-size", "3", "--steps", "4")
    notes = [sentence for sentence in sentences if "atch" in sentence]
    assert notes == [
        "Batch: example 1 of 3, step 1: no update yet, the sum so far.",
        "Batch: example 2 of 3, steps 1 to 2: no update yet, the sum so far.",
        "The batch is full: the mean over its 3 examples, steps 1 to 3.",
    ]
    assert sentences[-2].startswith("Epoch 0 is complete: the mean loss of its 4 examples")


def test_large_layers_are_told_in_a_sentence_an_operation() -> None:
    sentences = told("xor", "--layers", "2-9-3-1", "--steps", "1")
    assert sum(sentence.startswith("Layer 1, ") for sentence in sentences) == 2
    assert sum("9 neurons, from" in sentence for sentence in sentences) == 3
    # The second layer has few neurons, but nine signals come in.
    assert sum("layer 2, weighted sums: z of neuron 1 of layer 2 is" in sentence.lower() for sentence in sentences) == 1
    assert sum("Update: changes of" in sentence for sentence in sentences) == 2
    assert sum(sentence.startswith("Update: the weight from neuron 3 of layer 2") for sentence in sentences) == 1


def test_without_an_ending_one_epoch_is_told_and_never_more_than_100_steps() -> None:
    def steps(sentences: list[str]) -> list[int]:
        return [int(found[1]) for sentence in sentences if (found := re.match(r"Step (\d+),", sentence))]

    assert steps(told("relu-1-1-1")) == [1, 2, 3]
    assert steps(told("relu-1-1-1", "--steps", "20", "--every", "7")) == [7, 14]
    long = told("relu-1-1-1", "--epochs", "40")
    assert steps(long) == list(range(1, 101))
    assert long[-2] == "100 steps have been told, and the rest goes on untold."
    assert long[-1].startswith("Training ends after 40 epochs and 120 steps. With its present parameters the mean loss")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--narrate", "--trace", "-"), "both write to standard output"),
        (("--digits", "6"), "Give --narrate too"),
        (("--narrate", "--digits", "18"), "'--digits'"),
    ],
)
def test_what_makes_no_sense_together_is_refused(arguments: tuple[str, ...], words: str) -> None:
    result = run("train", "xor", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_a_reader_that_leaves_ends_the_telling_quietly() -> None:
    with start("train", "xor", "--narrate", "--until", "loss < 0") as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith("This is xor")
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=20) == 141
