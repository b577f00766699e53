"""How an app keeps its sessions; a file of its own, since the first frame needs no more of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_nn.training.saving_folder import Claim


@dataclass(frozen=True)
class Keeping:
    """What the app needs to know to keep what is done in it.

    Attributes:
        source: What is opened.
        claim: The kept session that is continued, None if there is none.
        offers: Whether to offer a session that was not closed.
        said: Whether the user said what to open; then only sessions of this source are offered.
    """

    source: str
    claim: Claim | None = None
    offers: bool = True
    said: bool = True
