"""Documentation routes: the interactive API documentation, offline and without inline script."""

import html
import json

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app.assets import Assets, url

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Descent Lab API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
<script src="{script}" defer></script>
<script src="{start}" defer></script>
</head>
<body><main id="documentation" data-document="{document}"></main></body>
</html>
"""

START = """const root = document.getElementById("documentation");
SwaggerUIBundle({
  domNode: root,
  url: root.dataset.document,
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
"""


@router.get("/docs", name="docs")
async def docs(request: Request) -> HTMLResponse:
    """The page."""
    assets: Assets = request.app.state.assets
    links = {
        "style": f"/assets/{assets.swagger_style.name}",
        "script": f"/assets/{assets.swagger_script.name}",
        "start": "/docs/start.js",
        "document": "/openapi.json",
    }
    escaped = {name: html.escape(url(request, path)) for name, path in links.items()}
    return HTMLResponse(PAGE.format(**escaped), headers={"cache-control": "no-cache"})


@router.get("/docs/start.js", name="docs-start")
async def start() -> Response:
    """The page's few lines of script."""
    return Response(START, media_type="text/javascript", headers={"cache-control": "no-cache"})


@router.get("/openapi.json", name="openapi")
async def openapi(request: Request) -> Response:
    """The OpenAPI document, for the prefix under which it was asked for."""
    document = dict(request.app.openapi())
    if root := request.scope.get("root_path", ""):
        document["servers"] = [{"url": root}]
    return Response(json.dumps(document), media_type="application/json")
