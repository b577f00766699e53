from __future__ import annotations

from dataclasses import replace

from tests.app.snapshots import snapshot_of
from tui_nn.app.panes.parameters_words import gradient_words


def test_words_of_a_run_do_not_depend_on_where_its_batch_stands_at_a_frame() -> None:
    snapshots = [snapshot_of("sigmoid-2-2-1", steps, batch_size=4) for steps in (4, 5, 9)]
    assert len({gradient_words(snapshot, 60) for snapshot in snapshots}) == 3
    running = {gradient_words(replace(snapshot, running=True), 60) for snapshot in snapshots}
    assert running == {"gradient of the batch at hand"}
    slow = {gradient_words(replace(snapshot, running=True, speed=5.0), 60) for snapshot in snapshots}
    assert len(slow) == 3
