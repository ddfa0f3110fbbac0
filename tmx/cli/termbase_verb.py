"""`sixfold termbase`: put the entries of a termbase in order, and take it back."""

import getpass
from pathlib import Path
from typing import Final

import click

from tmx.cli.output import print_json, print_line, warn
from tmx.model import ConceptEntry
from tmx.store.concept_history import ConceptChange
from tmx.store.memory import Memory
from tmx.terms import memory_path

_SHOWN: Final = 4
"""Languages of an entry named in one line."""

_memory = click.argument("memory", metavar="MEMORY|DIR", type=memory_path)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
_editor = click.option("--editor", help="Name the change is signed with; your login by default.")


@click.group(name="termbase", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Put the terms of MEMORY in order: approve, merge, split; see conflicts; take changes back.

    'sixfold terms --json' and 'sixfold lookup --json' show the ids of entries. What is approved,
    merged or split by a person stays when the document is aligned again into the same folder, and
    the check of terms holds the translations to it.

    Examples:
      sixfold termbase conflicts demo/

      sixfold termbase merge demo/ A_65_496-c091 A_65_496-c094

      sixfold termbase split demo/ general-assembly --term zh=联大 --new short
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)


@command.command()
@_memory
@click.argument("kept")
@click.argument("others", nargs=-1, required=True)
@_editor
@_json
def merge(
    memory: Path, kept: str, others: tuple[str, ...], editor: str | None, *, as_json: bool
) -> None:
    """Join the entries OTHERS to the entry KEPT, whose terms come first."""
    with Memory.open(memory, writable=True) as opened, opened.transaction():
        for other in others:
            _tell(opened.termbase.merge(kept, other, editor=_signed(editor)), as_json=as_json)


@command.command()
@_memory
@click.argument("entry")
@click.option("--term", "terms", multiple=True, required=True, metavar="LANGUAGE=TERM")
@click.option("--new", required=True, metavar="ID", help="Id of the new entry.")
@_editor
@_json
def split(
    memory: Path, entry: str, terms: tuple[str, ...], new: str, editor: str | None, *, as_json: bool
) -> None:
    """Move terms out of ENTRY into a new one."""
    moved = [_language_and_term(each) for each in terms]
    with Memory.open(memory, writable=True) as opened:
        _tell(opened.termbase.split(entry, moved, new, editor=_signed(editor)), as_json=as_json)


@command.command()
@_memory
@click.argument("entries", nargs=-1, required=True)
@click.option("--withdraw", is_flag=True, help="Take the approval back.")
@_editor
@_json
def approve(
    memory: Path, entries: tuple[str, ...], editor: str | None, *, withdraw: bool, as_json: bool
) -> None:
    """Say that the terms of ENTRIES are the ones to use: the check of terms asks for them."""
    with Memory.open(memory, writable=True) as opened:
        change = opened.termbase.approve(entries, approved=not withdraw, editor=_signed(editor))
        _tell(change, as_json=as_json)


@command.command()
@_memory
@_json
def undo(memory: Path, *, as_json: bool) -> None:
    """Take the last change back."""
    with Memory.open(memory, writable=True) as opened:
        change = opened.termbase.undo()
    if change is None:
        warn("there is no change to take back; 'sixfold termbase history' lists them")
        raise SystemExit(1)
    warn(f"taken back: {change.action} of {change.made}")
    _tell(change, as_json=as_json)


@command.command()
@_memory
@_json
def history(memory: Path, *, as_json: bool) -> None:
    """List what people changed, the last first."""
    with Memory.open(memory) as opened:
        for change in opened.termbase.changes():
            _tell(change, as_json=as_json)


@command.command()
@_memory
@_json
def conflicts(memory: Path, *, as_json: bool) -> None:
    """List entries that share a term and contradict each other in another language.

    Exit code: 0 none, 1 some.
    """
    with Memory.open(memory) as opened:
        found = opened.termbase.conflicts()
    for conflict in found:
        if as_json:
            print_json(conflict.to_json())
        else:
            print_line(str(conflict))
    if found:
        raise SystemExit(1)


def _signed(editor: str | None) -> str:
    return editor or getpass.getuser()


def _language_and_term(told: str) -> tuple[str, str]:
    language, separator, term = told.partition("=")
    if not separator:
        raise click.UsageError(
            f"{told!r} names no language; expected LANGUAGE=TERM, en=disarmament."
        )
    return language.strip(), term.strip()


def _tell(change: ConceptChange, *, as_json: bool) -> None:
    if as_json:
        print_json(change.to_json())
        return
    undone = f", taken back {change.undone}" if change.undone else ""
    print_line(f"{change.number}  {change.action}  {change.made}  {change.editor}{undone}")
    for sign, entries in (("-", change.before), ("+", change.after)):
        for entry in entries:
            print_line(f"   {sign} {entry.id}  {_named(entry)}")


def _named(entry: ConceptEntry) -> str:
    shown = [
        f"{section.language} {' | '.join(term.text for term in section.terms)}"
        for section in entry.languages[:_SHOWN]
    ]
    return "; ".join(shown)
