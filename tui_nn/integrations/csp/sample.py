"""Synthetic curves and a graph that learns them: the lesson `relu-1-1-1-stream` with csp itself."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import no_type_check

import csp
from csp import ts

from tui_nn.experiment.lessons import lesson
from tui_nn.integrations.csp.node import Trained, train

START = datetime(2020, 1, 1)
SECONDS = 4
EVENTS_A_SECOND = 100
DIGITS = 6


@csp.node
@no_type_check
def curve(count: ts[int]) -> csp.Outputs(x=ts[float], y=ts[float]):
    """Give x(t) = 1 + 0.6·sin(2πt) + 0.3·sin(0.8πt) and y = 2·max(0, x − 0.5) + 0.3, as the lesson's file has them."""
    if csp.ticked(count):
        t = count / EVENTS_A_SECOND
        number = round(1.0 + 0.6 * math.sin(2.0 * math.pi * t) + 0.3 * math.sin(0.8 * math.pi * t), DIGITS)
        csp.output(x=number, y=round(2.0 * max(0.0, number - 0.5) + 0.3, DIGITS))


@csp.graph
@no_type_check
def curves() -> csp.Outputs(x=ts[float], y=ts[float]):
    """Give an event every 10 ms, without end."""
    count = csp.count(csp.timer(timedelta(seconds=1) / EVENTS_A_SECOND, True))
    made = curve(count)
    return csp.output(x=made.x, y=made.y)


def sample() -> Trained:
    """Train the lesson's network on the curves and print every event."""
    experiment = lesson("relu-1-1-1-stream")
    made = curves()
    trained = train(experiment, made.x, made.y)
    names = ["x", "y", "prediction", "loss", *experiment.names.parameters]
    parameters = [trained.parameter(name) for name in experiment.names.parameters]
    print_line(names, [made.x, made.y, trained.prediction, trained.loss, *parameters])
    return trained


@csp.node
@no_type_check
def print_line(names: object, values: [ts[float]]):
    """Print what ticks, in digits that read back as the same numbers."""
    if csp.ticked(values):
        numbers = "  ".join(f"{names[index]} {value!r}" for index, value in sorted(values.tickeditems()))
        print(f"{csp.now():%Y-%m-%d %H:%M:%S.%f}  {numbers}")


def run_sample() -> None:
    """Run the sample for four simulated seconds from 2020-01-01."""

    def graph() -> None:
        sample()

    csp.run(graph, starttime=START, endtime=timedelta(seconds=SECONDS))
