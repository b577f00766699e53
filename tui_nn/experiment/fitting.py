"""Whether an experiment and its data go together."""

from __future__ import annotations

from tui_nn.core.losses import why_not_targets
from tui_nn.data.dataset import Dataset
from tui_nn.errors import ExperimentError
from tui_nn.experiment.experiment import Experiment


def check_fit(experiment: Experiment, data: Dataset) -> None:
    """Refuse data that the network or the loss cannot take.

    Raises:
        ExperimentError: Network and data differ in inputs or outputs, or the loss cannot take these targets.
    """
    network = experiment.network
    for what, has, wants in (
        ("input", network.inputs, data.input_count),
        ("output", network.outputs, data.output_count),
    ):
        if has != wants:
            raise ExperimentError(
                f"the network has {_count(has, what)} and the data have {_count(wants, what)}",
                place="layers",
                advice=f"Use layers {data.input_count}-…-{data.output_count}.",
            )
    if reason := why_not_targets(experiment.training.loss, data.targets):
        raise ExperimentError(reason, place="loss", advice="Choose another loss, or other targets.")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
