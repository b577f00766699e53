"""The `tui-nn` command: which words are commands, and how a user's mistakes are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TextIO

import click

from tui_nn import __version__
from tui_nn.cli.check import check
from tui_nn.cli.check_gradient import check_gradient
from tui_nn.cli.compare import compare
from tui_nn.cli.config import config
from tui_nn.cli.listing import datasets, lessons, show
from tui_nn.cli.options import experiment_options, overrides_from, refuse_options
from tui_nn.cli.sessions import IN_PROGRESS, continued, full, is_session, saved_session, sessions
from tui_nn.cli.train import train
from tui_nn.errors import TuiNNError

if TYPE_CHECKING:
    from tui_nn.training.saving import Resumed

INTERRUPTED = 130
READER_GONE = 141
"""What a shell reports for a program that a closed pipe ended, or Ctrl-C."""

# Our arrays are small: threads of the linear algebra library would only get in each other's way. Read when numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_ASKING = ("--help", "-h", "--version")


class Refusal(click.ClickException):
    """A user's mistake that the program found, not click."""

    exit_code = 2


class CommandLine(click.Group):
    """A group whose first word, if it is no command, is the source that `open` opens."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Begin; what the terminal's encoding has no letter for is written as an escape."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `open` before words that do not begin with a command."""
        if not args or (args[0] not in self.commands and args[0] not in _ASKING):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; mistakes end with 2 and a message, Ctrl-C and a closed pipe without one."""
        with _mistakes_told(ctx):
            return super().invoke(ctx)


@contextmanager
def _mistakes_told(ctx: click.Context) -> Iterator[None]:
    try:
        yield
    except TuiNNError as error:
        raise Refusal(str(error)) from error
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        ctx.exit(INTERRUPTED)
    except BrokenPipeError:
        # Python flushes standard output at its end, which would fail once more.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        ctx.exit(READER_GONE)


@click.group(
    cls=CommandLine,
    name="tui-nn",
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="",
    subcommand_metavar="[SOURCE | COMMAND] [OPTIONS]",
)
@click.version_option(__version__, message="tui-nn %(version)s")
def main() -> None:
    """A debugger for learning: train a small neural network in the terminal and see every number.

    SOURCE is a lesson's name, a data file, the name of a bundled data set, an experiment's .toml, or a session saved
    as .tui-nn; without one the lesson sigmoid-2-2-1 opens. `tui-nn SOURCE` is short for `tui-nn open SOURCE`, whose
    options it takes. A file that is named like a command is written ./train.
    """


@main.command(name="open")
@click.argument("source", required=False)
@click.option(
    "--ascii",
    is_flag=True,
    envvar="TUI_NN_ASCII",
    show_envvar=True,
    help="Draw with ASCII characters only, for fonts that have little else.",
)
@click.option("--resume", is_flag=True, help="Continue the session worked on last, of SOURCE or of any.")
@click.option("--fresh", is_flag=True, help="Do not offer to continue a session that was not closed.")
@experiment_options
@click.pass_context
def open_command(
    ctx: click.Context, /, source: str | None, ascii: bool, resume: bool, fresh: bool, **options: Any
) -> None:
    """Open SOURCE in the app, paused at the start; a saved session where it stood.

    What an option says goes over what the source says, and that over defaults, which come from the data: numbers
    make a regression, labels make classes.
    """
    from tui_nn.app.keeping import Keeping
    from tui_nn.experiment.lessons import FIRST_LESSON
    from tui_nn.experiment.setup import Setup, set_up

    if resume and fresh:
        raise click.UsageError("--resume and --fresh exclude each other.")
    what = FIRST_LESSON if source is None else source
    opened: Setup | Resumed
    if resume or is_session(what):
        refuse_options(ctx, IN_PROGRESS)
        opened, keeping = continued(source) if resume else (saved_session(what), Keeping(full(what), offers=not fresh))
    else:
        try:
            opened = set_up(what, overrides_from(options))
        except TuiNNError as error:
            if close := get_close_matches(source or "", main.commands, n=1):
                error.advice = f"Did you mean the command {close[0]}? {error.advice}".strip()
            raise
        keeping = Keeping(full(what), offers=not fresh, said=source is not None)
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise click.UsageError("The app needs a terminal. Without one, `tui-nn train SOURCE` trains.")
    from tui_nn.app.app import open_app

    ctx.exit(open_app(opened, keeping, ascii=ascii))


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


for command in (train, check_gradient, check, compare, lessons, datasets, sessions, show, config):
    main.add_command(command)
