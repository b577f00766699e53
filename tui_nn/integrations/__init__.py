"""Parts that work with other packages, each importable only where its extra is installed."""

from __future__ import annotations

from importlib.util import find_spec

from tui_nn.errors import UsageError


class MissingExtra(UsageError, ImportError):
    """An optional package is not installed."""

    title = "Something is not installed"


def require(package: str, *, extra: str) -> None:
    """Insist on a package.

    Raises:
        MissingExtra: It is not installed.
    """
    if find_spec(package) is None:
        raise MissingExtra(
            f"{package} is not installed", advice=f'Install the extra: python -m pip install "tui-nn[{extra}]".'
        )
