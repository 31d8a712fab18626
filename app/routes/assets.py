"""Asset routes: files that never change under their names, compressed once and kept in memory."""

import asyncio
import re

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from app.assets import HASH_LENGTH, Assets, Bundle
from app.http.responses import accepts_gzip

router = APIRouter(include_in_schema=False)

HASH = re.compile(rf"[0-9a-f]{{{HASH_LENGTH}}}")
FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"


@router.api_route("/static/{path:path}", methods=["GET", "HEAD"], name="static")
async def static(request: Request, path: str) -> Response:
    """A static file; under the current hash for ever, otherwise to be revalidated."""
    assets: Assets = request.app.state.assets
    prefix, _, rest = path.partition("/")
    if prefix == assets.build and rest in assets.files:
        return await compressed(request, assets.files[rest])
    hashed = HASH.fullmatch(prefix) is not None
    files = StaticFiles(directory=assets.static)
    response = await files.get_response(rest if hashed else path, request.scope)
    response.headers["cache-control"] = REVALIDATE
    return response


@router.api_route("/assets/{name}", methods=["GET", "HEAD"], name="bundle")
async def bundle(request: Request, name: str) -> Response:
    """A large file of another package, compressed where the client takes it so."""
    assets: Assets = request.app.state.assets
    file = assets.bundles.get(name)
    if file is None:
        raise HTTPException(404)
    return await compressed(request, file)


async def compressed(request: Request, file: Bundle) -> Response:
    """A bundle, compressed where the client takes it so; browsers keep it for ever."""
    headers = {"cache-control": FOREVER, "vary": "accept-encoding"}
    if not accepts_gzip(request.headers.get("accept-encoding", "")):
        return FileResponse(file.path, media_type=file.media_type, headers=headers)
    headers |= {"etag": f'"{file.name}.gz"', "content-encoding": "gzip"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    body = file.compressed if file.ready else await asyncio.to_thread(lambda: file.compressed)
    return Response(body, media_type=file.media_type, headers=headers)
