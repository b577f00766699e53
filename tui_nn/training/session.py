"""An experiment in progress: a deterministic state machine that trains one example at a time, and goes back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui_nn.core.engine import Engine
from tui_nn.core.floats import Floats
from tui_nn.core.losses import LOSSES
from tui_nn.data.dataset import Dataset
from tui_nn.experiment.experiment import Experiment
from tui_nn.experiment.fitting import check_fit
from tui_nn.training.edits import Edit, Event, check_edit
from tui_nn.training.engines import keyframes_every
from tui_nn.training.evaluation import Evaluation, evaluate
from tui_nn.training.forward import SAMPLES_KEPT, SAMPLES_SHOWN, ForwardRun
from tui_nn.training.histories import Histories
from tui_nn.training.history import LossHistory
from tui_nn.training.schedule import Schedule
from tui_nn.training.sheet import Sheet
from tui_nn.training.snapshot import EpochSummary, Position, Sample, Snapshot
from tui_nn.training.timeline import Timeline


class Session:
    """Trains an experiment on its data.

    The order of examples depends on seed and epoch alone, so start, edits and position determine everything: any mix
    of steps forwards and backwards that ends at a position gives the same bits there.

    Args:
        experiment: What to train.
        data: The training examples.
        test: The examples kept out of training, None if there are none.
        with_histories: Whether to collect what `Snapshot.histories` gives.

    Attributes:
        operations: Operations done of the next example; only the last one, the update, makes a step of it.
        first: The experiment it started from.
        timeline: The past, and the future as far as it is known.
        histories: What was collected on the way, None if nothing is.

    Raises:
        ExperimentError: Network and data do not fit, or the loss cannot take these targets.
    """

    def __init__(
        self, experiment: Experiment, data: Dataset, test: Dataset | None = None, *, with_histories: bool = False
    ) -> None:
        check_fit(experiment, data)
        self.data, self.test = data, test
        self.first = experiment
        self._run = ForwardRun(experiment, self.data)
        self._losses = LossHistory()
        self.histories = Histories(self._run, test) if with_histories else None
        self._events_applied = 0
        self.operations = 0
        self._before = self._run.keyframe(0)
        self.timeline = Timeline(closest=keyframes_every(experiment))
        self.timeline.add(self._before)

    # Where it stands.

    @property
    def experiment(self) -> Experiment:
        """What is trained, with all edits in force."""
        return self._run.experiment

    @property
    def engine(self) -> Engine:
        """What does the arithmetic."""
        return self._run.engine

    @property
    def schedule(self) -> Schedule:
        """Which example comes when, and where batches end."""
        return self._run.schedule

    @property
    def steps(self) -> int:
        """Examples done."""
        return self._run.steps

    @property
    def position(self) -> Position:
        """How far training is."""
        return Position(self.steps, len(self.data))

    @property
    def halted(self) -> str:
        """Why training cannot go on from here, empty if it can."""
        return self._run.halted

    @property
    def classifies(self) -> bool:
        """Whether predictions can be right or wrong."""
        return self._run.judge.classifies

    @property
    def last_epoch(self) -> EpochSummary | None:
        """The last completed epoch."""
        return self._run.tally.last_epoch

    @property
    def parameters(self) -> Floats:
        """The parameters in the order of the flat vector, as a copy."""
        return self.engine.remember().parameters

    # Forwards.

    def step(self) -> Sample | None:
        """Train on the next example; None, with `halted` saying why, where a number would not be finite."""
        return self._run.samples(1)[0] if self.run(1) else None

    def run(self, count: int) -> int:
        """Train on `count` examples; give how many were done before training halted, if it did."""
        self.operations = 0
        run = self._run
        begun, end = run.steps, run.steps + count
        with np.errstate(all="ignore"):
            while run.steps < end and not run.halted:
                if run.steps == end - 1:
                    self._before = run.keyframe(self._events_applied)
                self._advance(end - 1 if run.steps < end - 1 else end, look=run.steps >= end - 1)
        if run.halted and run.steps != self._before.step + 1:
            # The worksheet is about the last step, whose start was passed without knowing that it would be the last.
            self._come_back_to(run.steps, run.halted)
        return run.steps - begun

    def _advance(self, stop: int, *, look: bool) -> None:
        """Train until `stop`, or until there is something to do on the way; see `ForwardRun.advance`."""
        run, timeline, events, histories = self._run, self.timeline, self.timeline.events, self.histories
        ahead = (event.step for event in events[self._events_applied : self._events_applied + 1])
        stop = min(stop, timeline.next_place(run.steps), *ahead)
        if histories is not None:
            place = histories.next_place(run)
            stop, look = min(stop, place), look or place <= stop
        known = self._losses.count - run.steps  # above 0 while steps are replayed
        # A keyframe has to hold everything.
        look = look or timeline.wants(stop)
        self._losses.extend(run.advance(stop - run.steps, look=look)[max(0, known) :])
        timeline.latest = max(timeline.latest, run.steps)
        if histories is not None:
            histories.collect(run)
        if timeline.wants(run.steps):
            timeline.add(run.keyframe(self._events_applied))
        self._apply_events()

    # Operation by operation: the numbers of the next example, revealed one after the other.

    @property
    def operation_count(self) -> int:
        """How many operations the next step has: the worksheet's, and the update."""
        return len(self._run.program.operations) + 1

    def sheet(self) -> Sheet:
        """Give the worksheet of the step at hand: the last one, or the next while its operations are being done."""
        if self.operations or not self.steps:
            return self._run.sheet(self._run.keyframe(self._events_applied), self.operations)
        return self._run.sheet(self._before, None)

    def step_operation(self) -> None:
        """Do one operation; the last one of an example is the update, which completes the step."""
        if self.operations + 1 < self.operation_count:
            self.operations += 1
        else:
            self.run(1)

    def back_operation(self) -> None:
        """Undo one operation."""
        if self.operations:
            self.operations -= 1
        elif self.steps:
            self.seek(self.steps - 1)
            self.operations = self.operation_count - 1

    # Backwards, and anywhere.

    def seek(self, step: int) -> None:
        """Go to the position after this many steps, with no operation of the next example done.

        What lies further than the timeline knows is trained, as by `run`.

        Args:
            step: At least 0.
        """
        self.operations = 0
        if step < self.steps or self.timeline.before(step - SAMPLES_KEPT).step > self.steps:
            self._come_back_to(step)
        else:
            self.run(step - self.steps)

    def back(self) -> None:
        """Go back one step, or to the beginning of the example at hand if some of its operations are done."""
        if self.operations:
            self.operations = 0
        elif self.steps:
            self.seek(self.steps - 1)

    def _come_back_to(self, step: int, halted: str = "") -> None:
        run, timeline = self._run, self.timeline
        # Never after the losses known; and so early that the last samples are known too, unless they are anyway.
        latest = min(step - 1, self._losses.count)
        keyframe = timeline.before(latest)
        if not run.first_known <= max(1, step - SAMPLES_SHOWN + 1) or not keyframe.step <= run.steps:
            keyframe = timeline.before(min(latest, step - SAMPLES_KEPT))
        run.restore(keyframe)
        self._events_applied = keyframe.events
        self._apply_events()
        self.run(step - self.steps)
        run.halted = halted

    # Edits.

    def apply(self, edit: Edit) -> bool:
        """Make an edit here; made in the past, it starts a new future.

        Returns:
            Whether a future was forgotten.

        Raises:
            ExperimentError: The edit makes no sense.
        """
        check_edit(edit, self.experiment, self.data)
        operations, forgotten = self.operations, self._forget_future()
        self.timeline.events.append(Event(self.steps, edit))
        self._apply_events()
        self.operations = min(operations, self.operation_count - 1)
        return forgotten

    def undo(self) -> Event | None:
        """Take back the last edit made up to here, going to where it was made; None if there is none."""
        if not self._events_applied:
            return None
        events = self.timeline.events
        event = events[self._events_applied - 1]
        # Without this edit neither the ones after it nor the steps after it are true.
        del events[self._events_applied - 1 :]
        self.operations = 0
        self._come_back_to(event.step)
        self._forget_future()
        return event

    def _forget_future(self) -> bool:
        if self.timeline.latest == self.steps:
            return False
        self.timeline.cut(self.steps)
        if self.histories is not None:
            self.histories.cut(self.steps)
        # The last bucket of losses may hold some of the future: it is filled again by replay.
        if self._losses.cut(self.steps) < self.steps:
            self._come_back_to(self.steps)
        return True

    def _apply_events(self) -> None:
        """Put in force the events that stand at this step."""
        events = self.timeline.events
        while self._events_applied < len(events) and events[self._events_applied].step <= self.steps:
            self._run.put_in_force(events[self._events_applied].edit)
            self._events_applied += 1

    # What others see.

    def evaluate(self, data: Dataset | None = None) -> Evaluation:
        """Predict every example at the present parameters, of the training data or of another data set."""
        loss = LOSSES[self.experiment.training.loss]
        return evaluate(self.engine.network, loss, self.data if data is None else data, self._run.judge)

    def trained_experiment(self) -> Experiment:
        """Give the experiment that starts where this session stands, with the engine that came there."""
        training = replace(self.experiment.training, engine=self.engine.name)
        return replace(self.experiment, training=training).starting_at(self.parameters)

    def snapshot(self, samples: int = SAMPLES_SHOWN) -> Snapshot:
        """Copy what the panes show, with the last `samples` examples, at most 100."""
        engine = self.engine
        return Snapshot(
            experiment=self.experiment,
            data=self.data,
            position=self.position,
            parameters=self.parameters,
            gradient=engine.gradient,
            change=engine.change,
            in_batch=engine.in_batch,
            updates=engine.updates,
            trace=self._run.last if self.steps else None,
            samples=self._run.samples(samples),
            losses=self._losses.record(),
            last_epoch=self.last_epoch,
            halted=self.halted,
            latest=self.timeline.latest,
            frozen=self._run.frozen,
            events=tuple(self.timeline.events),
            first=self.first,
            histories=None if self.histories is None else self.histories.record(),
            engine=", ".join(filter(None, (engine.name, engine.condition))),
        )
