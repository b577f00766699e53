"""A step of training told in sentences, for the ear: the worksheet's lines without a sign that cannot be heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tui_nn.core.floats import Floats
from tui_nn.core.network import Architecture
from tui_nn.core.program import Operation
from tui_nn.data.dataset import Dataset
from tui_nn.training.narration_symbols import Speaking, SpokenSymbols
from tui_nn.training.sheet import Sheet
from tui_nn.training.worksheet_lines import WorksheetLine
from tui_nn.training.worksheet_update import UpdateWorksheet

LARGEST_LAYER = 8
"""A layer of more neurons, or with more signals from below, is told in a sentence for each operation."""


def count(number: int, what: str) -> str:
    """Say how many there are.

    >>> count(1, "step"), count(3, "step")
    ('1 step', '3 steps')
    """
    return f"{number} {what}" + ("" if number == 1 else "s")


def sentence(text: str) -> str:
    """Make a sentence of it.

    >>> sentence("the loss is 0")
    'The loss is 0.'
    """
    return f"{text[0].upper()}{text[1:]}."


class StepNarration:
    """Tells one step.

    Args:
        sheet: The step, complete.
        after: The parameters after it, shape (parameters,).
        data: The training data.
        digits: Significant digits; 17 stands for the fewest that give the same float back.
    """

    def __init__(self, sheet: Sheet, after: Floats, data: Dataset, digits: int) -> None:
        self._sheet = sheet
        self._after = after
        self._data = data
        self._network = sheet.experiment.network
        self._symbols = SpokenSymbols(sheet.experiment.names, data, full=sheet.ends_batch)
        self._speaking = Speaking(sheet, digits, self._symbols, data)

    def sentences(self) -> Iterator[str]:
        """Give its sentences in the order of the worksheet."""
        yield self._example()
        for operation in self._sheet.program.operations:
            if is_large(self._network, operation.layer or len(self._network.layers)):
                yield self._in_short(operation)
            else:
                for line in operation.lines:
                    yield self._line(self._speaking.line(line, known=True))
        yield from self._update()

    def _example(self) -> str:
        sheet, write, of = self._sheet, self._speaking.write, self._symbols.of
        trace, data = sheet.trace, self._data
        inputs = [f"{of(f'x[{n}]')} is {write(value)}" for n, value in enumerate(trace.inputs.tolist(), start=1)]
        if len(inputs) > LARGEST_LAYER:
            low, high = float(trace.inputs.min()), float(trace.inputs.max())
            inputs = [f"{len(inputs)} inputs from {write(low)} to {write(high)}"]
        targets = [f"{of(f'y[{n}]')} is {write(value)}" for n, value in enumerate(trace.target.tolist(), start=1)]
        if data.classes:
            place = int(trace.target.argmax()) if data.output_count > 1 else int(trace.target[0])
            named = f"the class is {data.classes[place]}"
            targets = [named] if len(targets) > LARGEST_LAYER else [named, *targets]
        epoch = (sheet.step - 1) // len(data)
        return (
            f"Step {sheet.step}, epoch {epoch}, row {sheet.row} of the data: {', '.join(inputs)}; {', '.join(targets)}."
        )

    def _line(self, line: WorksheetLine) -> str:
        kind = line.about.partition("[")[0].rstrip("0123456789'")
        if kind == "loss":
            return self._told(line, f"loss, {self._loss}: ")
        if kind not in ("z", "h", "delta", "e", "p"):
            return self._told(line)
        layer, number = map(int, line.about.removeprefix(kind).removesuffix("]").split("["))
        neuron = self._symbols.neuron(layer, number).removeprefix("the ")
        if kind == "e":
            return self._told(line, f"{neuron}: ")
        if kind == "z":
            return self._told(line, f"{neuron}, weighted sum: ")
        if kind == "h":
            return self._told(line, f"{neuron}, activation {self._activation(layer)}: ")
        return self._told(line, f"backwards, {neuron}: ")

    def _told(self, line: WorksheetLine, lead: str = "", engine: str = "") -> str:
        parts = [f"{lead}{line.name} {'becomes' if line.arrow else 'is'} {line.formula}"]
        if line.substituted and line.substituted != line.shown:
            parts.append(f"that is {line.substituted}")
        parts.append(f"that makes {line.shown}")
        if engine or line.engine:
            parts.append(f"the engine, adding in another order, has {engine or line.engine}")
        return sentence("; ".join(parts))

    def _update(self) -> Iterator[str]:
        sheet, names = self._sheet, self._sheet.experiment.names
        worksheet = UpdateWorksheet(self._speaking)
        for line in worksheet.preamble:
            if not line.name:
                yield line.formula.replace("“", "").replace("”", "")
            elif line.name == "t":
                yield f"This is update {line.shown}: t is {line.shown}."
            else:
                yield self._told(line)
        large = [n for n in range(1, len(self._network.layers) + 1) if is_large(self._network, n)]
        for index in names.reading_order:
            if names.layer_of(index) not in large:
                yield from (self._about_parameter(line, index) for line in worksheet.lines_about(index))
        if sheet.ends_batch:
            change = self._after - sheet.before.parameters
            for layer in large:
                yield f"Update: changes of {parameters_in_short(layer, change, self._speaking)}."

    def _about_parameter(self, line: WorksheetLine, index: int) -> str:
        symbol = self._symbols.of(line.about)
        if line.name != symbol:
            return self._told(line, f"for {symbol}, ")
        if self._sheet.frozen[index]:
            return f"Update: {symbol} is held and stays {line.shown}."
        has = self._speaking.write(float(self._after[index]))
        return self._told(line, "update: ", "" if has == line.shown else has)

    def _in_short(self, operation: Operation) -> str:
        """Tell an operation of a large layer, or the loss of many outputs, in one sentence."""
        layer, trace, speaking = operation.layer, self._sheet.trace, self._speaking
        match operation.kind:
            case "loss":
                outputs = count(self._network.outputs, "output")
                return f"Loss, {self._loss} over {outputs}: the loss is {speaking.write(trace.loss)}."
            case "gradient":
                return f"Backwards, gradients of {parameters_in_short(layer, trace.gradient, speaking)}."
        lead = {
            "z": f"{layer_words(self._network, layer)}, weighted sums",
            "h": f"{layer_words(self._network, layer)}, activation {self._activation(layer)}",
            "delta": f"backwards, {layer_words(self._network, layer)}",
        }[operation.kind]
        numbers: Floats = getattr(trace, operation.kind)[layer - 1]
        if len(numbers) <= LARGEST_LAYER:
            each = (
                f"{self._symbols.of(f'{operation.kind}{layer}[{number}]')} is {speaking.write(value)}"
                for number, value in enumerate(numbers.tolist(), start=1)
            )
            return sentence(f"{lead}: {', '.join(each)}")
        span = _span(numbers, lambda place: self._symbols.neuron(layer, place + 1), speaking.write)
        return sentence(f"{lead}: {operation.kind} of {len(numbers)} neurons, {span}")

    @property
    def _loss(self) -> str:
        return self._sheet.experiment.training.loss.replace("_", " ")

    def _activation(self, layer: int) -> str:
        return self._network.layers[layer - 1].activation.replace("_", " ")


def is_large(network: Architecture, layer: int) -> bool:
    """Say whether a layer, from 1, is too large to be told number by number."""
    return max(network.sizes[layer - 1 : layer + 1]) > LARGEST_LAYER


def layer_words(network: Architecture, layer: int) -> str:
    """Call a layer by its number, from 1."""
    return "the output layer" if layer == len(network.layers) else f"layer {layer}"


def parameters_in_short(layer: int, flat: Floats, speaking: Speaking) -> str:
    """Tell one number for each parameter of a layer in one go.

    Args:
        layer: The layer, from 1.
        flat: Shape (parameters,).
        speaking: How to say it.
    """
    names, of = speaking.sheet.experiment.names, speaking.symbols.of
    indices = names.indices_of_layer(layer)
    span = _span(flat[list(indices)], lambda place: of(names.canonical[indices[place]]), speaking.write)
    return f"{len(indices)} parameters of {layer_words(names.architecture, layer)}, {span}"


def _span(numbers: Floats, place: Callable[[int], str], write: Callable[[float], str]) -> str:
    low, high = int(numbers.argmin()), int(numbers.argmax())
    least, most = write(float(numbers[low])), write(float(numbers[high]))
    return f"from {least}, {place(low)}, to {most}, {place(high)}"
