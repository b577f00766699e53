"""Trace lines: everything about each step as JSON or CSV, in digits that read back as the same numbers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TextIO

from tui_nn.core.engine import Engine
from tui_nn.core.names import Names
from tui_nn.data.dataset import Columns, Floats
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.snapshot import Sample

Record = dict[str, Any]


class Recorded(Protocol):
    """Whose steps can be recorded: a `Session`, or an `OnlineTrainer`."""

    @property
    def experiment(self) -> Experiment:
        """What is trained."""
        ...

    @property
    def engine(self) -> Engine:
        """What does the arithmetic."""
        ...

    @property
    def data(self) -> Columns:
        """What inputs and targets are called."""
        ...


class Recorder:
    """Makes a record of the session's last step.

    A record has `step` (from 1), `epoch` and `row` of the data (from 0), `inputs` and `targets` as the network sees
    them, `predictions` and `loss` before the step's update, `updated`, the `engine`, and `parameters` after the step,
    neuron by neuron. Names are the file's columns or classes, and the lesson's labels.

    Args:
        session: Whose steps are recorded.
        gradients: Add `gradients`, ∂loss/∂parameter of this example alone: with batches, what it adds to its batch.
        activations: Add `z`, `h` and `delta` of every neuron.
    """

    def __init__(self, session: Recorded, *, gradients: bool = False, activations: bool = False) -> None:
        self._session = session
        names, data = session.experiment.names, session.data
        self._order = list(names.reading_order)
        self._parameters = [names.parameters[index] for index in self._order]
        self._inputs, self._targets = data.input_names, data.target_names
        self._gradients = gradients
        self._neurons = {kind: _neuron_names(names, kind) for kind in ("z", "h", "delta") if activations}

    def columns(self) -> list[str]:
        """Give the names of `cells`, such as `step`, `inputs.x1` and `parameters.w1`."""
        groups: list[tuple[str, Sequence[str]]] = [
            *((field, ()) for field in ("step", "epoch", "row")),
            ("inputs", self._inputs),
            ("targets", self._targets),
            ("predictions", self._targets),
            *((field, ()) for field in ("loss", "updated", "engine")),
            ("parameters", self._parameters),
            *([("gradients", self._parameters)] if self._gradients else []),
            *self._neurons.items(),
        ]
        return [name for field, names in groups for name in ([f"{field}.{key}" for key in names] or [field])]

    def record(self, sample: Sample) -> Record:
        """Give the record of the step that `sample` came from, which must be the session's last."""
        trace = self._session.engine.last
        assert trace is not None
        record: Record = {
            "step": sample.step,
            "epoch": sample.epoch,
            "row": sample.row,
            "inputs": dict(zip(self._inputs, trace.inputs.tolist(), strict=True)),
            "targets": dict(zip(self._targets, trace.target.tolist(), strict=True)),
            "predictions": dict(zip(self._targets, sample.prediction.tolist(), strict=True)),
            "loss": sample.loss,
            "updated": sample.updated,
            "engine": self._session.engine.name,
            "parameters": self._by_name(self._session.engine.network.parameters),
        }
        if self._gradients:
            record["gradients"] = self._by_name(trace.gradient)
        for kind, names in self._neurons.items():
            layers: Iterable[Floats] = getattr(trace, kind)
            record[kind] = dict(zip(names, (value for layer in layers for value in layer.tolist()), strict=True))
        return record

    def cells(self, sample: Sample) -> list[Any]:
        """Give the record's numbers in the order of `columns`."""
        values: list[Any] = []
        for value in self.record(sample).values():
            if isinstance(value, dict):
                values += value.values()
            else:
                values.append(str(value).lower() if isinstance(value, bool) else value)
        return values

    def _by_name(self, flat: Floats) -> dict[str, float]:
        return dict(zip(self._parameters, flat[self._order].tolist(), strict=True))


def _neuron_names(names: Names, kind: str) -> list[str]:
    canonical = [f"{kind}{neuron.layer}[{neuron.number}]" for neuron in names.neurons]
    labels = [names.of(name) for name in canonical]
    # Only labels of parameters are sure to differ.
    return labels if len(set(labels)) == len(labels) else canonical


class JsonTrace:
    """Writes records as JSON, one object a line."""

    def __init__(self, stream: TextIO, recorder: Recorder) -> None:
        self._stream = stream
        self._recorder = recorder
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def write(self, sample: Sample) -> None:
        """Write the session's last step."""
        self._stream.write(self._encode(self._recorder.record(sample)) + "\n")


class CsvTrace:
    """Writes records as CSV with a header, a column for each number."""

    def __init__(self, stream: TextIO, recorder: Recorder) -> None:
        self._recorder = recorder
        self._rows = csv.writer(stream, lineterminator="\n")
        self._rows.writerow(recorder.columns())

    def write(self, sample: Sample) -> None:
        """Write the session's last step."""
        self._rows.writerow(self._recorder.cells(sample))
