"""Put a term entry in order: approve it, take terms out of it, join it with another, undo."""

from collections.abc import Mapping
from itertools import count
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tmx.model import ConceptEntry
from tmx.search.terms import lookup
from tmx.store.concept_history import ConceptChange
from tmx.store.memory import Memory
from tmx.store.termbase import Termbase
from tmx.web.forms import read_fields
from tmx.web.render import address
from tmx.web.session import Session, may_write
from tmx.web.wording import load_words

__all__ = ["ACTIONS", "act", "near_entries"]

_NEAR: Final = 8
ACTIONS: Final = frozenset({"approve", "withdraw", "split", "merge", "undo"})


async def act(request: Request) -> Response:
    """Carry out the change a form holds."""
    return await run_in_threadpool(_act, request, await read_fields(request))


def near_entries(memory: Memory, entry: ConceptEntry) -> list[ConceptEntry]:
    """Return entries whose terms are like those of an entry: what it may have to be joined with."""
    found: dict[str, ConceptEntry] = {}
    for section in entry.languages:
        for match in lookup(memory, section.terms[0].text, limit=_NEAR):
            found.setdefault(match.entry.id, match.entry)
    found.pop(entry.id, None)
    return list(found.values())[:_NEAR]


def _act(request: Request, fields: list[tuple[str, str]]) -> Response:
    form = dict(fields)
    words = load_words()
    if not may_write(request, form.get("token")):
        raise HTTPException(403, words("app.read_only"))
    if form.get("action") not in ACTIONS:
        raise HTTPException(400, words("error.unknown_action"))
    told = [value.partition(" ") for name, value in fields if name == "term"]
    moved = [(language, term) for language, _, term in told]
    identifier = request.path_params["identifier"]
    editor = Session.of(request).reviewer
    with request.app.state.memories.writing() as memory:
        change = _change(memory.termbase, identifier, form, moved, editor)
    if change is None:
        raise HTTPException(400, words("term.nothing_to_undo"))
    entries = change.before if form["action"] == "undo" else change.after
    shown = next((each for each in entries if each.id == identifier), entries[0])
    return RedirectResponse(address("/term/", shown.id, did=form["action"]), status_code=303)


def _change(
    termbase: Termbase,
    identifier: str,
    form: Mapping[str, str],
    moved: list[tuple[str, str]],
    editor: str,
) -> ConceptChange | None:
    match form["action"]:
        case "undo":
            return termbase.undo()
        case "merge":
            return termbase.merge(identifier, form.get("other", ""), editor=editor)
        case "split":
            new = _free_id(termbase, identifier)
            return termbase.split(identifier, moved, new, editor=editor)
        case action:
            approved = action == "approve"
            return termbase.approve([identifier], approved=approved, editor=editor)


def _free_id(termbase: Termbase, identifier: str) -> str:
    names = (f"{identifier}-{number}" for number in count(2))
    return next(name for name in names if termbase.entry(name) is None)
