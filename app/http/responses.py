"""Responses: JSON and HTML, each with how long browsers may keep it, and 304 for what they have."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from fastapi import Request, Response

from app.http.body import parse

JSON, HTML = "application/json", "text/html"
IMMUTABLE = "private, max-age=31536000, immutable"
REVALIDATE = "no-cache"


def to_json(data: Any) -> bytes:
    """JSON without NaN. For a thread, where there is much."""
    return json.dumps(data, allow_nan=False).encode()


def json_answer(work: Callable[[Any], Mapping[str, Any]], content: bytes) -> bytes:
    """What `work` makes of a request's body, JSON to JSON. For a thread: all three parts take long.

    Raises Problem for a body that is no JSON, and whatever `work` raises.
    """
    return to_json(work(parse(content)))


def tag(*parts: str) -> str:
    """A short entity tag for what the parts identify."""
    return f'"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"'


def not_modified(request: Request, headers: Mapping[str, str]) -> Response | None:
    """The answer 304 to a client that has what the entity tag in these headers names."""
    conditions = request.headers.get("if-none-match", "")
    tags = {item.strip().removeprefix("W/") for item in conditions.split(",")}
    return Response(status_code=304, headers=headers) if tags & {headers["etag"], "*"} else None


def cached(
    request: Request,
    body: bytes | str,
    *,
    etag: str | None = None,
    cache: str = REVALIDATE,
    media_type: str = JSON,
) -> Response:
    """What browsers may keep as long as its tag is current; by default a tag of the body."""
    if etag is None:
        etag = tag(body if isinstance(body, str) else body.decode())
    headers = {"etag": etag, "cache-control": cache}
    return not_modified(request, headers) or Response(body, media_type=media_type, headers=headers)


def page_of(request: Request, html: str, status: int = 200) -> Response:
    """A page, compressed where the client takes it so, and revalidated by its tag. For a thread."""
    body, headers = html.encode(), {"cache-control": REVALIDATE, "vary": "accept-encoding"}
    if packed := accepts_gzip(request.headers.get("accept-encoding", "")):
        body, headers["content-encoding"] = compress(body), "gzip"
    headers["etag"] = tag(html, str(packed))
    known = not_modified(request, headers) if status == 200 else None
    return known or Response(body, status, headers, HTML)


@lru_cache(64)
def compress(body: bytes) -> bytes:
    """In gzip's format. A class opens the same page within a minute, so the last ones are kept."""
    return gzip.compress(body, 6, mtime=0)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    for item in header.lower().split(","):
        coding, _, parameters = item.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", parameters) is None
    return False


def uncached(body: bytes | str) -> Response:
    """JSON that nobody need keep."""
    return Response(body, media_type=JSON, headers={"cache-control": "no-store"})
