"""Translating loops with numba, in the background and once for all runs.

A loop's text goes into a file of the user's cache folder, named by its content. Another process translates it, which
takes one to a few seconds of pure computing and would hold up the screen here; numba keeps the result beside the file.
Then, or at once if it was there already, a thread loads it. What fails leaves the engine as Python: slower, the same.

What is needed only to translate is imported only then: most runs end before it is worth it.

The text comes from validated sizes and a fixed table of functions (`core.generated`), never from a user's words.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from tui_nn.core.activations import LEAK
from tui_nn.core.compiled import Function
from tui_nn.core.generated import FUNCTIONS
from tui_nn.core.losses import HUBER_THRESHOLD

HEAD = f"""\
import math
from math import exp, log as ln, log1p, sqrt, tanh

from numba import float64, int64, njit, types, uint64

READ, READ_ROWS, READ_PLACES = (
    types.Array(kind, dimensions, "C", readonly=True) for kind, dimensions in ((float64, 1), (float64, 2), (uint64, 1))
)
WRITTEN, WRITTEN_ROWS = float64[::1], float64[:, ::1]
TYPES = types.Tuple((int64, float64, float64))(
    *(READ_ROWS, READ_ROWS, READ, READ_PLACES),
    *(WRITTEN, WRITTEN_ROWS, WRITTEN, WRITTEN, READ, WRITTEN),
    *(int64, int64, int64, int64, float64, float64, int64, WRITTEN, WRITTEN_ROWS),
)
LEAK, HUBER_THRESHOLD = {LEAK!r}, {HUBER_THRESHOLD!r}
"""
"""Types are those of `core.loop.SIGNATURE`; the data may be read-only."""

LOAD = "import sys, importlib; sys.path.insert(0, sys.argv[1]); importlib.import_module(sys.argv[2])"
"""What the other process does: numba translates what is given types when it is loaded."""

SECONDS = 120.0
"""A translation that takes longer is given up."""


def installed() -> bool:
    """Say whether there is a numba to translate with; it is not loaded for that."""
    return importlib.util.find_spec("numba") is not None


class Translating:
    """A function that is being translated.

    Args:
        text: A module with the function `loop`.

    Attributes:
        function: The function, None until it is ready.
        failure: Why there will be none, empty while there may be.
    """

    def __init__(self, text: str) -> None:
        self.function: Function | None = None
        self.failure = ""
        self._text = text
        self._thread = threading.Thread(target=self._translate, name="translating", daemon=True)
        self._thread.start()

    def wait(self, seconds: float = SECONDS) -> bool:
        """Wait until it is ready or has failed, for so many seconds at most; say whether it is ready."""
        self._thread.join(seconds)
        return self.function is not None

    def _translate(self) -> None:
        try:
            import subprocess

            path = _written(self._text)
            if not _kept(path):
                command = [sys.executable, "-c", LOAD, str(path.parent), path.stem]
                subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True)
            self.function = _loaded(path)
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"


_known: dict[str, Translating] = {}


def translate(signature: str, body: Sequence[str]) -> Translating:
    """Begin to translate a function, or give the one begun before."""
    text = module(signature, body)
    if text not in _known:
        _known[text] = Translating(text)
    return _known[text]


def module(signature: str, body: Sequence[str]) -> str:
    """Write a module with a function `loop`."""
    functions = "".join(
        f"\n\n@njit(nogil=True, error_model='numpy')\n{inspect.getsource(function)}"
        for function in FUNCTIONS.values()
        if inspect.isfunction(function)
    )
    lines = "\n".join(f"    {line}" for line in body)
    options = "nogil=True, error_model='numpy', cache=True"
    return f"{HEAD}{functions}\n\n@njit(TYPES, {options})\ndef {signature}:\n{lines}\n"


def cache_folder() -> Path:
    """Give the user's folder for what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path("tui-nn", appauthor=False)


def _written(text: str) -> Path:
    """Give the file of a text, written if it is not there as it should be."""
    import hashlib
    import tempfile

    folder = cache_folder() / "loops"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="tui-nn-"))
    path = folder / f"loop_{hashlib.sha256(text.encode()).hexdigest()[:20]}.py"
    if not path.exists() or path.read_text("utf-8") != text:
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_text(text, "utf-8")
        os.replace(unfinished, path)
    return path


def _kept(path: Path) -> bool:
    """Say whether numba has kept a translation; it looks for itself whether it is the right one."""
    return any((path.parent / "__pycache__").glob(f"{path.stem}.*.nbi"))


def _loaded(path: Path) -> Function:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A translation that was kept refers to its module by name.
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    function: Function = module.loop
    return function
