"""The examples of README and docstring do what they say, as far as they can without a cluster."""

from __future__ import annotations

import importlib
import re
import textwrap
from datetime import datetime, timedelta
from pathlib import Path

import pytest

csp = pytest.importorskip("csp")

from tests.cli.running import records
from tests.readme_tables import README
from tui_nn.experiment.lessons import lesson
from tui_nn.integrations import csp as ours
from tui_nn.integrations.csp import load_graph, train


def blocks(text: str) -> list[str]:
    """Give the indented passages of a text."""
    found = re.findall(r"(?:(?<=\n)|^)(?:    .*\n|\n(?=    ))+", text)
    return [textwrap.dedent(block).strip() for block in found]


def code(mark: str) -> str:
    """Give the passage of the README that has a mark; the docstring has it too."""
    assert ours.__doc__ is not None
    (of_readme,) = [block for block in blocks(README.read_text(encoding="utf-8")) if mark in block]
    (of_docstring,) = [block for block in blocks(ours.__doc__) if mark in block]
    assert of_readme == of_docstring
    return of_readme


def test_a_graph_reads_from_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    Path("from_kafka.py").write_text(code("KafkaAdapterManager"))
    graph = load_graph("from_kafka:graph")

    def whole() -> None:
        made = graph()
        trained = train(lesson("relu-1-1-1-stream"), made.x, made.y)
        csp.print("loss", trained.loss)

    start = datetime.now()
    built = csp.build_graph(whole, starttime=start, endtime=start + timedelta(seconds=1), realtime=True)
    assert len(built.roots) == 1


def test_a_network_learns_in_a_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "learning_of_the_readme.py").write_text(code("trained.parameter"))
    importlib.import_module("learning_of_the_readme")
    record = records("relu-1-1-1-stream")[-1]
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"2020-01-01 00:00:04 loss:{record['loss']}",
        f"2020-01-01 00:00:04 w1:{record['parameters']['w1']}",
    ]
