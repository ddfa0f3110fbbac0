"""What a reader may choose: the order of the languages, the name decisions are signed with."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tmx.web.forms import read_form
from tmx.web.render import render
from tmx.web.session import keep, languages_from

__all__ = ["page", "save"]


def page(request: Request) -> Response:
    """Return the form."""
    return render(request, "settings.html", {"saved": "saved" in request.query_params})


async def save(request: Request) -> Response:
    """Let the browser keep the choices; the memory is not touched, so no token is needed."""
    form = await read_form(request)
    response = RedirectResponse("/settings?saved=1", status_code=303)
    keep(request, response, "languages", " ".join(languages_from(form.get("languages", ""))))
    keep(request, response, "reviewer", form.get("reviewer", "").strip()[:60])
    return response
