"""Start the command: find the verb, run it, turn errors into one sentence and an exit code."""

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

import click

from align.version import VERSION
from sources.errors import SixfoldError

__all__ = ["main"]

# Verb -> its line in the help. The module `tmx.cli.<verb>` is imported only when it is used, so
# that `sixfold --help` answers at once.
_VERBS: Final = {
    "align": "Align the versions of a document; write memory, terms and report.",
    "beads": "Align two texts; print one bead a line.",
    "concordance": "Show words in their contexts with their equivalents.",
    "corpus": "Align all documents of a folder; go on where a run was stopped.",
    "encode": "Write one vector per line of a file.",
    "evaluate": "Compare beads with beads made by hand.",
    "export": "Write a memory as TMX, TBX or a table.",
    "extract": "Print the paragraphs of a document.",
    "fetch": "Get a document from the Official Document System.",
    "import": "Read TMX, TBX or tables into a memory.",
    "lookup": "Look a term up in a memory.",
    "penalties": "Say how much matches of a memory lose where it is trusted less.",
    "report": "Print the quality report of an alignment.",
    "search": "Find a text in a memory, exactly or nearly.",
    "segment": "Print the sentences of a document.",
    "serve": "Serve a memory as a web app on this machine.",
    "termbase": "Merge, split and approve the terms of a memory.",
    "terms": "Print the terms of a memory or a document.",
    "train": "Train the static encoder.",
}


class _Verbs(click.Group):
    """A group that imports a verb when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _VERBS:
            return None
        command: object = import_module(f"tmx.cli.{cmd_name}_verb").command
        if not isinstance(command, click.Command):
            raise TypeError(f"the verb {cmd_name} has no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(_VERBS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of our output has closed it (as `head` does): not an error. Caught here,
            # because click would turn it into exit code 1, which means bad input.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(128 + signal.SIGPIPE)
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _VERBS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no verb {args[0]!r}.{hint} 'sixfold --help' lists them.")
        return super().resolve_command(ctx, args)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def sixfold() -> None:
    """Align documents in the six languages of the United Nations.

    Makes translation memories, glossaries and quality reports. Nothing leaves this machine.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit: 0 done, 1 bad input or findings, 2 usage, 130 interrupted."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        result = sixfold.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="sixfold",
            standalone_mode=False,
        )
    except SixfoldError as error:
        _fail(str(error), 1)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.UsageError as error:
        _fail(_with_hint(error), error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _fail("interrupted; what was there before is unchanged", 130)
    sys.exit(result if isinstance(result, int) else 0)


def _with_hint(error: click.UsageError) -> str:
    """Return what is wrong with the arguments, in one line, and where to read about them."""
    message = " ".join(error.format_message().split())
    path = error.ctx.command_path if error.ctx is not None else "sixfold"
    return message if "--help" in message else f"{message} '{path} --help' says how it is used."


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"sixfold: {message}", err=True)
    sys.exit(code)
