"""Render pages: templates escaped by default, texts in pieces, languages named."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sources.language import describe_language, sentence_separator
from sources.templates import html_templates
from tmx.report.risk import language_name, printed_share
from tmx.report.views import LanguageView
from tmx.report.wording import Piece, text_pieces, visible
from tmx.search.language_group import language_group
from tmx.web.session import Session
from tmx.web.wording import load_words

__all__ = ["address", "in_order", "language_view", "render"]

# A script every Chinese reader's fonts know; the bare tag leaves it open.
_SIMPLIFIED: Final = "zh-Hans"


def render(
    request: Request, template: str, values: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Return a page made of a template and what every page knows."""
    session = Session.of(request)
    text = (
        _environment()
        .get_template(template)
        .render(
            t=load_words(),
            session=session,
            memory_name=request.app.state.memories.path.name,
            here=request.url.path,
            **values,
        )
    )
    return HTMLResponse(text, status_code=status)


@cache
def language_view(tag: str) -> LanguageView:
    """Return how a language is named and set; `dir` is `auto`, so that each text decides."""
    known = describe_language(tag)
    return LanguageView(
        tag=tag,
        name=language_name(tag) if known and known.tag == tag else tag,
        lang=_SIMPLIFIED if tag == "zh" else tag,
        dir="auto",
        side=known.direction if known else "ltr",
        glue=sentence_separator(tag),
    )


def address(path: str, name: str = "", **values: object) -> str:
    """Return an address: path, the name of a document or term, and a query."""
    query = urlencode(
        [(key, str(value)) for key, value in values.items() if value not in {"", None}]
    )
    return path + quote(name, safe="/") + (f"?{query}" if query else "")


def in_order(tags: Sequence[str], order: Sequence[str]) -> list[str]:
    """Return language tags in the order a user has chosen; what is not in it is left out."""
    return [tag for wanted in order for tag in tags if language_group(tag) == wanted]


@cache
def _environment() -> Environment:
    environment = html_templates("tmx.web")
    environment.filters["language"] = language_view
    environment.filters["pieces"] = _pieces
    environment.filters["visible"] = visible
    environment.filters["share"] = printed_share
    environment.globals["address"] = address
    environment.globals["in_order"] = in_order
    return environment


def _pieces(text: str, spans: Sequence[tuple[int, int]] = ()) -> list[Piece]:
    return text_pieces(text, marks=spans)
