"""What a narration says around its steps: what is trained, how epochs went, how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from tui_nn.core.expressions import functions_in
from tui_nn.core.spoken import listed, spoken
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.evaluation import Evaluation
from tui_nn.training.narration import count, is_large, parameters_in_short
from tui_nn.training.narration_symbols import Speaking, SpokenSymbols
from tui_nn.training.session import Session

NAMED = 12
"""So many inputs or classes are named at the beginning; of more, only their number is told."""


_MEANINGS = {
    "sigmoid": "Sigmoid of z is 1 divided by open bracket 1 plus the exponential of minus z close bracket.",
    "softplus": "Softplus of z is the natural logarithm of open bracket 1 plus the exponential of z close bracket.",
    "relu": "ReLU of z is z where z is above 0, and 0 elsewhere.",
    "leaky_relu": "Leaky ReLU of z is z where z is above 0, and a hundredth of z elsewhere.",
    "step": "Step of z is 1 where z is above 0, and 0 elsewhere.",
    "leaky_step": "Leaky step of z is 1 where z is above 0, and 0.01 elsewhere.",
    "sign": "The sign of a number is minus 1, 0 or 1.",
    "huber": "The Huber loss of r is half of r squared for r from minus 1 to 1; elsewhere it is the absolute value of "
    "r, minus one half.",
    "clip": "The clipped value of r is r kept between minus 1 and 1.",
}


def introduction(session: Session, digits: int) -> Iterator[str]:
    """Tell what is about to be trained, from which start; `digits` as for a step."""
    experiment, data = session.experiment, session.data
    about = experiment.about
    yield f"This is {about.name}{': ' if about.title else ''}{about.title.rstrip('.')}."
    symbols = SpokenSymbols(experiment.names, data)
    yield _network(experiment, [symbols.of(f"x[{n}]") for n in range(1, data.input_count + 1)])
    if data.classes:
        named = f": {listed(data.classes)}" if len(data.classes) <= NAMED else ""
        yield f"The data are {count(len(data), 'example')} of {len(data.classes)} classes{named}."
    else:
        yield f"The data are {count(len(data), 'example')}; the target is {listed(data.target_names)}."
    if (kind := data.scaling_kind) != "none":
        yield f"They are scaled, {kind}, and told as the network sees them."
    yield from _learning(session)
    yield from _functions(session)
    yield (
        f"Numbers are told in {'all their' if digits >= 17 else digits} significant digits. "
        "Steps count from 1, epochs and rows of the data from 0."
    )
    yield from _start(session, symbols, digits)


def _network(experiment: Experiment, inputs: list[str]) -> str:
    layers = [f"{count(len(inputs), 'input')}{', ' + listed(inputs) if len(inputs) <= NAMED else ''}"]
    *hidden, output = experiment.network.layers
    layers += [f"a layer of {count(layer.size, 'hidden neuron')} with {_plain(layer.activation)}" for layer in hidden]
    layers.append(f"{count(output.size, 'output neuron')} with {_plain(output.activation)}")
    return f"The network has {'; '.join(layers)}."


def _learning(session: Session) -> Iterator[str]:
    training = session.experiment.training
    yield f"The loss of one example is {_plain(training.loss)}."
    size = session.schedule.batch_size
    when = "after each example"
    if size > 1:
        examples = f"all {size} examples, once an epoch" if size == len(session.data) else f"each {size} examples"
        when = f"with the {training.reduction} of the gradients of {examples}"
    optimizer = training.optimizer
    rate = f"learning rate {spoken(training.learning_rate)}"
    yield f"Parameters are updated {when}, by {_plain(optimizer.name)} with {rate}."
    for name, strength in (("L1", optimizer.l1), ("L2", optimizer.l2)):
        if strength:
            yield f"Weights have an {name} penalty of {spoken(strength)}."
    if training.gradient == "published":
        yield "The gradient is the rule that the lesson's source published, slips and all, not the exact one."


def _functions(session: Session) -> Iterator[str]:
    """Tell what the functions are that a told formula calls by their names."""
    network = session.experiment.network
    used: set[str] = set()
    for operation in session.sheet().program.operations:
        if not is_large(network, operation.layer or len(network.layers)):
            used |= {name for line in operation.lines for name in functions_in(line.expression)}
    if session.experiment.training.optimizer.l1:
        used.add("sign")
    yield from (words for name, words in _MEANINGS.items() if name in used)


def _start(session: Session, symbols: SpokenSymbols, digits: int) -> Iterator[str]:
    experiment, names = session.experiment, session.experiment.names
    speaking = Speaking(session.sheet(), digits, symbols, session.data)
    for neuron in names.neurons:
        if not is_large(experiment.network, neuron.layer):
            for index in (*neuron.weights, *(() if neuron.bias is None else (neuron.bias,))):
                name = names.canonical[index]
                label, place = symbols.of(name), symbols.described(name)
                what = label if label == place else f"{label}, {place},"
                yield f"At the start, {what} is {speaking.write(float(session.parameters[index]))}."
        elif neuron.number == 1:
            yield f"At the start, {parameters_in_short(neuron.layer, session.parameters, speaking)}."


def epoch_sentence(session: Session, digits: int) -> str:
    """Tell how the last complete epoch went."""
    epoch = session.last_epoch
    assert epoch is not None
    examples = count(len(session.data), "example")
    right = "" if epoch.accuracy is None else f", and {round(epoch.accuracy * len(session.data))} were right"
    loss = spoken(epoch.mean_loss, digits)
    return f"Epoch {epoch.epoch} is complete: the mean loss of its {examples}, each as it was seen, is {loss}{right}."


def ending(session: Session, train: Evaluation, test: Evaluation | None, digits: int, ended_by: str = "") -> str:
    """Tell how far a session came, and how it does on all examples at its present parameters."""
    text = f"Training ends after {count(session.position.epoch, 'epoch')} and {count(session.steps, 'step')}"
    text += f", {ended_by}. " if ended_by else ". "
    text += f"With its present parameters {_does(train, 'example', digits)}."
    return text if test is None else f"{text} Kept out of training: {_does(test, 'test example', digits)}."


def _does(evaluation: Evaluation, what: str, digits: int) -> str:
    mean, total = spoken(evaluation.mean_loss, digits), spoken(evaluation.total_loss, digits)
    text = f"the mean loss of {count(evaluation.examples, what)} is {mean}, and the sum {total}"
    if evaluation.accuracy is None:
        return text
    right = round(evaluation.accuracy * evaluation.examples)
    return f"{text}; {right} of them are right, {100.0 * evaluation.accuracy:.1f} percent"


def _plain(name: str) -> str:
    return name.replace("_", " ")
