"""The line at the top: what is trained, how far it is, and what is going on."""

from __future__ import annotations

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui_nn.app.looks import Looks
from tui_nn.training.snapshot import Snapshot

_GAP = "  "


def facts(snapshot: Snapshot) -> list[tuple[int, str, str]]:
    """Give the header's parts in order: how readily each is dropped for room (0 never), its kind, its text."""
    experiment, position, training = snapshot.experiment, snapshot.position, snapshot.experiment.training
    parts = [
        (0, "name", experiment.about.name),
        (3, "plain", str(experiment.network)),
        (1, "strong", f"epoch {position.epoch:,} · example {position.example:,}/{position.examples:,}"),
        (0, "strong", f"step {position.step:,}"),
        (2, "plain", f"lr {training.learning_rate:g}"),
    ]
    if training.batch_size != 1:
        size = f"{training.batch_size:,}" if training.batch_size else "full"
        parts.append((4, "plain", f"batch {size} {training.reduction}"))
    if snapshot.engine:
        wanted = training.engine in ("auto", snapshot.engine.partition(",")[0])
        other = (2, "warning", f"{snapshot.engine} ({training.engine} asked)")
        parts.append((3, "plain", snapshot.engine) if wanted else other)
    if training.optimizer.name != "sgd":
        parts.append((5, "plain", training.optimizer.name))
    if training.gradient == "published":
        parts.append((2, "warning", "published gradient"))
    if snapshot.data.scaling_kind != "none":
        parts.append((4, "warning", f"scaled: {snapshot.data.scaling_kind}"))
    if snapshot.samples:
        parts.append((3, "plain", f"loss {snapshot.samples[-1].loss:.4g}"))
    if (epoch := snapshot.last_epoch) is not None:
        parts.append((3, "plain", f"epoch mean {epoch.mean_loss:.4g}"))
        if epoch.accuracy is not None:
            parts.append((4, "plain", f"right {epoch.accuracy:.1%}".replace("%", " %")))
    return parts


def state(snapshot: Snapshot) -> tuple[str, str]:
    """Give what the worker is doing: its kind and its text."""
    if snapshot.halted:
        return "error", "■ stopped"
    if not snapshot.running:
        return "plain", "‖ paused"
    asked = "flat out" if snapshot.speed is None else f"{snapshot.speed:,.0f}/s asked"
    return "success", f"▶ {per_second(snapshot.rate)}" if snapshot.rate else f"▶ {asked}"


def per_second(rate: float) -> str:
    """Give a rate for people: `12.3 k/s`.

    >>> per_second(12_345), per_second(7.25), per_second(2_500_000)
    ('12.3 k/s', '7.2/s', '2.5 M/s')
    """
    if rate >= 1e6:
        return f"{rate / 1e6:.1f} M/s"
    return f"{rate / 1e3:.1f} k/s" if rate >= 1e3 else f"{rate:.1f}/s"


class Header(Widget):
    """One line; parts are dropped by importance when it is narrow."""

    COMPONENT_CLASSES = {"header--name", "header--strong", "header--plain", "header--warning", "header--error"} | {
        "header--success"
    }

    DEFAULT_CSS = """
    Header {
        height: 1;
        background: $panel;
        color: $text-muted;
        &> .header--name { color: $accent; text-style: bold; }
        &> .header--strong { color: $text; }
        &> .header--plain { color: $text-muted; }
        &> .header--warning { color: $warning; }
        &> .header--error { color: $error; text-style: bold; }
        &> .header--success { color: $success; text-style: bold; }
    }
    """

    snapshot: reactive[Snapshot | None] = reactive[Snapshot | None](None)
    """The latest snapshot."""

    def __init__(self) -> None:
        # Textual tells of styles while it sets a widget up.
        self._looks = Looks(self, "header--")
        super().__init__()

    def notify_style_update(self) -> None:
        """Forget colours that may belong to another theme."""
        super().notify_style_update()
        self._looks.clear()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width, look = self.size.width, self._looks
        if self.snapshot is None:
            return Strip.blank(width, look[""])
        parts = facts(self.snapshot)
        kind, doing = state(self.snapshot)
        room = width - 2
        while parts and sum(len(text) + len(_GAP) for _, _, text in parts) + len(doing) > room:
            readiest = max(parts, key=lambda part: part[0])
            if readiest[0] == 0:
                break
            parts.remove(readiest)
        base = look[""]
        segments = [Segment(" ", base)]
        for _, part_kind, text in parts:
            segments += [Segment(text, look[part_kind]), Segment(_GAP, base)]
        used = sum(segment.cell_length for segment in segments)
        segments.append(Segment(" " * max(0, width - used - len(doing) - 1), base))
        segments.append(Segment(doing, look[kind]))
        return Strip(segments).adjust_cell_length(width, base)

    def on_resize(self) -> None:
        """Draw anew: parts come and go with the width."""
        self.refresh()
