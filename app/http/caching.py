"""Caching: entity tags, and the answer 304 to those who have the current one."""

import hashlib

from fastapi import Request, Response

IMMUTABLE = "private, max-age=31536000, immutable"
REVALIDATE = "no-cache"


def tag(*parts: str) -> str:
    """A short entity tag for what the parts identify."""
    return f'"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"'


def has_current(request: Request, etag: str) -> bool:
    """Whether the client's If-None-Match names this tag."""
    given = request.headers.get("if-none-match", "")
    return any(item.strip().removeprefix("W/") in {etag, "*"} for item in given.split(","))


def json_response(request: Request, body: bytes, cache: str = REVALIDATE) -> Response:
    """JSON that browsers may keep as long as its tag is current."""
    etag = tag(body.decode())
    headers = {"etag": etag, "cache-control": cache}
    if has_current(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
