"""Who is at the other end: may they write, what do they call themselves, how do they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from sources.language import OFFICIAL_LANGUAGES, LanguageError
from tmx.search.language_group import language_group
from tmx.web.guard import TOKEN_HEADER, has_token

__all__ = ["Session", "keep", "languages_from", "may_write"]

_ORDER: Final = ("zh", *(each.tag for each in OFFICIAL_LANGUAGES if each.tag != "zh"))
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a browser has told us.

    Attributes:
        token: the session's token if this browser was opened with it, else empty.
        reviewer: the name decisions are signed with.
        order: language groups in the order they are shown.
    """

    token: str
    reviewer: str
    order: tuple[str, ...]

    @property
    def may_write(self) -> bool:
        """True if pages may offer to change something."""
        return bool(self.token)

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return the session of a request."""
        token: str = request.app.state.token
        cookies = request.cookies
        known = has_token(token, cookies.get(_name(request, "token")))
        order = languages_from(unquote(cookies.get(_name(request, "languages"), "")))
        reviewer = unquote(cookies.get(_name(request, "reviewer"), ""))[:_LONGEST_NAME]
        present: Sequence[str] = request.app.state.languages()
        shown = order or tuple(sorted(present, key=_place))
        return cls(
            token=token if known else "",
            reviewer=reviewer or request.app.state.reviewer,
            order=shown,
        )


def may_write(request: Request, told: str | None) -> bool:
    """Return whether a request carries the token, in its form or in a header.

    The cookie alone does not do: a browser sends it along whoever asks.
    """
    token: str = request.app.state.token
    return has_token(token, told or request.headers.get(TOKEN_HEADER))


def keep(request: Request, response: Response, name: str, value: str) -> None:
    """Let the browser keep something for this server alone."""
    response.set_cookie(
        _name(request, name),
        quote(value, safe=""),
        httponly=True,
        samesite="strict",
        path="/",
        max_age=None if name == "token" else 365 * 24 * 3600,
    )


def languages_from(text: str) -> tuple[str, ...]:
    """Return the language groups a user has typed, those that are none left out."""
    found: list[str] = []
    for word in text.replace(",", " ").split():
        try:
            found.append(language_group(word))
        except LanguageError:
            continue
    return tuple(dict.fromkeys(found))


def _name(request: Request, what: str) -> str:
    # Cookies know no ports; two servers on one machine must not share theirs.
    return f"sixfold-{request.app.state.port}-{what}"


def _place(tag: str) -> tuple[int, str]:
    return (_ORDER.index(tag) if tag in _ORDER else len(_ORDER), tag)
