"""Finding a graph by its name, `package.module:graph`."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import Any

from tui_nn.errors import UsageError

Graph = Callable[[], Any]


def load_graph(text: str) -> Graph:
    """Import a graph; modules in the current folder are found too.

    Raises:
        UsageError: There is no such module or graph in it, or the module fails.
    """
    module_name, _, name = text.partition(":")
    if not (module_name and name):
        raise UsageError(f"{text!r} names no graph", advice="Write package.module:graph.")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        graph = getattr(importlib.import_module(module_name), name, None)
    except Exception as error:
        cause = f"{module_name} fails with {told(error)}"
        if isinstance(error, ModuleNotFoundError) and f"{module_name}.".startswith(f"{error.name}."):
            cause = f"there is no module {error.name!r}"
        raise UsageError(cause, place=text, advice="Write package.module:graph.") from error
    if not callable(graph):
        raise UsageError(f"{module_name} has no graph {name!r}", place=text, advice="Write package.module:graph.")
    found: Graph = graph
    return found


def told(error: BaseException) -> str:
    """Give an error in a line: its kind, what it says, and where it came from."""
    where = ""
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        where = f" ({os.path.basename(code.co_filename)}:{traceback.tb_lineno})"
        traceback = traceback.tb_next
    return f"{type(error).__name__}: {error}{where}"
