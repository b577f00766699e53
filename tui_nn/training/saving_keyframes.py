"""Keyframes as arrays, one row each, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_nn.core.engine import EngineState
from tui_nn.core.optimizers import OPTIMIZERS
from tui_nn.data.dataset import Floats
from tui_nn.experiment.experiment import Experiment
from tui_nn.training.forward import Keyframe
from tui_nn.training.saving_edits import Trainings
from tui_nn.training.saving_entries import damaged
from tui_nn.training.saving_parts import FLOATS, INTEGERS, Parts
from tui_nn.training.snapshot import EpochSummary
from tui_nn.training.tally import Tally

COUNTS = (
    "step",
    "events",
    "training",
    "frozen",
    "in_batch",
    "updates",
    "earlier_updates",
    "batch_began",
    "epoch_right",
    "last_epoch",
)
"""The columns of `counts`; `last_epoch` is -1 where no epoch was completed."""

SUMS = ("epoch_loss", "batch_loss", "last_mean_loss", "last_accuracy")
"""The columns of `sums`; `last_accuracy` is -1 where there is none."""

STATE = ("parameters", "total", "gradient", "change")
"""Arrays with a row for each keyframe; `optimizer` has as many for each as its optimizer has."""


@dataclass
class FrozenMasks:
    """Which parameters were held, each mask once: keyframes share them."""

    masks: list[Floats] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)

    def number(self, mask: Floats) -> int:
        """Give the number of a mask, which is noted if it is new."""
        if id(mask) not in self._numbers:
            self._numbers[id(mask)] = len(self.masks)
            self.masks.append(mask)
        return self._numbers[id(mask)]


def arrays_of(
    name: str, keyframes: Sequence[Keyframe], parameters: int, trainings: Trainings, frozen: FrozenMasks
) -> dict[str, NDArray[Any]]:
    """Give keyframes as arrays whose names begin with one name.

    Args:
        name: What they are called.
        keyframes: The keyframes.
        parameters: How many parameters the network has.
        trainings: Takes note of their ways to learn.
        frozen: Takes note of what they held.
    """
    engines = [keyframe.engine for keyframe in keyframes]
    arrays = {part: np.array([getattr(engine, part) for engine in engines]).reshape(-1, parameters) for part in STATE}
    arrays["optimizer"] = np.concatenate([np.empty((0, parameters)), *(engine.optimizer for engine in engines)])
    counts = [
        (
            keyframe.step,
            keyframe.events,
            trainings.number(keyframe.experiment.training),
            frozen.number(keyframe.frozen),
            keyframe.engine.in_batch,
            keyframe.engine.updates,
            keyframe.tally.earlier_updates,
            keyframe.tally.batch_began,
            keyframe.tally.epoch_right,
            -1 if keyframe.tally.last_epoch is None else keyframe.tally.last_epoch.epoch,
        )
        for keyframe in keyframes
    ]
    arrays["counts"] = np.array(counts, dtype=np.int64).reshape(-1, len(COUNTS))
    arrays["sums"] = np.array([_sums(keyframe.tally) for keyframe in keyframes]).reshape(-1, len(SUMS))
    return {f"{name}/{part}": array for part, array in arrays.items()}


def _sums(tally: Tally) -> tuple[float, float, float, float]:
    last = tally.last_epoch
    if last is None:
        return tally.epoch_loss, tally.batch_loss, 0.0, -1.0
    return tally.epoch_loss, tally.batch_loss, last.mean_loss, -1.0 if last.accuracy is None else last.accuracy


def read_keyframes(parts: Parts, name: str, experiments: Sequence[Experiment], frozen: Floats) -> list[Keyframe]:
    """Read the keyframes called by a name.

    Args:
        parts: Where from.
        name: What they are called.
        experiments: The experiment with each way to learn.
        frozen: What was held, shape (masks, parameters).

    Raises:
        SavingError: They make no sense.
    """
    counts = parts.array(f"{name}/counts", INTEGERS, None, len(COUNTS))
    number, count = len(counts), frozen.shape[1]
    sums = parts.array(f"{name}/sums", FLOATS, number, len(SUMS))
    _check(parts, name, counts, len(experiments), len(frozen))
    masks = list(frozen)
    rows = [len(OPTIMIZERS[experiment.training.optimizer.name].state_names) for experiment in experiments]
    ends = np.cumsum([0, *(rows[training] for training in counts[:, COUNTS.index("training")])]).tolist()
    optimizer = parts.array(f"{name}/optimizer", FLOATS, ends[-1], count)
    parameters, total, gradient, change = (parts.array(f"{name}/{part}", FLOATS, number, count) for part in STATE)
    keyframes = []
    for n, (whole, (epoch_loss, batch_loss, mean_loss, accuracy)) in enumerate(
        zip(counts.tolist(), sums.tolist(), strict=True)
    ):
        step, events, training, mask, in_batch, updates, earlier_updates, batch_began, right, epoch = whole
        last = EpochSummary(epoch, mean_loss, None if accuracy < 0.0 else accuracy) if epoch >= 0 else None
        state = optimizer[ends[n] : ends[n + 1]]
        engine = EngineState(parameters[n], state, total[n], gradient[n], change[n], in_batch, updates)
        tally = Tally(epoch_loss, right, last, batch_loss, batch_began, earlier_updates)
        keyframes.append(Keyframe(step, engine, experiments[training], masks[mask], tally, events))
    return keyframes


def _check(parts: Parts, name: str, counts: NDArray[Any], trainings: int, masks: int) -> None:
    if not len(counts):
        return
    low, high = dict(zip(COUNTS, counts.min(axis=0), strict=True)), dict(zip(COUNTS, counts.max(axis=0), strict=True))
    below = [column for column in COUNTS if low[column] < (-1 if column == "last_epoch" else 0)]
    if below or high["training"] >= trainings or high["frozen"] >= masks:
        raise damaged(f"{parts.path}: {name}/counts", f"a number is out of range ({', '.join(below) or 'a reference'})")
