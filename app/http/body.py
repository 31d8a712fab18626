"""Request bodies: strict JSON of bounded size, or a problem that says where it goes wrong.

Reading happens on the event loop, parsing in a thread: a megabyte of JSON takes a tenth of a
second.
"""

import asyncio
import json
import math
import re
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect

from app.http.errors import Problem

DRAIN = 16_000_000
DEEPEST = 64
SURROGATE = re.compile("[\ud800-\udfff]")
TOO_DEEP = f"The JSON is nested more than {DEEPEST} levels deep."


async def read_body(request: Request, limit: int, timeout: float) -> bytes:
    """A JSON request's body, not parsed yet. Raises Problem: 408, 413 or 415."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json" and not re.fullmatch(r"application/[a-z0-9.-]+\+json", media):
        raise Problem(415, "Send JSON, with Content-Type: application/json.")
    try:
        async with asyncio.timeout(timeout):
            return await read(request, limit)
    except TimeoutError as error:
        raise Problem(408, f"The body did not arrive within {timeout:g} seconds.") from error
    except ClientDisconnect as error:
        raise Problem(400, "The connection closed in the middle of the body.") from error


async def read(request: Request, limit: int) -> bytes:
    """The body. One that is too large is read on, or its client would not hear the answer."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        elif size > DRAIN:
            break
    if size > limit:
        raise Problem(413, f"The body is larger than {limit:,} bytes.", limit=limit)
    return b"".join(chunks)


def parse(content: bytes) -> Any:
    """Strict JSON: UTF-8, no duplicate names, finite numbers, real text. Raises Problem 422."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(
            422, f"Byte {error.start} is not UTF-8.", kind="invalid-json", column=error.start + 1
        ) from error
    try:
        data = json.loads(text, object_pairs_hook=unique)
    except RecursionError as error:
        raise Problem(422, TOO_DEEP, kind="invalid-json") from error
    except json.JSONDecodeError as error:
        raise Problem(
            422,
            f"Not JSON: {error.msg} (line {error.lineno}, column {error.colno}).",
            kind="invalid-json",
            line=error.lineno,
            column=error.colno,
        ) from error
    except ValueError as error:
        raise Problem(422, "A number has thousands of digits.", kind="invalid-json") from error
    check(data, "", 0)
    return data


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Raises Problem when it names a field twice."""
    data: dict[str, Any] = {}
    for name, value in pairs:
        if name in data:
            field = name[:60]
            raise Problem(
                422, f"The field {field!r} is given twice.", kind="invalid-json", field=field
            )
        data[name] = value
    return data


def check(value: Any, path: str, depth: int) -> None:
    """Walk through parsed JSON. Raises Problem with the path of what JSON cannot mean."""
    if depth > DEEPEST:
        raise Problem(422, TOO_DEEP, kind="invalid-json", field=path[:200])
    if isinstance(value, dict):
        for name, item in value.items():
            check(name, path, depth)
            check(item, f"{path}.{name[:60]}" if path else name[:60], depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        detail = f"{path or 'The body'}: must be a finite number, neither NaN nor infinite"
        raise Problem(422, detail, kind="invalid-json", field=path or None)
    elif isinstance(value, str) and SURROGATE.search(value):
        detail = f"{path or 'The body'}: half a surrogate pair is no character"
        raise Problem(422, detail, kind="invalid-json", field=path or None)
