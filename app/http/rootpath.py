"""The prefix under which a proxy publishes the server, whether or not it strips it."""

from starlette.types import ASGIApp, Receive, Scope, Send


class RootPath:
    """ASGI middleware that gives both kinds of request the same form: the prefix once in `path`."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app, self.prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        prefix = self.prefix or scope.get("root_path", "").rstrip("/")
        if scope["type"] in {"http", "websocket"} and prefix:
            path = scope["path"]
            while path == prefix or path.startswith(f"{prefix}/"):
                path = path[len(prefix) :]
            scope = {**scope, "root_path": prefix, "path": f"{prefix}{path or '/'}"}
        await self.app(scope, receive, send)
