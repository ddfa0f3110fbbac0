"""Read a form that a page has sent, bounded, without a library for file uploads."""

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from tmx.web.guard import MOST_BODY_BYTES

__all__ = ["read_body", "read_fields", "read_form"]


async def read_body(request: Request) -> bytes:
    """Return what was sent.

    Raises:
        HTTPException: it is more than `MOST_BODY_BYTES`.
    """
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BODY_BYTES:
            raise HTTPException(413, f"more than {MOST_BODY_BYTES} bytes were sent")
        parts.append(part)
    return b"".join(parts)


async def read_fields(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form in their order, several may have one name.

    Raises:
        HTTPException: it is too large, or not a form.
    """
    body = await read_body(request)
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=300
        )
    except ValueError as error:
        raise HTTPException(400, "this is not a form in UTF-8") from error


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; of several with one name the last counts.

    Raises:
        HTTPException: it is too large, or not a form.
    """
    return dict(await read_fields(request))
