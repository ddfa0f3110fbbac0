"""The review: one row at a time, the riskiest first; each decision is a form that is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from align.model import AlignmentError
from tmx.review.desk import ACTIONS, plan
from tmx.review.desk import Request as Asked
from tmx.review.moves import MoveError, languages_of
from tmx.store.decisions import ConflictError, Decision, decide, decisions, last_on, redo, undo
from tmx.store.document_parts import DocumentPart, part_of_unit, read_part
from tmx.store.document_rows import DocumentRow, number_segments
from tmx.web.forms import read_form
from tmx.web.judged import JudgedRow
from tmx.web.pages.query import number_of, whole_number
from tmx.web.render import address, render
from tmx.web.session import Session, may_write
from tmx.web.wording import load_words

__all__ = ["act", "carry_out", "page"]

_QUEUE_SHOWN: Final = 30
_HISTORY_SHOWN: Final = 8
_DONE: Final = frozenset({*ACTIONS.values(), "undo", "redo"})
# Texts are put in their own order before they change places.
_NEED_NUMBERS: Final = frozenset(ACTIONS) - {"accept", "reject", "comment"}


def page(request: Request) -> Response:
    """Return the row asked for, or the first to look at."""
    name = request.path_params["name"]
    row = number_of(request, "row", most=2**40)
    return _page(request, name, row, request.query_params)


async def act(request: Request) -> Response:
    """Carry out the decision a form holds."""
    form = await read_form(request)
    return await run_in_threadpool(_act, request, form)


def carry_out(
    request: Request, name: str, form: Mapping[str, str], reviewer: str
) -> tuple[Decision | None, str]:
    """Carry out a decision and return it with its name; None where nothing is left to undo.

    Args:
        request: gives the memory.
        name: of the document.
        form: action, unit, version, and what the action needs.
        reviewer: who decides.

    Raises:
        ConflictError: the rows are no longer as the reviewer saw them.
        MoveError: the action is not possible.
        AlignmentError: the document cannot be aligned anew.
        StoreError: the memory cannot be written.
    """
    memories = request.app.state.memories
    action = form.get("action", "")
    if action in {"undo", "redo"}:
        with memories.writing() as memory:
            again = undo if action == "undo" else redo
            return again(memory, name, reviewer), action
    asked = _asked(form)
    if asked.action in _NEED_NUMBERS:
        with memories.writing() as memory:
            number_segments(memory, name)
    with memories.reading() as memory:
        part = read_part(memory, name, part_of_unit(memory, name, asked.unit))
    _check_seen(part.rows, form)
    change = plan(part.rows, asked, before=part.before)
    with memories.writing() as memory:
        decision = decide(
            memory,
            name,
            change.before,
            change.after,
            action=change.action,
            reviewer=reviewer,
            comment=asked.comment,
        )
    return decision, change.action


def _act(request: Request, form: Mapping[str, str]) -> Response:
    name = request.path_params["name"]
    if not may_write(request, form.get("token")):
        raise HTTPException(403, load_words()("app.read_only"))
    session = Session.of(request)
    if form.get("action", "") not in {*ACTIONS, "undo", "redo"}:
        raise HTTPException(400, load_words()("error.unknown_action"))
    try:
        decision, action = carry_out(request, name, form, session.reviewer)
    except ConflictError:
        return _conflict(request, name, form)
    except (MoveError, AlignmentError) as error:
        title = load_words()("error.title")
        unit = whole_number(form.get("unit", ""))
        return _page(request, name, unit, form, trouble=(title, str(error)), status=400)
    # The next row has its own language that stands out.
    language = "" if action in {"accept", "reject"} else form.get("language", "")
    if decision is None:
        return RedirectResponse(
            address("/review/", name, row=form.get("unit", ""), language=language), status_code=303
        )
    rows = decision.before if action == "undo" else decision.after
    row: int | None = rows[0].unit_id if rows else None
    unit = whole_number(form.get("unit", ""))
    if action in {"accept", "reject"}:
        row = _next_row(request, name, unit)
    elif action not in {"undo", "redo"} and any(each.unit_id == unit for each in rows):
        row = unit
    return RedirectResponse(
        address("/review/", name, row=row, language=language, did=action), status_code=303
    )


def _asked(form: Mapping[str, str]) -> Asked:
    return Asked(
        action=form.get("action", ""),
        unit=whole_number(form.get("unit", "")),
        language=form.get("language", ""),
        goal=whole_number(form.get("goal", "")),
        lines={
            key.removeprefix("lines-"): text.replace("\r\n", "\n").split("\n")
            for key, text in form.items()
            if key.startswith("lines-")
        },
        comment=form.get("comment", "").strip(),
    )


def _check_seen(rows: Sequence[DocumentRow], form: Mapping[str, str]) -> None:
    """Check that the rows the page showed are still so: the row at work and its neighbours."""
    places = {str(row.unit_id): place for place, row in enumerate(rows)}
    at = places.get(form.get("unit", ""))
    action = form.get("action", "")
    seen = {"": 0}
    if action in {"merge_next", "boundary_back", "boundary_forward"}:
        seen["next_"] = 1
    elif action == "merge_previous":
        seen["previous_"] = -1
    for prefix, step in seen.items():
        place = -1 if at is None else at + step
        now = rows[place] if 0 <= place < len(rows) else None
        if step and now is None:
            continue
        told = (form.get(f"{prefix}unit", ""), form.get(f"{prefix}version", ""))
        if now is None or told != (str(now.unit_id), now.version):
            raise ConflictError(
                "a row is not as it was when the page was made; expected no change since; look at "
                "it again and decide anew."
            )


def _next_row(request: Request, name: str, after: int | None) -> int | None:
    with request.app.state.memories.reading() as memory:
        number = part_of_unit(memory, name, after or 0)
        _, judged = request.app.state.judge.part(memory, name, number)
    queue = _queue(judged)
    places = [place for place, each in enumerate(queue) if each.row.unit_id == after]
    ahead = queue[places[0] + 1 :] + queue[: places[0]] if places else queue
    waiting = [each.row.unit_id for each in ahead if not each.is_done]
    return waiting[0] if waiting else after


def _conflict(request: Request, name: str, form: Mapping[str, str]) -> Response:
    told = (form.get(key, "") for key in ("unit", "next_unit", "previous_unit"))
    units = [number for text in told if (number := whole_number(text))]
    words = load_words()
    with request.app.state.memories.reading() as memory:
        last = last_on(memory, name, units)
    by = ""
    if last is not None:
        action = words(f"action.{last.action}")
        by = words("review.conflict_by", reviewer=last.reviewer, action=action)
    trouble = words("review.conflict_title"), words("review.conflict", by=by)
    row = units[0] if units else 0
    return _page(request, name, row, form, trouble=trouble, status=409)


def _queue(judged: Sequence[JudgedRow]) -> list[JudgedRow]:
    """Return the rows to look at, worst first; equals in the order of the text."""
    return sorted(
        (each for each in judged if each.is_queued), key=lambda each: (-each.risk, each.number)
    )


def _page(
    request: Request,
    name: str,
    unit: int,
    told: Mapping[str, str],
    *,
    trouble: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    with request.app.state.memories.reading() as memory:
        number = part_of_unit(memory, name, unit) if unit else whole_number(told.get("part", ""))
        part: DocumentPart
        judged: tuple[JudgedRow, ...]
        part, judged = request.app.state.judge.part(memory, name, number)
        history = decisions(memory, name, limit=_HISTORY_SHOWN)
    if not judged:
        raise HTTPException(404, load_words()("error.not_found"))
    did = told.get("did", "")
    languages = languages_of([each.row for each in judged])
    queue = _queue(judged)
    waiting = [each for each in queue if not each.is_done]
    current = next((each for each in judged if each.row.unit_id == unit), None)
    current = current or (waiting or queue or judged)[0]
    place = current.number - part.before
    return render(
        request,
        "review.html",
        {
            "name": name,
            "current": current,
            "before": judged[place - 2] if place > 1 else None,
            "after": judged[place] if place < len(judged) else None,
            "part": part,
            "queue": _window(queue, current),
            "queue_size": len(queue),
            "neighbours": _neighbours(queue, current),
            "all_done": bool(queue) and not waiting,
            "counts": _counts(judged, queue) | {"total": part.total},
            "languages": languages,
            "language": told.get("language", ""),
            "work": _at_work(current, languages, told.get("language", "")),
            "is_split": "split" in told and not trouble,
            "did": did if not trouble and did in _DONE else "",
            "trouble": trouble,
            "history": history,
        },
        status=status,
    )


def _at_work(current: JudgedRow, languages: Sequence[str], told: str) -> str:
    """Return the language to work on: the one told, or the one that stands out in the row."""
    if told in languages:
        return told
    row = current.row
    empty = [tag for tag in languages if tag not in row.cells]
    filled = [tag for tag in languages if tag in row.cells]
    if not empty and len(current.marks) == 1:
        return next(iter(current.marks))
    odd = filled if len(filled) < len(empty) else empty
    others = [tag for tag in (odd or languages) if tag != languages[0]]
    return (others or odd or list(languages))[0]


def _window(queue: Sequence[JudgedRow], current: JudgedRow) -> Sequence[JudgedRow]:
    """Return the part of the queue around the row at work."""
    at = next((place for place, each in enumerate(queue) if each is current), 0)
    start = max(min(at - 5, len(queue) - _QUEUE_SHOWN), 0)
    return queue[start : start + _QUEUE_SHOWN]


def _neighbours(
    queue: Sequence[JudgedRow], current: JudgedRow
) -> tuple[JudgedRow | None, JudgedRow | None]:
    """Return the previous and the next row to look at."""
    places = [place for place, each in enumerate(queue) if each is current]
    if not places:
        later = [each for each in queue if not each.is_done]
        return None, later[0] if later else None
    at = places[0]
    return (queue[at - 1] if at else None, queue[at + 1] if at + 1 < len(queue) else None)


def _counts(judged: Sequence[JudgedRow], queue: Sequence[JudgedRow]) -> dict[str, Any]:
    statuses = [str(each.row.status) for each in judged]
    return {
        "flagged": len(queue),
        "reviewed": sum(each.is_done for each in queue),
        "accepted": statuses.count("accepted"),
        "rejected": statuses.count("rejected"),
    }
