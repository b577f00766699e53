"""A person who works out sigmoid-2-2-1 by hand, with or without slips: not one line of the program's own arithmetic."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

ROWS = [((0.1, 0.7), 1.0), ((0.4, 0.9), 1.0)]
PUBLISHED_START = {
    "w1": -7.16, "w2": -9.21, "b1": -9.78, "w3": -7.46, "w4": -9.45, "b2": -6.35, "w5": -5.07, "w6": -6.58, "b3": -6.76
}  # fmt: skip
LIVELY_START = {
    "w1": 0.31, "w2": -0.52, "b1": 0.23, "w3": 0.74, "w4": 0.45, "b2": -0.36, "w5": 1.17, "w6": -0.88, "b3": 0.29
}  # fmt: skip
Numbers = dict[tuple[int, str], float]


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def work_out(slips: Collection[str] = (), *, start: Mapping[str, float], rate: float, batch: int = 1) -> Numbers:
    """Work out every number of the first two steps.

    Args:
        slips: `index` (z1 of step 1), `sign` (δ3 of step 1), `factor` (∂w5 of step 1), `derivative` (δ1 of step 1),
            `updated` (δ2 of the first step with an update goes through the updated w6), `sum` (b3 of that step).
        start: The parameters.
        rate: The learning rate.
        batch: Examples to an update by the mean of their gradients.
    """
    found: Numbers = {}
    p = dict(start)
    total = dict.fromkeys(p, 0.0)
    for step, ((x1, x2), y) in enumerate(ROWS, start=1):
        first_update = step == batch
        n: dict[str, float] = {}
        first, second = (0.0, 0.0) if "index" in slips and step == 1 else (x1, x2)
        n["z1"] = p["w1"] * first + p["w2"] * second + p["b1"]
        n["z2"] = p["w3"] * x1 + p["w4"] * x2 + p["b2"]
        n["h1"], n["h2"] = sigmoid(n["z1"]), sigmoid(n["z2"])
        n["z3"] = p["w5"] * n["h1"] + p["w6"] * n["h2"] + p["b3"]
        n["prediction"] = sigmoid(n["z3"])
        n["loss"] = -math.log(n["prediction"] if y == 1.0 else 1 - n["prediction"])
        n["delta3"] = n["prediction"] - y
        if "sign" in slips and step == 1:
            n["delta3"] = y - n["prediction"]
        n["grad w5"] = n["delta3"] * n["h1"] * (2 if "factor" in slips and step == 1 else 1)
        n["grad w6"] = n["delta3"] * n["h2"]
        n["grad b3"] = n["delta3"]
        w6 = p["w6"] - rate * (total["w6"] + n["grad w6"]) / batch if "updated" in slips and first_update else p["w6"]
        n["delta1"] = n["delta3"] * p["w5"] * n["h1"] * (1 - n["h1"])
        if "derivative" in slips and step == 1:
            n["delta1"] = n["delta3"] * p["w5"]
        n["delta2"] = n["delta3"] * w6 * n["h2"] * (1 - n["h2"])
        for delta, names in (("delta1", ("w1", "w2", "b1")), ("delta2", ("w3", "w4", "b2"))):
            for name, signal in zip(names, (x1, x2, 1.0), strict=True):
                n[f"grad {name}"] = n[delta] * signal
        for name in p:
            total[name] += n[f"grad {name}"]
        if step % batch == 0:
            for name in p:
                gradient = total[name] / (1 if "sum" in slips and first_update and name == "b3" else batch)
                p[name] -= rate * gradient
            total = dict.fromkeys(p, 0.0)
        found |= {(step, name): value for name, value in (n | p).items()}
    return found


def thirty(numbers: Numbers) -> Numbers:
    """Choose thirty of them: all of step 1, and where step 2 begins and ends."""
    return {key: value for key, value in numbers.items() if key[0] == 1 or key in ((2, "z1"), (2, "loss"))}


def thirty_of_a_batch(numbers: Numbers) -> Numbers:
    """Choose thirty of them: of the batch's first example down to ∂w2, of its second what leads to the update."""
    first = ["z1", "h1", "z2", "h2", "z3", "prediction", "loss", "delta3", "grad w5", "grad w6"]
    first += ["delta1", "delta2", "grad w1", "grad w2"]
    second = ["z3", "prediction", "loss", "delta3", "grad w6", "delta1", "delta2", *LIVELY_START]
    return {key: numbers[key] for key in [*((1, name) for name in first), *((2, name) for name in second)]}


def as_csv(numbers: Numbers, digits: int) -> str:
    """Write them with so many significant digits."""
    rows = [f"{step},{name},{value:.{digits - 1}e}" for (step, name), value in numbers.items()]
    return "\n".join(["step,quantity,value", *rows])
