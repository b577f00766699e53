"""A session's state as JSON and arrays, and back, with everything checked that could make the program stumble later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_nn.data.dataset import Dataset
from tui_nn.errors import TuiNNError
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.toml import parse_experiment, write_experiment
from tui_nn.training.forward import Keyframe
from tui_nn.training.loss_curve import single
from tui_nn.training.loss_record import LossRecord
from tui_nn.training.recent import Rows
from tui_nn.training.saving_edits import Trainings, event_as_json, read_event, read_experiments
from tui_nn.training.saving_entries import Entry, Json, damaged
from tui_nn.training.saving_keyframes import FrozenMasks, arrays_of, read_keyframes
from tui_nn.training.saving_parts import FLOATS, INTEGERS, Parts
from tui_nn.training.saving_state import HistoriesState, SessionState, ThinnedState

BUDGET = 16 * 2**20
"""Bytes that keyframes over the whole run, and those near where it stands, may each take in a file."""

FEWEST = 4
"""So many of those near are saved however large they are."""


@dataclass(frozen=True, eq=False)
class ReadState:
    """A session's state as it was read.

    Attributes:
        state: The state.
        pinned: Whether an engine other than the one preferred here has to go on with it.
    """

    state: SessionState
    pinned: bool


def parts_of(state: SessionState, name: str) -> tuple[Json, dict[str, NDArray[Any]]]:
    """Give a session's state as a table and arrays whose names begin with one name."""
    trainings, frozen, parameters = Trainings(state.first), FrozenMasks(), len(state.now.frozen)
    spacing, keyframes = _thinned(state)
    groups: dict[str, Sequence[Keyframe]] = {
        "keyframes": keyframes,
        "recent": _newest(state.recent),
        "now": [state.now] if state.before is None else [state.before, state.now],
    }
    arrays: dict[str, NDArray[Any]] = {}
    for group, members in groups.items():
        arrays |= arrays_of(f"{name}/{group}", members, parameters, trainings, frozen)
    events = [event_as_json(event, trainings) for event in state.events]
    arrays[f"{name}/frozen"] = np.array(frozen.masks)
    arrays |= _sample_arrays(f"{name}/samples", state.samples, state.first.network.outputs)
    losses, histories = state.losses, state.histories
    for level, buckets in enumerate(losses.levels):
        # Buckets of one loss have it as lowest, mean and highest.
        arrays[f"{name}/losses/level{level}"] = buckets if level else buckets[:1]
    arrays[f"{name}/losses/loose"] = losses.loose
    arrays[f"{name}/losses/last"] = np.concatenate(losses.blocks)
    if histories is not None:
        for kind, kept in (("samples", histories.samples), ("evaluations", histories.evaluations)):
            arrays[f"{name}/histories/{kind}/places"] = np.stack((kept.numbers, kept.steps))
            arrays[f"{name}/histories/{kind}/rows"] = kept.rows
    table: Json = {
        "experiment": write_experiment(state.first),
        "step": state.now.step,
        "operations": state.operations,
        "latest": state.latest,
        "halted": state.halted,
        "spacing": spacing,
        "trainings": trainings.as_json(),
        "events": events,
        "losses": {
            "capacity": losses.capacity,
            "levels": len(losses.levels),
            "blocks": [len(block) for block in losses.blocks],
        },
        "histories": None if histories is None else {"known": histories.known, "stops": list(histories.stops)},
    }
    return table, arrays


def _thinned(state: SessionState) -> tuple[int, list[Keyframe]]:
    spacing, keyframes = state.spacing, list(state.keyframes)
    while sum(keyframe.size for keyframe in keyframes) > BUDGET and len(keyframes) > 1:
        spacing *= 2
        keyframes = [keyframe for keyframe in keyframes if keyframe.step % spacing == 0]
    return spacing, keyframes


def _newest(keyframes: Sequence[Keyframe]) -> Sequence[Keyframe]:
    size = keyframes[0].size if keyframes else 1
    return keyframes[-max(FEWEST, BUDGET // size) :]


def _sample_arrays(name: str, parts: Sequence[Rows], outputs: int) -> dict[str, NDArray[Any]]:
    # Of steps that cannot be right or wrong, that column has -1.
    numbers = [
        np.stack((rows.examples, rows.rows, _right(rows), rows.updated.astype(np.int64)), axis=1) for rows in parts
    ]
    return {
        f"{name}/last": np.array([rows.last for rows in parts], dtype=np.int64),
        f"{name}/lengths": np.array([len(rows.examples) for rows in parts], dtype=np.int64),
        f"{name}/numbers": np.concatenate([np.empty((0, 4), dtype=np.int64), *numbers]),
        f"{name}/predictions": np.concatenate([np.empty((0, outputs)), *(rows.predictions for rows in parts)]),
        f"{name}/losses": np.concatenate([np.empty(0), *(rows.losses for rows in parts)]),
    }


def _right(rows: Rows) -> NDArray[np.int64]:
    return np.full(len(rows.examples), -1) if rows.right is None else rows.right.astype(np.int64)


def read_first(entry: Entry) -> Experiment:
    """Read the experiment that a state started from.

    Raises:
        SavingError: It makes no sense.
    """
    try:
        return parse_experiment(entry.text("experiment"), place=f"{entry.place}: experiment")
    except TuiNNError as error:
        raise damaged(error.place, error.cause) from error


def read_state(parts: Parts, entry: Entry, name: str, data: Dataset) -> ReadState:
    """Read a state written by `parts_of`.

    Raises:
        SavingError: It makes no sense.
    """
    experiments, pinned = read_experiments(entry.tables("trainings"), read_first(entry))
    if not experiments:
        raise entry.wrong("trainings", "there are none")
    count = experiments[0].network.parameter_count
    frozen = parts.array(f"{name}/frozen", FLOATS, None, count)
    groups = [read_keyframes(parts, f"{name}/{group}", experiments, frozen) for group in ("keyframes", "recent", "now")]
    keyframes, recent, here = groups
    latest = entry.whole("latest")
    step = entry.whole("step", high=latest)
    events = tuple(read_event(event, experiments, data) for event in entry.tables("events"))
    spacing = entry.whole("spacing", low=1)
    wrong = (
        ([keyframe.step for keyframe in here] != ([step - 1, step] if step else [0]), "now/counts"),
        (not keyframes or keyframes[0].step != 0, "keyframes/counts"),
        (not _ascending([keyframe.step for keyframe in keyframes]), "keyframes/counts"),
        (any(keyframe.step % spacing for keyframe in keyframes), "spacing"),
        (any(keyframe.step > latest for group in groups for keyframe in group), "latest"),
        (any(keyframe.events > len(events) for group in groups for keyframe in group), "events"),
        ([event.step for event in events] != sorted(event.step for event in events), "events"),
    )
    for is_wrong, where in wrong:
        if is_wrong:
            raise damaged(f"{parts.path}: {name}/{where}", "steps do not go together")
    state = SessionState(
        first=experiments[0],
        now=here[-1],
        before=here[0] if step else None,
        operations=entry.whole("operations"),
        halted=entry.text("halted"),
        latest=latest,
        keyframes=tuple(keyframes),
        spacing=spacing,
        recent=tuple(recent),
        events=events,
        samples=_read_samples(parts, f"{name}/samples", step, data),
        losses=_read_losses(parts, entry.table("losses"), f"{name}/losses", latest),
        histories=_read_histories(parts, entry, f"{name}/histories", experiments[0]),
    )
    return ReadState(state, pinned)


def _ascending(numbers: Sequence[int]) -> bool:
    return all(one < other for one, other in zip(numbers, numbers[1:], strict=False))


def _read_samples(parts: Parts, name: str, step: int, data: Dataset) -> tuple[Rows, ...]:
    last = parts.array(f"{name}/last", INTEGERS, None)
    lengths = parts.array(f"{name}/lengths", INTEGERS, len(last))
    numbers = parts.array(f"{name}/numbers", INTEGERS, None, 4)
    predictions = parts.array(f"{name}/predictions", FLOATS, len(numbers), data.output_count)
    losses = parts.array(f"{name}/losses", FLOATS, len(numbers))
    ends = np.cumsum(lengths)
    if len(last):
        follows = np.diff(last, prepend=last[0] - lengths[0]) == lengths
        inside = (numbers[:, 0] >= 0) & (numbers[:, 0] < len(data))
        if not (lengths.min() > 0 and follows.all() and inside.all() and last[-1] == step and ends[-1] == len(numbers)):
            raise damaged(f"{parts.path}: {name}", "steps do not go together")
    read = []
    for end, length, number in zip(ends.tolist(), lengths.tolist(), last.tolist(), strict=True):
        rows = slice(end - length, end)
        examples, of_file, right, updated = numbers[rows].T
        read.append(
            Rows(
                number,
                np.ascontiguousarray(examples),
                np.ascontiguousarray(of_file),
                predictions[rows],
                losses[rows],
                None if right[0] < 0 else right == 1,
                updated == 1,
            )
        )
    return tuple(read)


def _read_losses(parts: Parts, entry: Entry, name: str, latest: int) -> LossRecord:
    capacity, count = entry.whole("capacity", low=1, high=2**24), entry.whole("levels", high=64)
    levels = [parts.array(f"{name}/level{level}", FLOATS, 3 if level else 1, None) for level in range(count)]
    loose = parts.array(f"{name}/loose", FLOATS, 3, None)
    lengths = entry.wholes("blocks")
    last = parts.array(f"{name}/last", FLOATS, sum(lengths))
    ends = np.cumsum((0, *lengths)).tolist()
    blocks = tuple(last[start:end] for start, end in zip(ends, ends[1:], strict=False))
    if levels:
        levels[0] = single(levels[0][0])
    in_levels = levels[-1].shape[1] << (count - 1) if levels else 0
    known = in_levels + loose.shape[1] * capacity + (lengths[-1] if lengths else 0)
    full = all(level.shape[1] == capacity for level in levels[:-1])
    fits = not levels or levels[-1].shape[1] <= capacity
    if not (blocks and full and fits and capacity & (capacity - 1) == 0 and max(lengths) <= capacity):
        raise damaged(f"{parts.path}: {name}", "its levels do not go together")
    if known != latest or sum(lengths) > known:
        raise damaged(f"{parts.path}: {name}", f"it has the losses of {known:,} steps, not of {latest:,}")
    return LossRecord(known, capacity, tuple(levels), loose, blocks)


def _read_histories(parts: Parts, entry: Entry, name: str, first: Experiment) -> HistoriesState | None:
    if not entry.has("histories"):
        return None
    table = entry.table("histories")
    network = first.network
    widths = {"samples": 2 * network.parameter_count + sum(network.sizes[1:]) + 1, "evaluations": 2}
    kept = []
    for kind, width in widths.items():
        numbers, steps = parts.array(f"{name}/{kind}/places", INTEGERS, 2, None)
        if not (_ascending(numbers.tolist()) and _ascending(steps.tolist())):
            raise damaged(f"{parts.path}: {name}/{kind}/places", "steps do not go together")
        rows = parts.array(f"{name}/{kind}/rows", FLOATS, len(steps), width)
        kept.append(ThinnedState(numbers, steps, rows))
    samples, evaluations = kept
    return HistoriesState(samples, evaluations, table.whole("known"), table.wholes("stops"))
