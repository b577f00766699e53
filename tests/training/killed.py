"""Kills a training process again and again, each going on with what the one before had kept.

`python -m tests.training.killed COUNT SEED` prints as JSON how often there was something kept, at which step the last
one ended, and every difference from a run that was never interrupted. A process forks, so Windows is out.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from tui_nn.experiment.setup import set_up
from tui_nn.training import commands
from tui_nn.training.edits import learning_rate
from tui_nn.training.saving import load
from tui_nn.training.saving_files import UNFINISHED
from tui_nn.training.saving_folder import Claim, clean, kept_sessions, sessions_folder
from tui_nn.training.saving_keeper import Keeper
from tui_nn.training.session import Session
from tui_nn.training.worker import Worker

SOURCE = "two-moons"


def opened() -> Session:
    setup = set_up(SOURCE)
    return Session(setup.experiment, setup.train, setup.test, with_histories=True)


def train_until_killed(seed: int) -> None:
    """Go on with what was kept, keeping it as often as that goes; edit, go back, undo now and then."""
    draw = random.Random(seed)
    kept = kept_sessions(not_closed=True)
    claim = Claim.of(kept[0].path) if kept else None
    session = load(kept[0].path).session if kept else opened()
    worker, keeper = Worker(session), Keeper(SOURCE, claim=claim, seconds=0.001)
    worker.visit = keeper.look
    worker.start()
    while True:
        steps = worker.latest.position.step
        match draw.randrange(16):
            case 0:
                rate = draw.choice((0.01, 0.02, 0.05))
                worker.send(commands.Change(learning_rate(worker.latest.experiment, rate), "rate"))
            case 1:
                worker.send(commands.GoTo(draw.randint(steps // 2, steps)))
            case 2:
                worker.send(commands.Undo())
            case _:
                worker.send(commands.Run())
        time.sleep(draw.random() * 0.02)


def bits(session: Session) -> list[object]:
    state = session.engine.remember()
    arrays = (state.parameters, state.optimizer, state.total, state.gradient, state.change)
    return [session.steps, session.last_epoch, *(array.tobytes() for array in arrays)]


def uninterrupted(of: Session, steps: int) -> Session:
    """Go straight to a step, making the other session's edits on the way."""
    session = opened()
    for event in of.timeline.events:
        if event.step <= steps:
            session.run(event.step - session.steps)
            session.apply(event.edit)
    session.run(steps - session.steps)
    return session


def differences(number: int) -> list[str]:
    """Say where what was kept last differs from a run that was never interrupted, there and when it goes on."""
    found = []
    for kept in kept_sessions():
        session = load(kept.path).session
        start, end = session.steps, session.timeline.latest + 100
        if bits(session) != bits(uninterrupted(session, start)):
            found.append(f"{number}: at step {start}")
        session.run(end - start)
        if bits(session) != bits(uninterrupted(session, end)):
            found.append(f"{number}: from step {start} on to {end}")
    if len(kept_sessions()) != len([*sessions_folder().glob("*.tui-nn")]):
        found.append(f"{number}: a file cannot be read")
    return found


def main(count: int, seed: int) -> None:
    """Kill so many times; compare each time."""
    draw, found, kept = random.Random(seed), list[str](), 0
    for number in range(count):
        child = os.fork()
        if child == 0:
            train_until_killed(seed * 1000 + number)
        time.sleep(0.03 + draw.random() * 0.12)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kept += bool(kept_sessions())
        found += differences(number)
    unfinished = len([*sessions_folder().glob(f".*{UNFINISHED}")])
    clean()
    left = [path.name for path in sessions_folder().iterdir() if path.name.endswith(UNFINISHED)]
    steps = [session.told.step for session in kept_sessions()]
    print(json.dumps({"differences": found, "kept": kept, "steps": steps, "unfinished": unfinished, "left": left}))


if __name__ == "__main__":
    # As in the tests: without a compiler there is nothing to wait for.
    from tui_nn.training import compiling, saving_keeper

    saving_keeper.SHARE = 1.0
    assert Path(os.environ["TUI_NN_STATE"]).is_dir()
    compiling.installed = lambda: False
    main(int(sys.argv[1]), int(sys.argv[2]))
